import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { adagrad } from '../functors/adagrad.ts';
import { positive } from '../hyperParameters.ts';
import type { BuiltInOptions, Rated } from '../options.ts';

/** learningRate must be given. */
export interface AdagradOptimizerOptions extends Rated<BuiltInOptions> {
  /** Above 0. Default 0.1. */
  readonly initialAccumulatorValue?: number;
}

const definition: Definition<Own<AdagradOptimizerOptions>> = {
  name: 'adagradOptimizer',
  hyperParameters: { initialAccumulatorValue: positive(0.1) },
  functor: ({ initialAccumulatorValue }) => ({ program: adagrad, slots: { accumulator: initialAccumulatorValue } }),
};

/** tf.train.AdagradOptimizer, by {@link applyAdagrad}: no epsilon. Slots: accumulator. */
export class AdagradOptimizer extends FunctorOptimizer<Own<AdagradOptimizerOptions>> {
  constructor(options: AdagradOptimizerOptions) {
    super(definition, options);
  }
}

/**
 * TensorFlow's Adagrad, without epsilon. Slots: {@link AdagradOptimizer}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: accumulator ← accumulator + ∇J²; θ ← θ − ∇J·learningRate·(1/√accumulator)
 * Default: learningRate must be given, initialAccumulatorValue 0.1
 * Source: tf.train.AdagradOptimizer of 2019.
 */
export function adagradOptimizer(options: AdagradOptimizerOptions): AdagradOptimizer {
  return new AdagradOptimizer(options);
}
