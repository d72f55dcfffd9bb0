/**
 * What the schedules share.
 * @module
 */

import {
  expectBoolean, expectFloat32Number, expectKnownOptions, expectNumber, expectPositive,
} from '../../core/errors.ts';
import type { Schedule, ScheduleConfig } from '../schedule.ts';

/** A rate that falls from a first value over so many steps. */
export interface DecayOptions {
  /** The rate at the start, at least 0. */
  readonly initialLearningRate: number;
  /** The steps of the decay. Above 0. */
  readonly decaySteps: number;
}

/** A schedule that says what it was made of. */
export function described(config: ScheduleConfig, rate: (iterations: number) => number): Schedule {
  return Object.assign(rate, { config });
}

/** Throws RangeError or TypeError for an option that does not fit or is not in `known`. */
export function checkDecay(who: string, options: DecayOptions, known: readonly string[]): void {
  expectKnownOptions(who, options, ['initialLearningRate', 'decaySteps', ...known]);
  expectFloat32Number(who, 'initialLearningRate', options.initialLearningRate, 0);
  expectPositive(who, 'decaySteps', options.decaySteps);
}

/** s/N, in whole steps with `staircase`. */
export function share(iterations: number, decaySteps: number, staircase: boolean): number {
  const done = iterations / decaySteps;
  return staircase ? Math.floor(done) : done;
}

/** The check of decayRate and staircase. */
export function checkRate(who: string, decayRate: unknown, staircase: unknown): void {
  expectNumber(who, 'decayRate', decayRate, 0);
  expectBoolean(who, 'staircase', staircase);
}
