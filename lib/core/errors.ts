/**
 * Error classes and the guards that throw them: the only place that words an error.
 *
 * Every message reads `who: argument must be what was expected, got what came`. Guards build the message only when they
 * fail, so that a check on the success path costs a comparison.
 * @module
 */

/** Shapes or lengths that do not fit each other. */
export class ShapeError extends RangeError {
  override name: string = 'ShapeError';
}

/** A call in the wrong order, such as `fit` before `compile`. */
export class StateError extends Error {
  override name = 'StateError';
}

/** Bytes that are not what their format demands. */
export class FormatError extends Error {
  override name = 'FormatError';
}

/** NaN or Infinity where training cannot go on. */
export class NonFiniteError extends Error {
  override name = 'NonFiniteError';
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

/** A matrix that has no inverse, or whose inverse cannot be told from that of matrices without one at the precision used. */
export class SingularMatrixError extends Error {
  override name = 'SingularMatrixError';
  /** Number, from 0, of the pivot that is 0 or not finite, else of the smallest. */
  readonly pivot: number;
  readonly pivotValue: number;
  /** The estimate of 1/(‖A‖₁·‖A⁻¹‖₁); 0 where a pivot is 0 or not finite. */
  readonly reciprocalCondition: number;
  constructor(message: string, pivot: number, pivotValue: number, reciprocalCondition: number) {
    super(message);
    this.pivot = pivot;
    this.pivotValue = pivotValue;
    this.reciprocalCondition = reciprocalCondition;
  }
}

/** A symmetric matrix with an eigenvalue that is not positive, or not so to working precision. */
export class NotPositiveDefiniteError extends Error {
  override name = 'NotPositiveDefiniteError';
  /** Number, from 0, of the first pivot that is not positive: the leading matrix of so many rows and one more is not positive definite. */
  readonly pivot: number;
  readonly pivotValue: number;
  constructor(message: string, pivot: number, pivotValue: number) {
    super(message);
    this.pivot = pivot;
    this.pivotValue = pivotValue;
  }
}

/** How a wrong value is shown: short, on one line, and never by calling code of the value's own. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return value.length <= 6 && value.every((v) => typeof v === 'number') ? `[${value.join(', ')}]` : `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `${kindOf(value)} of ${'length' in value ? String(value.length) : value.byteLength}`;
  if (typeof value === 'object' && value !== null) return `an object (${kindOf(value)})`;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** What to add to a message where a function of a list was given instead of what it makes. */
export function hintToCall(given: unknown, named: Readonly<Record<string, unknown>>): string {
  const name = Object.keys(named).find((known) => typeof given === 'function' && named[known] === given);
  return name === undefined ? '' : `; call it: ${name}()`;
}

function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** RangeError unless `value` is an integer in [minimum, maximum]. */
export function expectInteger(
  who: string, argument: string, value: unknown, minimum: number = 0, maximum: number = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum) return;
  const wanted =
    maximum !== Number.MAX_SAFE_INTEGER ? `an integer from ${minimum} to ${maximum}`
    : minimum === 1 ? 'a positive integer'
    : minimum === 0 ? 'a non-negative integer'
    : `an integer of at least ${minimum}`;
  throw new (typeof value === 'number' ? RangeError : TypeError)(`${who}: ${argument} must be ${wanted}, got ${show(value)}`);
}

/** RangeError unless `value` is a finite number; with bounds, `minimum` ≤ value ≤ `maximum`. */
export function expectNumber(who: string, argument: string, value: unknown, minimum: number = -Infinity, maximum: number = Infinity): asserts value is number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= minimum && value <= maximum) return;
  const wanted =
    minimum === -Infinity && maximum === Infinity ? 'a finite number'
    : maximum === Infinity ? `a finite number of at least ${minimum}`
    : minimum === -Infinity ? `a finite number of at most ${maximum}`
    : `a number from ${minimum} to ${maximum}`;
  throw new (typeof value === 'number' ? RangeError : TypeError)(`${who}: ${argument} must be ${wanted}, got ${show(value)}`);
}

/** RangeError unless `value` is a number from 0 to below 1. */
export function expectFraction(who: string, argument: string, value: unknown): asserts value is number {
  if (typeof value === 'number' && value >= 0 && value < 1) return;
  throw new (typeof value === 'number' ? RangeError : TypeError)(`${who}: ${argument} must be a number from 0 to below 1, got ${show(value)}`);
}

/** RangeError unless `value` is a finite number above 0. */
export function expectPositive(who: string, argument: string, value: unknown): asserts value is number {
  if (typeof value === 'number' && value > 0 && value < Infinity) return;
  throw new (typeof value === 'number' ? RangeError : TypeError)(`${who}: ${argument} must be a finite number above 0, got ${show(value)}`);
}

/** TypeError unless `value` is true or false. */
export function expectBoolean(who: string, argument: string, value: unknown): asserts value is boolean {
  if (typeof value !== 'boolean') throw new TypeError(`${who}: ${argument} must be true or false, got ${show(value)}`);
}

/** TypeError unless `value` is an object, which arrays are too. */
export function expectObject(who: string, argument: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${who}: ${argument} must be an object, got ${show(value)}`);
}

/** TypeError unless `value` is a Float32Array; ShapeError unless it holds `length` elements exactly (when given). */
export function expectFloat32Array(who: string, argument: string, value: unknown, length?: number): asserts value is Float32Array {
  if (!(value instanceof Float32Array)) throw new TypeError(`${who}: ${argument} must be a Float32Array, got ${show(value)}`);
  if (length !== undefined && value.length !== length) throw new ShapeError(`${who}: ${argument} must hold ${length} elements, got ${value.length}`);
}

/** TypeError unless `value` is a Float32Array or a Float64Array; ShapeError unless it holds `length` elements exactly. */
export function expectFloatArray(who: string, argument: string, value: unknown, length: number): asserts value is Float32Array | Float64Array {
  if (!(value instanceof Float32Array || value instanceof Float64Array)) {
    throw new TypeError(`${who}: ${argument} must be a Float32Array or a Float64Array, got ${show(value)}`);
  }
  if (value.length !== length) throw new ShapeError(`${who}: ${argument} must hold ${length} elements, got ${value.length}`);
}

/** RangeError unless `value` is one of `choices`. */
export function expectOneOf<T extends string>(who: string, argument: string, value: unknown, choices: readonly T[]): asserts value is T {
  if (choices.some((choice) => choice === value)) return;
  throw new RangeError(`${who}: ${argument} must be one of ${choices.map((c) => `'${c}'`).join(', ')}, got ${show(value)}`);
}

/** TypeError unless `options` is an object all of whose names are in `known`: a misspelt option is never ignored. */
export function expectKnownOptions(who: string, options: unknown, known: readonly string[]): asserts options is object {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) throw new TypeError(`${who}: options must be an object, got ${show(options)}`);
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new TypeError(`${who}: unknown option '${name}'; it takes ${known.join(', ')}`);
  }
}

/** TypeError unless `value` is a Uint8Array (a Node.js Buffer is one). */
export function expectUint8Array(who: string, argument: string, value: unknown): asserts value is Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError(`${who}: ${argument} must be a Uint8Array, got ${show(value)}`);
}

/** Whether `value` is a typed array of numbers, not of bigints. */
export function isTypedArray(value: unknown): value is ArrayLike<number> & ArrayBufferView {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !(value instanceof BigInt64Array) && !(value instanceof BigUint64Array);
}
