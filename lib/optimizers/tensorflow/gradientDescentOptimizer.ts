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

/** An optimizer of class {@link GradientDescentOptimizer}. */
export function gradientDescentOptimizer(options: GradientDescentOptimizerOptions): GradientDescentOptimizer {
  return new GradientDescentOptimizer(options);
}
