/**
 * Activations as options give them.
 * @module
 */

import { expectObject, hintToCall, show, typeError } from '../../core/errors.ts';
import type { Activation } from './activation.ts';

/** Activations by name; a function gives one from options. */
export type NamedActivations = Readonly<Record<string, Activation | (() => Activation)>>;

/** The activation that an option names, among `named`, or is; undefined for 'linear'. Throws TypeError for anything else. */
export function toActivation(who: string, given: unknown, named: NamedActivations): Activation | undefined {
  expectObject(who, 'named', named);
  if (given === 'linear') return undefined;
  if (typeof given === 'string' && Object.hasOwn(named, given)) return made(named[given]);
  if (isActivation(given)) {
    // so that a loss may know an activation by its name
    const isNamesake = Object.hasOwn(named, given.name) && made(named[given.name]) !== given;
    if (isNamesake) throw typeError(`${who}: activation must have a name of its own, got one of the library's, ${show(given.name)}`);
    return given;
  }
  const names = Object.keys(named).map(show).join(', ');
  throw typeError(`${who}: activation must be one of 'linear', ${names} or an Activation, got ${show(given)}${hintToCall(given, named)}`);
}

function made(named: Activation | (() => Activation)): Activation {
  return typeof named === 'function' ? named() : named;
}

function isActivation(given: unknown): given is Activation {
  return typeof given === 'object' && given !== null && 'name' in given && 'bind' in given && typeof given.bind === 'function';
}
