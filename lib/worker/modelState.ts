/**
 * Where a model stands, as arrays and numbers.
 * @module
 */

import type { History, Model, Position } from '../model/index.ts';
import type { OptimizerWeights } from '../optimizers/index.ts';

export interface ModelState {
  readonly theta: Float32Array;
  readonly state: Float32Array;
  readonly gradient: Float32Array;
  readonly optimizer: OptimizerWeights;
  /** Undefined where it is a schedule's. */
  readonly learningRate: number | undefined;
  readonly steps: number;
  readonly epochsBegun: number;
  readonly history: History | undefined;
  readonly position: Position | undefined;
}

/** Copies of what a model has. */
export function stateOf(model: Model): ModelState {
  const { theta, state, gradient, optimizer, steps, epochsBegun, history, position } = model;
  const { learningRate } = optimizer;
  return {
    theta: theta.slice(), state: state.slice(), gradient: gradient.slice(), optimizer: optimizer.getWeights(theta),
    learningRate: typeof learningRate === 'number' ? learningRate : undefined, steps, epochsBegun, history, position,
  };
}

/** The memories of its arrays, which are nobody else's. */
export function buffersOf({ theta, state, gradient, optimizer: { slots } }: ModelState): ArrayBufferLike[] {
  return [theta, state, gradient, ...Object.values(slots)].map(({ buffer }) => buffer);
}

/** Puts a model there; `callbacks` is what callbacks had counted then. */
export function putState(model: Model, state: ModelState, callbacks: Position['callbacks']): void {
  const { theta, state: beside, gradient, optimizer, learningRate, steps, epochsBegun, history, position } = state;
  model.theta.set(theta);
  model.state.set(beside);
  model.gradient.set(gradient);
  model.optimizer.setWeights(model.theta, optimizer);
  if (learningRate !== undefined) model.optimizer.learningRate = learningRate;
  model.steps = steps;
  model.history = history;
  if (history !== undefined) {
    model.position = position && { ...position, ...(callbacks !== undefined && callbacks.length > 0 && { callbacks }) };
  }
  model.epochsBegun = epochsBegun;
}

/** What hooks may change. */
export type StateChanges = Partial<Pick<ModelState, 'theta' | 'state' | 'optimizer' | 'learningRate'>>;

/** What of a model is not as `before` any more. */
export function changesSince(before: ModelState, model: Model): StateChanges {
  const now = stateOf(model), { slots } = now.optimizer;
  const isKept = (Object.entries(slots)).every(([name, slot]) => isSame(slot, before.optimizer.slots[name]))
    && now.optimizer.iterations === before.optimizer.iterations;
  return {
    ...(!isSame(now.theta, before.theta) && { theta: now.theta }),
    ...(!isSame(now.state, before.state) && { state: now.state }),
    ...(!isKept && { optimizer: now.optimizer }),
    ...(now.learningRate !== before.learningRate && { learningRate: now.learningRate }),
  };
}

/** Changes a model so. */
export function applyChanges(model: Model, { theta, state, optimizer, learningRate }: StateChanges): void {
  if (theta !== undefined) model.theta.set(theta);
  if (state !== undefined) model.state.set(state);
  if (optimizer !== undefined) model.optimizer.setWeights(model.theta, optimizer);
  if (learningRate !== undefined) model.optimizer.learningRate = learningRate;
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
