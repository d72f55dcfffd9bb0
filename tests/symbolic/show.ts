/**
 * Expressions as text, short enough for a message.
 * @module
 */
import { float32OfBits } from '../../lib/core/float32.ts';
import type { Expression } from './expression.ts';

const DEPTH = 3, DEEPEST = 12;
const LONGEST = 150;

const signs: Readonly<Record<string, string>> = {
  add: '⊕', sub: '⊖', mul: '⊗', div: '⊘', less: '<', lessOrEqual: '≤', equal: '=', and: '&', or: '|', xor: '^',
  addInteger: '+', subInteger: '−', shiftLeft: '<<', shiftRight: '>>', above: '>',
};

/** As much of an expression as `depth` allows; what is left out is …. */
export function show({ operation, operands, name, bits }: Expression, depth: number = DEPTH): string {
  if (operation === 'variable') return name;
  if (operation === 'number') return number(bits);
  if (depth === 0) return '…';
  const shown = operands.slice(0, 4).map((operand) => show(operand, depth - 1));
  if (operands.length > 4) shown.push('…');
  const sign = signs[operation];
  return sign === undefined ? `${operation}(${shown.join(', ')})` : `(${shown.join(` ${sign} `)})`;
}

function number(bits: number): string {
  const value = float32OfBits(bits);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** What came and what was expected: the first of what differs, as far within as it can be told. */
export function difference(came: Expression, expected: Expression): string {
  if (came.operation === expected.operation && came.operands.length === expected.operands.length) {
    // ⊕ and ⊗ hold their operands in any order
    const mine = came.operands.filter((operand) => !expected.operands.includes(operand));
    const others = expected.operands.filter((operand) => !came.operands.includes(operand));
    const isInOrder = came.operation !== 'add' && came.operation !== 'mul';
    const at = isInOrder ? came.operands.findIndex((operand, i) => operand !== expected.operands[i]) : -1;
    if (at >= 0) return difference(came.operands[at], expected.operands[at]);
    if (mine.length === 1 && others.length === 1) return difference(mine[0], others[0]);
  }
  let depth = DEPTH; // as much as tells them apart
  while (depth < DEEPEST && show(came, depth) === show(expected, depth)) depth++;
  return `${short(show(came, depth))} came, ${short(show(expected, depth))} was expected`;
}

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
