/**
 * Brands: how a value tells that it was made by another copy of this package, or by the same file loaded twice.
 * @module
 */

const BRAND = Symbol.for('bitgrad.class');

/** A class whose instances may be asked for by `expectInstance`. */
export type Branded<T> = abstract new (...args: never) => T;

/** Marks a class, and so its subclasses, by a name that is the same in every copy. To be called in a static block. */
export function brand(constructor: Branded<object>, name: string): void {
  Object.assign(constructor.prototype, { [BRAND]: name });
}

/** Whether `value` has the brand of a class, or of the base that was marked, from another copy of the package. */
export function isOfAnotherCopy<T>(value: unknown, constructor: Branded<T>): boolean {
  let marked: unknown = constructor.prototype;
  while (isObject(marked) && !Object.hasOwn(marked, BRAND)) marked = Object.getPrototypeOf(marked);
  if (!isObject(marked) || !isObject(value) || brandOf(value) !== brandOf(marked)) return false;
  return value !== marked && !Object.prototype.isPrototypeOf.call(marked, value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function brandOf(value: unknown): unknown {
  return isObject(value) && BRAND in value ? value[BRAND] : undefined;
}
