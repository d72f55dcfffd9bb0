import { expectFloat32Number, expectKnownOptions, expectNumber } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { add, maximum, minimum, mul, sub } from '../formula/index.ts';
import type { Constraint } from './constraint.ts';
import { expectAxis, normConstraint, normFactor, type Axis } from './normConstraint.ts';

/** What {@link minMaxNorm} takes. */
export interface MinMaxNormOptions {
  /** At least 0; default 0, as Keras'. */
  readonly minValue?: number;
  /** At least minValue; default 1. */
  readonly maxValue?: number;
  /** How far of the way to the range a norm is brought each step, from 0 to 1; default 1: all the way. */
  readonly rate?: number;
  /**
   * The axes that a norm runs over; default 0: of a kernel (inputs, units), the weights into each unit.
   * Keras' for a kernel of a convolution is [0, 1, 2]. They must be the first or the last of the tensor.
   */
  readonly axis?: Axis;
}

const factor = normFactor('minMaxNorm', ['minValue', 'maxValue', 'rate'], ({ norm, minValue, maxValue, rate }) =>
  add(mul(rate, minimum(maximum(norm, minValue), maxValue)), mul(sub(1, rate), norm)));

/**
 * Norms are brought into a range, or part of the way.
 *
 * Keras' division by 10⁻⁷ + ‖w‖ is kept: norms far below 1 shrink a little at every step.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range. Where it is
 * used, throws ShapeError for axes that are neither the first nor the last of the tensor.
 *
 * Formula: w · (rate · clip(‖w‖, minValue, maxValue) + (1 − rate) · ‖w‖)/(10⁻⁷ + ‖w‖)
 * Default: minValue 0, maxValue 1, rate 1, axis 0
 * Source: Keras 2.2.4 (MinMaxNorm).
 */
export function minMaxNorm(options: MinMaxNormOptions = {}): Constraint {
  expectKnownOptions('minMaxNorm', options, ['minValue', 'maxValue', 'rate', 'axis']);
  const { minValue = 0, maxValue = 1, rate = 1, axis = 0 } = options;
  expectFloat32Number('minMaxNorm', 'minValue', minValue, 0);
  expectFloat32Number('minMaxNorm', 'maxValue', maxValue, minValue);
  expectNumber('minMaxNorm', 'rate', rate, 0, 1);
  expectAxis('minMaxNorm', axis);
  return madeBy(
    'constraints/minMaxNorm', { minValue, maxValue, rate, axis },
    normConstraint('minMaxNorm', axis, factor, [minValue, maxValue, rate]),
  );
}
