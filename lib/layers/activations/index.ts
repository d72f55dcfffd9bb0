/**
 * The activations, by name.
 * @module
 */
import { show } from '../../core/errors.ts';
import type { Activation } from './activation.ts';
import { relu } from './relu.ts';
import { sigmoid } from './sigmoid.ts';
import { softmax } from './softmax.ts';
import { tanh } from './tanh.ts';

export { relu, sigmoid, softmax, tanh };
export { elementwiseActivation, type Activation, type ActivationNode } from './activation.ts';

/** All activations that can be named; 'linear' is the identity and needs none. */
export const activations: Readonly<Record<Exclude<ActivationName, 'linear'>, Activation>> = { relu, sigmoid, softmax, tanh };

export type ActivationName = 'linear' | 'relu' | 'sigmoid' | 'softmax' | 'tanh';

/** The activation that an option names or is; undefined for 'linear'. Throws TypeError for anything else. */
export function toActivation(who: string, given: unknown): Activation | undefined {
  if (given === 'linear') return undefined;
  const named = typeof given === 'string' ? Object.entries(activations).find(([name]) => name === given)?.[1] : undefined;
  if (named !== undefined) return named;
  if (isActivation(given)) return given;
  throw new TypeError(`${who}: activation must be one of 'linear', ${Object.keys(activations).map(show).join(', ')} or an Activation, got ${show(given)}`);
}

function isActivation(given: unknown): given is Activation {
  return typeof given === 'object' && given !== null && 'name' in given && 'bind' in given && typeof given.bind === 'function';
}
