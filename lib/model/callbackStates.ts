/**
 * What callbacks have counted, so that a training that goes on takes them where they were.
 * @module
 */

import { expectNumber, expectObject, isFloat32Array, isPlainObject, show, typeError } from '../core/errors.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { CallbackState } from './logs.ts';

/** What a callback of models M has for it. */
interface Counting<M = never> {
  readonly name?: string;
  getState?(): CallbackState;
  setState?(state: CallbackState, model: M): void;
}

/** With the name of its callback, '' for one without. */
export interface NamedState {
  readonly name: string;
  readonly state: CallbackState;
}

/** The states that a training which goes on begins with. */
export interface Held {
  readonly states: readonly NamedState[];
  /**
   * The rate that the optimizer had when they were taken, where hooks that will be called again have changed it since.
   */
  readonly learningRate?: number;
}

/** Of those that have one, in order. Throws TypeError for what is no state. */
export function statesOf(callbacks: readonly Counting[]): readonly NamedState[] {
  return callbacks.filter(({ getState }) => getState !== undefined).map((callback) => {
    const { name = '' } = callback;
    return { name, state: expectState(`getState of callback ${show(name)}`, callback.getState?.()) };
  });
}

/** As they are before hooks that will be called again: those of the end of an epoch that training is left in. */
export function hold(callbacks: readonly Counting[], { learningRate }: Optimizer): Held {
  return { states: statesOf(callbacks), ...(typeof learningRate === 'number' && { learningRate }) };
}

/** Without the rate where nobody has changed it. */
export function changed({ states, learningRate }: Held, optimizer: Optimizer): Held {
  return learningRate === undefined || learningRate === optimizer.learningRate ? { states } : { states, learningRate };
}

/** Gives callbacks their states, the first of a name to the first of that name, and the optimizer its rate. */
export function takeUp<M extends { readonly optimizer: Optimizer }>(
  { states, learningRate }: Held, callbacks: readonly Counting<M>[], model: M,
): void {
  const left = [...states];
  for (const callback of callbacks) {
    const place = left.findIndex(({ name }) => name === (callback.name ?? ''));
    if (callback.setState === undefined || place < 0) continue;
    callback.setState(left.splice(place, 1)[0].state, model);
  }
  if (learningRate !== undefined) model.optimizer.learningRate = learningRate;
}

/** What a file or a user says is held. Throws TypeError or RangeError for what cannot be. */
export function toHeld(states: unknown = [], learningRate?: unknown): Held {
  if (!Array.isArray(states)) throw typeError(`position: callbacks must be a list of states, got ${show(states)}`);
  const held = states.map((own: unknown, i) => {
    expectObject('position', `callbacks[${i}]`, own);
    const { name, state }: { name?: unknown; state?: unknown } = own;
    if (typeof name !== 'string') throw typeError(`position: callbacks[${i}].name must be a string, got ${show(name)}`);
    return { name, state: expectState(`callbacks[${i}].state`, state) };
  });
  if (learningRate === undefined) return { states: held };
  expectNumber('position', 'learningRate', learningRate, 0);
  return { states: held, learningRate };
}

function expectState(argument: string, state: unknown): CallbackState {
  const isOne = isPlainObject(state) && Object.values(state).every((value: unknown) => (
    typeof value === 'number' || isFloat32Array(value)
    || (Array.isArray(value) && value.every((word) => typeof word === 'string'))));
  if (isOne) return state as CallbackState;
  const wanted = 'numbers, Float32Arrays and lists of strings by name';
  throw typeError(`position: ${argument} must be ${wanted}, got ${show(state)}`);
}

/** A number of a state. Throws TypeError where there is none of that name. */
export function numberOf(who: string, state: CallbackState, name: string): number {
  const value = state[name];
  if (typeof value === 'number') return value;
  throw typeError(`${who}: the state to go on from must have the number '${name}', got ${show(value)}`);
}
