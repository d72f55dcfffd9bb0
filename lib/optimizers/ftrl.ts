import { FunctorOptimizer, type Definition, type Own } from './functorOptimizer.ts';
import { ftrl as plain, ftrlWithPower } from './functors/ftrl.ts';
import { ftrlV2, ftrlV2WithPower } from './functors/ftrlV2.ts';
import { between, nonNegative } from './hyperParameters.ts';
import type { BuiltInOptions } from './options.ts';

/** learningRate is 0.001 by default, as tf.keras. A step of rate 0 does nothing, slots included. */
export interface FtrlOptions extends BuiltInOptions {
  /** At most 0. Default −0.5, the root, which is exact. */
  readonly learningRatePower?: number;
  /** Where the sum of squared gradients starts, at least 0. Default 0.1. */
  readonly initialAccumulatorValue?: number;
  /** What |θ| costs, at least 0. Default 0. */
  readonly l1RegularizationStrength?: number;
  /** What θ² costs, at least 0. Default 0. */
  readonly l2RegularizationStrength?: number;
  /** What θ² costs in the gradient alone, at least 0. Default 0. */
  readonly l2ShrinkageRegularizationStrength?: number;
}

/** Shared with TensorFlow's class, which differs in the default rate only. */
export const definition: Definition<Own<FtrlOptions>> = {
  name: 'ftrl',
  learningRate: 0.001,
  needsRate: true,
  hyperParameters: {
    learningRatePower: between(-Infinity, 0, -0.5),
    initialAccumulatorValue: nonNegative(0.1),
    l1RegularizationStrength: nonNegative(0),
    l2RegularizationStrength: nonNegative(0),
    l2ShrinkageRegularizationStrength: nonNegative(0),
  },
  functor: ({ learningRatePower, initialAccumulatorValue, l2ShrinkageRegularizationStrength }) => {
    const isRoot = learningRatePower === -0.5, slots = { accumulator: initialAccumulatorValue, linear: 0 };
    if (l2ShrinkageRegularizationStrength > 0) return { program: isRoot ? ftrlV2 : ftrlV2WithPower, slots };
    return { program: isRoot ? plain : ftrlWithPower, slots };
  },
  scalars: (scalars, hyper) => {
    scalars.l1 = hyper.l1RegularizationStrength;
    scalars.l2 = hyper.l2RegularizationStrength;
    scalars.l2Shrinkage = hyper.l2ShrinkageRegularizationStrength;
  },
};

/**
 * FTRL-proximal (McMahan et al. 2013) by {@link applyFtrl}, or {@link applyFtrlV2} where
 * l2ShrinkageRegularizationStrength is above 0; as tf.keras and Keras 3 have it, whose `beta` is 0 here. A power other
 * than −0.5 goes by exp and log, and differs from TensorFlow's in the last places.
 *
 * θ is made anew of linear and accumulator, which know nothing of first weights: the first step throws them away. Of an
 * element whose first gradient is g the share 1 − √(a/(a + g²)) stays, a being initialAccumulatorValue, and nothing
 * where g is 0. Hidden layers then take long to learn.
 *
 * Slots: accumulator, linear, which starts at 0.
 */
export class Ftrl extends FunctorOptimizer<Own<FtrlOptions>> {
  constructor(options: FtrlOptions = {}) {
    super(definition, options);
  }
}

/**
 * FTRL-proximal: for sparse models, whose weights l1 brings to exactly 0. The first step overwrites first weights.
 * Slots, and who differs: {@link Ftrl}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: with p(x) = x^−learningRatePower:
 *          linear ← linear + ∇J − (p(accumulator + ∇J²) − p(accumulator))/learningRate·θ;
 *          accumulator ← accumulator + ∇J²; θ ← (l1·sign(linear) − linear)/(p(accumulator)/learningRate + 2·l2) where
 *          |linear| > l1, else 0
 * Default: learningRate 0.001, learningRatePower −0.5, initialAccumulatorValue 0.1, l1RegularizationStrength 0,
 *          l2RegularizationStrength 0, l2ShrinkageRegularizationStrength 0
 * Source: McMahan et al. 2013; tf.keras and Keras 3 (Ftrl).
 */
export function ftrl(options: FtrlOptions = {}): Ftrl {
  return new Ftrl(options);
}
