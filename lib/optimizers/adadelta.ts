import { FunctorOptimizer, type Definition, type Own } from './functorOptimizer.ts';
import { kerasAdadelta } from './functors/adadelta.ts';
import { fraction, nonNegative } from './hyperParameters.ts';
import type { SharedOptions } from './options.ts';

/** learningRate is 1 by default, as Keras 2.2.4, PyTorch and the paper; tf.keras and Keras 3 have 0.001. */
export interface AdadeltaOptions extends SharedOptions {
  /** Decay rate of the running means, from 0 to below 1. Default 0.95. */
  readonly rho?: number;
  /** Added under both roots, at least 0. Default 1e-7. */
  readonly epsilon?: number;
}

const definition: Definition<Own<AdadeltaOptions>> = {
  name: 'adadelta',
  learningRate: 1,
  decay: true,
  hyperParameters: { rho: fraction(0.95), epsilon: nonNegative(1e-7) },
  functor: () => ({ program: kerasAdadelta, slots: { accumulator: 0, deltaAccumulator: 0 } }),
  scalars: (scalars, { rho }) => { scalars.oneMinusRho = 1 - rho; },
};

/**
 * Adadelta (Zeiler 2012) as Keras 2.2.4 rounds it, epsilon inside both roots:
 *
 *     accumulator ← rho·accumulator + (1 − rho)·∇J²
 *     u = ∇J·√(deltaAccumulator + epsilon)/√(accumulator + epsilon);  θ ← θ − lr·u
 *     deltaAccumulator ← rho·deltaAccumulator + (1 − rho)·u²
 *
 * Keras 3 and PyTorch (rho 0.9, epsilon 1e-6 by default) have the same formula.
 * Slots: accumulator, deltaAccumulator; both start at 0.
 */
export class Adadelta extends FunctorOptimizer<Own<AdadeltaOptions>> {
  constructor(options: AdadeltaOptions = {}) {
    super(definition, options);
  }
}

/**
 * Adadelta: steps as long as the root of the mean of earlier ones, by the root of the mean of squared gradients. Slots,
 * and who differs: {@link Adadelta}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: accumulator ← rho·accumulator + (1 − rho)·∇J²;
 *          u = ∇J·√(deltaAccumulator + epsilon)/√(accumulator + epsilon); θ ← θ − learningRate·u;
 *          deltaAccumulator ← rho·deltaAccumulator + (1 − rho)·u²
 * Default: learningRate 1, rho 0.95, epsilon 1e-7
 * Source: Zeiler 2012; Keras 2.2.4 (Adadelta).
 */
export function adadelta(options: AdadeltaOptions = {}): Adadelta {
  return new Adadelta(options);
}
