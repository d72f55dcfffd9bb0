/**
 * What kind of value one is, also where it comes from another realm: a frame, a worker's message, a context of node:vm.
 * `instanceof` knows only this realm's classes, and is asked first where it is likely to say yes, being the fastest.
 * @module
 */

/**
 * The getter of %TypedArray%.prototype: the name of the kind of typed array, undefined for all else.
 * It calls nobody's code.
 */

const nameOfTypedArray = Reflect.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Float32Array.prototype), Symbol.toStringTag,
)?.get as (this: unknown) => string | undefined;

/** Float32Array, Uint8Array, …; undefined for what is no typed array. */
export function typedArrayName(value: unknown): string | undefined {
  return nameOfTypedArray.call(value);
}

export function isFloat32Array(value: unknown): value is Float32Array {
  return value instanceof Float32Array || typedArrayName(value) === 'Float32Array';
}

export function isFloat64Array(value: unknown): value is Float64Array {
  return value instanceof Float64Array || typedArrayName(value) === 'Float64Array';
}

/** A Node.js Buffer is one. */
export function isUint8Array(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array || typedArrayName(value) === 'Uint8Array';
}

export function isInt32Array(value: unknown): value is Int32Array {
  return value instanceof Int32Array || typedArrayName(value) === 'Int32Array';
}

export function isUint32Array(value: unknown): value is Uint32Array {
  return value instanceof Uint32Array || typedArrayName(value) === 'Uint32Array';
}

/** Whether `value` is a typed array of numbers, not of bigints. */
export function isTypedArray(value: unknown): value is ArrayLike<number> & ArrayBufferView {
  const name = typedArrayName(value);
  return name !== undefined && !name.startsWith('Big');
}

/** Whether the memory of a typed array was transferred away: it is then empty, and would pass for one made so. */
export function isDetached(array: ArrayBufferView): boolean {
  if (array.byteLength > 0) return false;
  try {
    return new Uint8Array(array.buffer).length < 0; // which throws for a buffer that is detached
  } catch {
    return true;
  }
}

/**
 * Whether `value` is an object such as `{}` makes, of any realm, or one without a prototype: neither an array nor made
 * by a class.
 */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
