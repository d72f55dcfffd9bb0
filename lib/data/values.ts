/**
 * Lists of labels, one an example: strings or numbers.
 * @module
 */

import { expectArray, isDetached, isTypedArray, show, typeError } from '../core/errors.ts';

/** Strings, or numbers that may also come as a typed array. */
export type Labels = ArrayLike<string> | ArrayLike<number>;

/** Copies labels. TypeError unless all are strings or all are numbers; a number must be one that equals itself. */
export function toLabelList(who: string, argument: string, labels: unknown): readonly (string | number)[] {
  const list: unknown = isTypedArray(labels) && !isDetached(labels) ? Array.from(labels) : labels;
  expectArray(who, argument, list);
  const kind = typeof list[0] === 'string' ? 'string' : 'number';
  return list.map((label, i) => {
    if (typeof label === kind && label === label) return label as string | number;
    const wanted = `a ${kind}${i > 0 ? `, as ${argument}[0] is` : ' or a string'}`;
    throw typeError(`${who}: ${argument}[${i}] must be ${wanted}, got ${show(label)}`);
  });
}

/** The different ones, ascending: numbers by size, strings by their UTF-16 code units. */
export function different(labels: readonly (string | number)[]): (string | number)[] {
  return [...new Set(labels)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
