/**
 * The first step of most doors: A is copied, factored, and its condition estimated.
 * @module
 */
import type { FloatArray } from '../kernels/index.ts';
import type { Pivots } from './checks.ts';
import { gecon } from './gecon.ts';
import { getrf } from './getrf.ts';
import { largestMagnitude, norm1 } from './norm.ts';
import { workspace, type Workspace } from './workspace.ts';

/** Factors as `getrf` leaves them, at the start of a workspace. */
export interface Factored<A extends FloatArray> extends Workspace<A>, Pivots {
  readonly array: A;
  readonly rows: Int32Array;
  /** Where the rest of the workspace begins. */
  readonly free: number;
}

/** Factors of A of order n, in a workspace with room for at least `more` elements beside them. */
export function factor<A extends FloatArray>(a: A, n: number, more: number = 0): Factored<A> {
  const { k, array } = workspace(a, n * n + Math.max(more, n)), rows = new Int32Array(n), free = n * n, ld = Math.max(1, n);
  array.set(a);
  const failed = getrf(k, n, n, array, 0, ld, rows);
  const reciprocalCondition = failed >= 0 ? 0 : gecon(k, n, array, 0, ld, rows, norm1(n, n, a), array, free);
  const growth = largestOfUpper(n, array) / largestMagnitude(a);
  return { k, array, rows, free, offset: 0, step: n + 1, count: n, failed, reciprocalCondition, growth };
}

/** max |uᵢⱼ| of the upper triangle at the start of `factors`. */
function largestOfUpper(n: number, factors: FloatArray): number {
  let largest = 0;
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) largest = Math.max(largest, Math.abs(factors[i * n + j]));
  return largest;
}
