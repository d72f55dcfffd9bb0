import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { momentum as plain, nesterovMomentum } from '../functors/momentum.ts';
import { flag, fraction } from '../hyperParameters.ts';
import type { BuiltInOptions, Rated } from '../options.ts';

/** learningRate and momentum must be given. */
export interface MomentumOptimizerOptions extends Rated<BuiltInOptions> {
  /** From 0 to below 1; must be given. */
  readonly momentum: number;
  /** Whether the momentum is Nesterov's. Default false. */
  readonly useNesterov?: boolean;
}

const definition: Definition<Own<MomentumOptimizerOptions>> = {
  name: 'momentumOptimizer',
  hyperParameters: { momentum: fraction(), useNesterov: flag(false) },
  functor: ({ useNesterov }) => ({ program: useNesterov ? nesterovMomentum : plain, slots: { accumulator: 0 } }),
};

/**
 * tf.train.MomentumOptimizer, by {@link applyMomentum}: the rate multiplies all that is in the accumulator. Slots:
 * accumulator; starts at 0.
 */
export class MomentumOptimizer extends FunctorOptimizer<Own<MomentumOptimizerOptions>> {
  constructor(options: MomentumOptimizerOptions) {
    super(definition, options);
  }
}

/**
 * TensorFlow's momentum: the rate multiplies all that is in the accumulator. Slots: {@link MomentumOptimizer}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: accumulator ← accumulator·momentum + ∇J; θ ← θ − accumulator·learningRate; with useNesterov
 *          θ ← θ − (∇J·learningRate + accumulator·momentum·learningRate)
 * Default: learningRate and momentum must be given, useNesterov false
 * Source: tf.train.MomentumOptimizer of 2019.
 */
export function momentumOptimizer(options: MomentumOptimizerOptions): MomentumOptimizer {
  return new MomentumOptimizer(options);
}
