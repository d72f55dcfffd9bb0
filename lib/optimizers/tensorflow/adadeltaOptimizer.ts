import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { adadelta } from '../functors/adadelta.ts';
import { fraction, nonNegative } from '../hyperParameters.ts';
import type { BuiltInOptions } from '../options.ts';

/** learningRate is 0.001 by default. */
export interface AdadeltaOptimizerOptions extends BuiltInOptions {
  /** What the running means keep of themselves each step, from 0 to below 1. Default 0.95. */
  readonly rho?: number;
  /** Added under both roots, at least 0. Default 1e-8. */
  readonly epsilon?: number;
}

const definition: Definition<Own<AdadeltaOptimizerOptions>> = {
  name: 'adadeltaOptimizer',
  learningRate: 0.001,
  hyperParameters: { rho: fraction(0.95), epsilon: nonNegative(1e-8) },
  functor: () => ({ program: adadelta, slots: { accumulator: 0, accumulatorUpdate: 0 } }),
};

/** tf.train.AdadeltaOptimizer, by {@link applyAdadelta}. Slots: accumulator, accumulatorUpdate; both start at 0. */
export class AdadeltaOptimizer extends FunctorOptimizer<Own<AdadeltaOptimizerOptions>> {
  constructor(options: AdadeltaOptimizerOptions = {}) {
    super(definition, options);
  }
}

/**
 * TensorFlow's Adadelta. Slots: {@link AdadeltaOptimizer}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: accumulator ← accumulator·rho + ∇J²·(1 − rho);
 *          u = √(accumulatorUpdate + epsilon)·(1/√(accumulator + epsilon))·∇J; θ ← θ − u·learningRate;
 *          accumulatorUpdate ← accumulatorUpdate·rho + u²·(1 − rho)
 * Default: learningRate 0.001, rho 0.95, epsilon 1e-8
 * Source: tf.train.AdadeltaOptimizer of 2019.
 */
export function adadeltaOptimizer(options: AdadeltaOptimizerOptions = {}): AdadeltaOptimizer {
  return new AdadeltaOptimizer(options);
}
