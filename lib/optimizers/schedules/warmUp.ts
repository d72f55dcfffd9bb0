import { expectFloat32Number, expectInteger, expectKnownOptions } from '../../core/errors.ts';
import { expectRate, rateConfig } from '../options.ts';
import type { Schedule } from '../schedule.ts';
import { described } from './schedule.ts';

/** What {@link warmUp} takes. */
export interface WarmUpOptions {
  /** Steps of the rise. At least 1. */
  readonly steps: number;
  /** The rate, or the schedule, that follows; its steps count from the end of the rise. */
  readonly then: number | Schedule;
  /** The rate of the first step. Default 0. */
  readonly from?: number;
}

/**
 * A rate that rises first, s being the steps done, and then does as another schedule.
 *
 * Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: from + (then − from)·s/steps in the first steps; `then` afterwards
 * Default: steps and then must be given, from 0
 * Source: here, after Goyal et al. 2017.
 */
export function warmUp(options: WarmUpOptions): Schedule {
  expectKnownOptions('warmUp', options, ['steps', 'then', 'from']);
  const { steps, then, from = 0 } = options;
  expectInteger('warmUp', 'steps', steps, 1);
  expectRate('warmUp', 'then', then);
  expectFloat32Number('warmUp', 'from', from, 0);
  const after = (s: number): number => (typeof then === 'number' ? then : then(s));
  const rate = (s: number): number => (s < steps ? from + (after(0) - from) * (s / steps) : after(s - steps));
  // without a name either
  if (typeof then === 'function' && then.config === undefined && then.name === '') return (s) => rate(s);
  return described({ schedule: 'warmUp', steps, then: rateConfig('warmUp', then), from }, rate);
}
