/**
 * Expressions as text, short enough for a message.
 * @module
 */
import { float32OfBits } from '../../lib/core/float32.ts';
import type { Expression } from './expression.ts';

const DEPTH = 3;

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

/** What came and what was expected: the innermost of what differs, where only one operand does. */
export function difference(came: Expression, expected: Expression): string {
  const isAlike = came.operation === expected.operation && came.operands.length === expected.operands.length;
  if (isAlike && came.operands.length > 0) {
    // ⊕ and ⊗ hold their operands in any order
    const others = expected.operands.filter((operand) => !came.operands.includes(operand));
    const mine = came.operands.filter((operand) => !expected.operands.includes(operand));
    if (mine.length === 1 && others.length === 1) return difference(mine[0], others[0]);
  }
  return `${show(came)} came, ${show(expected)} was expected`;
}
