/**
 * What passes for an optimizer.
 * @module
 */

import { expectInstance, expectNoMisspelling } from '../core/errors.ts';
import { Optimizer } from './optimizer.ts';

/** What options take, in words. */
export const AN_OPTIMIZER = 'an Optimizer such as sgd({ learningRate: 0.1 })';

/** The same, of what takes names too. */
export const A_NAME_OR_OPTIMIZER: string = `a name such as 'adam', or ${AN_OPTIMIZER}`;

/** What subclasses override. */
const MEMBERS = [
  'name', 'slotNames', 'scratchNames', 'firstScalars', 'learningRate', 'applyDense', 'bind', 'slotLength',
  'slotStart', 'finishStep', 'getConfig', 'toJSON',
  'computeGradients', 'applyGradients', 'minimize', 'iterations', 'prepare', 'getWeights', 'setWeights',
];

/** The optimizer. Throws TypeError for what is none, which is not `what`, or has a member that is misspelt. */
export function expectOptimizer(
  who: string, argument: string, given: unknown, what: string = AN_OPTIMIZER,
): Optimizer {
  expectInstance(who, argument, given, Optimizer, what);
  expectNoMisspelling(who, argument, given, MEMBERS);
  return given;
}
