/**
 * softmax of each row of a matrix.
 * @module
 */

import { exponentials64, largest64 } from '../float64/softmaxRows.ts';
import { LinkedProgram } from '../reference/elementwise.ts';
import { exponential } from '../softmaxFormulas.ts';
import { inLanes, perRow, rowMaximum, type Elements, type Operations } from './operations.ts';
import { sizes, whole, type FloatArray, type Routine } from './routine.ts';
import type { SoftmaxGradient } from './softmaxGradient.ts';
import { sum32 } from './sum.ts';

/**
 * Each row of the m × n matrix z: a ← exp(z ⊖ max z) ⊘ Σ, Σ of the exponentials as `sum` adds them up. a may be z.
 * A row with a NaN becomes NaN; so does one with +∞, and one of −∞ only.
 */
export type Softmax<A extends FloatArray> = (m: number, n: number, z: A, a: A) => void;

const loop32: Softmax<Float32Array> = (m, n, z, a) => {
  shift(m, n, z, a);
  exponentiate(m * n, a);
  divideBySum(m, n, a);
};

/** a ← z ⊖ max z, row by row. */
export function shift(m: number, n: number, z: Float32Array, a: Float32Array): void {
  for (let i = 0; i < m; i++) {
    let largest = -Infinity;
    for (let j = i * n; j < (i + 1) * n; j++) if (z[j] > largest) largest = z[j];
    for (let j = i * n; j < (i + 1) * n; j++) a[j] = z[j] - largest;
  }
}

let linked: LinkedProgram | undefined;

/** a ← exp a. Linked at first use, so that importing the library costs nothing. */
export function exponentiate(length: number, a: Float32Array): void {
  linked ??= new LinkedProgram(exponential);
  linked.run(length, [a]);
}

/** a ← a ⊘ Σ, row by row. */
export function divideBySum(m: number, n: number, a: Float32Array): void {
  for (let i = 0; i < m; i++) {
    const total = sum32(n, a, i * n, 1);
    for (let j = i * n; j < (i + 1) * n; j++) a[j] /= total;
  }
}

const loop64: Softmax<Float64Array> = (m, n, z, a) => {
  for (let start = 0; start < m * n; start += n) {
    const scale = 1 / exponentials64(start, n, z, largest64(start, n, z), a);
    for (let j = start; j < start + n; j++) a[j] *= scale;
  }
};

/** A row's zⱼ ⊖ max z, their exponentials, and the sum Σ of these. */
export interface Exponentials<V> {
  readonly shifted: readonly V[];
  readonly powers: readonly V[];
  readonly total: V;
}

/** Row i of z. What a whole row shares counts for the row's first element of a. */
export function exponentials<V>(o: Operations<V>, n: number, z: Elements<V>, i: number): Exponentials<V> {
  o.aim('a', i);
  const largest = rowMaximum(o, n, z, i), shifted: V[] = [], powers: V[] = [];
  for (let j = 0; j < n; j++) {
    o.aim('a', i, j);
    shifted.push(o.sub(z.at(i, j), largest));
    powers.push(o.through(exponential, shifted[j]));
  }
  o.aim('a', i);
  return { shifted, powers, total: inLanes(o, n, (j) => powers[j]) };
}

/** The matrix of ∂a/∂z is symmetric, so ȧ is what `softmaxGradient` makes of ż. */
function tangent<A extends FloatArray>(
  table: { readonly softmax: Softmax<A>; readonly softmaxGradient: SoftmaxGradient<A> }, rate: (array: A) => A,
  ...[m, n, z, a]: Parameters<Softmax<A>>
): void {
  table.softmax(m, n, z, a);
  table.softmaxGradient(m, n, a, rate(z), rate(a));
}

export const routine: Routine = {
  name: 'softmax',
  parameters: [...sizes('m', 'n'), whole('z', 'reads', 'm', 'n'), whole('a', 'writes', 'm', 'n', { mayBe: ['z'] })],
  loop32, loop64, tangent,
  sharesRows: true,
  elements(o, { sizes: { n }, operands: { z } }) {
    const row = perRow((i) => exponentials(o, n, z, i));
    return {
      a(i, j) {
        const { powers, total } = row(i);
        o.aim('a', i, j);
        return o.div(powers[j], total);
      },
    };
  },
};
