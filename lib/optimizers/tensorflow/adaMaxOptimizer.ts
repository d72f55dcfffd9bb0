import { firstBetaPowers, keptBetaPowers, raiseBetaPowers } from '../betaPowers.ts';
import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { adaMax } from '../functors/adaMax.ts';
import { fraction, nonNegative } from '../hyperParameters.ts';
import type { BuiltInOptions } from '../options.ts';

/** learningRate is 0.001 by default. */
export interface AdaMaxOptimizerOptions extends BuiltInOptions {
  /** What the mean of gradients keeps of itself each step, from 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** What the largest gradient keeps of itself each step, from 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to what divides, at least 0. Default 1e-8. */
  readonly epsilon?: number;
}

const definition: Definition<Own<AdaMaxOptimizerOptions>> = {
  name: 'adaMaxOptimizer',
  learningRate: 0.001,
  hyperParameters: { beta1: fraction(0.9), beta2: fraction(0.999), epsilon: nonNegative(1e-8) },
  functor: () => ({ program: adaMax, slots: { m: 0, v: 0 } }),
  firstScalars: firstBetaPowers,
  scalars: keptBetaPowers,
  finish: raiseBetaPowers,
};

/**
 * tf.contrib.opt.AdaMaxOptimizer, by {@link applyAdaMax}, the power of beta1 by repeated binary32 multiplication.
 * Slots: m, v; both start at 0.
 */
export class AdaMaxOptimizer extends FunctorOptimizer<Own<AdaMaxOptimizerOptions>> {
  constructor(options: AdaMaxOptimizerOptions = {}) {
    super(definition, options);
  }
}

/**
 * TensorFlow's AdaMax. Slots: {@link AdaMaxOptimizer}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: m ← m + (∇J − m)·(1 − beta1); v ← max(beta2·v, |∇J|); θ ← θ − learningRate/(1 − beta1ᵗ)·(m/(v + epsilon))
 * Default: learningRate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-8
 * Source: tf.contrib.opt.AdaMaxOptimizer of 2019.
 */
export function adaMaxOptimizer(options: AdaMaxOptimizerOptions = {}): AdaMaxOptimizer {
  return new AdaMaxOptimizer(options);
}
