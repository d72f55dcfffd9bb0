import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { centeredRMSProp } from '../functors/centeredRMSProp.ts';
import { rmsProp } from '../functors/rmsProp.ts';
import { flag, fraction, nonNegative } from '../hyperParameters.ts';
import type { BuiltInOptions, Rated } from '../options.ts';

/** learningRate must be given. */
export interface RMSPropOptimizerOptions extends Rated<BuiltInOptions> {
  /** TensorFlow calls it decay. From 0 to below 1. Default 0.9. */
  readonly rho?: number;
  /** What the momentum keeps of itself each step, from 0 to below 1. Default 0. */
  readonly momentum?: number;
  /** Added under the root, at least 0. Default 1e-10. */
  readonly epsilon?: number;
  /** Subtracts the squared mean of gradients under the root. Default false. */
  readonly centered?: boolean;
  /**
   * Where ms starts: 1 by default, as TensorFlow. 0 gives the textbook algorithm (Goodfellow, Bengio, Courville 2016,
   * 8.5), whose δ is epsilon.
   */
  readonly initialMeanSquare?: number;
}

const definition: Definition<Own<RMSPropOptimizerOptions>> = {
  name: 'rmsPropOptimizer',
  hyperParameters: {
    rho: fraction(0.9), momentum: fraction(0), epsilon: nonNegative(1e-10), centered: flag(false),
    initialMeanSquare: nonNegative(1),
  },
  functor: ({ centered, initialMeanSquare: ms }) => {
    return centered ? { program: centeredRMSProp, slots: { mg: 0, ms, mom: 0 } } : {
      program: rmsProp, slots: { ms, mom: 0 },
    };
  },
};

/**
 * tf.train.RMSPropOptimizer, by {@link applyRMSProp} or {@link applyCenteredRMSProp}: epsilon inside the root.
 *
 * This is lr·∇J/√(δ + r) of the report's chapter 3.2, δ = epsilon and, with initialMeanSquare 0, r = ms; its
 * notebook has lr·∇J/(√r + δ), epsilon outside: `rmsprop`, Keras'. Centered, it gives NaN, as TensorFlow does,
 * where rounding brings ms − mg² + epsilon below 0: a gradient that hardly changes needs an epsilon above ms/10⁷.
 *
 * Slots: ms; mom and, where centered, mg, which start at 0.
 */
export class RMSPropOptimizer extends FunctorOptimizer<Own<RMSPropOptimizerOptions>> {
  constructor(options: RMSPropOptimizerOptions) {
    super(definition, options);
  }
}

/**
 * TensorFlow's RMSProp, epsilon inside the root. Slots: {@link RMSPropOptimizer}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: ms ← ms + (∇J² − ms)·(1 − rho); mom ← mom·momentum + ∇J·learningRate/√(ms + epsilon); θ ← θ − mom
 * Default: learningRate must be given, rho 0.9, momentum 0, epsilon 1e-10, centered false, initialMeanSquare 1
 * Source: tf.train.RMSPropOptimizer of 2019.
 */
export function rmsPropOptimizer(options: RMSPropOptimizerOptions): RMSPropOptimizer {
  return new RMSPropOptimizer(options);
}
