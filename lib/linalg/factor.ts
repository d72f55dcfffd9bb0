/**
 * The first step of most doors: A is copied, factored, and its condition estimated.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import { isInvertible, singular, worstPivot, type Judged } from './checks.ts';
import { equilibrated, isUniform, nearOne, type Scaled } from './equilibrate.ts';
import { gecon } from './gecon.ts';
import { getrf } from './getrf.ts';
import { largestMagnitude, norm1 } from './norm.ts';
import { workspace, type Workspace } from './workspace.ts';

/** What was factored, and its factors as `getrf` leaves them, at the start of a workspace. */
export interface Factored<A extends FloatArray> extends Workspace<A>, Judged, Scaled<A> {
  readonly pivots: Int32Array;
  /** Where the rest of the workspace begins. */
  readonly free: number;
}

/** Factors of a matrix of order n, in a workspace with room for at least `more` elements beside them. */
export function factor<A extends FloatArray>({ a, exponents }: Scaled<A>, n: number, more: number = 0): Factored<A> {
  const free = n * n, { k, array } = workspace(a, free + Math.max(more, n));
  const pivots = new Int32Array(n), ld = Math.max(1, n);
  array.set(a);
  const failed = getrf(k, n, n, array, 0, ld, pivots);
  const reciprocalCondition = failed >= 0 ? 0 : gecon(k, n, array, 0, ld, pivots, norm1(n, n, a), array, free);
  const growth = n === 0 ? 1 : largestOfUpper(n, array) / largestMagnitude(a);
  return { a, exponents, k, array, pivots, free, failed, reciprocalCondition, growth };
}

/**
 * The same of a matrix that is not singular: of A, or of A scaled by powers of two: where its numbers come near the
 * ends of the range, and where A as it stands is not invertible within the limit, and the limit is finite.
 *
 * Throws SingularMatrixError where that is not invertible either.
 */
export function factorInvertible<A extends FloatArray>(
  who: string, a: A, n: number, more: number, limit: number,
): Factored<A> {
  const near = nearOne(n, a), plain = factor(near, n, more);
  if (n === 0 || isInvertible(plain, limit, a)) return plain;
  const pivot = worstPivot(plain.array, n + 1, n, plain.failed);
  const even = limit === Infinity ? near : equilibrated(n, a);
  const scaled = isUniform(even) ? undefined : factor(even, n, more);
  if (scaled !== undefined && isInvertible(scaled, limit, a)) return scaled;
  const must = 'be invertible', how = 'with rows and columns scaled by powers of two';
  throw singular(who, { must, limit, like: a, pivot, plain, scaled, how });
}

/** max |uᵢⱼ| of the upper triangle at the start of `factors`. */
function largestOfUpper(n: number, factors: FloatArray): number {
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let at = i * (n + 1), end = (i + 1) * n; at < end; at++) {
      const magnitude = Math.abs(factors[at]);
      if (magnitude > largest) largest = magnitude;
    }
  }
  return largest;
}
