import { FunctorOptimizer, type Definition, type Own } from './functorOptimizer.ts';
import { gradientDescent } from './functors/gradientDescent.ts';
import { kerasMomentum, kerasNesterov } from './functors/kerasMomentum.ts';
import { flag, fraction } from './hyperParameters.ts';
import type { SharedOptions } from './options.ts';

/** learningRate is 0.01 by default. */
export interface SGDOptions extends SharedOptions {
  /** What the momentum keeps of itself each step, from 0 to below 1. Default 0. */
  readonly momentum?: number;
  /** Whether the momentum is Nesterov's. Default false. */
  readonly nesterov?: boolean;
}

const definition: Definition<Own<SGDOptions>> = {
  name: 'sgd',
  learningRate: 0.01,
  decay: true,
  hyperParameters: { momentum: fraction(0), nesterov: flag(false) },
  functor: ({ momentum, nesterov }) => {
    if (momentum === 0) return { program: gradientDescent, slots: {} };
    return { program: nesterov ? kerasNesterov : kerasMomentum, slots: { momentum: 0 } };
  },
};

/**
 * Gradient descent, with momentum as Keras 2.2.4 has it, the rate inside the velocity:
 *
 *     θ ← θ − ∇J·lr                          without momentum, by applyGradientDescent
 *     m ← momentum·m − ∇J·lr;  θ ← θ + m    by applyKerasMomentum
 *     θ ← (θ + momentum·m) − ∇J·lr           with nesterov, after the same m
 *
 * Nesterov's form adds in Keras' order; `applyKerasMomentum` with useNesterov, TensorFlow's functor, adds
 * momentum·m − ∇J·lr at once, and may differ in the last bit.
 * Keras 3 has the same formulas. `momentumOptimizer` is the form of TensorFlow and PyTorch, whose rate multiplies all
 * that is in m: the same path while the rate is constant.
 * Slots: momentum, unless momentum is 0.
 */
export class SGD extends FunctorOptimizer<Own<SGDOptions>> {
  constructor(options: SGDOptions = {}) {
    super(definition, options);
  }
}

/**
 * Gradient descent with a constant rate or a schedule, and momentum if wanted. Slots, and who differs: {@link SGD}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: θ ← θ − learningRate·∇J; with momentum m ← momentum·m − learningRate·∇J, θ ← θ + m; with nesterov
 *          θ ← θ + momentum·m − learningRate·∇J after the same m
 * Default: learningRate 0.01, momentum 0, nesterov false
 * Source: Keras 2.2.4 (SGD).
 */
export function sgd(options: SGDOptions = {}): SGD {
  return new SGD(options);
}
