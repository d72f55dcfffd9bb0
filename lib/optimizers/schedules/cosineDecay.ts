import { expectNumber } from '../../core/errors.ts';
import { cos64 } from '../../core/float64.ts';
import type { Schedule } from '../schedule.ts';
import { checkDecay, described, type DecayOptions } from './schedule.ts';

/** What {@link cosineDecay} takes. */
export interface CosineDecayOptions extends DecayOptions {
  /** The share of the rate that remains at the end, from 0 to 1. Default 0. */
  readonly alpha?: number;
}

const PI = 3.141592653589793;

/** ½·(1 + cos(π·done)), from 1 to 0. */
export const halfCosine = (done: number): number => 0.5 * (1 + cos64(PI * done));

/**
 * A rate that falls along half a cosine, s being the steps done.
 *
 * Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: initialLearningRate·((1 − alpha)·½·(1 + cos(π·min(s, decaySteps)/decaySteps)) + alpha)
 * Default: initialLearningRate and decaySteps must be given, alpha 0
 * Source: Loshchilov, Hutter 2017; Keras 3 (CosineDecay).
 */
export function cosineDecay(options: CosineDecayOptions): Schedule {
  checkDecay('cosineDecay', options, ['alpha']);
  const { initialLearningRate, decaySteps, alpha = 0 } = options;
  expectNumber('cosineDecay', 'alpha', alpha, 0, 1);
  return described(
    { schedule: 'cosineDecay', initialLearningRate, decaySteps, alpha },
    (s) => initialLearningRate * ((1 - alpha) * halfCosine(Math.min(s, decaySteps) / decaySteps) + alpha),
  );
}
