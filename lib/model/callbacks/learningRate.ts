import { show, typeError } from '../../core/errors.ts';
import type { Model } from '../model.ts';

/** The rate of the model's optimizer. Throws TypeError where that is a schedule, which a callback cannot change. */
export function learningRateOf(who: string, { optimizer: { learningRate } }: Model): number {
  if (typeof learningRate === 'number') return learningRate;
  throw typeError(`${who}: the optimizer's learningRate must be a number, got ${show(learningRate)}`);
}
