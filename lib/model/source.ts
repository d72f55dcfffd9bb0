/**
 * Where batches come from that are not all there at once.
 * @module
 */

import { hintToSpell, isPlainObject, isTypedArray, show, typeError } from '../core/errors.ts';
import { typedArrayName } from '../core/kinds.ts';
import { scaledBytesOf, type ScaledBytes } from '../core/scaledBytes.ts';
import type { GivenInputs, GivenTargets } from './columns.ts';
import type { SampleWeightOption } from './weights.ts';

/** Examples that are taken together, with their targets. */
export type GivenBatch =
  | readonly [x: GivenInputs, y: GivenTargets, sampleWeight?: SampleWeightOption['sampleWeight']]
  | ({ readonly x: GivenInputs; readonly y: GivenTargets } & SampleWeightOption);

/** Examples to predict for: typed arrays of rows, or batches as for `fit`, of which only x is looked at. */
export type GivenRows =
  | (ArrayLike<number> & ArrayBufferView) | ScaledBytes
  | ({ readonly x: GivenInputs; readonly y?: GivenTargets } & SampleWeightOption);

/** Batches, one after the other. */
export type Batches<T = GivenBatch> = Iterable<T> | AsyncIterable<T>;

/**
 * Batches, or a function that gives those of an epoch, by how many the model has begun before it: 0, 1, … in a first
 * `fit`. It is called at the start of each epoch. One that takes a second parameter is to begin with that batch of the
 * epoch, which is 0 but where training is resumed or verified; of one that does not the batches before are drawn and
 * left.
 */
export type BatchSource<T = GivenBatch> = Batches<T> | ((epoch: number, batch: number) => Batches<T>);

/** Whether batches come from it. Arrays are examples, whatever is in them. */
export function isSource(value: unknown): value is BatchSource<never> {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (typedArrayName(value) !== undefined || scaledBytesOf(value) !== undefined) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

/** Whether it can be gone through only once, as a generator. */
export function isOnce(source: BatchSource<unknown>): boolean {
  if (typeof source === 'function') return false;
  const iterable: { [Symbol.asyncIterator]?: unknown; [Symbol.iterator]?: unknown; next?: unknown } = source;
  return typeof iterable.next === 'function';
}

/** What is trained on or asked about: arrays, or a source. */
export type Given = { readonly x: unknown; readonly y: unknown } | { readonly source: BatchSource };

/** Arguments as they are given, the options, unchecked, last. Throws TypeError for targets beside a source. */
export function takeGiven(who: string, x: unknown, y: unknown, options: unknown): readonly [Given, unknown] {
  if (!isSource(x)) return [{ x, y }, options === undefined ? {} : options];
  if (options === undefined) return [{ source: x }, y === undefined ? {} : y];
  if (y === undefined) return [{ source: x }, options];
  throw typeError(`${who}: y must be absent where x is a source, whose batches have their own, got ${show(y)}`);
}

/** A batch taken apart. */
export interface BatchParts {
  readonly x: unknown;
  readonly y: unknown;
  readonly sampleWeight: unknown;
}

const NAMES = ['x', 'y', 'sampleWeight'];

/** Throws TypeError for what is no batch with targets. */
export function partsOf(who: string, batch: unknown): BatchParts {
  if (isPlainObject(batch) && 'x' in batch && 'y' in batch) return named(who, batch);
  if (Array.isArray(batch) && (batch.length === 2 || batch.length === 3)) {
    return { x: batch[0], y: batch[1], sampleWeight: batch[2] };
  }
  const wanted = '[x, y] or [x, y, sampleWeight], or an object with these names';
  throw typeError(`${who}: a batch must be ${wanted}, got ${show(batch)}`);
}

/** What of a batch is predicted for. Throws TypeError for a list, which could be rows as well as x and y. */
export function inputsOf(who: string, batch: unknown): unknown {
  if (isTypedArray(batch) || scaledBytesOf(batch) !== undefined) return batch;
  if (isPlainObject(batch) && 'x' in batch) return named(who, batch).x;
  throw typeError(`${who}: a batch must be { x } or a typed array, got ${show(batch)}`);
}

function named(who: string, batch: object): BatchParts {
  const wrong = Object.keys(batch).find((name) => !NAMES.includes(name));
  if (wrong !== undefined) {
    const got = `${show(wrong)}${hintToSpell(wrong, NAMES)}`;
    throw typeError(`${who}: a batch must have the names ${NAMES.join(', ')}, got ${got}`);
  }
  return { x: undefined, y: undefined, sampleWeight: undefined, ...batch };
}
