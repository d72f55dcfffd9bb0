import { definition, type FtrlOptions } from '../ftrl.ts';
import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import type { Rated } from '../options.ts';

/** learningRate must be given; the others are those of `ftrl`. */
export type FtrlOptimizerOptions = Rated<FtrlOptions>;

const { learningRate: _, ...rest } = definition;
const named: Definition<Own<FtrlOptions>> = { ...rest, name: 'ftrlOptimizer' };

/**
 * tf.train.FtrlOptimizer: as {@link Ftrl}, without a default rate; the first step overwrites first weights here too.
 */
export class FtrlOptimizer extends FunctorOptimizer<Own<FtrlOptions>> {
  constructor(options: FtrlOptimizerOptions) {
    super(named, options);
  }
}

/**
 * TensorFlow's FTRL-proximal: {@link ftrl} without a default rate. The first step overwrites first weights. Slots:
 * {@link FtrlOptimizer}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: that of {@link ftrl}
 * Default: learningRate must be given, learningRatePower −0.5, initialAccumulatorValue 0.1, l1RegularizationStrength 0,
 *          l2RegularizationStrength 0, l2ShrinkageRegularizationStrength 0
 * Source: tf.train.FtrlOptimizer of 2019.
 */
export function ftrlOptimizer(options: FtrlOptimizerOptions): FtrlOptimizer {
  return new FtrlOptimizer(options);
}
