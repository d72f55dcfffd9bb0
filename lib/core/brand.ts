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

/** Whether `value` is an instance of the class of that name in another copy of the package. */
export function isOfAnotherCopy<T>(value: unknown, constructor: Branded<T>): boolean {
  const name = brandOf(constructor.prototype);
  return name !== undefined && brandOf(value) === name && value !== constructor.prototype
    && !(value instanceof constructor);
}

function brandOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && BRAND in value ? value[BRAND] : undefined;
}
