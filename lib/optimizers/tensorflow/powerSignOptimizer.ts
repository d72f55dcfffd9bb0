import { log64 } from '../../core/float64.ts';
import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { powerSign } from '../functors/powerSign.ts';
import { signDecay } from './signDecay.ts';
import { fraction, nonNegative, positive } from '../hyperParameters.ts';
import type { BuiltInOptions } from '../options.ts';

/** learningRate is 0.1 by default. */
export interface PowerSignOptimizerOptions extends BuiltInOptions {
  /** Above 0. Default e. */
  readonly base?: number;
  /** What the mean of gradients keeps of itself each step, from 0 to below 1. Default 0.9. */
  readonly beta?: number;
  /** Steps over which the influence of the signs falls linearly to 0; 0, the default: it does not fall. */
  readonly signDecaySteps?: number;
}

const definition: Definition<Own<PowerSignOptimizerOptions>> = {
  name: 'powerSignOptimizer',
  learningRate: 0.1,
  hyperParameters: { base: positive(2.718281828459045), beta: fraction(0.9), signDecaySteps: nonNegative(0) },
  functor: () => ({ program: powerSign, slots: { m: 0 } }),
  scalars: (scalars, { base, signDecaySteps }, { t }) => {
    scalars.logBase = log64(base);
    scalars.signDecay = signDecay(signDecaySteps, t);
  },
};

/** tf.contrib.opt.PowerSignOptimizer, by {@link applyPowerSign}. Slots: m; starts at 0. */
export class PowerSignOptimizer extends FunctorOptimizer<Own<PowerSignOptimizerOptions>> {
  constructor(options: PowerSignOptimizerOptions = {}) {
    super(definition, options);
  }
}

/**
 * TensorFlow's PowerSign: the step is multiplied by a power of base where gradient and mean agree in sign, and divided
 * where not. Slots: {@link PowerSignOptimizer}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: m ← m·beta + ∇J·(1 − beta); θ ← θ − learningRate·base^(signDecay·sign(∇J)·sign(m))·∇J
 * Default: learningRate 0.1, base e, beta 0.9, signDecaySteps 0
 * Source: Bello et al. 2017; tf.contrib.opt.PowerSignOptimizer of 2019.
 */
export function powerSignOptimizer(options: PowerSignOptimizerOptions = {}): PowerSignOptimizer {
  return new PowerSignOptimizer(options);
}
