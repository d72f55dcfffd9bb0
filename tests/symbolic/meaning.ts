/**
 * What each operation of an expression does to 32 bits: for operations on numbers alone, and for the value that an
 * expression has where its variables are given.
 * @module
 */
import { bitsOfFloat32, float32OfBits } from '../../lib/core/float32.ts';

const { fround } = Math;

/** Operations on words of 32 bits. Truth is all ones or all zeros. */
export type Operation =
  | 'add' | 'sub' | 'mul' | 'div' | 'sqrt' | 'negate' | 'abs' | 'less' | 'lessOrEqual' | 'equal'
  | 'and' | 'or' | 'xor' | 'not' | 'select' | 'addInteger' | 'subInteger' | 'shiftLeft' | 'shiftRight' | 'toFloat'
  | 'above';

/** A NaN has one pattern here, since its payload and sign are not promised. */
const float = (value: number): number => bitsOfFloat32(fround(value));
const truth = (value: boolean): number => (value ? -1 : 0);
const f = float32OfBits;

/** From the operands' bits to the result's, as signed integers. */
export const meaning: Readonly<Record<Operation, (a: number, b: number, c: number) => number>> = {
  add: (a, b) => float(f(a) + f(b)),
  sub: (a, b) => float(f(a) - f(b)),
  mul: (a, b) => float(f(a) * f(b)),
  div: (a, b) => float(f(a) / f(b)),
  sqrt: (a) => float(Math.sqrt(f(a))),
  negate: (a) => a ^ 0x80000000,
  abs: (a) => a & 0x7fffffff,
  less: (a, b) => truth(f(a) < f(b)),
  lessOrEqual: (a, b) => truth(f(a) <= f(b)),
  equal: (a, b) => truth(f(a) === f(b)),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  not: (a) => ~a,
  select: (a, b, c) => (a !== 0 ? b : c),
  addInteger: (a, b) => (a + b) | 0,
  subInteger: (a, b) => (a - b) | 0,
  shiftLeft: (a, b) => a << b,
  shiftRight: (a, b) => a >> b,
  toFloat: (a) => float(a),
  above: (a, b) => truth((a >>> 0) > (b >>> 0)),
};
