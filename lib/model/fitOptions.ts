/**
 * The options of `fit`, their defaults and their checks.
 * @module
 */

import {
  expectArray, expectBoolean, expectFraction, expectInteger, expectKnownOptions, expectNumber, rangeError, show,
  typeError,
} from '../core/errors.ts';
import { progress } from './callbacks/progress.ts';
import { toCallbacks } from './callbackOptions.ts';
import type { Abortable, Callback, FitOptions } from './model.ts';
import { HOW_TO_MINIMIZE } from './howToMinimize.ts';
import { LAST_EPOCH } from './position.ts';
import { toDisplay } from './verbose.ts';

export interface CheckedFitOptions {
  readonly batchSize: number;
  readonly epochs: number;
  readonly initialEpoch: number;
  readonly shuffle: boolean | 'batch';
  readonly validate: (epoch: number) => boolean;
  readonly callbacks: readonly Callback[];
  readonly signal: Abortable | undefined;
  readonly maxIterations: number;
  readonly precision: number | undefined;
  readonly resume: boolean;
}

const KNOWN = [
  'batchSize', 'epochs', 'initialEpoch', 'shuffle', 'validationSplit', 'validationData', 'validationFreq', 'callbacks',
  'signal', 'maxIterations', 'precision', 'resume', 'sampleWeight', 'classWeight', 'verbose',
];

/** Throws TypeError for options that are no object, or have an unknown name. */
export function expectFitOptions(options: unknown): void {
  const given = typeof options === 'object' && options !== null ? options : {};
  const wrong = ['optimizer', 'minimizer'].find((name) => name in given);
  if (wrong !== undefined) {
    throw typeError(`fit: unknown option '${wrong}'; an optimizer is given to compile, and ${HOW_TO_MINIMIZE}`);
  }
  expectKnownOptions('fit', options, KNOWN);
}

/**
 * Throws RangeError or TypeError for an option that is out of range or of the wrong kind. `fixed` is the batch size of
 * stateful layers, if there are some.
 */
export function checkFitOptions(options: FitOptions, count: number, fixed?: number): CheckedFitOptions {
  const { batchSize = fixed ?? 32, epochs = 1, initialEpoch = 0, shuffle = true, validationFreq = 1 } = options;
  const { signal, verbose } = options, display = toDisplay('fit', verbose);
  const callbacks = toCallbacks('fit', options.callbacks);
  const { maxIterations = Infinity, precision, resume = false, validationSplit } = options;
  if (validationSplit !== undefined) expectFraction('fit', 'validationSplit', validationSplit);
  if (batchSize !== 'full') expectInteger('fit', 'batchSize', batchSize, 1);
  if (fixed !== undefined) expectFixedBatch(batchSize === 'full' ? count : batchSize, count, fixed);
  expectInteger('fit', 'epochs', epochs, 1);
  expectInteger('fit', 'initialEpoch', initialEpoch, 0, LAST_EPOCH);
  if (typeof shuffle !== 'boolean' && shuffle !== 'batch') {
    throw typeError(`fit: shuffle must be true, false or 'batch', got ${show(shuffle)}`);
  }
  if (signal !== undefined) expectSignal(signal);
  if (maxIterations !== Infinity) expectInteger('fit', 'maxIterations', maxIterations, 1);
  if (precision !== undefined) expectNumber('fit', 'precision', precision, 0);
  expectBoolean('fit', 'resume', resume);
  if (resume && options.initialEpoch !== undefined) {
    throw typeError(`fit: initialEpoch must be absent where resume is true, got ${initialEpoch}`);
  }
  return {
    batchSize: batchSize === 'full' ? count : Math.min(batchSize, count),
    epochs, initialEpoch, shuffle, signal,
    callbacks: display === undefined ? callbacks : [...callbacks, progress(display)], maxIterations, precision, resume,
    validate: validationRule(validationFreq),
  };
}

/** Stateful layers take whole batches of their size. All examples are a multiple of it, which a split may not leave. */
function expectFixedBatch(batchSize: number, count: number, fixed: number): void {
  if (batchSize !== fixed) {
    throw rangeError(`fit: batchSize must be ${fixed}, as the stateful layers have it, got ${batchSize}`);
  }
  if (count % fixed === 0) return;
  const wanted = `a multiple of batchSize ${fixed} examples for training, since layers are stateful`;
  throw rangeError(`fit: validationSplit must leave ${wanted}, got ${count}`);
}

function validationRule(frequency: number | readonly number[]): (epoch: number) => boolean {
  if (typeof frequency === 'number') {
    expectInteger('fit', 'validationFreq', frequency, 1);
    return (epoch) => (epoch + 1) % frequency === 0;
  }
  if (!Array.isArray(frequency)) {
    throw typeError(`fit: validationFreq must be a positive integer or a list of epochs, got ${show(frequency)}`);
  }
  expectArray('fit', 'validationFreq', frequency);
  frequency.forEach((epoch, i) => expectInteger('fit', `validationFreq[${i}]`, epoch, 1));
  return (epoch) => frequency.includes(epoch + 1);
}

function expectSignal(value: unknown): void {
  const isSignal = typeof value === 'object' && value !== null && 'aborted' in value
    && typeof value.aborted === 'boolean';
  if (!isSignal) throw typeError(
    `fit: signal must be an AbortSignal, such as the \`signal\` of an AbortController, got ${show(value)}`,
  );
}

/** The members of validationData. Throws TypeError for anything else. */
export function expectValidationData(value: unknown): readonly [x: unknown, y: unknown, sampleWeight: unknown] {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) {
    throw typeError(`fit: validationData must be [x, y] or [x, y, sampleWeight], got ${show(value)}`);
  }
  return [value[0], value[1], value[2]];
}

/**
 * Where validation_split cuts: examples [0, cut) train, the rest validate. As Keras: trunc(n·(1 − split)) in binary64.
 */
export function splitPoint(count: number, split: number): number {
  expectNumber('fit', 'validationSplit', split, 0);
  const cut = Math.trunc(count * (1 - split));
  if (split >= 1 || cut === 0) throw rangeError(
    `fit: validationSplit must leave at least one of ${count} examples for training, got ${show(split)}`,
  );
  return cut;
}
