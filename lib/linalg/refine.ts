/**
 * Iterative refinement.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import type { Factored } from './factor.ts';
import { getrs } from './getrs.ts';
import { unitRoundoff } from './precision.ts';

/** A correction that counts is at most half of the one before: 24 or 53 of them leave nothing to correct. */
const MOST_STEPS = 30;

/**
 * X ← X ⊕ D, where A·D = B − A·X, until it no longer helps: see `solve`. The workspace has room for
 * n × columns elements.
 */
export function refineInto<A extends FloatArray>(
  a: A, b: A, n: number, columns: number, x: A, { k, array, pivots, free }: Factored<A>,
): void {
  const before = new Float64Array(columns).fill(Infinity), residual = new Float64Array(columns);
  for (let step = 0, active = columns; step < MOST_STEPS && active > 0; step++) {
    for (let i = 0; i < n; i++) {
      residualRow(a, b, x, n, columns, i, residual);
      array.set(residual, free + i * columns);
    }
    getrs(k, 'N', n, columns, array, 0, Math.max(1, n), pivots, array, free, Math.max(1, columns));
    active = 0;
    for (let j = 0; j < columns; j++) if (correct(n, columns, j, x, array, free, before)) active++;
  }
}

/** Row i of B − A·X: in binary64 from +b, p ascending. */
function residualRow(
  a: FloatArray, b: FloatArray, x: FloatArray, n: number, columns: number, i: number, out: Float64Array,
): void {
  for (let j = 0; j < columns; j++) out[j] = b[i * columns + j];
  for (let p = 0, at = 0; p < n; p++) {
    const factor = a[i * n + p];
    for (let j = 0; j < columns; j++, at++) out[j] -= factor * x[at];
  }
}

/**
 * Adds a correction to its column if it is small beside the one before; returns whether another may help,
 * and else leaves 0 in `before`.
 */
function correct(
  n: number, columns: number, j: number, x: FloatArray, d: FloatArray, dOffset: number, before: Float64Array,
): boolean {
  let sizeOfX = 0, sizeOfD = 0;
  for (let i = j; i < n * columns; i += columns) {
    sizeOfX = Math.max(sizeOfX, Math.abs(x[i]));
    sizeOfD = Math.max(sizeOfD, Math.abs(d[dOffset + i]));
  }
  const helps = sizeOfD <= before[j] / 2 && sizeOfD < Infinity;
  if (helps) for (let i = j; i < n * columns; i += columns) x[i] += d[dOffset + i];
  const goesOn = helps && sizeOfD > unitRoundoff(x) * sizeOfX;
  before[j] = goesOn ? sizeOfD : 0;
  return goesOn;
}
