/**
 * Nothing of the library, by name.
 * @module
 */

import { StateError, show, typeError } from '../core/errors.ts';
import { enlistedKernels } from '../kernels/enlistedKernels.ts';
import { isLoss, expectLoss } from '../losses/isLoss.ts';
import { expectMetric, isMetric, ofLoss } from '../metrics/isMetric.ts';
import type { Library } from '../model/library.ts';
import { expectOptimizer } from '../optimizers/expectOptimizer.ts';

/** What models have that `bitgrad/lean` makes. */
export const leanLibrary: Library = {
  toLoss(who, argument, given) {
    if (isLoss(given)) return expectLoss(who, argument, given);
    throw refusal(who, argument, 'a Loss such as meanSquaredError', 'bitgrad/losses', given);
  },
  toMetric(who, argument, given) {
    if (isLoss(given)) return ofLoss(who, argument, given);
    if (isMetric(given)) return expectMetric(who, argument, given);
    throw refusal(who, argument, 'a Metric such as accuracy', 'bitgrad/metrics', given);
  },
  toOptimizer(who, argument, given) {
    if (typeof given !== 'string') return expectOptimizer(who, argument, given);
    throw refusal(who, argument, 'an Optimizer such as sgd()', 'bitgrad/optimizers', given);
  },
  kernels(threads) {
    if (threads === 1) return enlistedKernels();
    throw new StateError('threads: a model of bitgrad/lean starts no threads by itself, got a number of them; give it '
      + "kernels: createKernels('threads', { threads }) of bitgrad/kernels");
  },
  describe() {
    throw new StateError('toJSON: a model of bitgrad/lean has no names to be described by; bitgrad/model makes one');
  },
};

function refusal(who: string, argument: string, what: string, entry: string, given: unknown): TypeError {
  const advice = typeof given === 'string' ? `; models of bitgrad/lean know no names: import it from ${entry}` : '';
  return typeError(`${who}: ${argument} must be ${what}, got ${show(given)}${advice}`);
}
