import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { addSign } from '../functors/addSign.ts';
import { signDecay } from './signDecay.ts';
import { fraction, nonNegative } from '../hyperParameters.ts';
import type { BuiltInOptions } from '../options.ts';

/** learningRate is 0.1 by default. */
export interface AddSignOptimizerOptions extends BuiltInOptions {
  /** What the factor of a step is without the signs, at least 0. Default 1. */
  readonly alpha?: number;
  /** What the mean of gradients keeps of itself each step, from 0 to below 1. Default 0.9. */
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

/**
 * TensorFlow's AddSign: the step grows where gradient and mean agree in sign. Slots: {@link AddSignOptimizer}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: m ← m·beta + ∇J·(1 − beta); θ ← θ − learningRate·(alpha + signDecay·sign(∇J)·sign(m))·∇J
 * Default: learningRate 0.1, alpha 1, beta 0.9, signDecaySteps 0
 * Source: Bello et al. 2017; tf.contrib.opt.AddSignOptimizer of 2019.
 */
export function addSignOptimizer(options: AddSignOptimizerOptions = {}): AddSignOptimizer {
  return new AddSignOptimizer(options);
}
