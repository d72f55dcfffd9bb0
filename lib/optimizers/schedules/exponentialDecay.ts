import { pow64 } from '../../core/float64.ts';
import type { Schedule } from '../schedule.ts';
import { checkDecay, checkRate, described, share, type DecayOptions } from './schedule.ts';

/** What {@link exponentialDecay} takes. */
export interface ExponentialDecayOptions extends DecayOptions {
  /** Factor over decaySteps, at least 0. */
  readonly decayRate: number;
  /** Whether the rate changes at multiples of decaySteps only. Default false. */
  readonly staircase?: boolean;
}

/**
 * A rate that falls by the same share again and again, s being the steps done.
 *
 * Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: initialLearningRate·decayRate^(s/decaySteps), with staircase ⌊s/decaySteps⌋
 * Default: initialLearningRate, decaySteps and decayRate must be given, staircase false
 * Source: Keras 3 (ExponentialDecay).
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  checkDecay('exponentialDecay', options, ['decayRate', 'staircase']);
  const { initialLearningRate, decaySteps, decayRate, staircase = false } = options;
  checkRate('exponentialDecay', decayRate, staircase);
  return described(
    { schedule: 'exponentialDecay', initialLearningRate, decaySteps, decayRate, staircase },
    (s) => initialLearningRate * pow64(decayRate, share(s, decaySteps, staircase)),
  );
}
