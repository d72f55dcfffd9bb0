/**
 * What the doors check before they work, and after.
 * @module
 */

import {
  SingularMatrixError, expectFloatArray, expectInteger, expectKnownOptions, expectPositive, rangeError, show, typeError,
} from '../core/errors.ts';
import type { FloatArray } from '../kernels/index.ts';
import { largestMagnitude } from './norm.ts';
import { isSingle, precisionOf, unitRoundoff } from './precision.ts';

/**
 * A matrix of finite numbers that fits exactly. Throws TypeError, ShapeError, or RangeError that names the first
 * element that is not finite.
 */
export function expectMatrix(who: string, argument: string, value: unknown, rows: number, columns: number): void {
  expectFloatArray(who, argument, value, rows * columns);
  for (let i = 0; i < value.length; i++) {
    if (!(Math.abs(value[i]) < Infinity)) {
      throw rangeError(`${who}: ${argument}[${i}] must be a finite number, got ${value[i]} in `
        + `row ${Math.floor(i / columns)}, column ${i % columns}`);
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
  if (isSingle(a) !== isSingle(b)) {
    throw typeError(`${who}: b must be of the kind of a, ${precisionOf(a)}, got ${show(b)}`);
  }
}

/**
 * A square matrix that is symmetric but for rounding: RangeError where aᵢⱼ and aⱼᵢ differ by more than √u times
 * the largest magnitude.
 */
export function expectSymmetric(who: string, a: FloatArray, n: unknown): asserts n is number {
  expectInteger(who, 'n', n);
  expectMatrix(who, 'a', a, n, n);
  const tolerance = Math.sqrt(unitRoundoff(a)) * largestMagnitude(a);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const lower = a[i * n + j], upper = a[j * n + i];
      if (Math.abs(lower - upper) > tolerance) {
        throw rangeError(`${who}: a must be symmetric, got ${lower} in row ${i}, column ${j}, and ${upper} across`);
      }
    }
  }
}

/** What the doors that solve share. */
export interface ConditionOptions {
  /**
   * The largest condition ‖S‖₁·‖S⁻¹‖₁, as estimated, that is not refused as singular, where S is A with rows and
   * columns multiplied by powers of two that take their units out (for `leastSquares` R of A = Q·R with its columns so
   * multiplied); default 2²³ in binary32 and 2⁵² in binary64. A itself is S where its own condition is within the
   * limit. Infinity refuses only what has a pivot of 0, or not finite.
   */
  readonly conditionLimit?: number;
}

/**
 * In units of 1/u. There not one digit of a result need be right; rounding makes singular matrices look like ones
 * of condition 2.5/u or more, in all of 2,500 that were tried.
 */
const LIMIT_OF_UNIT = 0.5;

/**
 * The limit that applies. Throws TypeError for options that are unknown, and RangeError for a limit that is no number
 * above 0.
 */
export function checkConditionOptions(
  who: string, like: FloatArray, options: ConditionOptions, names: readonly string[] = [],
): number {
  expectKnownOptions(who, options, ['conditionLimit', ...names]);
  const { conditionLimit = LIMIT_OF_UNIT / unitRoundoff(like) } = options;
  if (conditionLimit !== Infinity) expectPositive(who, 'conditionLimit', conditionLimit);
  return conditionLimit;
}

/** How far factors are from those of a singular matrix. */
export interface Judged {
  /** The first pivot that is 0 or not finite, or −1. */
  readonly failed: number;
  readonly reciprocalCondition: number;
  /** The largest magnitude in U over that in A. From 1/(2u) on, what rounding does to U is as large as A itself. */
  readonly growth: number;
}

/** Whether no pivot is 0, and, if there is a limit, the condition is within it and the factors have not outgrown A. */
export function isInvertible(
  { failed, reciprocalCondition, growth }: Judged, limit: number, like: FloatArray,
): boolean {
  if (failed >= 0 || limit === Infinity) return failed < 0;
  return reciprocalCondition * limit >= 1 && growth < LIMIT_OF_UNIT / unitRoundoff(like);
}

/** The first of `count` pivots, `step` apart, that is 0 or not finite, or −1. */
export function failedPivot(count: number, factors: FloatArray, step: number): number {
  for (let i = 0; i < count; i++) if (factors[i * step] === 0 || !Number.isFinite(factors[i * step])) return i;
  return -1;
}

/** A pivot, by number and value. */
export interface Pivot {
  readonly index: number;
  readonly value: number;
  readonly count: number;
}

/** The pivot to report: the one that failed, else the smallest, of `count` that stand `step` apart. */
export function worstPivot(factors: FloatArray, step: number, count: number, failed: number): Pivot {
  let index = Math.max(0, failed);
  for (let i = 1; failed < 0 && i < count; i++) {
    if (Math.abs(factors[i * step]) < Math.abs(factors[index * step])) index = i;
  }
  return { index, value: factors[index * step], count };
}

/** What was asked of A and is not so. */
export interface Refused {
  /** What A must do or be, in words. */
  readonly must: string;
  /** The limit of the condition. */
  readonly limit: number;
  readonly like: FloatArray;
  /** Of A's own factors. */
  readonly pivot: Pivot;
  readonly plain: Judged;
  /** The same once A was scaled, if it was, and how it was, in words. */
  readonly scaled: Judged | undefined;
  readonly how: string;
}

/**
 * The error for a pivot of 0, for factors that have outgrown A, or for two conditions above the limit; it carries the
 * lower one.
 */
export function singular(who: string, { must, limit, like, pivot, plain, scaled, how }: Refused): SingularMatrixError {
  const { index, value, count } = pivot;
  const reciprocal = plain.failed >= 0 ? 0 : Math.max(plain.reciprocalCondition, scaled?.reciprocalCondition ?? 0);
  const refused = (got: string): SingularMatrixError =>
    new SingularMatrixError(`${who}: a must ${must}${got}`, index, value, reciprocal);
  if (plain.failed >= 0) return refused(`, got ${value} as pivot ${index} of ${count}`);
  const condition = (of: Judged): string => (1 / of.reciprocalCondition).toPrecision(3);
  const second = scaled === undefined ? '' : `, and ${condition(scaled)} ${how}`;
  const got = plain.reciprocalCondition * limit >= 1
    ? `factors ${plain.growth.toPrecision(3)} times as large as a, which leave no digit right (leastSquares needs none)`
    : `an estimated condition of ${condition(plain)}${second} (conditionLimit ${limit})`;
  return refused(` in ${precisionOf(like)}, got ${got}, and ${value} as the smallest pivot, ${index} of ${count}`);
}

/** RangeError where a result overflowed. */
export function expectFiniteResult(who: string, result: FloatArray): void {
  for (let i = 0; i < result.length; i++) {
    if (!(Math.abs(result[i]) < Infinity)) {
      throw rangeError(
        `${who}: the result must lie in the range of ${precisionOf(result)}, got ${result[i]} as element ${i}`,
      );
    }
  }
}
