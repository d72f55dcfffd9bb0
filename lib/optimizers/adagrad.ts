import { FunctorOptimizer, type Definition, type Own } from './functorOptimizer.ts';
import { adagradV2 } from './functors/adagradV2.ts';
import { nonNegative } from './hyperParameters.ts';
import type { SharedOptions } from './options.ts';

/** learningRate is 0.01 by default. */
export interface AdagradOptions extends SharedOptions {
  /** Where the sum of squared gradients starts, at least 0. Default 0, as Keras 2.2.4; tf.keras has 0.1. */
  readonly initialAccumulatorValue?: number;
  /** Added to the root, at least 0. Default 1e-7. */
  readonly epsilon?: number;
}

const definition: Definition<Own<AdagradOptions>> = {
  name: 'adagrad',
  learningRate: 0.01,
  decay: true,
  hyperParameters: { initialAccumulatorValue: nonNegative(0), epsilon: nonNegative(1e-7) },
  functor: ({ initialAccumulatorValue }) => ({ program: adagradV2, slots: { accumulator: initialAccumulatorValue } }),
};

/**
 * Adagrad as Keras 2.2.4 has it, epsilon outside the root (`adagradOptimizer` has none), by {@link applyAdagradV2}:
 *
 *     accumulator ← accumulator + ∇J²
 *     θ ← θ − lr·∇J/(√accumulator + epsilon)
 *
 * PyTorch has this form too; Keras 3 has √(accumulator + epsilon), and starts the accumulator at 0.1.
 * Slots: accumulator.
 */
export class Adagrad extends FunctorOptimizer<Own<AdagradOptions>> {
  constructor(options: AdagradOptions = {}) {
    super(definition, options);
  }
}

/**
 * Adagrad: the rate of each element falls with the sum of its squared gradients. Slots, and who differs: {@link
 * Adagrad}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: accumulator ← accumulator + ∇J²; θ ← θ − learningRate·∇J/(√accumulator + epsilon)
 * Default: learningRate 0.01, initialAccumulatorValue 0, epsilon 1e-7
 * Source: Duchi, Hazan, Singer 2011; Keras 2.2.4 (Adagrad).
 */
export function adagrad(options: AdagradOptions = {}): Adagrad {
  return new Adagrad(options);
}
