/**
 * The units of rows and columns taken out of a matrix.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';
import { areColumnsNearOne } from './columns.ts';
import { exponentOf, timesPowerOfTwo } from './powers.ts';
import { rangeOf, widestExponent } from './precision.ts';
import { zeros } from './workspace.ts';

/**
 * A square matrix with row i multiplied by 2^rows[i] and column j by 2^columns[j]; without exponents it is the
 * caller's.
 */
export interface Scaled<A extends FloatArray> {
  readonly a: A;
  readonly exponents?: RowsAndColumns<Int32Array> | undefined;
}

/** One number for each row, and one for each column. */
interface RowsAndColumns<T> {
  readonly rows: T;
  readonly columns: T;
}

/**
 * Most matrices have settled after 2 to 5 sweeps; a chain, such as a tridiagonal matrix, of units up to 10¹⁵⁰ apart
 * takes hundreds.
 */
const MOST_SWEEPS = 1000;
/** Means are first to be 1; by sums of 1 for some sweeps more, the one large element of a row prevails. */
const MOST_SWEEPS_OF_SUMS = 30;
/** The last sweep is one that changes no factor by more than this. */
const SETTLED = 1.01;

/**
 * A of order n, its rows and columns multiplied by powers of two so that it hardly depends on the units that they came
 * in.
 *
 * With w = |a|^¼, which cannot overflow: wᵢⱼ·rᵢ·cⱼ gets a mean of 1 over what is not 0 of each row, then of each
 * column, until that settles (zeros do not count: LAPACK's `geequ`, which looks at the largest element only, is led
 * astray by D·A·E where A has zeros); then, from there, a sum of 1; at last the largest |a| of each row, then of each
 * column, comes to [1, 2).
 * Source: Sinkhorn and Knopp, "Concerning nonnegative matrices and doubly stochastic matrices", Pacific J. Math. 21(2),
 *         1967.
 */
export function equilibrated<A extends FloatArray>(n: number, a: A): Scaled<A> {
  const w = Float64Array.from(a, (value) => Math.sqrt(Math.sqrt(Math.abs(value))));
  const r = new Float64Array(n).fill(1), c = r.slice();
  const ones = r.slice(), inRows = new Float64Array(n), inColumns = new Float64Array(n);
  w.forEach((value, at) => {
    inRows[Math.floor(at / n)] += Number(value > 0);
    inColumns[at % n] += Number(value > 0);
  });
  for (let sweep = 0; sweep < MOST_SWEEPS && sweepOnce(n, w, r, c, inRows, inColumns); sweep++);
  for (let sweep = 0; sweep < MOST_SWEEPS_OF_SUMS && sweepOnce(n, w, r, c, ones, ones); sweep++);
  const exponents = { rows: Int32Array.from(r, fourthPower), columns: Int32Array.from(c, fourthPower) };
  for (const of of ['rows', 'columns'] as const) {
    largestOf(n, scaledBy(n, a, exponents))[of].forEach((largest, i) => {
      if (largest > 0) exponents[of][i] -= exponentOf(largest);
    });
  }
  return { a: scaledBy(n, a, exponents), exponents };
}

/**
 * A of order n as it is, where each row and column that is not 0 has a largest magnitude that `widestExponent` allows;
 * A times one power of two, where that is enough; else {@link equilibrated}.
 */
export function nearOne<A extends FloatArray>(n: number, a: A): Scaled<A> {
  if (areColumnsNearOne(n, n, a, 0, n) && hasRowsNearOne(n, a)) return { a };
  const widest = widestExponent(a);
  let least = Infinity, most = -Infinity;
  for (const all of Object.values(largestOf(n, a))) {
    for (const largest of all) {
      if (largest === 0) continue;
      least = Math.min(least, exponentOf(largest));
      most = Math.max(most, exponentOf(largest));
    }
  }
  if (least >= -widest && most <= widest || most === -Infinity) return { a };
  if (most - least > widest) return equilibrated(n, a);
  const exponents = { rows: new Int32Array(n).fill(-most), columns: new Int32Array(n) };
  return { a: scaledBy(n, a, exponents), exponents };
}

/** Whether each row has an element that is not too small. */
function hasRowsNearOne(n: number, a: FloatArray): boolean {
  const { least } = rangeOf(a);
  for (let i = 0; i < n; i++) {
    let at = i * n;
    const end = at + n;
    while (at < end && Math.abs(a[at]) < least) at++;
    if (at === end) return false;
  }
  return true;
}

/** Whether that is A times one power of two. */
export function isUniform({ exponents }: Scaled<FloatArray>): boolean {
  return exponents === undefined || (exponents.rows.every(isFirst) && exponents.columns.every(isFirst));
}

const isFirst = (value: number, _: number, all: Int32Array): boolean => value === all[0];

/** Σ of all exponents: det A is 2 to minus this times that of the scaled matrix. */
export function sumOfExponents({ exponents }: Scaled<FloatArray>): number {
  return exponents === undefined ? 0 : exponents.columns.reduce(add, exponents.rows.reduce(add, 0));
}

const add = (total: number, exponent: number): number => total + exponent;

/**
 * Rows, then columns: r and c so that the sums of w·r·c are the ones wanted; returns whether that has changed anything
 * much.
 */
function sweepOnce(
  n: number, w: Float64Array, r: Float64Array, c: Float64Array, ofRows: Float64Array, ofColumns: Float64Array,
): boolean {
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += w[i * n + j] * c[j];
    if (sum > 0) r[i] = ofRows[i] / sum;
    for (let j = 0; j < n; j++) sums[j] += w[i * n + j] * r[i];
  }
  let change = 1;
  sums.forEach((sum, j) => {
    const wanted = sum > 0 ? ofColumns[j] / sum : c[j];
    change = Math.max(change, wanted / c[j], c[j] / wanted);
    c[j] = wanted;
  });
  return change > SETTLED;
}

/** The exponent of factor⁴. */
function fourthPower(factor: number): number {
  const exponent = exponentOf(factor), mantissa = timesPowerOfTwo(factor, -exponent);
  return 4 * exponent + exponentOf(mantissa * mantissa * mantissa * mantissa);
}

/** max |aᵢⱼ| of each row, and of each column. */
function largestOf(n: number, a: FloatArray): RowsAndColumns<Float64Array> {
  const rows = new Float64Array(n), columns = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++) {
    let largest = 0;
    for (let j = 0; j < n; j++, at++) {
      const magnitude = Math.abs(a[at]);
      if (magnitude > largest) largest = magnitude;
      if (magnitude > columns[j]) columns[j] = magnitude;
    }
    rows[i] = largest;
  }
  return { rows, columns };
}

function scaledBy<A extends FloatArray>(n: number, a: A, { rows, columns }: RowsAndColumns<Int32Array>): A {
  const scaled = zeros(a, n * n);
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < n; j++, at++) scaled[at] = timesPowerOfTwo(a[at], rows[i] + columns[j]);
  }
  return scaled;
}
