import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { adadelta } from '../functors/adadelta.ts';
import { fraction, nonNegative } from '../hyperParameters.ts';
import type { BuiltInOptions } from '../options.ts';

/** learningRate is 0.001 by default. */
export interface AdadeltaOptimizerOptions extends BuiltInOptions {
  /** From 0 to below 1. Default 0.95. */
  readonly rho?: number;
  /** Default 1e-8. */
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

/** An optimizer of class {@link AdadeltaOptimizer}. */
export function adadeltaOptimizer(options: AdadeltaOptimizerOptions = {}): AdadeltaOptimizer {
  return new AdadeltaOptimizer(options);
}
