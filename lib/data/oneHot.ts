/**
 * Labels as numbers, and as rows with a 1 at the place of the label.
 * @module
 */

import { expectInteger, expectKnownOptions, expectOneOf, rangeError, show } from '../core/errors.ts';
import { hintToSpell } from '../core/nearest.ts';
import { different, toLabelList, type Labels } from './values.ts';

/** What {@link oneHot} takes. */
export interface OneHotOptions {
  /**
   * The classes, one a column, in this order; or how many there are, 0, 1, …. Default: of strings those that occur, in
   * the order of `categories`; of numbers 0 to the largest.
   */
  readonly classes?: number | Labels;
  /** What a label that is no class makes: an error (`'refuse'`, the default), or a row of zeros. */
  readonly unknown?: 'refuse' | 'zeros';
}

/**
 * The different labels, ascending: numbers by size, strings by their UTF-16 code units. What a model learns depends on
 * this order: keep the list beside the model, and give it to `toLabels` and `oneHot` ever after.
 *
 * Throws: TypeError for what are neither strings nor numbers.
 */
export function categories(labels: ArrayLike<string>): string[];
export function categories(labels: ArrayLike<number>): number[];
export function categories(labels: Labels): (string | number)[] {
  return different(toLabelList('categories', 'labels', labels));
}

/** Each class and its place. */
function toPlaces(who: string, classes: Labels): ReadonlyMap<string | number, number> {
  const list = toLabelList(who, 'classes', classes), places = new Map(list.map((label, place) => [label, place]));
  if (places.size === list.length) return places;
  const twice = list.find((label, i) => places.get(label) !== i);
  throw rangeError(`${who}: classes must name each class once, got ${show(twice)} again`);
}

/** The place of each label; −1 where it has none and `refuse` is false. */
function findPlaces(
  who: string, labels: readonly (string | number)[], classes: Labels, refuse: boolean,
): Int32Array {
  const places = toPlaces(who, classes);
  return Int32Array.from(labels, (label, i) => {
    const place = places.get(label);
    if (place !== undefined) return place;
    if (!refuse) return -1;
    const known = [...places.keys()].map(String), few = known.length > 10 ? [...known.slice(0, 10), '…'] : known;
    const wanted = `one of the ${places.size} classes (${few.join(', ')})`;
    throw rangeError(`${who}: labels[${i}] must be ${wanted}, got ${show(label)}${hintToSpell(label, known)}`);
  });
}

/**
 * The place of each label in `classes`, from 0: what a loss such as sparseCategoricalCrossentropy takes for y.
 *
 *     toLabels(['no', 'yes', 'no'], ['no', 'yes']) // 0, 1, 0
 *
 * Throws: RangeError naming a label that is no class, and for a class that comes twice; TypeError for what are neither
 *         strings nor numbers.
 */
export function toLabels(labels: Labels, classes: Labels): Uint32Array {
  return Uint32Array.from(findPlaces('toLabels', toLabelList('toLabels', 'labels', labels), classes, true));
}

/** 0, 1, …, count − 1. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** The classes that occur: strings as they are, numbers from 0 to the largest. */
function findClasses(list: readonly (string | number)[]): (string | number)[] {
  let most = -1;
  for (let i = 0; i < list.length; i++) {
    const label = list[i];
    if (typeof label === 'string') return different(list);
    expectInteger('oneHot', `labels[${i}]`, label, 0, MOST_CLASSES - 1);
    if (label > most) most = label;
  }
  return upTo(most + 1);
}

const MOST_CLASSES = 2 ** 24;

/**
 * Rows with 1 at the place of the label and 0 elsewhere, one a label.
 *
 *     oneHot(['b', 'a', 'b'])               // 0 1, 1 0, 0 1
 *     oneHot(labels, { classes: 10 })       // as keras.utils.to_categorical(labels, 10)
 *
 * For rows of a test set give the classes of the training set: `{ classes: categories(train) }`.
 * Shapes: labels (n), the result (n × classes), a new array.
 * Throws: RangeError naming a label that is no class, unless `unknown` is `'zeros'`, and for a class that comes twice;
 *         TypeError for what are neither strings nor numbers.
 */
export function oneHot(labels: Labels, options: OneHotOptions = {}): Float32Array {
  const list = toLabelList('oneHot', 'labels', labels);
  expectKnownOptions('oneHot', options, ['classes', 'unknown']);
  const { classes: given, unknown = 'refuse' } = options;
  if (typeof given === 'number') expectInteger('oneHot', 'classes', given, 1, MOST_CLASSES);
  expectOneOf('oneHot', 'unknown', unknown, ['refuse', 'zeros']);
  const classes = given === undefined ? findClasses(list) as Labels
    : typeof given === 'number' ? upTo(given) : given;
  const places = findPlaces('oneHot', list, classes, unknown === 'refuse'), width = classes.length;
  const out = new Float32Array(places.length * width);
  places.forEach((place, row) => {
    if (place >= 0) out[row * width + place] = 1;
  });
  return out;
}
