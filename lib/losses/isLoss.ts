/**
 * What passes for a loss.
 * @module
 */

import { expectNoMisspelling, show } from '../core/errors.ts';
import { isNamedObject } from '../core/family.ts';
import { expectMeaning, type Loss } from './loss.ts';

/** What a loss may have. */
const MEMBERS = [
  'name', 'target', 'decision', 'leastOutputs', 'expectTargets', 'formulas', 'notation', 'bind', 'fused', 'ignoreClass',
  'reduction',
];

/** Whether it is one, of one's own perhaps. */
export function isLoss(given: unknown): given is Loss {
  if (!isNamedObject(given) || !('target' in given && 'bind' in given)) return false;
  const { target, bind } = given, isTarget = target === 'label' || target === 'vector';
  return isTarget && typeof bind === 'function';
}

/** The loss. Throws TypeError or RangeError where what it says of itself is nothing that it may say. */
export function expectLoss(who: string, argument: string, loss: Loss): Loss {
  expectNoMisspelling(who, argument, loss, MEMBERS);
  expectMeaning(who, loss, ` of loss ${show(loss.name)}`);
  return loss;
}
