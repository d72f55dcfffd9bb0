import { FunctorOptimizer, type Definition } from '../functorOptimizer.ts';
import { gradientDescent } from '../functors/gradientDescent.ts';
import type { BuiltInOptions, Rated } from '../options.ts';

/** learningRate must be given. */
export type GradientDescentOptimizerOptions = Rated<BuiltInOptions>;

const definition: Definition<Readonly<Record<never, number>>> = {
  name: 'gradientDescentOptimizer',
  hyperParameters: {},
  functor: () => ({ program: gradientDescent, slots: {} }),
};

/** tf.train.GradientDescentOptimizer, by {@link applyGradientDescent}. No slots. */
export class GradientDescentOptimizer extends FunctorOptimizer<Readonly<Record<never, number>>> {
  constructor(options: GradientDescentOptimizerOptions) {
    super(definition, options);
  }
}

/**
 * TensorFlow's gradient descent. Slots: {@link GradientDescentOptimizer}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: θ ← θ − ∇J·learningRate
 * Default: learningRate must be given
 * Source: tf.train.GradientDescentOptimizer of 2019.
 */
export function gradientDescentOptimizer(options: GradientDescentOptimizerOptions): GradientDescentOptimizer {
  return new GradientDescentOptimizer(options);
}
