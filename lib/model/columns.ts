/**
 * What is given for each input or each output of a model.
 * @module
 */

import {
  ShapeError, hintToNumbers, hintToSpell, isPlainObject, isTypedArray, rangeError, show, typeError,
} from '../core/errors.ts';
import type { Numbers } from '../core/numbers.ts';
import type { ScaledBytes } from '../core/scaledBytes.ts';

/** For one input or output; for several, by name or in their order. */
export type Columns<T> = T | readonly T[] | Readonly<Record<string, T>>;

/** What models are asked about: rows of each input, one an example, one after the other or as arrays. */
export type GivenInputs = Columns<Numbers | ScaledBytes>;
/** What they are to learn: rows for each output. */
export type GivenTargets = Columns<Numbers>;

/** Throws RangeError for a name that is none, and ShapeError where one is missing or one is too many. */
export function columnsByName(
  who: string, argument: string, given: object, names: readonly string[],
): readonly unknown[] {
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const known = names.map(show).join(', '), hint = hintToSpell(name, names) || hintToNumbers(argument, given);
    throw rangeError(`${who}: ${argument} must have the names ${known}, got ${show(name)}${hint}`);
  }
  return names.map((name) => {
    if (Object.hasOwn(given, name)) return Reflect.get(given, name) as unknown;
    throw new ShapeError(`${who}: ${argument} must have ${show(name)}, got ${Object.keys(given).map(show).join(', ')}`);
  });
}

/**
 * One for each name: what is given itself where there is a single name, unless it is a list of one that `isColumn`
 * takes for it. Throws TypeError for what is neither by name nor in order, and as `columnsByName`.
 */
export function toColumns(
  who: string, argument: string, given: unknown, names: readonly string[],
  isColumn: (value: unknown) => boolean = isTypedArray,
): readonly unknown[] {
  if (isPlainObject(given)) return columnsByName(who, argument, given, names);
  const isList = Array.isArray(given) && given.length === names.length;
  if (names.length === 1) return isList && isColumn(given[0]) ? given : [given];
  if (isList) return [...given];
  const wanted = `one for each of ${names.map(show).join(', ')}, by name or as a list in this order`;
  throw typeError(`${who}: ${argument} must be ${wanted}, got ${show(given)}`);
}

/** How messages call the one of that number. */
export function columnName(argument: string, names: readonly string[], i: number): string {
  return names.length === 1 ? argument : `${argument}.${names[i]}`;
}
