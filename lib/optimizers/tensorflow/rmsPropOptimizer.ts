import { FunctorOptimizer, type Definition, type Own } from '../functorOptimizer.ts';
import { centeredRMSProp } from '../functors/centeredRMSProp.ts';
import { rmsProp } from '../functors/rmsProp.ts';
import { flag, fraction, nonNegative } from '../hyperParameters.ts';
import type { BuiltInOptions, Rated } from '../options.ts';

/** learningRate must be given. */
export interface RMSPropOptimizerOptions extends Rated<BuiltInOptions> {
  /** TensorFlow calls it decay. From 0 to below 1. Default 0.9. */
  readonly rho?: number;
  /** From 0 to below 1. Default 0. */
  readonly momentum?: number;
  /** Default 1e-10. */
  readonly epsilon?: number;
  /** Default false. */
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

/** An optimizer of class {@link RMSPropOptimizer}. */
export function rmsPropOptimizer(options: RMSPropOptimizerOptions): RMSPropOptimizer {
  return new RMSPropOptimizer(options);
}
