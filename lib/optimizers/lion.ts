import { FunctorOptimizer, type Definition, type Own } from './functorOptimizer.ts';
import { lion as program } from './functors/lion.ts';
import { fraction, nonNegative } from './hyperParameters.ts';
import type { BuiltInOptions } from './options.ts';

/** learningRate is 0.001 by default, as Keras 3; the paper has 0.0001. */
export interface LionOptions extends BuiltInOptions {
  /** What m counts in the direction of a step, from 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** What m keeps of itself each step, from 0 to below 1. Default 0.99. */
  readonly beta2?: number;
  /** Share of θ, times the rate, taken away before each step. Default 0. */
  readonly weightDecay?: number;
}

const definition: Definition<Own<LionOptions, 'weightDecay'>> = {
  name: 'lion',
  learningRate: 0.001,
  hyperParameters: { beta1: fraction(0.9), beta2: fraction(0.99), weightDecay: nonNegative(0) },
  functor: () => ({ program, slots: { m: 0 } }),
};

/**
 * Lion (Chen et al. 2023) as Keras 3 has it: every element moves by the rate.
 *
 *     θ ← θ − θ·weightDecay·lr − lr·sign(beta1·m + (1 − beta1)·∇J)
 *     m ← beta2·m + (1 − beta2)·∇J
 *
 * Slots: m; starts at 0.
 */
export class Lion extends FunctorOptimizer<Own<LionOptions, 'weightDecay'>> {
  constructor(options: LionOptions = {}) {
    super(definition, options);
  }
}

/**
 * Lion: every element moves by the rate, in the direction of a mean of gradients. Slots, and who differs: {@link Lion}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: θ ← θ − θ·weightDecay·learningRate − learningRate·sign(beta1·m + (1 − beta1)·∇J); m ←
 *          beta2·m + (1 − beta2)·∇J
 * Default: learningRate 0.001, beta1 0.9, beta2 0.99, weightDecay 0
 * Source: Chen et al. 2023; Keras 3 (Lion).
 */
export function lion(options: LionOptions = {}): Lion {
  return new Lion(options);
}
