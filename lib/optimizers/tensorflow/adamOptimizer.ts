import { firstBetaPowers, keptBetaPowers, raiseBetaPowers } from '../betaPowers.ts';
import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { adam } from '../functors/adam.ts';
import { fraction, nonNegative } from '../hyperParameters.ts';
import type { BuiltInOptions } from '../options.ts';

/** learningRate is 0.001 by default. */
export interface AdamOptimizerOptions extends BuiltInOptions {
  /** What the mean of gradients keeps of itself each step, from 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** What the mean of their squares keeps of itself each step, from 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root, at least 0. Default 1e-8. */
  readonly epsilon?: number;
}

const definition: Definition<Own<AdamOptimizerOptions>> = {
  name: 'adamOptimizer',
  learningRate: 0.001,
  hyperParameters: { beta1: fraction(0.9), beta2: fraction(0.999), epsilon: nonNegative(1e-8) },
  functor: () => ({ program: adam, slots: { m: 0, v: 0 } }),
  firstScalars: firstBetaPowers,
  scalars: keptBetaPowers,
  finish: raiseBetaPowers,
};

/**
 * tf.train.AdamOptimizer, by {@link applyAdam}, the powers of the betas by repeated binary32 multiplication. Slots:
 * m, v; both start at 0.
 */
export class AdamOptimizer extends FunctorOptimizer<Own<AdamOptimizerOptions>> {
  constructor(options: AdamOptimizerOptions = {}) {
    super(definition, options);
  }
}

/**
 * TensorFlow's Adam, whose powers of the betas are products in binary32. Slots: {@link AdamOptimizer}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: m ← m + (∇J − m)·(1 − beta1); v ← v + (∇J² − v)·(1 − beta2);
 *          θ ← θ − m·(learningRate·√(1 − beta2ᵗ)/(1 − beta1ᵗ))/(√v + epsilon)
 * Default: learningRate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-8
 * Source: tf.train.AdamOptimizer of 2019.
 */
export function adamOptimizer(options: AdamOptimizerOptions = {}): AdamOptimizer {
  return new AdamOptimizer(options);
}
