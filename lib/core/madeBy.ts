/**
 * What a value was made of: for functions and objects that a file should name.
 * @module
 */

/**
 * A maker by its place in the library, such as 'losses/huber', and the options that it was given, defaults filled in.
 */
export interface Making {
  readonly maker: string;
  readonly options: object;
}

const makings = new WeakMap<object, Making>();

/** The value, of which `makingOf` will know how it was made. */
export function madeBy<T extends object>(maker: string, options: object, value: T): T {
  makings.set(value, { maker, options });
  return value;
}

/** How a value was made; undefined for one that nobody told of. */
export function makingOf(value: object): Making | undefined {
  return makings.get(value);
}
