/**
 * Hyper-parameters as data: what each may be, and its default.
 * @module
 */

import { expectBoolean, expectFloat32Number, expectFloat32Positive, expectFraction } from '../core/errors.ts';

/** What a hyper-parameter may be, and its default; without one it must be given. */
export interface HyperParameter<T extends number | boolean> {
  readonly byDefault: T | undefined;
  readonly check: (who: string, name: string, value: unknown) => T;
}

/** Hyper-parameters by name. */
export type HyperParameters<H extends Readonly<Record<string, number | boolean>>> =
  { readonly [Name in keyof H]: HyperParameter<H[Name]> };

/** From 0 to below 1: decay rates of means. */
export function fraction(byDefault?: number): HyperParameter<number> {
  return {
    byDefault,
    check: (who, name, value) => {
      expectFraction(who, name, value);
      return value;
    },
  };
}

/** A finite number from `minimum` to `maximum`. */
export function between(minimum: number, maximum: number, byDefault?: number): HyperParameter<number> {
  return {
    byDefault,
    check: (who, name, value) => {
      expectFloat32Number(who, name, value, minimum, maximum);
      return value;
    },
  };
}

/** A finite number of at least 0. */
export const nonNegative = (byDefault?: number): HyperParameter<number> => between(0, Infinity, byDefault);

/** A finite number above 0. */
export function positive(byDefault?: number): HyperParameter<number> {
  return {
    byDefault,
    check: (who, name, value) => {
      expectFloat32Positive(who, name, value);
      return value;
    },
  };
}

/** True or false. */
export function flag(byDefault: boolean): HyperParameter<boolean> {
  return {
    byDefault,
    check: (who, name, value) => {
      expectBoolean(who, name, value);
      return value;
    },
  };
}

/**
 * The hyper-parameters that options give, defaults filled in. Throws RangeError or TypeError by name for one that does
 * not fit.
 */
export function readHyperParameters<H extends Readonly<Record<string, number | boolean>>>(
  who: string, options: object, table: HyperParameters<H>,
): H {
  const given = new Map<string, unknown>(Object.entries(options));
  const values: { -readonly [Name in keyof H]?: H[Name] } = {};
  for (const name in table) {
    const { byDefault, check } = table[name];
    const value = given.get(name);
    values[name] = check(who, name, value === undefined ? byDefault : value);
  }
  return values as H;
}
