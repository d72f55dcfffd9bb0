import { pow64 } from '../core/float64.ts';
import { setComplements } from './betaPowers.ts';
import { FunctorOptimizer, type Definition, type Own } from './functorOptimizer.ts';
import { radamPlain, radamRectified } from './functors/radam.ts';
import { flag, fraction, nonNegative } from './hyperParameters.ts';
import type { BuiltInOptions } from './options.ts';

/** learningRate is 0.001 by default. */
export interface RAdamOptions extends BuiltInOptions {
  /** What the mean of gradients keeps of itself each step, from 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** What the mean of their squares keeps of itself each step, from 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root, at least 0. Default 1e-8. */
  readonly epsilon?: number;
  /** Share of θ in the gradient, at least 0. Default 0. */
  readonly weightDecay?: number;
  /** θ ← θ·(1 − lr·weightDecay) before the step instead of ∇J + weightDecay·θ. Default false. */
  readonly decoupledWeightDecay?: boolean;
}

/** From here on the variance of the adaptive rate is finite and small enough to be used. */
const LEAST_LENGTH = 5;

/** √(((ρₜ − 4)(ρₜ − 2)ρ∞)/((ρ∞ − 4)(ρ∞ − 2)ρₜ)), and 0 where ρₜ ≤ 5. `power` is β₂ᵗ. */
function rectification(beta2: number, t: number, power: number): number {
  const longest = 2 / (1 - beta2) - 1;
  const length = longest - (2 * t * power) / (1 - power);
  if (length <= LEAST_LENGTH) return 0;
  return Math.sqrt(((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length));
}

const definition: Definition<Own<RAdamOptions, 'weightDecay'>> = {
  name: 'radam',
  learningRate: 0.001,
  hyperParameters: {
    beta1: fraction(0.9), beta2: fraction(0.999), epsilon: nonNegative(1e-8), weightDecay: nonNegative(0),
    decoupledWeightDecay: flag(false),
  },
  functor: () => ({ program: radamPlain, slots: { m: 0, v: 0 } }),
  other: { program: radamRectified, isMeant: ({ factor }) => factor > 0 },
  scalars: (scalars, hyper, { t }) => {
    if (scalars.powersOf === t) return;
    scalars.powersOf = t;
    const { beta1, beta2, weightDecay, decoupledWeightDecay } = hyper;
    setComplements(scalars, hyper);
    scalars.weightDecay = decoupledWeightDecay ? 0 : weightDecay;
    scalars.decoupledDecay = decoupledWeightDecay ? weightDecay : 0;
    scalars.correction1 = 1 - pow64(beta1, t);
    const power = pow64(beta2, t);
    scalars.factor = Math.sqrt(1 - power) * rectification(beta2, t, power);
  },
};

/**
 * Rectified Adam (Liu et al. 2020) as PyTorch has it. With ρ∞ = 2/(1 − beta2) − 1 and ρₜ = ρ∞ − 2t·beta2ᵗ/(1 − beta2ᵗ):
 *
 *     m ← beta1·m + (1 − beta1)·∇J;  v ← beta2·v + (1 − beta2)·∇J²
 *     θ ← θ − lr·m/(1 − beta1ᵗ)                                                    where ρₜ ≤ 5: plain momentum
 *     θ ← θ − lr·m/(1 − beta1ᵗ)·√(1 − beta2ᵗ)·rectification/(√v + epsilon)         elsewhere
 *     rectification = √((ρₜ − 4)(ρₜ − 2)ρ∞/((ρ∞ − 4)(ρ∞ − 2)ρₜ))
 *
 * With beta2 0.999 the first 5 steps are plain momentum: give it a rate that those can bear. Slots: m, v;
 * both start at 0.
 */
export class RAdam extends FunctorOptimizer<Own<RAdamOptions, 'weightDecay'>> {
  constructor(options: RAdamOptions = {}) {
    super(definition, options);
  }
}

/**
 * Rectified Adam: plain momentum in the first steps, where v is of too few gradients. Slots, and who differs: {@link
 * RAdam}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: m ← beta1·m + (1 − beta1)·∇J; v ← beta2·v + (1 − beta2)·∇J²; θ ← θ − learningRate·m/(1 − beta1ᵗ), times
 *          √(1 − beta2ᵗ)·rectification/(√v + epsilon) once v is of enough
 * Default: learningRate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-8, weightDecay 0, decoupledWeightDecay false
 * Source: Liu et al. 2020; PyTorch (RAdam).
 */
export function radam(options: RAdamOptions = {}): RAdam {
  return new RAdam(options);
}
