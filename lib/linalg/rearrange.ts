/**
 * What moves elements, or divides them: all that is done to a matrix outside of the table of kernels.
 *
 * A quotient that is stored in a Float32Array is ⊘: rounding it to binary64 first does no harm.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';

/** x ← x ⊘ divisor for `count` elements `step` apart. */
export function divide(count: number, divisor: number, x: FloatArray, offset: number, step: number): void {
  for (let i = offset, end = offset + count * step; i < end; i += step) x[i] /= divisor;
}

/** Exchanges `count` elements at `first` with those at `second`. */
export function swap(count: number, x: FloatArray, first: number, second: number): void {
  for (let i = 0; i < count; i++) {
    const value = x[first + i];
    x[first + i] = x[second + i];
    x[second + i] = value;
  }
}

/** Reverses the order of the m rows. */
export function reverseRows(m: number, n: number, x: FloatArray, offset: number, ld: number): void {
  for (let i = 0, j = m - 1; i < j; i++, j--) swap(n, x, offset + i * ld, offset + j * ld);
}

/** Reverses the order of the n columns. */
export function reverseColumns(m: number, n: number, x: FloatArray, offset: number, ld: number): void {
  for (let i = 0; i < m; i++) reverse(x, offset + i * ld, offset + i * ld + n - 1);
}

/** Reverses rows and columns of a square matrix: its lower triangle becomes the upper one. */
export function turn(n: number, x: FloatArray, offset: number, ld: number): void {
  for (let i = 0, j = n - 1; i < j; i++, j--) {
    for (let p = offset + i * ld, q = offset + j * ld + n - 1, end = p + n; p < end; p++, q--) {
      const value = x[p];
      x[p] = x[q];
      x[q] = value;
    }
  }
  const middle = offset + ((n - 1) / 2) * ld;
  if (n % 2 === 1) reverse(x, middle, middle + n - 1);
}

/** Copies an m × n part of a matrix to where its transpose lies. */
export function mirror(m: number, n: number, x: FloatArray, from: number, to: number, ld: number): void {
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) x[to + j * ld + i] = x[from + i * ld + j];
}

function reverse(x: FloatArray, first: number, last: number): void {
  for (; first < last; first++, last--) {
    const value = x[first];
    x[first] = x[last];
    x[last] = value;
  }
}

/** Row i changes places with row pivots[i] for i from 0 up to `count`, or, `backward`, from the last down. */
export function swapRows(
  count: number, pivots: Int32Array, first: number, backward: boolean, n: number, x: FloatArray, offset: number,
  ld: number,
): void {
  for (let c = 0; c < count; c++) {
    const i = backward ? count - 1 - c : c, other = pivots[first + i];
    if (other !== i) swap(n, x, offset + i * ld, offset + other * ld);
  }
}
