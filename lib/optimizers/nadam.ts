import { pow64 } from '../core/float64.ts';
import { betaPower } from './betaPowers.ts';
import { FunctorOptimizer, type Definition, type Own } from './functorOptimizer.ts';
import { kerasNadam } from './functors/kerasNadam.ts';
import { fraction, nonNegative } from './hyperParameters.ts';
import type { BuiltInOptions } from './options.ts';

/** learningRate is 0.002 by default. There is no `decay`: see scheduleDecay. */
export interface NadamOptions extends BuiltInOptions {
  /** What the mean of gradients keeps of itself each step, from 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** What the mean of their squares keeps of itself each step, from 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root, at least 0. Default 1e-7. */
  readonly epsilon?: number;
  /** How fast the momentum rises to beta1. Default 0.004, as Keras 2.2.4 and PyTorch; in Keras 3 it is always 1. */
  readonly scheduleDecay?: number;
}

const { fround } = Math;

/** μₜ = beta1·(1 − ½·0.96^(t·scheduleDecay)), rounded to binary32 after each operation, as Keras has it. */
function momentumAt(t: number, beta1: number, scheduleDecay: number): number {
  const power = fround(pow64(fround(0.96), fround(t * fround(scheduleDecay))));
  return fround(fround(beta1) * fround(1 - fround(0.5 * power)));
}

const definition: Definition<Own<NadamOptions>> = {
  name: 'nadam',
  learningRate: 0.002,
  hyperParameters: {
    beta1: fraction(0.9), beta2: fraction(0.999), epsilon: nonNegative(1e-7), scheduleDecay: nonNegative(0.004),
  },
  functor: () => ({ program: kerasNadam, slots: { m: 0, v: 0 } }),
  firstScalars: () => ({ product: 1 }),
  scalars: (scalars, { beta1, beta2, scheduleDecay }, { t, scalars: { product } }) => {
    if (scalars.powersOf !== t) {
      scalars.powersOf = t;
      scalars.beta2Power = betaPower(beta2, t);
      scalars.mu = momentumAt(t, beta1, scheduleDecay);
      scalars.nextMu = momentumAt(t + 1, beta1, scheduleDecay);
    }
    scalars.product = fround(product * scalars.mu);
  },
  finish: (kept, { beta1, scheduleDecay }, t) => {
    kept.product = fround(kept.product * momentumAt(t, beta1, scheduleDecay));
  },
};

/**
 * Nadam (Dozat 2016) as Keras 2.2.4 has it, with μₜ = beta1·(1 − ½·0.96^(t·scheduleDecay)) and P = μ₁·…·μₜ:
 *
 *     m ← beta1·m + (1 − beta1)·∇J;  v ← beta2·v + (1 − beta2)·∇J²
 *     g′ = ∇J/(1 − P);  m′ = m/(1 − P·μₜ₊₁);  v′ = v/(1 − beta2ᵗ)
 *     θ ← θ − lr·((1 − μₜ)·g′ + μₜ₊₁·m′)/(√v′ + epsilon)
 *
 * P is kept and saved (Keras 2.2.4 forgets it). With scheduleDecay 1 it is Keras 3's Nadam, whose rate is 0.001 by
 * default; as it stands it is PyTorch's NAdam, whose momentum_decay is scheduleDecay. Both are met within roundings.
 * `nadamOptimizer` of TensorFlow is another algorithm.
 * Slots: m, v; both start at 0.
 */
export class Nadam extends FunctorOptimizer<Own<NadamOptions>> {
  constructor(options: NadamOptions = {}) {
    super(definition, options);
  }
}

/**
 * Nadam: Adam with Nesterov's momentum, which rises to beta1. Slots, and who differs: {@link Nadam}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: μₜ = beta1·(1 − ½·0.96^(t·scheduleDecay)), P = μ₁·…·μₜ; m ← beta1·m + (1 − beta1)·∇J; v ← beta2·v + (1 −
 *          beta2)·∇J²; θ ← θ − learningRate·((1 − μₜ)·∇J/(1 − P) + μₜ₊₁·m/(1 − P·μₜ₊₁))/(√(v/(1 − beta2ᵗ)) + epsilon)
 * Default: learningRate 0.002, beta1 0.9, beta2 0.999, epsilon 1e-7, scheduleDecay 0.004
 * Source: Dozat 2016; Keras 2.2.4 (Nadam).
 */
export function nadam(options: NadamOptions = {}): Nadam {
  return new Nadam(options);
}
