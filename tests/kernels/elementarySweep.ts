import type { ElementaryFunction } from '../../lib/formula/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { elementary } from '../../lib/kernels/elementary.ts';
import { exactElementary } from '../../scripts/ulp/exact.ts';

export { exactElementary as exact };
export { ulpError } from '../../scripts/ulp/ulpError.ts';

/** The largest error that lib/kernels/elementary.ts states, in ulp. */
export const statedUlp: Readonly<Record<ElementaryFunction, number>> = {
  exp: 0.777, expm1: 1.163, log: 0.823, log1p: 0.840, tanh: 1.039, sigmoid: 0.803, erf: 1.521, erfc: 4.345,
};

/** Where the argument rises, erfc falls; the others rise. */
export const direction = (name: ElementaryFunction): 1 | -1 => (name === 'erfc' ? -1 : 1);

export const names = Object.keys(exactElementary) as ElementaryFunction[];

const kernels = createKernels('reference');

/** The function of every element, by the reference kernels. */
export function run(name: ElementaryFunction, x: Float32Array): Float32Array {
  const y = new Float32Array(x.length);
  kernels.elementwise(elementary[name], x.length, [x, y], []);
  return y;
}
