/**
 * Error classes, and the codes that errors carry.
 *
 * A code is stable where a message is not, and tells an error of another copy of the package or another realm,
 * for which `instanceof` is false. TypeErrors and RangeErrors are JavaScript's own, with a code beside.
 * @module
 */

/** What `code` may be of an error that bitgrad throws. */
export type ErrorCode =
  | 'ERR_BITGRAD_TYPE' | 'ERR_BITGRAD_RANGE' | 'ERR_BITGRAD_SHAPE' | 'ERR_BITGRAD_STATE' | 'ERR_BITGRAD_FORMAT'
  | 'ERR_BITGRAD_NON_FINITE' | 'ERR_BITGRAD_SINGULAR_MATRIX' | 'ERR_BITGRAD_NOT_POSITIVE_DEFINITE'
  | 'ERR_BITGRAD_THREAD';

/** An error with a code beside, where the class is JavaScript's own. */
export type Coded<E extends Error> = E & { readonly code: ErrorCode };

/** A TypeError: an argument of the wrong kind. */
export function typeError(message: string): Coded<TypeError> {
  return Object.assign(new TypeError(message), { code: 'ERR_BITGRAD_TYPE' as const });
}

/** A RangeError: a value that cannot be meant. */
export function rangeError(message: string): Coded<RangeError> {
  return Object.assign(new RangeError(message), { code: 'ERR_BITGRAD_RANGE' as const });
}

/** Shapes or lengths that do not fit each other. */
export class ShapeError extends RangeError {
  override name: string = 'ShapeError';
  readonly code = 'ERR_BITGRAD_SHAPE';
}

/** A call in the wrong order, such as `fit` before `compile`. */
export class StateError extends Error {
  override name = 'StateError';
  readonly code = 'ERR_BITGRAD_STATE';
}

/** Bytes that are not what their format demands. */
export class FormatError extends Error {
  override name = 'FormatError';
  readonly code = 'ERR_BITGRAD_FORMAT';
}

/** NaN or Infinity where training cannot go on. */
export class NonFiniteError extends Error {
  override name = 'NonFiniteError';
  readonly code = 'ERR_BITGRAD_NON_FINITE';
  readonly at: NonFiniteOrigin;
  constructor(message: string, at: NonFiniteOrigin) {
    super(message);
    this.at = at;
  }
}

/** Where a NaN or Infinity was first seen; what does not apply is absent. */
export interface NonFiniteOrigin {
  /** From 0, as callbacks count. */
  readonly epoch?: number;
  /** From 0, within its epoch. */
  readonly batch?: number;
  readonly layer: string;
  readonly tensor: string;
  readonly index: number;
}

/**
 * A matrix that has no inverse, or whose inverse cannot be told from that of matrices without one at the
 * precision used.
 */
export class SingularMatrixError extends Error {
  override name = 'SingularMatrixError';
  readonly code = 'ERR_BITGRAD_SINGULAR_MATRIX';
  /** Number, from 0, of the pivot that is 0 or not finite, else of the smallest. */
  readonly pivot: number;
  readonly pivotValue: number;
  /**
   * The estimate of 1/(‖A‖₁·‖A⁻¹‖₁), of A or of A scaled by powers of two, whichever is larger; 0 where a pivot is 0 or
   * not finite.
   */
  readonly reciprocalCondition: number;
  constructor(message: string, pivot: number, pivotValue: number, reciprocalCondition: number) {
    super(message);
    this.pivot = pivot;
    this.pivotValue = pivotValue;
    this.reciprocalCondition = reciprocalCondition;
  }
}

/** One of the threads that compute together has ended before its work did. */
export class ThreadError extends Error {
  override name = 'ThreadError';
  readonly code = 'ERR_BITGRAD_THREAD';
}

/** A symmetric matrix with an eigenvalue that is not positive, or not so to working precision. */
export class NotPositiveDefiniteError extends Error {
  override name = 'NotPositiveDefiniteError';
  readonly code = 'ERR_BITGRAD_NOT_POSITIVE_DEFINITE';
  /**
   * Number, from 0, of the first pivot that is not positive: the leading matrix of so many rows and one more is not
   * positive definite.
   */
  readonly pivot: number;
  readonly pivotValue: number;
  constructor(message: string, pivot: number, pivotValue: number) {
    super(message);
    this.pivot = pivot;
    this.pivotValue = pivotValue;
  }
}
