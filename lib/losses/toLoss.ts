/**
 * Losses as options give them.
 * @module
 */

import { expectNoMisspelling, expectObject, hintToCall, show, typeError } from '../core/errors.ts';
import { expectMeaning, type Loss } from './loss.ts';

/** Losses by name; a function gives one from options. */
export type NamedLosses = Readonly<Record<string, Loss | (() => Loss)>>;

/** What a loss may have. */
const MEMBERS = ['name', 'target', 'decision', 'leastOutputs', 'expectTargets', 'formulas', 'bind', 'fused'];

/** The loss that an option names, among `named`, or is. Throws TypeError or RangeError for anything else. */
export function toLoss(who: string, given: unknown, named: NamedLosses): Loss {
  expectObject(who, 'named', named);
  if (typeof given === 'string' && Object.hasOwn(named, given)) {
    const found = named[given];
    return typeof found === 'function' ? found() : found;
  }
  if (isLoss(given)) {
    expectNoMisspelling(who, 'loss', given, MEMBERS);
    expectMeaning(who, given, ` of loss ${show(given.name)}`);
    return given;
  }
  const names = Object.keys(named).map(show).join(', ');
  throw typeError(`${who}: loss must be one of ${names} or a Loss, got ${show(given)}${hintToCall(given, named)}`);
}

function isLoss(given: unknown): given is Loss {
  if (typeof given !== 'object' || given === null || !('name' in given && 'target' in given && 'bind' in given)) return false;
  const { name, target, bind } = given;
  return typeof name === 'string' && name !== '' && (target === 'label' || target === 'vector') && typeof bind === 'function';
}
