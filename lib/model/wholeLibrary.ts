/**
 * All of the library, by name.
 * @module
 */

import { hintToCall, show, typeError } from '../core/errors.ts';
import { allRoutines } from '../kernels/allRoutines.ts';
import { defaultKernels, type Kernels } from '../kernels/index.ts';
import { sharedThreadsKernels } from '../kernels/threadsKernels.ts';
import { toLoss } from '../losses/index.ts';
import { toMetric } from '../metrics/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { A_NAME_OR_OPTIMIZER, expectOptimizer } from '../optimizers/expectOptimizer.ts';
import { optimizerNamed, optimizers } from '../optimizers/registry.ts';
import { describeModel } from './description/describeModel.ts';
import { HOW_TO_MINIMIZE } from './howToMinimize.ts';
import type { Library } from './library.ts';

/** What models have that `bitgrad/model` makes, and those that files hold. */
export const wholeLibrary: Library = {
  toLoss, toMetric, toOptimizer, kernels: kernelsOn, describe: describeModel,
};

function kernelsOn(threads: number): Kernels {
  return threads === 1 ? defaultKernels() : sharedThreadsKernels(allRoutines, threads, defaultKernels);
}

function toOptimizer(who: string, argument: string, given: unknown): Optimizer {
  if (typeof given === 'string') return optimizerNamed(who, argument, given);
  if (typeof given === 'function') {
    const hint = hintToCall(given, optimizers) || `; ${HOW_TO_MINIMIZE}`;
    throw typeError(`${who}: ${argument} must be ${A_NAME_OR_OPTIMIZER}, got ${show(given)}${hint}`);
  }
  return expectOptimizer(who, argument, given, A_NAME_OR_OPTIMIZER);
}
