/**
 * Right-hand sides of scaled systems, and their solutions.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import { columnExponents, type Exponents } from './columns.ts';
import type { Scaled } from './equilibrate.ts';
import { exponentOf, timesPowerOfTwo } from './powers.ts';

/**
 * B with its rows scaled as those of A, then column j multiplied by 2^exponents[j]; without exponents it is the
 * caller's.
 */
export interface Right<A extends FloatArray> {
  readonly b: A;
  readonly exponents?: Exponents;
}

/**
 * B, n × columns, for A as it was scaled. Where A was, or else where a column of B needs it, the largest of the column
 * comes to [1, 2).
 */
export function scaledRight<A extends FloatArray>(n: number, columns: number, b: A, system: Scaled<A>): Right<A> {
  const ofA = system.exponents;
  const exponents = ofA === undefined
    ? columnExponents(n, columns, b, 0, columns)
    : exponentsUnder(n, columns, b, ofA.rows);
  if (exponents === undefined) return { b };
  const scaled = b.slice() as A;
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < columns; j++, at++) scaled[at] = timesPowerOfTwo(b[at], (ofA?.rows[i] ?? 0) + exponents[j]);
  }
  return { b: scaled, exponents };
}

/** −e of each column, whose largest magnitude is in [2ᵉ, 2ᵉ⁺¹) once row i is multiplied by 2^rows[i]. */
function exponentsUnder(n: number, columns: number, b: FloatArray, rows: Int32Array): Int32Array {
  return Int32Array.from({ length: columns }, (_, j) => {
    let largest = -Infinity;
    for (let i = 0, at = j; i < n; i++, at += columns) {
      if (b[at] !== 0) largest = Math.max(largest, exponentOf(b[at]) + rows[i]);
    }
    return largest === -Infinity ? 0 : -largest;
  });
}

/** X, n × columns, of A·X = B from that of the scaled system. */
export function unscale(
  n: number, columns: number, x: FloatArray, system: Scaled<FloatArray>, right: Pick<Right<FloatArray>, 'exponents'>,
): void {
  const ofA = system.exponents, ofB = right.exponents;
  if (ofA === undefined && ofB === undefined) return;
  for (let i = 0, at = 0; i < n; i++) {
    const ofRow = ofA?.columns[i] ?? 0;
    for (let j = 0; j < columns; j++, at++) x[at] = timesPowerOfTwo(x[at], ofRow - (ofB?.[j] ?? 0));
  }
}
