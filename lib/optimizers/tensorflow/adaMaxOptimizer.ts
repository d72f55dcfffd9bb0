import { firstBetaPowers, keptBetaPowers, raiseBetaPowers } from '../betaPowers.ts';
import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { adaMax } from '../functors/adaMax.ts';
import { fraction, nonNegative } from '../hyperParameters.ts';
import type { BuiltInOptions } from '../options.ts';

/** learningRate is 0.001 by default. */
export interface AdaMaxOptimizerOptions extends BuiltInOptions {
  /** From 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** From 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
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

/** An optimizer of class {@link AdaMaxOptimizer}. */
export function adaMaxOptimizer(options: AdaMaxOptimizerOptions = {}): AdaMaxOptimizer {
  return new AdaMaxOptimizer(options);
}
