import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { adagradDA } from '../functors/adagradDA.ts';
import { nonNegative, positive } from '../hyperParameters.ts';
import type { BuiltInOptions, Rated } from '../options.ts';

/** learningRate must be given. A step of rate 0 does nothing, slots included. */
export interface AdagradDAOptimizerOptions extends Rated<BuiltInOptions> {
  /** Above 0. Default 0.1. */
  readonly initialGradientSquaredAccumulatorValue?: number;
  /** What |θ| costs, at least 0. Default 0. */
  readonly l1RegularizationStrength?: number;
  /** What ½·θ² costs, at least 0. Default 0. */
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

/**
 * TensorFlow's Adagrad by dual averaging. The first step overwrites first weights. Slots: {@link AdagradDAOptimizer}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: G ← G + ∇J; S ← S + ∇J²; θ ← −learningRate·sign(G)·max(|G| − t·l1, 0)/(l2·t·learningRate + √S)
 * Default: learningRate must be given, initialGradientSquaredAccumulatorValue 0.1, l1RegularizationStrength 0,
 *          l2RegularizationStrength 0
 * Source: tf.train.AdagradDAOptimizer of 2019.
 */
export function adagradDAOptimizer(options: AdagradDAOptimizerOptions): AdagradDAOptimizer {
  return new AdagradDAOptimizer(options);
}
