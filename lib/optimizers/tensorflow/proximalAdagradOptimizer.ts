import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { proximalAdagrad } from '../functors/proximalAdagrad.ts';
import { nonNegative, positive } from '../hyperParameters.ts';
import type { BuiltInOptions, Rated } from '../options.ts';

/** learningRate must be given. */
export interface ProximalAdagradOptimizerOptions extends Rated<BuiltInOptions> {
  /** Above 0. Default 0.1. */
  readonly initialAccumulatorValue?: number;
  /** Default 0. */
  readonly l1RegularizationStrength?: number;
  /** Default 0. */
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

/** An optimizer of class {@link ProximalAdagradOptimizer}. */
export function proximalAdagradOptimizer(options: ProximalAdagradOptimizerOptions): ProximalAdagradOptimizer {
  return new ProximalAdagradOptimizer(options);
}
