import type { Schedule } from '../schedule.ts';
import { checkDecay, checkRate, described, share, type DecayOptions } from './schedule.ts';

export interface InverseTimeDecayOptions extends DecayOptions {
  /** At least 0. */
  readonly decayRate: number;
  /** Whether the rate changes at multiples of decaySteps only. Default false. */
  readonly staircase?: boolean;
}

/** lr/(1 + decayRate·s/decaySteps), s the steps done. Throws RangeError or TypeError for options that do not fit. */
export function inverseTimeDecay(options: InverseTimeDecayOptions): Schedule {
  checkDecay('inverseTimeDecay', options, ['decayRate', 'staircase']);
  const { initialLearningRate, decaySteps, decayRate, staircase = false } = options;
  checkRate('inverseTimeDecay', decayRate, staircase);
  return described(
    { schedule: 'inverseTimeDecay', initialLearningRate, decaySteps, decayRate, staircase },
    (s) => initialLearningRate / (1 + decayRate * share(s, decaySteps, staircase)),
  );
}
