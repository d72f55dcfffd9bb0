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
  readonly x: Float32Array;
  readonly y: Targets;
  /** How much each counts; all 1 where there are none. */
  readonly weights?: Float32Array | undefined;
}

/**
 * Throws ShapeError where an array has another length than when it was checked, since it was detached, shrunk or
 * lengthened, and TypeError where a target in rows [first, first + batch), by `order` if there is one, is no number any
 * more.
 */
export function expectUnchanged(
  examples: Examples, inputs: number, width: number, order: Indices | undefined, first: number, batch: number,
): void {
  const { who, count, x, y, weights } = examples;
  if (x.length !== count * inputs) throw changed(who, 'x', count * inputs, x.length);
  if (y.length !== count * width) throw changed(who, 'y', count * width, y.length);
  if (weights !== undefined && weights.length !== count) throw changed(who, 'sampleWeight', count, weights.length);
  if (!Array.isArray(y)) return;
  for (let r = first; r < first + batch; r++) {
    const start = (order === undefined ? r : order[r]) * width;
    for (let i = start; i < start + width; i++) {
      if (typeof y[i] !== 'number') throw typeError(`${who}: y[${i}] must be a number, got ${show(y[i])}`);
    }
  }
}

function changed(who: string, argument: string, wanted: number, got: number): ShapeError {
  const since = 'until the end, as when it was checked';
  return new ShapeError(
    `${who}: ${argument} must hold ${wanted} elements ${since}, got ${got}: it has been changed or detached`,
  );
}

/** RangeError unless the first `count` are labels; they are rows `first` and on of y, by `order` if there is one. */
export function expectLabels(
  who: string, labels: ArrayLike<number>, count: number, classes: number, order?: Indices, first: number = 0,
): void {
  for (let i = 0; i < count; i++) {
    const label = labels[i];
    if (label >= 0 && label < classes && Number.isInteger(label)) continue;
    const isFromOne = count === labels.length && label === classes
      && Array.from(labels).every((v) => v >= 1 && v <= classes);
    const cure = isFromOne ? `; labels from 1 to ${classes} become these by y - 1` : '';
    const row = order === undefined ? first + i : order[first + i];
    const wanted = `a label, a whole number from 0 to ${classes - 1}`;
    throw rangeError(`${who}: y[${row}] must be ${wanted}, got ${show(label)}${cure}`);
  }
}
