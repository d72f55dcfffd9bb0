import { firstBetaPowers, keptBetaPowers, raiseBetaPowers } from '../betaPowers.ts';
import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { nesterovAdam } from '../functors/adam.ts';
import { fraction, nonNegative } from '../hyperParameters.ts';
import type { BuiltInOptions } from '../options.ts';

/** learningRate is 0.001 by default. */
export interface NadamOptimizerOptions extends BuiltInOptions {
  /** From 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** From 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
}

const definition: Definition<Own<NadamOptimizerOptions>> = {
  name: 'nadamOptimizer',
  learningRate: 0.001,
  hyperParameters: { beta1: fraction(0.9), beta2: fraction(0.999), epsilon: nonNegative(1e-8) },
  functor: () => ({ program: nesterovAdam, slots: { m: 0, v: 0 } }),
  firstScalars: firstBetaPowers,
  scalars: keptBetaPowers,
  finish: raiseBetaPowers,
};

/**
 * tf.contrib.opt.NadamOptimizer, by {@link applyAdam} with useNesterov: no momentum schedule, unlike Keras' `nadam`.
 * Slots: m, v; both start at 0.
 */
export class NadamOptimizer extends FunctorOptimizer<Own<NadamOptimizerOptions>> {
  constructor(options: NadamOptimizerOptions = {}) {
    super(definition, options);
  }
}

/** An optimizer of class {@link NadamOptimizer}. */
export function nadamOptimizer(options: NadamOptimizerOptions = {}): NadamOptimizer {
  return new NadamOptimizer(options);
}
