import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { proximalAdagrad } from '../functors/proximalAdagrad.ts';
import { nonNegative, positive } from '../hyperParameters.ts';
import type { BuiltInOptions, Rated } from '../options.ts';

/** learningRate must be given. */
export interface ProximalAdagradOptimizerOptions extends Rated<BuiltInOptions> {
  /** Above 0. Default 0.1. */
  readonly initialAccumulatorValue?: number;
  /** What |θ| costs, at least 0. Default 0. */
  readonly l1RegularizationStrength?: number;
  /** What ½·θ² costs, at least 0. Default 0. */
  readonly l2RegularizationStrength?: number;
}

const definition: Definition<Own<ProximalAdagradOptimizerOptions>> = {
  name: 'proximalAdagradOptimizer',
  hyperParameters: {
    initialAccumulatorValue: positive(0.1), l1RegularizationStrength: nonNegative(0),
    l2RegularizationStrength: nonNegative(0),
  },
  functor: ({ initialAccumulatorValue }) => ({
    program: proximalAdagrad, slots: { accumulator: initialAccumulatorValue },
  }),
  scalars: (scalars, hyper) => {
    scalars.l1 = hyper.l1RegularizationStrength;
    scalars.l2 = hyper.l2RegularizationStrength;
  },
};

/** tf.train.ProximalAdagradOptimizer, by {@link applyProximalAdagrad}. Slots: accumulator. */
export class ProximalAdagradOptimizer extends FunctorOptimizer<Own<ProximalAdagradOptimizerOptions>> {
  constructor(options: ProximalAdagradOptimizerOptions) {
    super(definition, options);
  }
}

/**
 * TensorFlow's proximal Adagrad: l1 brings weights to exactly 0. Slots: {@link ProximalAdagradOptimizer}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: accumulator ← accumulator + ∇J²; r = learningRate·(1/√accumulator); v = θ − ∇J·r;
 *          θ ← sign(v)·max(|v| − r·l1, 0)/(1 + l2·r)
 * Default: learningRate must be given, initialAccumulatorValue 0.1, l1RegularizationStrength 0,
 *          l2RegularizationStrength 0
 * Source: tf.train.ProximalAdagradOptimizer of 2019.
 */
export function proximalAdagradOptimizer(options: ProximalAdagradOptimizerOptions): ProximalAdagradOptimizer {
  return new ProximalAdagradOptimizer(options);
}
