/**
 * Examples and targets on their way into a plan.
 * @module
 */

import { ShapeError, rangeError, show, typeError } from '../core/errors.ts';
import type { Indices } from '../kernels/index.ts';

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
  readonly x: readonly Float32Array[];
  /** One an output. */
  readonly y: readonly Targets[];
  /** How much each counts, one an output; none where all count 1. */
  readonly weights: readonly Float32Array[];
}

/** Numbers an example, of each input and of the targets of each output. */
export interface Widths {
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
}

/** Of examples that have been checked. */
export function widthsOf({ x, y, count }: Examples): Widths {
  return { inputs: x.map(({ length }) => length / count), targets: y.map(({ length }) => length / count) };
}

/**
 * Throws ShapeError where an array has another length than when it was checked, since it was detached, shrunk or
 * lengthened, and TypeError where a target in rows [first, first + batch), by `order` if there is one, is no number any
 * more.
 */
export function expectUnchanged(
  { who, count, x, y, weights }: Examples, { inputs, targets }: Widths, order: Indices | undefined, first: number,
  batch: number,
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
    if (weights[i].length !== count) throw changed(who, 'sampleWeight', i, weights, count);
  }
}

/** Array i has another length. */
function changed(
  who: string, argument: string, i: number, all: readonly ArrayLike<number>[], wanted: number,
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
      if (typeof y[i] !== 'number') throw typeError(`${who}: y[${i}] must be a number, got ${show(y[i])}`);
    }
  }
}

/**
 * RangeError unless the first `count` are labels; they are rows `first` and on of y, by `order` if there is one. `name`
 * is what messages call y.
 */
export function expectLabels(
  who: string, labels: ArrayLike<number>, count: number, classes: number, order?: Indices, first: number = 0,
  name: string = 'y',
): void {
  for (let i = 0; i < count; i++) {
    const label = labels[i];
    if (label >= 0 && label < classes && Number.isInteger(label)) continue;
    const isFromOne = count === labels.length && label === classes
      && Array.from(labels).every((v) => v >= 1 && v <= classes);
    const cure = isFromOne ? `; labels from 1 to ${classes} become these by y - 1` : '';
    const row = order === undefined ? first + i : order[first + i];
    const wanted = `a label, a whole number from 0 to ${classes - 1}`;
    throw rangeError(`${who}: ${name}[${row}] must be ${wanted}, got ${show(label)}${cure}`);
  }
}
