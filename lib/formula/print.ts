/**
 * A program as mathematics, for people.
 * @module
 */

import { getOwn } from '../core/ownProperty.ts';
import { expectProgram, type Instruction, type Program } from './record.ts';

/** Names that mathematics writes otherwise. */
const symbols: Readonly<Record<string, string>> = {
  theta: 'θ', gradient: '∇J', learningRate: 'lr', alpha: 'α', beta: 'β', beta1: 'β₁', beta2: 'β₂', epsilon: 'ε',
  rho: 'ρ', lambda: 'λ',
};

const symbol = (name: string): string => getOwn(symbols, name) ?? name;

type Pattern = { readonly precedence: number; readonly write: (...operands: string[]) => string };

const SUM = 6;
const NEGATION = 8;
const CALL = 10;
const LEAF = 11;

const infix = (sign: string, precedence: number): Pattern => ({ precedence, write: (a, b) => `${a} ${sign} ${b}` });
const call = (name: string): Pattern => ({
  precedence: CALL, write: (...operands) => `${name}(${operands.join(', ')})`,
});

/** A higher precedence binds tighter; an operand that binds more loosely than its place allows is put in brackets. */
const patterns: Readonly<Record<string, Pattern>> = {
  add: infix('+', SUM), sub: infix('−', SUM), mul: infix('·', SUM + 1), div: infix('/', SUM + 1),
  less: infix('<', 5), lessOrEqual: infix('≤', 5), equal: infix('=', 5), and: infix('and', 3), or: infix('or', 2),
  not: { precedence: 4, write: (a) => `not ${a}` },
  negate: { precedence: NEGATION, write: (a) => `−${a}` },
  sqrt: { precedence: 9, write: (a) => `√${a}` },
  abs: { precedence: CALL, write: (a) => `|${a}|` },
  select: { precedence: 1, write: (condition, yes, no) => `${yes} if ${condition}, else ${no}` },
};

/**
 * The program as one line an assigned array, such as `θ ← θ − ∇J · lr`.
 *
 * A value that is assigned to an array and used again in a later line appears there under the array's name with
 * a prime.
 *
 * Throws TypeError for what is no program.
 */
export function print(program: Program): string {
  expectProgram('print', program);
  const assigned = new Map<number, string>();
  const lines = program.stores.map(({ array, from }) => {
    const name = symbol(program.arrays[array].name);
    const line = `${name} ← ${write(program, from, assigned).text}`;
    if (program.instructions[from].operands.length > 0) assigned.set(from, `${name}′`);
    return line;
  });
  return lines.join('\n');
}

function write(
  program: Program, position: number, assigned: ReadonlyMap<number, string>,
): { text: string; precedence: number } {
  const known = assigned.get(position);
  if (known !== undefined) return { text: known, precedence: LEAF };
  const instruction = program.instructions[position];
  if (instruction.operands.length === 0) return writeLeaf(program, instruction);
  const { operation } = instruction;
  const pattern = patterns[operation] ?? call(operation);
  const operands = instruction.operands.map((o, i) => {
    const { text, precedence } = write(program, o, assigned);
    // a − (b − c) and a / (b · c) need their brackets; a · b · c does too, since the order of rounding is meant
    const isLoose = precedence < pattern.precedence || (precedence === pattern.precedence && i > 0);
    const isSecondSign = text.startsWith('−') && pattern.precedence >= SUM && (i > 0 || operation === 'negate');
    return (isLoose || isSecondSign) && pattern.precedence !== CALL ? `(${text})` : text;
  });
  return { text: pattern.write(...operands), precedence: pattern.precedence };
}

function writeLeaf(program: Program, { operation, value }: Instruction): { text: string; precedence: number } {
  if (operation === 'array') return { text: symbol(program.arrays[value].name), precedence: LEAF };
  if (operation === 'scalar') return { text: symbol(program.scalars[value]), precedence: LEAF };
  const isNegative = value < 0 || Object.is(value, -0);
  const magnitude = Math.abs(value) === Infinity ? '∞' : String(Math.abs(value));
  return { text: isNegative ? `−${magnitude}` : magnitude, precedence: isNegative ? NEGATION : LEAF };
}
