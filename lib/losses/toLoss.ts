/**
 * Losses as options give them.
 * @module
 */
import { expectNoMisspelling, expectObject, hintToCall, show, typeError } from '../core/errors.ts';
import { expectMeaning, type Loss } from './loss.ts';

/** Losses by name; a function gives one from options. */
export type NamedLosses = Readonly<Record<string, Loss | (() => Loss)>>;

function isLoss(given: unknown): given is Loss {
  if (typeof given !== 'object' || given === null || !('name' in given && 'target' in given && 'bind' in given)) return false;
  const { name, target, bind } = given;
  return typeof name === 'string' && name !== '' && (target === 'label' || target === 'vector') && typeof bind === 'function';
}
