import { show } from '../../core/errors.ts';
import type { Activation } from './activation.ts';

/** The activation that an option names, among `named`, or is; undefined for 'linear'. Throws TypeError for anything else. */
export function toActivation(who: string, given: unknown, named: Readonly<Record<string, Activation>>): Activation | undefined {
  if (given === 'linear') return undefined;
  if (typeof given === 'string' && Object.hasOwn(named, given)) return named[given];
  if (isActivation(given)) {
    const namesake = Object.hasOwn(named, given.name) ? named[given.name] : undefined;
    if (namesake !== undefined && namesake !== given) throw new TypeError(`${who}: activation must have a name of its own, got one of the library's, ${show(given.name)}`);
    return given; // so that a loss may know an activation by its name
  }
  throw new TypeError(`${who}: activation must be one of 'linear', ${Object.keys(named).map(show).join(', ')} or an Activation, got ${show(given)}`);
}

function isActivation(given: unknown): given is Activation {
  return typeof given === 'object' && given !== null && 'name' in given && 'bind' in given && typeof given.bind === 'function';
}
