import type { Schedule } from '../schedule.ts';
import { checkDecay, checkRate, described, share, type DecayOptions } from './schedule.ts';

/** What {@link inverseTimeDecay} takes. */
export interface InverseTimeDecayOptions extends DecayOptions {
  /** How much is added to what divides over decaySteps, at least 0. */
  readonly decayRate: number;
  /** Whether the rate changes at multiples of decaySteps only. Default false. */
  readonly staircase?: boolean;
}

/**
 * A rate that falls as 1/s does, s being the steps done.
 *
 * Throws RangeError or TypeError for options that do not fit.
 *
 * Formula: initialLearningRate/(1 + decayRate·s/decaySteps), with staircase ⌊s/decaySteps⌋
 * Default: initialLearningRate, decaySteps and decayRate must be given, staircase false
 * Source: Keras 3 (InverseTimeDecay).
 */
export function inverseTimeDecay(options: InverseTimeDecayOptions): Schedule {
  checkDecay('inverseTimeDecay', options, ['decayRate', 'staircase']);
  const { initialLearningRate, decaySteps, decayRate, staircase = false } = options;
  checkRate('inverseTimeDecay', decayRate, staircase);
  return described(
    { schedule: 'inverseTimeDecay', initialLearningRate, decaySteps, decayRate, staircase },
    (s) => initialLearningRate / (1 + decayRate * share(s, decaySteps, staircase)),
  );
}
