import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { adagradDA } from '../functors/adagradDA.ts';
import { nonNegative, positive } from '../hyperParameters.ts';
import type { BuiltInOptions, Rated } from '../options.ts';

/** learningRate must be given. A step of rate 0 does nothing, slots included. */
export interface AdagradDAOptimizerOptions extends Rated<BuiltInOptions> {
  /** Above 0. Default 0.1. */
  readonly initialGradientSquaredAccumulatorValue?: number;
  /** Default 0. */
  readonly l1RegularizationStrength?: number;
  /** Default 0. */
  readonly l2RegularizationStrength?: number;
}

const definition: Definition<Own<AdagradDAOptimizerOptions>> = {
  name: 'adagradDAOptimizer',
  needsRate: true,
  hyperParameters: {
    initialGradientSquaredAccumulatorValue: positive(0.1), l1RegularizationStrength: nonNegative(0),
    l2RegularizationStrength: nonNegative(0),
  },
  functor: ({ initialGradientSquaredAccumulatorValue: squared }) => ({
    program: adagradDA, slots: { gradientAccumulator: 0, gradientSquaredAccumulator: squared },
  }),
  scalars: (scalars, hyper, { t }) => {
    scalars.l1 = hyper.l1RegularizationStrength;
    scalars.l2 = hyper.l2RegularizationStrength;
    scalars.globalStep = t;
  },
};

/**
 * tf.train.AdagradDAOptimizer, by {@link applyAdagradDA}; the global step is that of this optimizer.
 *
 * The first step overwrites first weights. Slots: gradientAccumulator, which starts at 0, gradientSquaredAccumulator.
 */
export class AdagradDAOptimizer extends FunctorOptimizer<Own<AdagradDAOptimizerOptions>> {
  constructor(options: AdagradDAOptimizerOptions) {
    super(definition, options);
  }
}

/** An optimizer of class {@link AdagradDAOptimizer}. */
export function adagradDAOptimizer(options: AdagradDAOptimizerOptions): AdagradDAOptimizer {
  return new AdagradDAOptimizer(options);
}
