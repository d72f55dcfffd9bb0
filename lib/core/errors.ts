/**
 * The guards of public functions, which word and throw their errors; and, from here too, the error classes and how
 * values are shown.
 *
 * Every message reads `who: argument must be what was expected, got what came`. Guards build the message only when they
 * fail, so that a check on the success path costs a comparison.
 * @module
 */

import { isOfAnotherCopy, type Branded } from './brand.ts';
import { ShapeError, rangeError, typeError } from './errorClasses.ts';
import { isDetached, isFloat32Array, isFloat64Array, isPlainObject, isTypedArray, isUint8Array } from './kinds.ts';
import { hintToSpell, misspelt } from './nearest.ts';
import { hintToBytes, hintToNumber, show } from './show.ts';

export {
  FormatError, NonFiniteError, NotPositiveDefiniteError, ShapeError, SingularMatrixError, StateError, ThreadError,
  rangeError, typeError, type ErrorCode, type NonFiniteOrigin,
} from './errorClasses.ts';
export {
  isDetached, isFloat32Array, isFloat64Array, isInt32Array, isPlainObject, isTypedArray, isUint32Array, isUint8Array,
} from './kinds.ts';
export { hintToSpell, memberNames } from './nearest.ts';
export { hintToCall, hintToNumber, hintToNumbers, show } from './show.ts';

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
  throw (typeof value === 'number' ? rangeError : typeError)(
    `${who}: ${argument} must be ${wanted}, got ${show(value)}`,
  );
}

/** RangeError unless `value` is a finite number; with bounds, `minimum` ≤ value ≤ `maximum`. */
export function expectNumber(
  who: string, argument: string, value: unknown, minimum: number = -Infinity, maximum: number = Infinity,
): asserts value is number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= minimum && value <= maximum) return;
  const wanted =
    minimum === -Infinity && maximum === Infinity ? 'a finite number'
    : maximum === Infinity ? `a finite number of at least ${minimum}`
    : minimum === -Infinity ? `a finite number of at most ${maximum}`
    : `a number from ${minimum} to ${maximum}`;
  throw (typeof value === 'number' ? rangeError : typeError)(
    `${who}: ${argument} must be ${wanted}, got ${show(value)}`,
  );
}

/** RangeError unless `value` is a number from 0 to below 1, in binary32 too. */
export function expectFraction(who: string, argument: string, value: unknown): asserts value is number {
  if (typeof value === 'number' && value >= 0 && Math.fround(value) < 1) return;
  const error = typeof value === 'number' ? rangeError : typeError;
  const where = typeof value === 'number' && value >= 0 && value < 1 ? ' in binary32' : '';
  throw error(`${who}: ${argument} must be a number from 0 to below 1${where}, got ${show(value)}`);
}

/** RangeError unless `value` is a finite number above 0. */
export function expectPositive(who: string, argument: string, value: unknown): asserts value is number {
  if (typeof value === 'number' && value > 0 && value < Infinity) return;
  throw (typeof value === 'number' ? rangeError : typeError)(
    `${who}: ${argument} must be a finite number above 0, got ${show(value)}`,
  );
}

/** RangeError for a finite number that is infinite in binary32, where it will be used. */
export function expectFloat32Range(who: string, argument: string, value: number): void {
  if (Number.isFinite(Math.fround(value)) || !Number.isFinite(value)) return;
  const wanted = 'a finite number in binary32 (at most 3.4028234663852886e38 in magnitude)';
  throw rangeError(`${who}: ${argument} must be ${wanted}, got ${show(value)}`);
}

/** RangeError unless `value` is a finite number, in binary32 too; with bounds, `minimum` ≤ value ≤ `maximum`. */
export function expectFloat32Number(
  who: string, argument: string, value: unknown, minimum: number = -Infinity, maximum: number = Infinity,
): asserts value is number {
  expectNumber(who, argument, value, minimum, maximum);
  expectFloat32Range(who, argument, value);
}

/** TypeError unless `value` is a number, finite or not. */
export function expectIsNumber(who: string, argument: string, value: unknown): asserts value is number {
  if (typeof value === 'number') return;
  throw typeError(`${who}: ${argument} must be a number, got ${show(value)}${hintToNumber(value)}`);
}

/** TypeError unless all of a list are numbers, and RangeError for a finite one that is infinite in binary32. */
export function expectFloat32Numbers(who: string, argument: string, given: ArrayLike<unknown>): void {
  if (given instanceof Float32Array) return;
  for (let i = 0; i < given.length; i++) {
    const value = given[i];
    if (typeof value === 'number' && Number.isFinite(Math.fround(value))) continue;
    expectIsNumber(who, `${argument}[${i}]`, value);
    expectFloat32Range(who, `${argument}[${i}]`, value);
  }
}

/** RangeError unless `value` is a finite number above 0, in binary32 too. */
export function expectFloat32Positive(who: string, argument: string, value: unknown): asserts value is number {
  expectPositive(who, argument, value);
  expectFloat32Range(who, argument, value);
  if (Math.fround(value) > 0) return;
  const wanted = 'above 0 in binary32 (at least 1.401298464324817e-45)';
  throw rangeError(`${who}: ${argument} must be ${wanted}, got ${show(value)}`);
}

/** TypeError unless `value` is true or false. */
export function expectBoolean(who: string, argument: string, value: unknown): asserts value is boolean {
  if (typeof value !== 'boolean') throw typeError(`${who}: ${argument} must be true or false, got ${show(value)}`);
}

/** TypeError unless `value` is an object, which arrays are too. */
export function expectObject(who: string, argument: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null) {
    throw typeError(`${who}: ${argument} must be an object, got ${show(value)}`);
  }
}

/** Looked at only where a length of 0 makes it possible. */
function isGone(array: Float32Array | Float64Array | Uint8Array): boolean {
  return array.length === 0 && isDetached(array);
}

/** TypeError unless `value` is an object such as `{}` makes: what holds values by names of the user's. */
export function expectPlainObject(who: string, argument: string, value: unknown): asserts value is object {
  if (!isPlainObject(value)) throw typeError(`${who}: ${argument} must be a plain object, got ${show(value)}`);
}

/** TypeError unless `value` is a Float32Array; ShapeError unless it holds `length` elements exactly (when given). */
export function expectFloat32Array(
  who: string, argument: string, value: unknown, length?: number,
): asserts value is Float32Array {
  if (!isFloat32Array(value) || isGone(value)) {
    throw typeError(`${who}: ${argument} must be a Float32Array, got ${show(value)}`);
  }
  if (length !== undefined && value.length !== length) {
    throw new ShapeError(`${who}: ${argument} must hold ${length} elements, got ${value.length}`);
  }
}

/**
 * TypeError unless `value` is a Float32Array or a Float64Array; ShapeError unless it holds `length` elements exactly
 * (when given).
 */
export function expectFloatArray(
  who: string, argument: string, value: unknown, length?: number,
): asserts value is Float32Array | Float64Array {
  if ((!isFloat32Array(value) && !isFloat64Array(value)) || isGone(value)) {
    throw typeError(`${who}: ${argument} must be a Float32Array or a Float64Array, got ${show(value)}`);
  }
  if (length !== undefined && value.length !== length) {
    throw new ShapeError(`${who}: ${argument} must hold ${length} elements, got ${value.length}`);
  }
}

/** RangeError unless `value` is one of `choices`. */
export function expectOneOf<T extends string>(
  who: string, argument: string, value: unknown, choices: readonly T[],
): asserts value is T {
  const known: readonly unknown[] = choices;
  if (known.includes(value)) return;
  throw rangeError(`${who}: ${argument} must be one of ${choices.map(show).join(', ')}, got `
    + `${show(value)}${hintToSpell(value, choices)}`);
}

/**
 * TypeError unless `options` is a plain object (of any realm, or without a prototype) all of whose names are
 * in `known`: neither a misspelt option nor a Map is ever taken for defaults.
 */
export function expectKnownOptions(who: string, options: unknown, known: readonly string[]): asserts options is object {
  if (!isPlainObject(options)) {
    const hint = known.length === 0 ? '' : `; it takes ${known.join(', ')}`;
    throw typeError(`${who}: options must be a plain object, got ${show(options)}${hint}`);
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw typeError(
      `${who}: unknown option '${name}'; it takes ${known.join(', ') || 'none'}${hintToSpell(name, known)}`,
    );
  }
}

/** TypeError unless `value` is a function. */
export function expectFunction(
  who: string, argument: string, value: unknown,
): asserts value is (...args: never) => unknown {
  if (typeof value !== 'function') throw typeError(`${who}: ${argument} must be a function, got ${show(value)}`);
}

/** TypeError unless `value` is a string. */
export function expectString(who: string, argument: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') throw typeError(`${who}: ${argument} must be a string, got ${show(value)}`);
}

/** TypeError unless `value` is a string with something in it, by which files and logs can name what it belongs to. */
export function expectName(who: string, argument: string, value: unknown): asserts value is string {
  if (typeof value === 'string' && value !== '') return;
  throw typeError(`${who}: ${argument} must be a string that is not empty, got ${show(value)}`);
}

/**
 * TypeError unless `value` is an array, every element of which is there: methods such as `forEach` would pass over
 * a hole.
 */
export function expectArray(who: string, argument: string, value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) throw typeError(`${who}: ${argument} must be an array, got ${show(value)}`);
  for (let i = 0; i < value.length; i++) {
    if (!(i in value)) throw typeError(`${who}: ${argument} must be an array without holes, got one at ${i}`);
  }
}

/** TypeError unless `value` is an array or a typed array of numbers; what its elements are is for others to see. */
export function expectArrayLike(who: string, argument: string, value: unknown): asserts value is ArrayLike<unknown> {
  if (Array.isArray(value) || (isTypedArray(value) && !isDetached(value))) return;
  throw typeError(`${who}: ${argument} must be an array of numbers, got ${show(value)}`);
}

/** What `make` makes of the size `value`; RangeError where the engine has not the memory for it. */
export function allocate<T>(who: string, argument: string, value: number, make: (size: number) => T): T {
  try {
    return make(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const wanted = 'a size that fits the memory of the engine';
    throw rangeError(`${who}: ${argument} must be ${wanted}, got ${show(value)} (${error.message})`);
  }
}

/** TypeError where a member of `value` is near to a known name without being one: nobody would ever call it. */
export function expectNoMisspelling(who: string, argument: string, value: object, known: readonly string[]): void {
  const wrong = misspelt(value, known);
  if (wrong !== undefined) {
    throw typeError(`${who}: ${argument} has a member '${wrong.name}', which is never used${wrong.hint}`);
  }
}

/**
 * TypeError unless `value` is an instance of the class; says so where it is one of the same class in another copy
 * of the package.
 */
export function expectInstance<T>(
  who: string, argument: string, value: unknown, constructor: Branded<T>, wanted: string,
): asserts value is T {
  if (value instanceof constructor) return;
  const got = isOfAnotherCopy(value, constructor) ? 'one of another copy of bitgrad' : show(value);
  const advice = '; the program has loaded the package twice: import it from one place (`npm ls bitgrad` lists the '
    + 'copies, `npm dedupe` joins them)';
  throw typeError(
    `${who}: ${argument} must be ${wanted}, got ${got}${isOfAnotherCopy(value, constructor) ? advice : ''}`,
  );
}

/** TypeError unless `value` is a Uint8Array (a Node.js Buffer is one). */
export function expectUint8Array(who: string, argument: string, value: unknown): asserts value is Uint8Array {
  const isBytes = isUint8Array(value);
  if (isBytes && !isGone(value)) return;
  const hint = isBytes ? '' : hintToBytes(argument, value); // what was transferred has no bytes here
  throw typeError(`${who}: ${argument} must be a Uint8Array, got ${show(value)}${hint}`);
}
