/**
 * nrm2: the length of a vector.
 * @module
 */

import { exponentOf, powerOfTwo } from '../../core/float32.ts';
import { beginBlock, endBlock, lanes } from '../../core/blockSums.ts';
import { inLanes } from './operations.ts';
import { sizes, vector, type FloatArray, type Routine } from './routine.ts';

/**
 * ‖x‖₂ without needless overflow or underflow: √(Σ (xᵢ ⊗ 2⁻ᵉ)²) ⊗ 2ᵉ, added up as `sum` does, where e is the exponent
 * of the largest |xᵢ| of the whole vector, at least that of the smallest normal number. 0 for n = 0; NaN if any x is,
 * else Infinity if any is.
 */
export type Nrm2<A extends FloatArray> = (n: number, x: A, xOffset: number, incX: number) => number;

const { fround } = Math;

const loop32: Nrm2<Float32Array> = (n, x, xOffset, incX) => {
  const largest = largestMagnitude(n, x, xOffset, incX);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  const exponent = exponentOf(largest);
  const scale = powerOfTwo(-exponent);
  let total = 0;
  for (let i = 0; i < n;) {
    for (const end = beginBlock(i, n); i < end; i++) {
      const scaled = fround(x[xOffset + i * incX] * scale);
      lanes[i & 3] += fround(scaled * scaled);
    }
    total = endBlock(total);
  }
  return fround(fround(Math.sqrt(total)) * powerOfTwo(exponent));
};

const loop64: Nrm2<Float64Array> = (n, x, xOffset, incX) => {
  const largest = largestMagnitude(n, x, xOffset, incX);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let total = 0;
  for (let i = 0; i < n; i++) total += (x[xOffset + i * incX] / largest) * (x[xOffset + i * incX] / largest);
  return Math.sqrt(total) * largest;
};

/** max |xᵢ|, NaN if any x is. */
function largestMagnitude(n: number, x: FloatArray, xOffset: number, incX: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) {
    const magnitude = Math.abs(x[xOffset + i * incX]);
    if (!(magnitude <= largest)) largest = magnitude;
    if (magnitude !== magnitude) return NaN;
  }
  return largest;
}

export const routine: Routine = {
  name: 'nrm2',
  parameters: [...sizes('n'), vector('x', 'reads', 'n')],
  loop32, loop64,
  elements: (o, { sizes: { n }, operands: { x } }) => ({
    nrm2() {
      let largest = o.constant(0);
      for (let i = 0; i < n; i++) {
        const element = x.at(i);
        if (Number.isNaN(o.number(element))) return element;
        largest = o.maximum(largest, o.abs(element));
      }
      const bound = o.number(largest);
      if (bound === 0 || bound === Infinity) return largest;
      const exponent = exponentOf(bound), down = o.constant(powerOfTwo(-exponent));
      const squares = inLanes(o, n, (i) => {
        const scaled = o.mul(x.at(i), down);
        return o.mul(scaled, scaled);
      });
      return o.mul(o.sqrt(squares), o.constant(powerOfTwo(exponent)));
    },
  }),
  returns: 'number',
};
