/**
 * What each scalar operation gives.
 * @module
 */

import { bitsOfFloat32, float32OfBits } from '../../core/float32.ts';
import { expand, type ElementaryFunction, type Instruction, type Program } from '../../formula/index.ts';
import { elementary } from '../../kernels/elementary.ts';
import type { ScalarOperation } from './operation.ts';

const { fround } = Math;

type Meaning = (a: number, b: number, c: number) => number;

/** Truth is 1 for true and 0 for false. */
const basic: Readonly<Record<Exclude<ScalarOperation, ElementaryFunction>, Meaning>> = {
  add: (a, b) => fround(a + b),
  sub: (a, b) => fround(a - b),
  mul: (a, b) => fround(a * b),
  div: (a, b) => fround(a / b),
  sqrt: (a) => fround(Math.sqrt(a)),
  negate: (a) => -a,
  abs: (a) => Math.abs(a),
  maximum: (a, b) => (b > a ? b : a),
  copy: (a) => a,
  less: (a, b) => Number(a < b),
  lessOrEqual: (a, b) => Number(a <= b),
  equal: (a, b) => Number(a === b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  not: (a) => 1 - a,
  select: (a, b, c) => (a !== 0 ? b : c),
  bits: (a) => bitsOfFloat32(a),
  fromBits: (a) => float32OfBits(a),
  toFloat: (a) => fround(a),
  addInteger: (a, b) => (a + b) | 0,
  subInteger: (a, b) => (a - b) | 0,
  andInteger: (a, b) => a & b,
  orInteger: (a, b) => a | b,
  xorInteger: (a, b) => a ^ b,
  shiftLeft: (a, b) => a << b,
  shiftRight: (a, b) => a >> b,
};

const expanded = new Map<Instruction['operation'], Program>();

/** An elementary function at a number: its formula, operation by operation. */
function elementaryAt(name: ElementaryFunction, x: number): number {
  let program = expanded.get(name);
  if (program === undefined) expanded.set(name, program = expand(elementary[name], elementary));
  const values: number[] = [];
  for (const { operation, operands: [a, b, c], value } of program.instructions) {
    if (operation === 'array') values.push(x);
    else if (operation === 'integer') values.push(value);
    else if (operation === 'constant' || operation === 'scalar') values.push(fround(value));
    else values.push(evaluate(operation, values[a], values[b], values[c]));
  }
  return values[program.stores[0].from];
}

function isElementary(operation: ScalarOperation): operation is ElementaryFunction {
  return Object.hasOwn(elementary, operation);
}

/** The result of an operation. */
export function evaluate(operation: ScalarOperation, a: number, b: number, c: number): number {
  return isElementary(operation) ? elementaryAt(operation, a) : basic[operation](a, b, c);
}
