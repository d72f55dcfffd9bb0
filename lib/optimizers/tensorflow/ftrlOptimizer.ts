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

/** An optimizer of class {@link FtrlOptimizer}. */
export function ftrlOptimizer(options: FtrlOptimizerOptions): FtrlOptimizer {
  return new FtrlOptimizer(options);
}
