import type { ElementaryFunction } from '../../lib/formula/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { erf, erfc } from '../../lib/kernels/float64/errorFunction.ts';
import { elementary } from '../../lib/kernels/elementary.ts';

/** The functions in binary64, by the engine where it has them: exact enough to measure binary32 errors against. */
export const exact: Readonly<Record<ElementaryFunction, (x: number) => number>> = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sigmoid: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
  erf,
  erfc,
};

/** The largest error that lib/kernels/elementary.ts states, in ulp. */
export const statedUlp: Readonly<Record<ElementaryFunction, number>> = {
  exp: 0.777, expm1: 1.163, log: 0.823, log1p: 0.840, tanh: 1.039, sigmoid: 0.803, erf: 1.521, erfc: 5.386,
};

/** Where the argument rises, erfc falls; the others rise. */
export const direction = (name: ElementaryFunction): 1 | -1 => (name === 'erfc' ? -1 : 1);

export const names = Object.keys(exact) as ElementaryFunction[];

const kernels = createKernels('reference');

/** The function of every element, by the reference kernels. */
export function run(name: ElementaryFunction, x: Float32Array): Float32Array {
  const y = new Float32Array(x.length);
  kernels.elementwise(elementary[name], x.length, [x, y], []);
  return y;
}

/** |y − exact| in units in the last place of a binary32 number as large as `value`; Infinity where only one of them is finite or NaN. */
export function ulpError(y: number, value: number): number {
  if (Object.is(y, Math.fround(value))) return Number.isFinite(y) ? Math.abs(y - value) / unit(value) : 0;
  return Number.isFinite(y) && Number.isFinite(value) ? Math.abs(y - value) / unit(value) : Infinity;
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

function unit(value: number): number {
  // Truncation to binary32 would keep the exponent; rounding may raise it by one, which is then taken back.
  float[0] = Math.abs(value);
  if (float[0] > Math.abs(value)) bits[0]--;
  return 2 ** (Math.max(bits[0] >>> 23, 1) - 150);
}
