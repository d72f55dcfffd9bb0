/**
 * The elementary functions as lists of operations on 32-bit words, constants in hexadecimal.
 * @module
 */
import type { Instruction, Program } from '../../lib/formula/index.ts';
import { bitsOfFloat32 } from '../../lib/core/float32.ts';
import { word } from './words.ts';

const SIGNS: Readonly<Record<string, string>> = {
  add: '⊕', sub: '⊖', mul: '⊗', div: '⊘', less: '<', lessOrEqual: '≤', equal: '=', and: 'and', or: 'or',
  addInteger: '+', subInteger: '−', andInteger: '&', orInteger: '|', xorInteger: '^', shiftLeft: '<<', shiftRight: '>>',
};

const FORMS: Readonly<Record<string, (...operands: string[]) => string>> = {
  sqrt: (a) => `√ ${a}`, negate: (a) => `negate ${a}`, abs: (a) => `abs ${a}`, not: (a) => `not ${a}`,
  bits: (a) => `bits ${a}`, fromBits: (a) => `float ${a}`, toFloat: (a) => `convert ${a}`,
  select: (condition, yes, no) => `${condition} ? ${yes} : ${no}`,
};

/** `exp(x):`, a line an operation, and `return`. */
export function listing(name: string, { instructions, stores }: Program): string {
  const names: string[] = [], lines: string[] = [];
  for (const instruction of instructions) {
    const value = immediate(instruction);
    if (value !== undefined) {
      names.push(value);
      continue;
    }
    const own = `v${lines.length + 1}`;
    lines.push(`  ${own} = ${formOf(instruction, instruction.operands.map((o) => names[o]))}`);
    names.push(own);
  }
  return [`${name}(x):`, ...lines, `  return ${names[stores[0].from]}`].join('\n');
}

/** What needs no operation: the argument and constants. */
function immediate({ operation, value }: Instruction): string | undefined {
  if (operation === 'array') return 'x';
  if (operation === 'constant') return word(bitsOfFloat32(value));
  return operation === 'integer' ? word(value) : undefined;
}

function formOf({ operation }: Instruction, operands: readonly string[]): string {
  const sign = SIGNS[operation], isShift = operation === 'shiftLeft' || operation === 'shiftRight';
  if (sign === undefined) return (FORMS[operation] ?? ((a: string) => `${operation}(${a})`))(...operands);
  const [a, b] = operands;
  return `${a} ${sign} ${isShift ? String(Number(b)) : b}`;
}
