/**
 * The training loop.
 *
 * The report's ten steps: 1 the network is configured (`sequential`, `compile`); 2 its parameters are initialised;
 * 3 to 8 are one training step (`TrainingStep`); 9 they are repeated until the epochs or `maxIterations` are done or
 * ‖Δθ‖ falls below `precision`; 10 the model is fitted.
 * @module
 */

import { nextTurn, now } from '../core/eventLoop.ts';
import { getOwn, setOwn } from '../core/ownProperty.ts';
import type { Kernels } from '../kernels/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { Examples, Plan } from '../plan/index.ts';
import type { Logs } from './logs.ts';
import { hold } from './callbackStates.ts';
import type { Callback, Model } from './model.ts';
import { evaluateInParts } from './evaluate.ts';
import { epochOrder } from './epochOrder.ts';
import type { CheckedFitOptions } from './fitOptions.ts';
import type { History, Reason } from './history.ts';
import { atEpoch, begunAt, takeOut, type Place } from './position.ts';
import { measured, type Compiled } from './step.ts';
import { testWatcher } from './watcher.ts';

/** How long the event loop may wait, in milliseconds. */
const TURN = 16;

/** What `fit` works on. Training takes rows [0, trained) of `data`. */
export interface Training {
  readonly model: Model;
  readonly plan: Plan<Float32Array>;
  readonly compiled: Compiled;
  readonly seed: number;
  readonly data: Examples;
  readonly trained: number;
  readonly validation: { readonly data: Examples; readonly first: number } | undefined;
  readonly history: History;
  /** Where to begin; kept up to date. */
  readonly place: Place;
}

/** Trains until a reason to end is found; writes it, and each epoch, to `training.history`. */
export async function fit(training: Training, options: CheckedFitOptions): Promise<void> {
  const { model, plan, compiled, seed, data, trained, validation, history, place } = training;
  const { batchSize, epochs, shuffle, callbacks, signal, maxIterations, precision, validate } = options;
  const hooks = batchHooks(callbacks);
  const { optimizer, step, measures, counts } = compiled;
  const watch = precision === undefined ? undefined : new StepLength(plan, optimizer, precision);
  // a batch's own only where somebody listens
  const counting = hooks.end ? [...counts.epoch, ...counts.batch] : counts.epoch;
  const turns = new Turns();
  const isExhausted = (): boolean => history.iterations >= maxIterations;
  if (isExhausted() && (place.batch === 0 || place.entered.length > 0)) return end(history, 'iterations');
  while (place.epoch < epochs) {
    takeOut(history, place);
    const { epoch } = place;
    const order = epochOrder(trained, batchSize, shuffle, seed, place.begun);
    for (const callback of callbacks) await callback.onEpochBegin?.(epoch, model, order?.slice());
    if (place.batch === 0) for (const count of counts.epoch) count.reset();
    // left after the last step, and before the epoch was entered
    let reason: Reason | undefined = isExhausted() ? 'iterations' : undefined;
    let seen = Math.min(place.batch * batchSize, trained);
    while (seen < trained && reason === undefined) {
      const { batch } = place;
      const m = Math.min(batchSize, trained - seen);
      if (hooks.begin) for (const callback of callbacks) await callback.onBatchBegin?.(batch, model);
      watch?.before();
      if (hooks.end) for (const count of counts.batch) count.reset();
      const loss = step.run(counting, data, order, seen, m, seen + m === trained, epoch, batch);
      history.iterations++;
      place.batch++;
      if (batch === 0) model.epochsBegun = Math.max(model.epochsBegun, begunAt(place));
      place.total += loss;
      seen += m;
      for (const callback of hooks.step) callback.onStep?.(batch, loss / m, m, model);
      if (hooks.end) for (const callback of callbacks) {
        await callback.onBatchEnd?.(batch, { ...measured(loss / m, measures, counts.batch), size: m }, model);
      }
      if (turns.isDue) await turns.take();
      reason = reasonToEnd(model, signal, watch, isExhausted());
    }
    const logs: Logs = measured(place.total / seen, measures, counts.epoch);
    const isDue = validation !== undefined && validate(epoch);
    const isWhole = seen === trained && !(isDue && reason === 'stopped');
    if (isDue && reason !== 'stopped') await addValidation(logs, training, validation, options, turns);
    if (signal?.aborted) return end(history, 'aborted');
    place.held = hold(callbacks, optimizer); // who goes on from here is told of the epoch's end again
    for (const callback of callbacks) await callback.onEpochEnd?.(epoch, logs, model);
    record(history, epoch, logs);
    if (isWhole) Object.assign(place, atEpoch(epoch + 1, place.begun + 1));
    else place.entered = Object.keys(logs);
    reason ??= model.stopTraining ? 'stopped' : undefined;
    if (reason !== undefined) return end(history, reason);
  }
  end(history, 'epochs');
}

/** Turns of the event loop, taken by time. */
class Turns {
  #started: number = now();

  get isDue(): boolean {
    return now() - this.#started > TURN;
  }

  async take(): Promise<void> {
    await nextTurn();
    this.#started = now();
  }
}

function end(history: History, reason: Reason): void {
  history.reason = reason;
}

function reasonToEnd(
  model: Model, signal: CheckedFitOptions['signal'], watch: StepLength | undefined, exhausted: boolean,
): Reason | undefined {
  if (signal?.aborted) return 'aborted';
  if (watch?.isBelowPrecision()) return 'precision';
  if (exhausted) return 'iterations';
  return model.stopTraining ? 'stopped' : undefined;
}

/** How far a step moves θ. One that moves nothing (gradients accumulated, a rate of 0) does not count. */
class StepLength {
  readonly #k: Kernels;
  readonly #theta: Float32Array;
  readonly #optimizer: Optimizer;
  readonly #precision: number;
  readonly #before: Float32Array;
  #iterations = 0;

  constructor({ k, theta }: Plan<Float32Array>, optimizer: Optimizer, precision: number) {
    this.#k = k;
    this.#theta = theta;
    this.#optimizer = optimizer;
    this.#precision = precision;
    this.#before = k.allocate(theta.length);
  }

  before(): void {
    this.#before.set(this.#theta);
    this.#iterations = this.#optimizer.iterations(this.#theta);
  }

  isBelowPrecision(): boolean {
    if (this.#optimizer.iterations(this.#theta) === this.#iterations) return false;
    const n = this.#theta.length;
    this.#k.axpy(n, -1, this.#theta, 0, 1, this.#before, 0, 1);
    const moved = this.#k.nrm2(n, this.#before, 0, 1);
    return moved > 0 && moved < this.#precision;
  }
}

/** Which hooks anybody has, so that a batch costs nothing where nobody listens. */
function batchHooks(callbacks: readonly Callback[]): { begin: boolean; end: boolean; step: readonly Callback[] } {
  return {
    begin: callbacks.some((c) => c.onBatchBegin !== undefined), end: callbacks.some((c) => c.onBatchEnd !== undefined),
    step: callbacks.filter((c) => c.onStep !== undefined),
  };
}

/** Enters what validation gives, unless it is aborted meanwhile. */
async function addValidation(
  logs: Logs, { model, plan, compiled }: Training, { data, first }: NonNullable<Training['validation']>,
  { signal, callbacks }: CheckedFitOptions, turns: Turns,
): Promise<void> {
  const watcher = testWatcher(callbacks, model);
  const parts = evaluateInParts(plan, compiled, compiled.counts.validation, data, { first, watcher });
  for (let part = parts.next(); !signal?.aborted; part = parts.next()) {
    if (part.done) {
      for (const [name, value] of Object.entries(part.value)) logs[`val_${name}`] = value;
      return;
    }
    if (typeof part.value !== 'number') await part.value;
    if (turns.isDue) await turns.take();
  }
}

function record(history: History, epoch: number, logs: Logs): void {
  history.epoch.push(epoch);
  for (const [name, value] of Object.entries(logs)) {
    const values = getOwn(history.history, name);
    if (values === undefined) setOwn(history.history, name, [value]);
    else values.push(value);
  }
}
