import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { addSign } from '../functors/addSign.ts';
import { signDecay } from './signDecay.ts';
import { fraction, nonNegative } from '../hyperParameters.ts';
import type { BuiltInOptions } from '../options.ts';

/** learningRate is 0.1 by default. */
export interface AddSignOptimizerOptions extends BuiltInOptions {
  /** Default 1. */
  readonly alpha?: number;
  /** From 0 to below 1. Default 0.9. */
  readonly beta?: number;
  /** Steps over which the influence of the signs falls linearly to 0; 0, the default: it does not fall. */
  readonly signDecaySteps?: number;
}

const definition: Definition<Own<AddSignOptimizerOptions>> = {
  name: 'addSignOptimizer',
  learningRate: 0.1,
  hyperParameters: { alpha: nonNegative(1), beta: fraction(0.9), signDecaySteps: nonNegative(0) },
  functor: () => ({ program: addSign, slots: { m: 0 } }),
  scalars: (scalars, { signDecaySteps }, { t }) => { scalars.signDecay = signDecay(signDecaySteps, t); },
};

/** tf.contrib.opt.AddSignOptimizer, by {@link applyAddSign}. Slots: m; starts at 0. */
export class AddSignOptimizer extends FunctorOptimizer<Own<AddSignOptimizerOptions>> {
  constructor(options: AddSignOptimizerOptions = {}) {
    super(definition, options);
  }
}

/** An optimizer of class {@link AddSignOptimizer}. */
export function addSignOptimizer(options: AddSignOptimizerOptions = {}): AddSignOptimizer {
  return new AddSignOptimizer(options);
}
