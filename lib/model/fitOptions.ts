/**
 * The options of `fit`, their defaults and their checks.
 * @module
 */

import {
  expectArray, expectBoolean, expectFraction, expectFunction, expectInteger, expectKnownOptions, expectNumber,
  expectObject, hintToSpell, isPlainObject, memberNames, rangeError, show, typeError,
} from '../core/errors.ts';
import { Callback } from './callback.ts';
import type { Targets } from '../plan/index.ts';
import { LAST_EPOCH } from './position.ts';
import type { WeightOptions } from './weights.ts';

/** What the platform's AbortSignal offers, as far as it is used. */
export interface Abortable {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

export interface FitOptions extends WeightOptions {
  /** Examples a step; the last step of an epoch takes what is left. 'full': all. Default 32. */
  readonly batchSize?: number | 'full';
  /** The epoch to end before, counted from 0: as many epochs, if `initialEpoch` is 0. Default 1. */
  readonly epochs?: number;
  /** The number of the first epoch. Default 0. */
  readonly initialEpoch?: number;
  /**
   * true: all examples anew each epoch; 'batch': whole batches, the short one staying last; false: none. Default true.
   * Each epoch's order is drawn by how many epochs the model has begun, at least `initialEpoch`: a second `fit` goes on
   * with new orders.
   */
  readonly shuffle?: boolean | 'batch';
  /** Share of the examples, the last ones, kept from training and evaluated after each epoch; from 0 to below 1. Default 0. */
  readonly validationSplit?: number;
  /** [x, y] or [x, y, sampleWeight] to evaluate after each epoch; goes before `validationSplit`. Class weights are for training alone. */
  readonly validationData?: readonly [Float32Array, Targets] | readonly [Float32Array, Targets, ArrayLike<number>];
  /** Evaluate after every n-th epoch, or after those listed, counted from 1. Default 1. */
  readonly validationFreq?: number | readonly number[];
  readonly callbacks?: readonly Callback[];
  /** Ends training at most 16 ms and one step after it is aborted; `fit` rejects with its reason. */
  readonly signal?: Abortable;
  /** The report's stop rule: at most so many steps … */
  readonly maxIterations?: number;
  /** … or until a step moves θ by less, 0 < ‖Δθ‖₂ < precision; one that moves nothing does not count. Costs a pass over θ each step. */
  readonly precision?: number;
  /**
   * Goes on where the last `fit` of this model, or the checkpoint that it was loaded from, was left: in the same epoch
   * and its order, with the next batch, losses, metrics and History continued. Without it an epoch that was left is
   * begun anew, in another order. Batch size, shuffling and number of examples must be the same; `maxIterations` counts
   * what was done before too. Default false.
   */
  readonly resume?: boolean;
}

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
  'batchSize', 'epochs', 'initialEpoch', 'shuffle', 'validationSplit', 'validationData', 'validationFreq', 'callbacks', 'signal', 'maxIterations', 'precision',
  'resume', 'sampleWeight', 'classWeight',
];

/** The line that trains a model by a minimizer. */
export const HOW_TO_MINIMIZE = 'a minimizer such as lbfgs trains by model.theta.set(lbfgs(objective(model, x, y), model.theta).x)';

/** Throws TypeError for options that are no object, or have an unknown name. */
export function expectFitOptions(options: unknown): void {
  const given = typeof options === 'object' && options !== null ? options : {}, wrong = ['optimizer', 'minimizer'].find((name) => name in given);
  if (wrong !== undefined) throw typeError(`fit: unknown option '${wrong}'; an optimizer is given to compile, and ${HOW_TO_MINIMIZE}`);
  expectKnownOptions('fit', options, KNOWN);
}

/** Throws RangeError or TypeError for an option that is out of range or of the wrong kind. */
export function checkFitOptions(options: FitOptions, count: number): CheckedFitOptions {
  const { batchSize = 32, epochs = 1, initialEpoch = 0, shuffle = true, validationFreq = 1, callbacks = [], signal } = options;
  const { maxIterations = Infinity, precision, resume = false, validationSplit } = options;
  if (validationSplit !== undefined) expectFraction('fit', 'validationSplit', validationSplit);
  if (batchSize !== 'full') expectInteger('fit', 'batchSize', batchSize, 1);
  expectInteger('fit', 'epochs', epochs, 1);
  expectInteger('fit', 'initialEpoch', initialEpoch, 0, LAST_EPOCH);
  if (typeof shuffle !== 'boolean' && shuffle !== 'batch') throw typeError(`fit: shuffle must be true, false or 'batch', got ${show(shuffle)}`);
  expectArray('fit', 'callbacks', callbacks);
  callbacks.forEach((callback, i) => expectCallback(`callbacks[${i}]`, callback));
  if (signal !== undefined) expectSignal(signal);
  if (maxIterations !== Infinity) expectInteger('fit', 'maxIterations', maxIterations, 1);
  if (precision !== undefined) expectNumber('fit', 'precision', precision, 0);
  expectBoolean('fit', 'resume', resume);
  if (resume && options.initialEpoch !== undefined) throw typeError(`fit: initialEpoch must be absent where resume is true, got ${initialEpoch}`);
  return {
    batchSize: batchSize === 'full' ? count : Math.min(batchSize, count),
    epochs, initialEpoch, shuffle, callbacks: [...callbacks], signal, maxIterations, precision, resume,
    validate: validationRule(validationFreq),
  };
}

function validationRule(frequency: number | readonly number[]): (epoch: number) => boolean {
  if (typeof frequency === 'number') {
    expectInteger('fit', 'validationFreq', frequency, 1);
    return (epoch) => (epoch + 1) % frequency === 0;
  }
  if (!Array.isArray(frequency)) throw typeError(`fit: validationFreq must be a positive integer or a list of epochs, got ${show(frequency)}`);
  expectArray('fit', 'validationFreq', frequency);
  frequency.forEach((epoch, i) => expectInteger('fit', `validationFreq[${i}]`, epoch, 1));
  return (epoch) => frequency.includes(epoch + 1);
}

const HOOKS = ['onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onStep', 'onBatchBegin', 'onBatchEnd', 'onError'];

/** A hook that is misspelt or no function would else be silent, in an object as in a class. */
function expectCallback(argument: string, value: unknown): void {
  expectObject('fit', argument, value);
  const names = memberNames(value);
  for (const name of names) {
    const hint = hintToSpell(name, HOOKS);
    if (HOOKS.includes(name)) {
      const hook: unknown = Reflect.get(value, name);
      if (hook !== undefined) expectFunction('fit', `${argument}.${name}`, hook);
    } else if (/^on[A-Z]/.test(name) || hint !== '') {
      throw typeError(`fit: ${argument} has no hook '${name}'; there are ${HOOKS.join(', ')}${hint}`);
    }
  }
  if (!(value instanceof Callback) && !isPlainObject(value) && !HOOKS.some((hook) => names.includes(hook))) {
    const wanted = 'a Callback or an object with a hook such as onEpochEnd';
    throw typeError(`fit: ${argument} must be ${wanted}, got ${show(value)}`);
  }
}

function expectSignal(value: unknown): void {
  const isSignal = typeof value === 'object' && value !== null && 'aborted' in value && typeof value.aborted === 'boolean';
  if (!isSignal) throw typeError(`fit: signal must be an AbortSignal, such as the \`signal\` of an AbortController, got ${show(value)}`);
}

/** The members of validationData. Throws TypeError for anything else. */
export function expectValidationData(value: unknown): readonly [x: unknown, y: unknown, sampleWeight: unknown] {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) {
    throw typeError(`fit: validationData must be [x, y] or [x, y, sampleWeight], got ${show(value)}`);
  }
  return [value[0], value[1], value[2]];
}

/** Where validation_split cuts: examples [0, cut) train, the rest validate. As Keras: trunc(n·(1 − split)) in binary64. */
export function splitPoint(count: number, split: number): number {
  expectNumber('fit', 'validationSplit', split, 0);
  const cut = Math.trunc(count * (1 - split));
  if (split >= 1 || cut === 0) throw rangeError(`fit: validationSplit must leave at least one of ${count} examples for training, got ${show(split)}`);
  return cut;
}
