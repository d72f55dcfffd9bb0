/**
 * Examples and targets on their way into a plan.
 * @module
 */

import { ShapeError, expectIsNumber, hintToNumber, rangeError, show } from '../core/errors.ts';
import type { WholeNumbers } from '../graph/index.ts';
import type { Indices, RowSource } from '../kernels/index.ts';

/** Targets: labels or numbers, one row an example. */
export type Targets = ArrayLike<number>;

/**
 * Examples with their targets, row by row; x and y are the user's own, checked, and looked at again as their rows are
 * loaded.
 */
export interface Examples {
  /** The call that was given them, for messages. */
  readonly who: string;
  readonly count: number;
  /** One an input. */
  readonly x: readonly RowSource[];
  /** One an output. */
  readonly y: readonly Targets[];
  /** How much each row counts, one an output; none where all count 1. */
  readonly weights: readonly Float32Array[];
}

/** Numbers an example, of each input, and of the targets and the weights of each output. */
export interface Widths {
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  readonly weights: readonly number[];
}

/** Of examples that have been checked. */
export function widthsOf({ x, y, weights, count }: Examples): Widths {
  const [inputs, targets, own] = [x, y, weights].map((all) => all.map(({ length }) => length / count));
  return { inputs, targets, weights: own };
}

/**
 * Throws ShapeError where an array has another length than when it was checked, since it was detached, shrunk or
 * lengthened, and TypeError where a target in rows [first, first + batch), by `order` if there is one, is no number any
 * more.
 */
export function expectUnchanged(
  { who, count, x, y, weights }: Examples, { inputs, targets, weights: steps }: Widths, order: Indices | undefined,
  first: number, batch: number,
): void {
  for (let i = 0; i < x.length; i++) {
    if (x[i].length !== count * inputs[i]) throw changed(who, 'x', i, x, count * inputs[i]);
  }
  for (let i = 0; i < y.length; i++) {
    const own = y[i], width = targets[i];
    if (own.length !== count * width) throw changed(who, 'y', i, y, count * width);
    if (Array.isArray(own)) expectNumbers(who, own, width, order, first, batch);
  }
  for (let i = 0; i < weights.length; i++) {
    if (weights[i].length !== count * steps[i]) throw changed(who, 'sampleWeight', i, weights, count * steps[i]);
  }
}

/** Array i has another length. */
function changed(
  who: string, argument: string, i: number, all: readonly { readonly length: number }[], wanted: number,
): ShapeError {
  const name = all.length === 1 ? argument : `${argument}[${i}]`, since = 'until the end, as when it was checked';
  const got = all[i].length;
  return new ShapeError(
    `${who}: ${name} must hold ${wanted} elements ${since}, got ${got}: it has been changed or detached`,
  );
}

/** TypeError unless the elements of these rows are numbers. */
function expectNumbers(
  who: string, y: Targets, width: number, order: Indices | undefined, first: number, batch: number,
): void {
  for (let r = first; r < first + batch; r++) {
    const start = (order === undefined ? r : order[r]) * width;
    for (let i = start; i < start + width; i++) {
      if (typeof y[i] !== 'number') expectIsNumber(who, `y[${i}]`, y[i]);
    }
  }
}

/** Where whole numbers come from, for messages. */
export interface Origin {
  readonly who: string;
  /** Rows `first` and on, by `order` if there is one. */
  readonly order?: Indices | undefined;
  readonly first?: number;
  /** What messages call the data, default y. */
  readonly name?: string;
}

/** RangeError unless the first rows of `width` labels each are labels of so many classes, or the one to be ignored. */
export function expectLabels(
  origin: Origin, labels: ArrayLike<number>, rows: number, width: number, classes: number, ignoreClass?: number,
): void {
  const wrong = firstNotBelow(classes, labels, rows * width, ignoreClass);
  if (wrong < 0) return;
  const isFromOne = rows * width === labels.length && labels[wrong] === classes
    && Array.from(labels).every((v) => v >= 1 && v <= classes);
  const cure = isFromOne ? `; labels from 1 to ${classes} become these by y - 1` : '';
  const orIgnored = ignoreClass === undefined ? '' : ` or ${ignoreClass}`;
  throw notBelow(origin, labels, wrong, width, classes, 'a label', cure, orIgnored);
}

/** RangeError unless the first rows of `width` numbers each are whole numbers below the limit. */
export function expectWholeNumbers(
  origin: Origin, x: ArrayLike<number>, rows: number, width: number, { what, limit }: WholeNumbers,
): void {
  const wrong = firstNotBelow(limit, x, rows * width);
  if (wrong >= 0) throw notBelow(origin, x, wrong, width, limit, what);
}

/** The place of the first that is no whole number from 0 to limit − 1, nor the other one; −1 if there is none. */
function firstNotBelow(limit: number, values: ArrayLike<number>, count: number, other?: number): number {
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (!(value >= 0 && value < limit && Number.isInteger(value)) && value !== other) return i;
  }
  return -1;
}

function notBelow(
  { who, order, first = 0, name = 'y' }: Origin, values: ArrayLike<number>, at: number, width: number, limit: number,
  what: string, cure: string = '', orElse: string = '',
): RangeError {
  const row = Math.floor(at / width), place = (order === undefined ? first + row : order[first + row]) * width;
  const wanted = `${what}, a whole number from 0 to ${limit - 1}${orElse}`;
  const got = `${show(values[at])}${cure || hintToNumber(values[at])}`;
  return rangeError(`${who}: ${name}[${place + at % width}] must be ${wanted}, got ${got}`);
}
