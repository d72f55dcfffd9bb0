import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { proximalGradientDescent } from '../functors/proximalGradientDescent.ts';
import { nonNegative } from '../hyperParameters.ts';
import type { BuiltInOptions, Rated } from '../options.ts';

/** learningRate must be given. */
export interface ProximalGradientDescentOptimizerOptions extends Rated<BuiltInOptions> {
  /** Default 0. */
  readonly l1RegularizationStrength?: number;
  /** Default 0. */
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

/** An optimizer of class {@link ProximalGradientDescentOptimizer}. */
export function proximalGradientDescentOptimizer(
  options: ProximalGradientDescentOptimizerOptions,
): ProximalGradientDescentOptimizer {
  return new ProximalGradientDescentOptimizer(options);
}
