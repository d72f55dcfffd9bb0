import { ShapeError, expectArray, expectFloat32Number, expectKnownOptions, expectNumber } from '../../core/errors.ts';
import type { Schedule } from '../schedule.ts';
import { described } from './schedule.ts';

/** What {@link piecewiseConstant} takes. */
export interface PiecewiseConstantOptions {
  /** Steps done, rising. */
  readonly boundaries: readonly number[];
  /** One more than boundaries: values[0] while s ≤ boundaries[0], and so on. */
  readonly values: readonly number[];
}

/**
 * A rate for each span of steps, s being the steps done.
 *
 * Throws RangeError, ShapeError or TypeError for options that do not fit.
 *
 * Formula: values[i] for the least i with s ≤ boundaries[i]; the last of values after all boundaries
 * Default: boundaries and values must be given
 * Source: Keras 3 (PiecewiseConstantDecay).
 */
export function piecewiseConstant(options: PiecewiseConstantOptions): Schedule {
  expectKnownOptions('piecewiseConstant', options, ['boundaries', 'values']);
  const { boundaries, values } = options;
  for (const [name, list] of Object.entries({ boundaries, values })) {
    expectArray('piecewiseConstant', name, list);
  }
  const { length } = boundaries;
  if (values.length !== length + 1) throw new ShapeError(
    `piecewiseConstant: values must be one more than the ${length} boundaries, got ${values.length}`,
  );
  boundaries.forEach((boundary, i) =>
    expectNumber('piecewiseConstant', `boundaries[${i}]`, boundary, i === 0 ? 0 : boundaries[i - 1]));
  values.forEach((value, i) => expectFloat32Number('piecewiseConstant', `values[${i}]`, value, 0));
  const ends = [...boundaries], rates = [...values];
  return described({ schedule: 'piecewiseConstant', boundaries: [...ends], values: [...rates] }, (s) => {
    const span = ends.findIndex((end) => s <= end);
    return rates[span < 0 ? ends.length : span];
  });
}
