/**
 * Losses as options give them.
 * @module
 */
import {
  expectFloat32Number, expectFunction, expectInteger, expectNoMisspelling, expectObject, hintToCall, rangeError, show,
  typeError,
} from '../core/errors.ts';
import type { Loss } from './loss.ts';

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
    expectAnswers(who, given);
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

/** Checks what a loss may say of itself. */
function expectAnswers(who: string, loss: Loss): void {
  expectNoMisspelling(who, 'loss', loss, MEMBERS);
  const { name, decision, leastOutputs, expectTargets } = loss;
  const argument = (member: string): string => `${member} of loss ${show(name)}`;
  if (leastOutputs !== undefined) expectInteger(who, argument('leastOutputs'), leastOutputs, 1);
  if (expectTargets !== undefined) expectFunction(who, argument('expectTargets'), expectTargets);
  if (decision === undefined) return;
  expectObject(who, argument('decision'), decision);
  const { threshold, no } = decision;
  if (threshold !== undefined) expectFloat32Number(who, argument('decision.threshold'), threshold);
  if (no !== 0 && no !== -1) throw rangeError(`${who}: ${argument('decision.no')} must be 0 or -1, got ${show(no)}`);
}
