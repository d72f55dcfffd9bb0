import { expectFloat32Positive, expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { minimum } from '../formula/index.ts';
import type { Constraint } from './constraint.ts';
import { expectAxis, normConstraint, normFactor, type Axis } from './normConstraint.ts';

/** What {@link maxNorm} takes. */
export interface MaxNormOptions {
  /** Above 0; default 2, as Keras'. */
  readonly maxValue?: number;
  /**
   * The axes that a norm runs over; default 0: of a kernel (inputs, units), the weights into each unit.
   * Keras' for a kernel of a convolution is [0, 1, 2]. They must be the first or the last of the tensor.
   */
  readonly axis?: Axis;
}

const factor = normFactor('maxNorm', ['maxValue'], ({ norm, maxValue }) => minimum(norm, maxValue));

/**
 * Norms above maxValue are brought down to it.
 *
 * Keras' division by 10⁻⁷ + ‖w‖ is kept: norms far below 1 shrink a little at every step.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for a maxValue that is not above 0
 * and for an axis below 0. Where it is used, throws ShapeError for axes that are neither the first nor the last of the
 * tensor.
 *
 * Formula: w · min(‖w‖, maxValue)/(10⁻⁷ + ‖w‖)
 * Default: maxValue 2, axis 0
 * Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15, 2014;
 *         Keras' `MaxNorm`.
 */
export function maxNorm(options: MaxNormOptions = {}): Constraint {
  expectKnownOptions('maxNorm', options, ['maxValue', 'axis']);
  const { maxValue = 2, axis = 0 } = options;
  expectFloat32Positive('maxNorm', 'maxValue', maxValue);
  expectAxis('maxNorm', axis);
  return madeBy('constraints/maxNorm', { maxValue, axis }, normConstraint('maxNorm', axis, factor, [maxValue]));
}
