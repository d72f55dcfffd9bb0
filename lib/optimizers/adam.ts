import { setBetaPowers } from './betaPowers.ts';
import { FunctorOptimizer, type Definition, type Own } from './functorOptimizer.ts';
import { kerasAdam, kerasAmsgrad } from './functors/kerasAdam.ts';
import { flag, fraction, nonNegative } from './hyperParameters.ts';
import type { SharedOptions } from './options.ts';

/** learningRate is 0.001 by default. */
export interface AdamOptions extends SharedOptions {
  /** What the mean of gradients keeps of itself each step, from 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** What the mean of their squares keeps of itself each step, from 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root, at least 0. Default 1e-7. */
  readonly epsilon?: number;
  /** Divides by the largest v so far. Default false. */
  readonly amsgrad?: boolean;
}

const definition: Definition<Own<AdamOptions>> = {
  name: 'adam',
  learningRate: 0.001,
  decay: true,
  hyperParameters: { beta1: fraction(0.9), beta2: fraction(0.999), epsilon: nonNegative(1e-7), amsgrad: flag(false) },
  functor: ({ amsgrad }) => (amsgrad ? { program: kerasAmsgrad, slots: { m: 0, v: 0, vHat: 0 } } : {
    program: kerasAdam, slots: { m: 0, v: 0 },
  }),
  scalars: setBetaPowers,
};

/**
 * Adam (Kingma, Ba 2015) as Keras 2.2.4 rounds it; epsilon is the paper's "epsilon hat", outside the root and after
 * the bias correction:
 *
 *     m ← beta1·m + (1 − beta1)·∇J;  v ← beta2·v + (1 − beta2)·∇J²
 *     θ ← θ − lr·(√(1 − beta2ᵗ)/(1 − beta1ᵗ))·m/(√v + epsilon)
 *
 * Keras 3 has the same formula. PyTorch corrects v first, √(v/(1 − beta2ᵗ)) + epsilon, so that its epsilon counts for
 * more in the first steps. With `amsgrad` (Reddi, Kale, Kumar 2018) the root is of vHat ← max(vHat, v), both
 * uncorrected. Slots: m, v, vHat; all start at 0.
 */
export class Adam extends FunctorOptimizer<Own<AdamOptions>> {
  constructor(options: AdamOptions = {}) {
    super(definition, options);
  }
}

/**
 * Adam: the mean of gradients by the root of the mean of their squares, both corrected for their start at 0. Slots, and
 * who differs: {@link Adam}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: m ← beta1·m + (1 − beta1)·∇J; v ← beta2·v + (1 − beta2)·∇J²;
 *          θ ← θ − learningRate·(√(1 − beta2ᵗ)/(1 − beta1ᵗ))·m/(√v + epsilon)
 * Default: learningRate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-7, amsgrad false
 * Source: Kingma, Ba 2015; Keras 2.2.4 (Adam).
 */
export function adam(options: AdamOptions = {}): Adam {
  return new Adam(options);
}
