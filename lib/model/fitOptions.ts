/**
 * The options of `fit`, their defaults and their checks.
 * @module
 */

import {
  expectArray, expectBoolean, expectFraction, expectInteger, expectKnownOptions, expectNumber, rangeError, show,
  typeError,
} from '../core/errors.ts';
import { expectSignal, type Abortable } from '../core/signal.ts';
import { progress } from './callbacks/progress.ts';
import { toCallbacks } from './callbackOptions.ts';
import { expectAbsent } from './expectAbsent.ts';
import type { ArrayOptions } from './feed.ts';
import type { Callback, FitOptions } from './model.ts';
import { HOW_TO_MINIMIZE } from './howToMinimize.ts';
import { LAST_EPOCH } from './position.ts';
import { isOnce, isSource, type BatchSource } from './source.ts';
import type { SourceOptions } from './sourceFeed.ts';
import { toDisplay } from './verbose.ts';

export interface CheckedFitOptions {
  readonly epochs: number;
  readonly initialEpoch: number;
  readonly validate: (epoch: number) => boolean;
  readonly callbacks: readonly Callback[];
  readonly signal: Abortable | undefined;
  readonly maxIterations: number;
  readonly precision: number | undefined;
  readonly resume: boolean;
}

const KNOWN = [
  'batchSize', 'epochs', 'initialEpoch', 'shuffle', 'validationSplit', 'validationData', 'validationFreq', 'callbacks',
  'signal', 'maxIterations', 'precision', 'resume', 'sampleWeight', 'classWeight', 'verbose', 'dropLast',
  'stepsPerEpoch', 'validationSteps',
];

/** Throws TypeError for options that are no object, or have an unknown name. */
export function expectFitOptions(options: unknown): asserts options is FitOptions {
  const given = typeof options === 'object' && options !== null ? options : {};
  const wrong = ['optimizer', 'minimizer'].find((name) => name in given);
  if (wrong !== undefined) {
    throw typeError(`fit: unknown option '${wrong}'; an optimizer is given to compile, and ${HOW_TO_MINIMIZE}`);
  }
  expectKnownOptions('fit', options, KNOWN);
}

/** Throws RangeError or TypeError for an option that is out of range or of the wrong kind. */
export function checkFitOptions(options: FitOptions): CheckedFitOptions {
  const { epochs = 1, initialEpoch = 0, validationFreq = 1, signal, verbose } = options;
  const callbacks = toCallbacks('fit', options.callbacks), display = toDisplay('fit', verbose);
  const { maxIterations = Infinity, precision, resume = false } = options;
  expectInteger('fit', 'epochs', epochs, 1);
  expectInteger('fit', 'initialEpoch', initialEpoch, 0, LAST_EPOCH);
  if (signal !== undefined) expectSignal('fit', signal);
  if (maxIterations !== Infinity) expectInteger('fit', 'maxIterations', maxIterations, 1);
  if (precision !== undefined) expectNumber('fit', 'precision', precision, 0);
  expectBoolean('fit', 'resume', resume);
  if (resume && options.initialEpoch !== undefined) {
    throw typeError(`fit: initialEpoch must be absent where resume is true, got ${initialEpoch}`);
  }
  return {
    epochs, initialEpoch, signal,
    callbacks: display === undefined ? callbacks : [...callbacks, progress(display)], maxIterations, precision, resume,
    validate: validationRule(validationFreq),
  };
}

/**
 * How examples that are all there are taken; `count` train, and `fixed` is the batch size of stateful layers, if there
 * are some. Throws as `checkFitOptions`.
 */
export function checkArrayOptions(options: FitOptions, count: number, fixed?: number): ArrayOptions {
  const { batchSize = fixed ?? 32, shuffle = true, dropLast = false, validationSplit } = options;
  const cure = 'an epoch takes each of them once';
  expectAbsent('fit', options, ['stepsPerEpoch'], 'for examples that are all there', cure);
  if (validationSplit !== undefined) expectFraction('fit', 'validationSplit', validationSplit);
  if (batchSize !== 'full') expectInteger('fit', 'batchSize', batchSize, 1);
  if (fixed !== undefined) expectFixedBatch(batchSize === 'full' ? count : batchSize, count, fixed);
  if (typeof shuffle !== 'boolean' && shuffle !== 'batch') {
    throw typeError(`fit: shuffle must be true, false or 'batch', got ${show(shuffle)}`);
  }
  expectBoolean('fit', 'dropLast', dropLast);
  return { batchSize: batchSize === 'full' ? count : Math.min(batchSize, count), shuffle, dropLast };
}

/**
 * How batches of a source are taken. Throws as `checkFitOptions`, and TypeError for an option that only examples which
 * are all there can have.
 */
export function checkSourceOptions(options: FitOptions, source: BatchSource): SourceOptions {
  const { stepsPerEpoch: steps, classWeight, signal, shuffle, epochs = 1, initialEpoch = 0, resume } = options;
  const whose = 'for a source of batches', cure = 'the source settles its batches';
  expectAbsent('fit', options, ['batchSize', 'dropLast', 'validationSplit'], whose, cure);
  expectAbsent('fit', options, ['sampleWeight'], whose, 'give it with each batch, as [x, y, sampleWeight]');
  if (shuffle !== undefined && shuffle !== false) {
    throw typeError(`fit: shuffle must be absent ${whose}, got ${show(shuffle)}; ${cure}`);
  }
  if (classWeight === 'balanced') {
    const why = 'since the classes of all examples are not known; balancedClassWeights counts labels';
    throw typeError(`fit: classWeight must be weights by class ${whose}, ${why}, got 'balanced'`);
  }
  if (steps !== undefined) expectInteger('fit', 'stepsPerEpoch', steps, 1);
  expectAgain('source', 'stepsPerEpoch', source, steps, epochs - initialEpoch);
  if (resume === true && typeof source !== 'function') {
    throw typeError(`fit: resume needs a source that can seek, a function of the epoch, got ${show(source)}`);
  }
  return { steps, classWeight, signal };
}

/** Of a source to validate with, after so many epochs at most. */
export function checkValidationSteps({ validationSteps: steps, signal, epochs = 1 }: FitOptions, source: unknown): {
  readonly steps: number | undefined, readonly signal: Abortable | undefined,
} {
  if (!isSource(source)) {
    if (steps === undefined) return { steps, signal };
    throw typeError(`fit: validationSteps must be absent where validationData is no source, got ${show(steps)}`);
  }
  if (steps !== undefined) expectInteger('fit', 'validationSteps', steps, 1);
  expectAgain('validationData', 'validationSteps', source, steps, epochs);
  return { steps, signal };
}

/** TypeError where several epochs would begin with what can be gone through once. */
function expectAgain(
  name: string, option: string, source: BatchSource, steps: number | undefined, epochs: number,
): void {
  if (steps !== undefined || epochs <= 1 || !isOnce(source)) return;
  const cure = `give ${option}, or a function that returns it`;
  throw typeError(`fit: ${name} must be gone through once an epoch, got ${show(source)}, which ends once; ${cure}`);
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

/** The members of validationData. Throws TypeError for anything else. */
export function expectValidationData(value: unknown): readonly [x: unknown, y: unknown, sampleWeight: unknown] {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) {
    throw typeError(`fit: validationData must be [x, y], [x, y, sampleWeight] or a source, got ${show(value)}`);
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
