import { expectFloat32Number, expectKnownOptions, expectNumber, expectPositive } from '../../core/errors.ts';
import type { Schedule } from '../schedule.ts';
import { halfCosine } from './cosineDecay.ts';
import { described } from './schedule.ts';

/** What {@link cosineRestarts} takes. */
export interface CosineRestartsOptions {
  /** The rate at the start, at least 0. */
  readonly initialLearningRate: number;
  /** Steps of the first period. Above 0. */
  readonly firstDecaySteps: number;
  /** Each period is so many times as long as the one before. At least 1. Default 2. */
  readonly tMul?: number;
  /** Each period starts at so many times the rate of the one before. Default 1. */
  readonly mMul?: number;
  /** The share of the first rate that remains at the end of a period, from 0 to 1. Default 0. */
  readonly alpha?: number;
}

/**
 * A cosine that starts anew in each period i, of which the share `done` is over.
 *
 * Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: initialLearningRate·((1 − alpha)·mMulⁱ·½·(1 + cos(π·done)) + alpha)
 * Default: initialLearningRate and firstDecaySteps must be given, tMul 2, mMul 1, alpha 0
 * Source: Loshchilov, Hutter 2017; Keras 3 (CosineDecayRestarts).
 */
export function cosineRestarts(options: CosineRestartsOptions): Schedule {
  expectKnownOptions('cosineRestarts', options, ['initialLearningRate', 'firstDecaySteps', 'tMul', 'mMul', 'alpha']);
  const { initialLearningRate, firstDecaySteps, tMul = 2, mMul = 1, alpha = 0 } = options;
  expectFloat32Number('cosineRestarts', 'initialLearningRate', initialLearningRate, 0);
  expectPositive('cosineRestarts', 'firstDecaySteps', firstDecaySteps);
  expectNumber('cosineRestarts', 'tMul', tMul, 1);
  expectNumber('cosineRestarts', 'mMul', mMul, 0);
  expectNumber('cosineRestarts', 'alpha', alpha, 0, 1);
  return described({ schedule: 'cosineRestarts', initialLearningRate, firstDecaySteps, tMul, mMul, alpha }, (s) => {
    let length = firstDecaySteps, done = s, height = 1;
    while (done >= length) {
      done -= length;
      length *= tMul;
      height *= mMul;
    }
    return initialLearningRate * ((1 - alpha) * height * halfCosine(done / length) + alpha);
  });
}
