/**
 * All that training goes on from, kept at some steps, so that a step back is a step forward again from one before.
 * @module
 */
import type { History, Model, Position } from '../../../lib/model/index.ts';
import type { OptimizerWeights } from '../../../lib/optimizers/index.ts';

export interface Snapshot {
  readonly steps: number;
  readonly theta: Float32Array;
  readonly gradient: Float32Array;
  readonly optimizer: OptimizerWeights;
  readonly epochsBegun: number;
  readonly history: History | undefined;
  readonly position: Position | undefined;
}

const MOST = 32, MOST_BYTES = 2 ** 26;

/** A copy. */
export function takeSnapshot(model: Model): Snapshot {
  const { theta, gradient, optimizer, epochsBegun, history, position, steps } = model;
  return {
    steps, theta: theta.slice(), gradient: gradient.slice(), optimizer: optimizer.getWeights(theta), epochsBegun,
    history: history && copied(history), position,
  };
}

/** Puts a model back; no fit of it may run. */
export function putBack(model: Model, { steps, theta, gradient, optimizer, ...more }: Snapshot): void {
  model.theta.set(theta);
  model.gradient.set(gradient);
  model.optimizer.setWeights(model.theta, optimizer);
  model.steps = steps;
  model.history = more.history && copied(more.history);
  model.position = more.position;
  model.epochsBegun = more.epochsBegun;
}

function copied({ history, epoch, ...more }: History): History {
  const own = Object.fromEntries(Object.entries(history).map(([name, values]) => [name, [...values]]));
  return { ...more, history: own, epoch: [...epoch] };
}

/** Snapshots by step: as many as there is room for, the first always among them; of others every second one goes. */
export class Snapshots {
  #kept: Snapshot[] = [];

  get last(): Snapshot | undefined {
    return this.#kept.at(-1);
  }

  /** Ascending. */
  add(snapshot: Snapshot): void {
    if (this.#kept.length >= mostOf(snapshot)) this.#kept = this.#kept.filter((_, i) => i % 2 === 0);
    this.#kept.push(snapshot);
  }

  /** The last one at or before a step; those after it are forgotten. */
  backTo(steps: number): Snapshot {
    const after = this.#kept.findIndex((one) => one.steps > steps);
    if (after >= 0) this.#kept.length = Math.max(after, 1);
    return this.#kept[this.#kept.length - 1];
  }
}

function mostOf({ theta, optimizer }: Snapshot): number {
  const bytes = theta.byteLength * (2 + Object.keys(optimizer.slots).length);
  return Math.max(2, Math.min(MOST, Math.floor(MOST_BYTES / bytes)));
}
