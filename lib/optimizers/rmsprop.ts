import { FunctorOptimizer, type Definition, type Own } from './functorOptimizer.ts';
import {
  kerasCenteredRMSprop, kerasCenteredRMSpropWithMomentum, kerasRMSprop, kerasRMSpropWithMomentum,
} from './functors/kerasRMSprop.ts';
import { flag, fraction, nonNegative } from './hyperParameters.ts';
import type { SharedOptions } from './options.ts';

/** learningRate is 0.001 by default. */
export interface RMSpropOptions extends SharedOptions {
  /** Decay rate of the running means, from 0 to below 1. Default 0.9. */
  readonly rho?: number;
  /** What the momentum keeps of itself each step, from 0 to below 1. Default 0. */
  readonly momentum?: number;
  /** Added to the root, at least 0. Default 1e-7. */
  readonly epsilon?: number;
  /** Subtracts the squared mean, so that the root is of the variance. Default false. */
  readonly centered?: boolean;
}

const definition: Definition<Own<RMSpropOptions>> = {
  name: 'rmsprop',
  learningRate: 0.001,
  decay: true,
  hyperParameters: { rho: fraction(0.9), momentum: fraction(0), epsilon: nonNegative(1e-7), centered: flag(false) },
  functor: ({ momentum, centered }) => {
    const slots = { accumulator: 0, ...(centered && { mean: 0 }), ...(momentum > 0 && { momentum: 0 }) };
    if (momentum === 0) return { program: centered ? kerasCenteredRMSprop : kerasRMSprop, slots };
    return { program: centered ? kerasCenteredRMSpropWithMomentum : kerasRMSpropWithMomentum, slots };
  },
  scalars: (scalars, { momentum }) => { scalars.momentumFactor = momentum; },
};

/**
 * RMSprop as Keras 2.2.4 has it, epsilon outside the root:
 *
 *     accumulator ← rho·accumulator + (1 − rho)·∇J²
 *     θ ← θ − lr·∇J/(√accumulator + epsilon)
 *
 * With `centered`, √max(accumulator − mean², 0), mean ← rho·mean + (1 − rho)·∇J, as in tf.keras of 2019 but for the
 * max, without which a gradient that hardly changes gives NaN. PyTorch has epsilon outside too (and other defaults),
 * Keras 3 inside: its RMSprop is `rmsPropOptimizer({ initialMeanSquare: 0 })`. With momentum the steps add up:
 * q ← momentum·q + lr·∇J/(√accumulator + epsilon), θ ← θ − q (tf.keras puts epsilon inside the root in this one case).
 * Epsilon is δ of the form lr·∇J/(√r + δ) in the report's notebook; that of its chapter 3.2, lr·∇J/√(δ + r),
 * is `rmsPropOptimizer`, TensorFlow's: epsilon inside, and the mean starts at 1 unless told otherwise.
 * Slots: accumulator, mean, momentum; all start at 0.
 */
export class RMSprop extends FunctorOptimizer<Own<RMSpropOptions>> {
  constructor(options: RMSpropOptions = {}) {
    super(definition, options);
  }
}

/**
 * RMSprop: gradients by the root of the mean of their squares, epsilon outside the root. Slots, and who differs: {@link
 * RMSprop}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: accumulator ← rho·accumulator + (1 − rho)·∇J²; θ ← θ − learningRate·∇J/(√accumulator + epsilon)
 * Default: learningRate 0.001, rho 0.9, momentum 0, epsilon 1e-7, centered false
 * Source: Tieleman, Hinton 2012; Keras 2.2.4 (RMSprop).
 */
export function rmsprop(options: RMSpropOptions = {}): RMSprop {
  return new RMSprop(options);
}
