/**
 * sum: the sum of a vector.
 * @module
 */

import { beginBlock, endBlock, lanes } from '../../core/blockSums.ts';
import { inLanes } from './operations.ts';
import { sizes, vector, type FloatArray, type Routine } from './routine.ts';

/** Σ xᵢ: blocks of 4,096 elements in four lanes each, see lib/core/blockSums.ts. */
export type Sum<A extends FloatArray> = (n: number, x: A, xOffset: number, incX: number) => number;

export const sum32: Sum<Float32Array> = (n, x, xOffset, incX) => {
  let total = 0;
  for (let i = 0; i < n;) {
    for (const end = beginBlock(i, n); i < end; i++) lanes[i & 3] += x[xOffset + i * incX];
    total = endBlock(total);
  }
  return total;
};

export const sum64: Sum<Float64Array> = (n, x, xOffset, incX) => {
  let total = 0;
  for (let i = 0; i < n; i++) total += x[xOffset + i * incX];
  return total;
};

export const routine: Routine = {
  name: 'sum',
  parameters: [...sizes('n'), vector('x', 'reads', 'n')],
  loop32: sum32, loop64: sum64,
  elements: (o, { sizes: { n }, operands: { x } }) => ({ sum: () => inLanes(o, n, (i) => x.at(i)) }),
  returns: 'number',
};
