/**
 * Kinds of matrices with an inverse, of any order.
 * @module
 */
import type { Philox } from '../../lib/core/philox.ts';
import { qr } from '../../lib/linalg/index.ts';
import { draw } from './tables.ts';

export interface Kind {
  readonly name: string;
  /** The largest order at which its condition is far from 1/u in binary32, and in binary64. */
  readonly most: readonly [binary32: number, binary64: number];
  make(random: Philox, n: number): number[];
}

const elements = (n: number, of: (i: number, j: number) => number): number[] =>
  Array.from({ length: n * n }, (_, at) => of(Math.floor(at / n), at % n));

function shuffled(random: Philox, n: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.nextBelow(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

export const kinds: readonly Kind[] = [
  { name: 'random', most: [Infinity, Infinity], make: (random, n) => draw(random, n * n) },
  { name: 'Hilbert', most: [5, 10], make: (_, n) => elements(n, (i, j) => 1 / (i + j + 1)) },
  { name: 'Vandermonde', most: [6, 12], make: (_, n) => elements(n, (i, j) => (1 - (2 * (i + 1)) / (n + 1)) ** j) },
  {
    name: 'orthogonal', most: [Infinity, Infinity],
    make: (random, n) => [...qr(Float64Array.from(draw(random, n * n)), n, n).q],
  },
  { name: 'lower triangular', most: [Infinity, Infinity], make: (random, n) => triangle(random, n, (i, j) => i > j) },
  { name: 'upper triangular', most: [Infinity, Infinity], make: (random, n) => triangle(random, n, (i, j) => i < j) },
  {
    name: 'permutation', most: [Infinity, Infinity],
    make: (random, n) => {
      const order = shuffled(random, n);
      return elements(n, (i, j) => Number(order[i] === j));
    },
  },
];

/** Random off the diagonal, small enough that the condition does not grow as 2ⁿ. */
function triangle(random: Philox, n: number, isWithin: (i: number, j: number) => boolean): number[] {
  const values = draw(random, n * n);
  return elements(n, (i, j) =>
    (i === j ? 1 + Math.abs(values[i * n + j]) : isWithin(i, j) ? values[i * n + j] / Math.sqrt(n) : 0));
}

/** A·B of an m × k and a k × n matrix, in binary64. */
export function product(a: ArrayLike<number>, b: ArrayLike<number>, m: number, n: number, k: number): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const factor = a[i * k + p];
      for (let j = 0; j < n; j++) c[i * n + j] += factor * b[p * n + j];
    }
  }
  return c;
}

/** ‖A‖₁ of an m × n matrix. */
export function norm(a: ArrayLike<number>, m: number, n: number): number {
  return Math.max(0, ...Array.from({ length: n }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < m; i++) sum += Math.abs(a[i * n + j]);
    return sum;
  }));
}

export function transposed(a: ArrayLike<number>, m: number, n: number): Float64Array {
  return Float64Array.from({ length: m * n }, (_, at) => a[(at % m) * n + Math.floor(at / m)]);
}

/** A − B. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: a.length }, (_, i) => a[i] - b[i]);
}

export function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => Number(at % (n + 1) === 0));
}
