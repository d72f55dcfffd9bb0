/**
 * dot: the product of two vectors.
 * @module
 */

import { beginBlock, endBlock, lanes } from '../../core/blockSums.ts';
import { inLanes } from './operations.ts';
import { sizes, vector, type FloatArray, type Routine } from './routine.ts';

/**
 * Σ xᵢyᵢ: blocks of 4,096 elements, each in four lanes from +0: lane i mod 4 ← lane ⊕ (xᵢ ⊗ yᵢ), i ascending; then
 * (l₀ ⊕ l₁) ⊕ (l₂ ⊕ l₃). The blocks' sums are added in their order.
 */
export type Dot<A extends FloatArray> = (
  n: number, x: A, xOffset: number, incX: number, y: A, yOffset: number, incY: number,
) => number;

export const dot32: Dot<Float32Array> = (n, x, xOffset, incX, y, yOffset, incY) => {
  let total = 0;
  for (let i = 0; i < n;) {
    const end = beginBlock(i, n);
    for (; i < end; i++) lanes[i & 3] += Math.fround(x[xOffset + i * incX] * y[yOffset + i * incY]);
    total = endBlock(total);
  }
  return total;
};

export const dot64: Dot<Float64Array> = (n, x, xOffset, incX, y, yOffset, incY) => {
  let total = 0;
  for (let i = 0; i < n; i++) total += x[xOffset + i * incX] * y[yOffset + i * incY];
  return total;
};

export const routine: Routine = {
  name: 'dot',
  parameters: [...sizes('n'), vector('x', 'reads', 'n'), vector('y', 'reads', 'n')],
  loop32: dot32, loop64: dot64,
  elements: (o, { sizes: { n }, operands: { x, y } }) => ({ dot: () => inLanes(o, n, (i) => o.mul(x.at(i), y.at(i))) }),
  returns: 'number',
};
