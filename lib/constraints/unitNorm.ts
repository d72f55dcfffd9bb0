import { expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import type { Constraint } from './constraint.ts';
import { expectAxis, normConstraint, normFactor, type Axis } from './normConstraint.ts';

/** What {@link unitNorm} takes. */
export interface UnitNormOptions {
  /**
   * The axes that a norm runs over; default 0: of a kernel (inputs, units), the weights into each unit.
   * Keras' for a kernel of a convolution is [0, 1, 2]. They must be the first or the last of the tensor.
   */
  readonly axis?: Axis;
}

const factor = normFactor('unitNorm', [], () => 1);

/**
 * Every norm is brought to 1; a norm of 0 stays.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for an axis below 0. Where it is
 * used, throws ShapeError for axes that are neither the first nor the last of the tensor.
 *
 * Formula: w/(10⁻⁷ + ‖w‖)
 * Default: axis 0
 * Source: Keras 2.2.4 (UnitNorm).
 */
export function unitNorm(options: UnitNormOptions = {}): Constraint {
  expectKnownOptions('unitNorm', options, ['axis']);
  const { axis = 0 } = options;
  expectAxis('unitNorm', axis);
  return madeBy('constraints/unitNorm', { axis }, normConstraint('unitNorm', axis, factor, []));
}
