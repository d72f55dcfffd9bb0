import { setBetaPowers, setComplements } from './betaPowers.ts';
import { FunctorOptimizer, type Definition, type Own } from './functorOptimizer.ts';
import { adamW, adamWWithAmsgrad } from './functors/adamW.ts';
import { flag, fraction, nonNegative } from './hyperParameters.ts';
import type { BuiltInOptions } from './options.ts';

/** learningRate is 0.001 by default. */
export interface AdamWOptions extends BuiltInOptions {
  /** Share of θ, times the rate, taken away before each step. Default 0.004, as Keras 3; PyTorch has 0.01. */
  readonly weightDecay?: number;
  /** What the mean of gradients keeps of itself each step, from 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** What the mean of their squares keeps of itself each step, from 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root, at least 0. Default 1e-7. */
  readonly epsilon?: number;
  /** Divides by the largest v so far. Default false. */
  readonly amsgrad?: boolean;
}

const definition: Definition<Own<AdamWOptions, 'weightDecay'>> = {
  name: 'adamw',
  learningRate: 0.001,
  hyperParameters: {
    weightDecay: nonNegative(0.004), beta1: fraction(0.9), beta2: fraction(0.999), epsilon: nonNegative(1e-7),
    amsgrad: flag(false),
  },
  functor: ({ amsgrad }) => (amsgrad ? { program: adamWWithAmsgrad, slots: { m: 0, v: 0, vHat: 0 } } : {
    program: adamW, slots: { m: 0, v: 0 },
  }),
  scalars: (scalars, hyper, step) => {
    setBetaPowers(scalars, hyper, step);
    setComplements(scalars, hyper);
  },
};

/**
 * Adam with decoupled weight decay (Loshchilov, Hutter 2019) as Keras 3 has it:
 *
 *     θ ← θ − θ·weightDecay·lr, then Adam's step by applyAdam's formula
 *
 * Epsilon outside the root and after the bias correction (PyTorch has it before: √v/√(1 − beta2ᵗ) + epsilon).
 * The decay is in no moment, and acts on all of θ, biases included. Slots: m, v, vHat; all start at 0.
 */
export class AdamW extends FunctorOptimizer<Own<AdamWOptions, 'weightDecay'>> {
  constructor(options: AdamWOptions = {}) {
    super(definition, options);
  }
}

/**
 * AdamW: Adam with a decay of the weights that is in no moment. Slots, and who differs: {@link AdamW}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: θ ← θ − θ·weightDecay·learningRate, then m ← beta1·m + (1 − beta1)·∇J; v ← beta2·v + (1 − beta2)·∇J²;
 *          θ ← θ − learningRate·(√(1 − beta2ᵗ)/(1 − beta1ᵗ))·m/(√v + epsilon)
 * Default: learningRate 0.001, weightDecay 0.004, beta1 0.9, beta2 0.999, epsilon 1e-7, amsgrad false
 * Source: Loshchilov, Hutter 2019; Keras 3 (AdamW).
 */
export function adamw(options: AdamWOptions = {}): AdamW {
  return new AdamW(options);
}
