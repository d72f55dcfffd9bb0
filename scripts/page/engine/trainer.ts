/**
 * A training that can be stopped at any step, and be taken back to any: one `fit`, whose batches wait at a gate.
 * @module
 */
import { nextTurn, now } from '../../../lib/core/eventLoop.ts';
import type { Callback, Model } from '../../../lib/model/index.ts';
import type { Examples } from './dataSets.ts';
import { Snapshots, putBack, takeSnapshot } from './snapshots.ts';

/** How long it trains before it gives messages a turn, in milliseconds. */
const SLICE = 10;
/** How often it keeps a snapshot, which is how long a step back lasts at most. */
const KEEP = 500;
/** More than anybody trains. */
const EPOCHS = 4294967295;
/** The History is cut to so many epochs where it has as many more. */
const EPOCHS_KEPT = 1000;
/** Of the steps before the goal of a way back so many are kept too, so that further steps back cost nothing. */
const NEAR = 8;

/** Thrown through `fit` to leave it. */
class Left extends Error {}

export interface TrainerHooks {
  /** After each step that was not done before. */
  readonly onStep?: (loss: number, size: number) => void;
}

export class Trainer {
  readonly model: Model;
  /** Steps an epoch. */
  readonly epochSteps: number;
  /** What broke training off; undefined again once it was taken back. */
  error: unknown = undefined;
  /** Spent on steps, in milliseconds. */
  time = 0;
  readonly #examples: Examples;
  readonly #batchSize: number;
  readonly #hooks: TrainerHooks;
  readonly #snapshots = new Snapshots();
  /** It waits before the step after this one. */
  #goal = 0;
  /** Steps that have been seen by hooks: those of a way back are not shown again. */
  #seen = 0;
  #near = Infinity;
  #isLeaving = false;
  #fit: Promise<void> | undefined;
  #open: (() => void) | undefined;
  #reached: (() => void)[] = [];
  #sliceBegan = 0;
  #kept = 0;

  constructor(model: Model, examples: Examples, batchSize: number, hooks: TrainerHooks = {}) {
    this.model = model;
    this.#examples = examples;
    this.#batchSize = Math.min(batchSize, examples.y.length);
    this.#hooks = hooks;
    this.epochSteps = Math.ceil(examples.y.length / this.#batchSize);
    this.#goal = this.#seen = model.steps;
    this.#snapshots.add(takeSnapshot(model));
  }

  get isRunning(): boolean {
    return this.#goal > this.model.steps && this.error === undefined;
  }

  /** Trains up to that step; resolves when it is reached, or training paused or broken off. */
  run(goal: number): Promise<void> {
    if (this.error !== undefined || goal <= this.model.steps) return Promise.resolve();
    this.#goal = goal;
    const reached = new Promise<void>((resolve) => { this.#reached.push(resolve); });
    this.#open?.();
    this.#fit ??= this.#begin();
    return reached;
  }

  /** After the step that runs; resolves when it waits. */
  pause(): Promise<void> {
    if (!this.isRunning) return Promise.resolve();
    this.#goal = this.model.steps;
    return new Promise((resolve) => { this.#reached.push(resolve); });
  }

  /** To an earlier step: all bits as they were. */
  async back(steps: number): Promise<void> {
    await this.#leave();
    this.error = undefined;
    this.#near = Math.max(0, steps) - NEAR;
    putBack(this.model, this.#snapshots.backTo(Math.max(0, steps)));
    this.#goal = this.model.steps;
    await this.run(steps);
    this.#near = Infinity;
    this.#seen = this.model.steps;
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    await this.#leave();
  }

  async #leave(): Promise<void> {
    if (this.#fit === undefined) return this.#settle();
    this.#isLeaving = true;
    this.#goal = this.model.steps;
    this.#open?.();
    await this.#fit;
    this.#isLeaving = false;
  }

  async #begin(): Promise<void> {
    const { model } = this, { x, y } = this.#examples;
    this.#sliceBegan = this.#kept = now();
    try {
      await model.fit(x, y, {
        batchSize: this.#batchSize, epochs: EPOCHS, resume: model.position !== undefined && model.steps > 0,
        callbacks: this.#callback(),
      });
    } catch (error) {
      if (!(error instanceof Left)) this.error = error;
    }
    this.#fit = undefined;
    this.#goal = Math.min(this.#goal, model.steps);
    this.#settle();
  }

  #callback(): Partial<Callback> {
    return {
      onBatchBegin: () => this.#gate(),
      onStep: (_batch, loss, size) => {
        if (this.model.steps <= this.#seen) return;
        this.#seen = this.model.steps;
        this.#hooks.onStep?.(loss, size);
      },
      onEpochEnd: (_epoch, _logs, { history }) => {
        if (history === undefined || history.epoch.length < 2 * EPOCHS_KEPT) return;
        for (const values of [history.epoch, ...Object.values(history.history)]) {
          values.splice(0, values.length - EPOCHS_KEPT);
        }
      },
    };
  }

  /** Before each batch: nothing, or a promise to wait for. */
  #gate(): Promise<void> | undefined {
    const { model } = this;
    if (model.steps >= this.#goal || this.#isLeaving) return this.#wait();
    const time = now();
    if (model.steps > this.#near || time - this.#kept > KEEP) this.#keep(time);
    return time - this.#sliceBegan > SLICE ? this.#takeTurn(time) : undefined;
  }

  async #takeTurn(time: number): Promise<void> {
    this.time += time - this.#sliceBegan;
    await nextTurn();
    this.#sliceBegan = now();
    if (this.#isLeaving || this.model.steps >= this.#goal) await this.#wait();
  }

  async #wait(): Promise<void> {
    this.time += now() - this.#sliceBegan;
    this.#settle();
    while (this.model.steps >= this.#goal && !this.#isLeaving) {
      await new Promise<void>((resolve) => { this.#open = resolve; });
    }
    this.#open = undefined;
    if (this.#isLeaving) throw new Left();
    this.#sliceBegan = now();
  }

  #keep(time: number): void {
    const { last } = this.#snapshots;
    if (last === undefined || last.steps < this.model.steps) this.#snapshots.add(takeSnapshot(this.model));
    this.#kept = time;
  }

  #settle(): void {
    const reached = this.#reached;
    this.#reached = [];
    for (const resolve of reached) resolve();
  }
}
