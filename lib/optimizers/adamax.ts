import { betaPower } from './betaPowers.ts';
import { FunctorOptimizer, type Definition, type Own } from './functorOptimizer.ts';
import { kerasAdamax } from './functors/kerasAdamax.ts';
import { fraction, nonNegative } from './hyperParameters.ts';
import type { SharedOptions } from './options.ts';

/** learningRate is 0.002 by default. */
export interface AdamaxOptions extends SharedOptions {
  /** What the mean of gradients keeps of itself each step, from 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** What the largest gradient keeps of itself each step, from 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to what divides, at least 0. Default 1e-7. */
  readonly epsilon?: number;
}

const definition: Definition<Own<AdamaxOptions>> = {
  name: 'adamax',
  learningRate: 0.002,
  decay: true,
  hyperParameters: { beta1: fraction(0.9), beta2: fraction(0.999), epsilon: nonNegative(1e-7) },
  functor: () => ({ program: kerasAdamax, slots: { m: 0, u: 0 } }),
  scalars: (scalars, { beta1 }, { t }) => { scalars.beta1Power = betaPower(beta1, t); },
};

/**
 * AdaMax (Kingma, Ba 2015, section 7.1) as Keras 2.2.4 rounds it:
 *
 *     m ← beta1·m + (1 − beta1)·∇J;  u ← max(beta2·u, |∇J|)
 *     θ ← θ − lr/(1 − beta1ᵗ)·m/(u + epsilon)
 *
 * Keras 3 has the same formula and a rate of 0.001 by default; PyTorch has u ← max(beta2·u, |∇J| + epsilon).
 * Slots: m, u; both start at 0.
 */
export class Adamax extends FunctorOptimizer<Own<AdamaxOptions>> {
  constructor(options: AdamaxOptions = {}) {
    super(definition, options);
  }
}

/**
 * AdaMax: Adam with the largest gradient in the place of the root. Slots, and who differs: {@link Adamax}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: m ← beta1·m + (1 − beta1)·∇J; u ← max(beta2·u, |∇J|); θ ← θ − learningRate/(1 − beta1ᵗ)·m/(u + epsilon)
 * Default: learningRate 0.002, beta1 0.9, beta2 0.999, epsilon 1e-7
 * Source: Kingma, Ba 2015, section 7.1; Keras 2.2.4 (Adamax).
 */
export function adamax(options: AdamaxOptions = {}): Adamax {
  return new Adamax(options);
}
