/**
 * What the doors check before they work, and after.
 * @module
 */
import {
  SingularMatrixError, expectFloatArray, expectInteger, expectKnownOptions, expectPositive, isFloat32Array, rangeError,
  show, typeError,
} from '../core/errors.ts';
import type { FloatArray } from '../kernels/index.ts';
import { largestMagnitude } from './norm.ts';

/** Half a unit in the last place of 1: the largest relative error of one rounding. */
export function unitRoundoff(like: FloatArray): number {
  return isFloat32Array(like) ? 2 ** -24 : 2 ** -53;
}

function precisionOf(like: FloatArray): string {
  return isFloat32Array(like) ? 'binary32' : 'binary64';
}

/** A matrix of finite numbers that fits exactly. Throws TypeError, ShapeError, or RangeError that names the first element that is not finite. */
export function expectMatrix(who: string, argument: string, value: unknown, rows: number, columns: number): void {
  expectFloatArray(who, argument, value, rows * columns);
  for (let i = 0; i < value.length; i++) {
    if (!(Math.abs(value[i]) < Infinity)) {
      throw rangeError(`${who}: ${argument}[${i}] must be a finite number, got ${value[i]} in row ${Math.floor(i / columns)}, column ${i % columns}`);
    }
  }
}

/** A square matrix of finite numbers, of order n. */
export function expectSquare(who: string, a: unknown, n: unknown): void {
  expectInteger(who, 'n', n);
  expectMatrix(who, 'a', a, n, n);
}

/** TypeError unless `b` is of the precision of `a`. */
export function expectSameKind(who: string, a: FloatArray, b: FloatArray): void {
  if (isFloat32Array(a) !== isFloat32Array(b)) throw typeError(`${who}: b must be of the kind of a, ${precisionOf(a)}, got ${show(b)}`);
}

/**
 * A square matrix that is symmetric but for rounding: RangeError where aᵢⱼ and aⱼᵢ differ by more than √u times the largest magnitude.
 */
export function expectSymmetric(who: string, a: FloatArray, n: unknown): asserts n is number {
  expectInteger(who, 'n', n);
  expectMatrix(who, 'a', a, n, n);
  const tolerance = Math.sqrt(unitRoundoff(a)) * largestMagnitude(a);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const lower = a[i * n + j], upper = a[j * n + i];
      if (Math.abs(lower - upper) > tolerance) throw rangeError(`${who}: a must be symmetric, got ${lower} in row ${i}, column ${j}, and ${upper} across`);
    }
  }
}

/** What the doors that solve share. */
export interface ConditionOptions {
  /**
   * The largest condition ‖A‖₁·‖A⁻¹‖₁, as estimated, that is not refused as singular; default 2²³ in binary32 and 2⁵² in binary64.
   * Infinity refuses only what has a pivot of 0, or not finite.
   */
  readonly conditionLimit?: number;
}

/**
 * In units of 1/u. There not one digit of a result need be right; rounding makes singular matrices look like ones of condition 2.5/u or
 * more, in all of 2,500 that were tried.
 */
const LIMIT_OF_UNIT = 0.5;

/** The limit that applies. Throws TypeError for options that are unknown, and RangeError for a limit that is no number above 0. */
export function checkConditionOptions(who: string, like: FloatArray, options: ConditionOptions, names: readonly string[] = []): number {
  expectKnownOptions(who, options, ['conditionLimit', ...names]);
  const { conditionLimit = LIMIT_OF_UNIT / unitRoundoff(like) } = options;
  if (conditionLimit !== Infinity) expectPositive(who, 'conditionLimit', conditionLimit);
  return conditionLimit;
}

/** The diagonal that decides whether a factored matrix is singular. */
export interface Pivots {
  readonly array: FloatArray;
  readonly offset: number;
  readonly step: number;
  readonly count: number;
  /** The first that is 0 or not finite, or −1. */
  readonly failed: number;
  readonly reciprocalCondition: number;
  /** The largest magnitude in U over that in A. From 1/(2u) on, what rounding does to U is as large as A itself. */
  readonly growth: number;
}

/** SingularMatrixError for a pivot that is 0 or not finite, for a condition above the limit, and, if there is a limit, for factors that have outgrown A. */
export function expectInvertible(who: string, { array, offset, step, count, failed, reciprocalCondition, growth }: Pivots, limit: number): void {
  const value = (i: number): number => array[offset + i * step];
  if (failed >= 0) throw new SingularMatrixError(`${who}: a must be invertible, got ${value(failed)} as pivot ${failed} of ${count}`, failed, value(failed), 0);
  const isConditioned = reciprocalCondition * limit >= 1;
  if (count === 0 || limit === Infinity || (isConditioned && growth < LIMIT_OF_UNIT / unitRoundoff(array))) return;
  let smallest = 0;
  for (let i = 1; i < count; i++) if (Math.abs(value(i)) < Math.abs(value(smallest))) smallest = i;
  const condition = `an estimated condition of ${(1 / reciprocalCondition).toPrecision(3)} (conditionLimit ${limit})`;
  const got = isConditioned ? `factors ${growth.toPrecision(3)} times as large as a, which leave no digit right (leastSquares needs none)` : condition;
  const pivot = `${value(smallest)} as the smallest pivot, ${smallest} of ${count}`;
  const message = `${who}: a must be invertible in ${precisionOf(array)}, got ${got}, and ${pivot}`;
  throw new SingularMatrixError(message, smallest, value(smallest), reciprocalCondition);
}

/** RangeError where a result overflowed. */
export function expectFiniteResult(who: string, result: FloatArray): void {
  for (let i = 0; i < result.length; i++) {
    if (!(Math.abs(result[i]) < Infinity)) {
      throw rangeError(`${who}: the result must lie in the range of ${precisionOf(result)}, got ${result[i]} as element ${i}`);
    }
  }
}
