import { expectBoolean, expectFloat32Number, expectPositive } from '../../core/errors.ts';
import { pow64 } from '../../core/float64.ts';
import type { Schedule } from '../schedule.ts';
import { checkDecay, described, type DecayOptions } from './schedule.ts';

/** What {@link polynomialDecay} takes. */
export interface PolynomialDecayOptions extends DecayOptions {
  /** Default 0.0001. */
  readonly endLearningRate?: number;
  /** The power of what is left. Above 0. Default 1. */
  readonly power?: number;
  /** Whether decaySteps becomes its next multiple when it is passed, so that the rate rises again. Default false. */
  readonly cycle?: boolean;
}

/**
 * A rate that falls to endLearningRate in decaySteps, s being the steps done.
 *
 * Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: (initialLearningRate − endLearningRate)·(1 − min(s, decaySteps)/decaySteps)^power + endLearningRate
 * Default: initialLearningRate and decaySteps must be given, endLearningRate 0.0001, power 1, cycle false
 * Source: Keras 3 (PolynomialDecay).
 */
export function polynomialDecay(options: PolynomialDecayOptions): Schedule {
  checkDecay('polynomialDecay', options, ['endLearningRate', 'power', 'cycle']);
  const { initialLearningRate, decaySteps, endLearningRate = 0.0001, power = 1, cycle = false } = options;
  expectFloat32Number('polynomialDecay', 'endLearningRate', endLearningRate, 0);
  expectPositive('polynomialDecay', 'power', power);
  expectBoolean('polynomialDecay', 'cycle', cycle);
  return described({ schedule: 'polynomialDecay', initialLearningRate, decaySteps, endLearningRate, power, cycle }, (
    s,
  ) => {
    const steps = cycle ? decaySteps * Math.max(1, Math.ceil(s / decaySteps)) : decaySteps;
    return (initialLearningRate - endLearningRate) * pow64(1 - Math.min(s, steps) / steps, power) + endLearningRate;
  });
}
