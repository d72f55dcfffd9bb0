import { betaPower } from './betaPowers.ts';
import { FunctorOptimizer, type Definition, type Own } from './functorOptimizer.ts';
import { kerasAdamax } from './functors/kerasAdamax.ts';
import { fraction, nonNegative } from './hyperParameters.ts';
import type { SharedOptions } from './options.ts';

/** learningRate is 0.002 by default. */
export interface AdamaxOptions extends SharedOptions {
  /** From 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** From 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-7. */
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

/** An optimizer of class {@link Adamax}. */
export function adamax(options: AdamaxOptions = {}): Adamax {
  return new Adamax(options);
}
