import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { proximalGradientDescent } from '../functors/proximalGradientDescent.ts';
import { nonNegative } from '../hyperParameters.ts';
import type { BuiltInOptions, Rated } from '../options.ts';

/** learningRate must be given. */
export interface ProximalGradientDescentOptimizerOptions extends Rated<BuiltInOptions> {
  /** What |θ| costs, at least 0. Default 0. */
  readonly l1RegularizationStrength?: number;
  /** What ½·θ² costs, at least 0. Default 0. */
  readonly l2RegularizationStrength?: number;
}

const definition: Definition<Own<ProximalGradientDescentOptimizerOptions>> = {
  name: 'proximalGradientDescentOptimizer',
  hyperParameters: { l1RegularizationStrength: nonNegative(0), l2RegularizationStrength: nonNegative(0) },
  functor: () => ({ program: proximalGradientDescent, slots: {} }),
  scalars: (scalars, hyper) => {
    scalars.l1 = hyper.l1RegularizationStrength;
    scalars.l2 = hyper.l2RegularizationStrength;
  },
};

/** tf.train.ProximalGradientDescentOptimizer, by {@link applyProximalGradientDescent}. No slots. */
export class ProximalGradientDescentOptimizer extends FunctorOptimizer<Own<ProximalGradientDescentOptimizerOptions>> {
  constructor(options: ProximalGradientDescentOptimizerOptions) {
    super(definition, options);
  }
}

/**
 * TensorFlow's proximal gradient descent: l1 brings weights to exactly 0. Slots: {@link
 * ProximalGradientDescentOptimizer}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: v = θ − ∇J·learningRate; θ ← sign(v)·max(|v| − learningRate·l1, 0)/(1 + l2·learningRate)
 * Default: learningRate must be given, l1RegularizationStrength 0, l2RegularizationStrength 0
 * Source: tf.train.ProximalGradientDescentOptimizer of 2019.
 */
export function proximalGradientDescentOptimizer(
  options: ProximalGradientDescentOptimizerOptions,
): ProximalGradientDescentOptimizer {
  return new ProximalGradientDescentOptimizer(options);
}
