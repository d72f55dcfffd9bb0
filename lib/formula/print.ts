/**
 * A program as mathematics, for people.
 * @module
 */
import type { Instruction, Program } from './record.ts';

/** Names that mathematics writes otherwise. */
const symbols: Readonly<Record<string, string>> = {
  theta: 'θ', gradient: '∇J', learningRate: 'lr', alpha: 'α', beta: 'β', beta1: 'β₁', beta2: 'β₂', epsilon: 'ε', rho: 'ρ', lambda: 'λ',
};

const symbol = (name: string): string => symbols[name] ?? name;

type Pattern = { readonly precedence: number; readonly write: (...operands: string[]) => string };

const infix = (sign: string, precedence: number): Pattern => ({ precedence, write: (a, b) => `${a} ${sign} ${b}` });
const call = (name: string): Pattern => ({ precedence: 9, write: (...operands) => `${name}(${operands.join(', ')})` });

/** A higher precedence binds tighter; an operand that binds more loosely than its place allows is put in brackets. */
const patterns: Readonly<Record<string, Pattern>> = {
  add: infix('+', 5), sub: infix('−', 5), mul: infix('·', 6), div: infix('/', 6),
  less: infix('<', 4), lessOrEqual: infix('≤', 4), equal: infix('=', 4), and: infix('and', 3), or: infix('or', 2),
  not: { precedence: 3, write: (a) => `not ${a}` },
  negate: { precedence: 7, write: (a) => `−${a}` },
  sqrt: { precedence: 8, write: (a) => `√${a}` },
  abs: { precedence: 9, write: (a) => `|${a}|` },
  select: { precedence: 1, write: (condition, yes, no) => `${yes} if ${condition}, else ${no}` },
};

/** Operations that put brackets of their own around their operands. */
const enclosing: ReadonlySet<string> = new Set(['abs']);

/**
 * The program as one line an assigned array, such as `θ ← θ − ∇J · lr`.
 *
 * A value that is assigned to an array and used again in a later line appears there under the array's name with a prime.
 */
export function print(program: Program): string {
  const assigned = new Map<number, string>();
  const lines = program.stores.map(({ array, from }) => {
    const name = symbol(program.arrays[array].name);
    const line = `${name} ← ${write(program, from, assigned).text}`;
    if (program.instructions[from].operands.length > 0) assigned.set(from, `${name}′`);
    return line;
  });
  return lines.join('\n');
}

function write(program: Program, position: number, assigned: ReadonlyMap<number, string>): { text: string; precedence: number } {
  const known = assigned.get(position);
  if (known !== undefined) return { text: known, precedence: 10 };
  const instruction = program.instructions[position];
  if (instruction.operands.length === 0) return writeLeaf(program, instruction);
  const { operation } = instruction;
  const pattern = patterns[operation] ?? call(operation);
  const operands = instruction.operands.map((o, i) => {
    const { text, precedence } = write(program, o, assigned);
    // a − (b − c) and a / (b · c) need their brackets; a · b · c does too, since the order of rounding is meant
    const needed = precedence < pattern.precedence || (precedence === pattern.precedence && i > 0);
    return needed && pattern.precedence !== 9 && !enclosing.has(operation) ? `(${text})` : text;
  });
  return { text: pattern.write(...operands), precedence: pattern.precedence };
}

function writeLeaf(program: Program, { operation, value }: Instruction): { text: string; precedence: number } {
  if (operation === 'array') return { text: symbol(program.arrays[value].name), precedence: 10 };
  if (operation === 'scalar') return { text: symbol(program.scalars[value]), precedence: 10 };
  return { text: value < 0 || Object.is(value, -0) ? `−${Math.abs(value)}` : String(value), precedence: value < 0 ? 7 : 10 };
}
