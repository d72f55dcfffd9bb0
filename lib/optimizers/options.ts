/**
 * The options that all optimizers share: the rate, and what happens around the update.
 * @module
 */

import {
  StateError, expectArray, expectFloat32Number, expectFloat32Positive, expectFraction, expectInteger,
  expectKnownOptions, expectOneOf, expectPlainObject, expectString, typeError,
} from '../core/errors.ts';
import type { Schedule, ScheduleConfig } from './schedule.ts';

/** A running mean of θ, kept beside it in the slot `average`. */
export type Averaging =
  /**
   * average ← momentum·average + (1 − momentum)·θ after each step, θ itself at the first. Momentum 0.99 by default,
   * as Keras 3.
   */
  | { readonly kind: 'exponential'; readonly momentum?: number }
  /**
   * The plain mean of θ after steps start, start + every, …; θ itself before. Start 1 and every 1 by default.
   * Izmailov et al. 2018.
   */
  | { readonly kind: 'equal'; readonly start?: number; readonly every?: number };

/** What every optimizer named after Keras' takes. */
export interface SharedOptions {
  /**
   * What the step is multiplied by: a number of at least 0, or a schedule. Each optimizer has a default of its own, or
   * wants it given.
   */
  readonly learningRate?: number | Schedule;
  /** Scales each tensor's gradient down to this Euclidean norm. Not together with `globalClipnorm`. Default none. */
  readonly clipnorm?: number;
  /** Scales the whole gradient down to this norm: what Keras 2.2.4 calls clipnorm. Default none. */
  readonly globalClipnorm?: number;
  /** Cuts each element of the gradient to ±clipvalue, after the clipping by norm. Default none. */
  readonly clipvalue?: number;
  /**
   * Factors of the rate by layer name; 1 for the others. 0 freezes a layer: whatever the optimizer, its θ keeps its
   * values. (One of your own is given a rate of 0 for it.) Default: all 1.
   */
  readonly learningRateMultipliers?: Readonly<Record<string, number>>;
  /**
   * So many gradients make one step, with their mean, each weighted by its number of examples: ∇₁ ⊕
   * (m₂/m₁ ⊗ ∇₂) ⊕ …, divided by Σ m/m₁. What is left at the end of an epoch of `fit` is a step of its own. Default 1.
   */
  readonly accumulationSteps?: number;
  /** A running mean of θ that is kept beside it. Default none. */
  readonly average?: Averaging;
  /**
   * Share of θ, times the rate, taken away before each step: θ ← θ − θ·weightDecay·lr, in no moment. Default 0. `adamw`
   * has another default; `lamb` and `radam` have it inside their step.
   */
  readonly weightDecay?: number;
  /**
   * Tensors that keep all of θ: by their name, such as 'b' or 'gamma', by that of their layer, or as 'dense/b'. Default
   * none.
   */
  readonly excludeFromWeightDecay?: readonly string[];
  /**
   * Divides the rate by 1 + decay·(steps done), as Keras 2.2.4 does, in binary32. Default 0. Only those named after
   * Keras' take it.
   */
  readonly decay?: number;
}

/** What every built-in optimizer takes. */
export type BuiltInOptions = Omit<SharedOptions, 'decay'>;

/** The same options with a rate that must be given. */
export type Rated<Options extends BuiltInOptions> = Options & { readonly learningRate: number | Schedule };

/** Names of what every built-in optimizer takes. */
export const SHARED: readonly string[] = [
  'learningRate', 'clipnorm', 'globalClipnorm', 'clipvalue', 'learningRateMultipliers', 'accumulationSteps', 'average',
  'weightDecay', 'excludeFromWeightDecay',
];

/** The shared options without the rate, as far as they were given. */
export type Around = Omit<SharedOptions, 'learningRate'>;

/** The part of `options` that is shared, checked. Other names are left to the subclass. */
export function checkAround(who: string, options: SharedOptions): Around {
  const { clipnorm, globalClipnorm, clipvalue, learningRateMultipliers, accumulationSteps, average, decay } = options;
  const { weightDecay, excludeFromWeightDecay } = options;
  const around: { -readonly [Name in keyof Around]: Around[Name] } = {};
  if (clipnorm !== undefined) expectFloat32Positive(who, 'clipnorm', around.clipnorm = clipnorm);
  if (globalClipnorm !== undefined) {
    expectFloat32Positive(who, 'globalClipnorm', around.globalClipnorm = globalClipnorm);
  }
  if (clipnorm !== undefined && globalClipnorm !== undefined) {
    throw typeError(`${who}: clipnorm must be absent where globalClipnorm is given, got both`);
  }
  if (clipvalue !== undefined) expectFloat32Positive(who, 'clipvalue', around.clipvalue = clipvalue);
  if (learningRateMultipliers !== undefined) {
    expectPlainObject(who, 'learningRateMultipliers', learningRateMultipliers);
    for (const [layer, factor] of Object.entries(learningRateMultipliers)) {
      expectFloat32Number(who, `learningRateMultipliers['${layer}']`, factor, 0);
    }
    around.learningRateMultipliers = { ...learningRateMultipliers };
  }
  if (accumulationSteps !== undefined) {
    expectInteger(who, 'accumulationSteps', around.accumulationSteps = accumulationSteps, 1);
  }
  if (average !== undefined) around.average = checkAverage(who, average);
  if (weightDecay !== undefined) expectFloat32Number(who, 'weightDecay', around.weightDecay = weightDecay, 0);
  if (excludeFromWeightDecay !== undefined) {
    expectArray(who, 'excludeFromWeightDecay', excludeFromWeightDecay);
    excludeFromWeightDecay.forEach((name, i) => expectString(who, `excludeFromWeightDecay[${i}]`, name));
    around.excludeFromWeightDecay = [...excludeFromWeightDecay];
  }
  if (decay !== undefined) expectFloat32Number(who, 'decay', around.decay = decay, 0);
  return around;
}

function checkAverage(who: string, average: Averaging): Averaging {
  expectPlainObject(who, 'average', average);
  expectOneOf(who, 'average.kind', average.kind, ['exponential', 'equal']);
  if (average.kind === 'exponential') {
    expectKnownOptions(who, average, ['kind', 'momentum']);
    const { momentum = 0.99 } = average;
    expectFraction(who, 'average.momentum', momentum);
    return { kind: 'exponential', momentum };
  }
  expectKnownOptions(who, average, ['kind', 'start', 'every']);
  const { start = 1, every = 1 } = average;
  expectInteger(who, 'average.start', start, 1);
  expectInteger(who, 'average.every', every, 1);
  return { kind: 'equal', start, every };
}

/** Throws RangeError or TypeError for a rate that is negative, not finite, or neither number nor function. */
export function expectRate(who: string, argument: string, rate: unknown): asserts rate is number | Schedule {
  if (typeof rate !== 'function') expectFloat32Number(who, argument, rate, 0);
}

/** The rate as JSON: a schedule of one's own by its function's name. Throws StateError for a function without one. */
export function rateConfig(who: string, learningRate: number | Schedule): number | ScheduleConfig {
  if (typeof learningRate === 'number') return learningRate;
  if (learningRate.config !== undefined) return learningRate.config;
  if (learningRate.name !== '') return { schedule: learningRate.name };
  throw new StateError(`${who}: learningRate must be a number, one of bitgrad's schedules or a function `
    + 'with a name to be stored, got one without');
}
