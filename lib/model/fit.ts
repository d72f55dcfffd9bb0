/**
 * The training loop.
 *
 * The report's ten steps: 1 the network is configured (`sequential`, `compile`); 2 its parameters are initialised;
 * 3 to 8 are one training step (`TrainingStep`); 9 they are repeated until the epochs or `maxIterations` are done or
 * ‖Δθ‖ falls below `precision`; 10 the model is fitted.
 * @module
 */

import { getOwn, setOwn } from '../core/ownProperty.ts';
import * as calls from '../kernels/allCalls.ts';
import { ONCE, type BoundCall } from '../kernels/calls.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { Examples, Plan } from '../plan/index.ts';
import type { Logs } from './logs.ts';
import { hold } from './callbackStates.ts';
import type { Callback, Model } from './model.ts';
import { evaluateInParts, evaluateSource } from './evaluate.ts';
import type { Feed } from './feed.ts';
import type { CheckedFitOptions } from './fitOptions.ts';
import type { History, Reason } from './history.ts';
import { atEpoch, begunAt, takeOut, type Place } from './position.ts';
import { SourceFeed } from './sourceFeed.ts';
import { measured, type Compiled } from './step.ts';
import { Turns } from './turns.ts';
import { testWatcher } from './watcher.ts';

/** What `fit` works on. */
export interface Training {
  readonly model: Model;
  readonly plan: Plan<Float32Array>;
  readonly compiled: Compiled;
  readonly feed: Feed;
  readonly validation: { readonly data: Examples; readonly first: number } | SourceFeed | undefined;
  readonly history: History;
  /** Where to begin; kept up to date. */
  readonly place: Place;
}

/** Trains until a reason to end is found; writes it, and each epoch, to `training.history`. */
export async function fit(training: Training, options: CheckedFitOptions): Promise<void> {
  const { model, plan, compiled, feed, validation, history, place } = training;
  const { epochs, callbacks, signal, maxIterations, precision, validate } = options;
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
    if (!await feed.begin(place)) return end(history, signal?.aborted ? 'aborted' : 'exhausted');
    for (const callback of callbacks) await callback.onEpochBegin?.(epoch, model, feed.order?.slice());
    if (place.batch === 0) for (const count of counts.epoch) count.reset();
    // left after the last step, and before the epoch was entered
    let reason: Reason | undefined = isExhausted() ? 'iterations' : undefined;
    while (reason === undefined) {
      const isThere = feed.next();
      if (isThere !== true && !await isThere) break;
      const { batch } = place, m = feed.size;
      if (hooks.begin) for (const callback of callbacks) await callback.onBatchBegin?.(batch, model);
      watch?.before();
      if (hooks.end) for (const count of counts.batch) count.reset();
      const loss = step.run(counting, feed.data, feed.order, feed.first, m, feed.isDone, epoch, batch);
      history.iterations++;
      place.batch++;
      if (batch === 0) model.epochsBegun = Math.max(model.epochsBegun, begunAt(place));
      place.total += loss;
      place.examples += m;
      for (const callback of hooks.step) callback.onStep?.(batch, loss / m, m, model);
      if (hooks.end) for (const callback of callbacks) {
        await callback.onBatchEnd?.(batch, { ...measured(loss / m, measures, counts.batch), size: m }, model);
      }
      if (turns.isDue) await turns.take();
      reason = reasonToEnd(model, signal, watch, isExhausted());
    }
    if (signal?.aborted) return end(history, 'aborted');
    const logs: Logs = measured(place.total / place.examples, measures, counts.epoch);
    const isDue = validation !== undefined && validate(epoch);
    const isWhole = feed.isDone && !(isDue && reason === 'stopped');
    if (isDue && reason !== 'stopped') await addValidation(logs, training, validation, options, turns);
    if (signal?.aborted) return end(history, 'aborted');
    place.held = hold(callbacks, optimizer); // who goes on from here is told of the epoch's end again
    for (const callback of callbacks) await callback.onEpochEnd?.(epoch, logs, model);
    record(history, epoch, logs);
    if (isWhole) Object.assign(place, atEpoch(epoch + 1, place.begun + 1));
    else place.entered = Object.keys(logs);
    reason ??= model.stopTraining ? 'stopped' : feed.hasEnded ? 'exhausted' : undefined;
    if (reason !== undefined) return end(history, reason);
  }
  end(history, 'epochs');
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
  readonly #theta: Float32Array;
  readonly #optimizer: Optimizer;
  readonly #precision: number;
  readonly #before: Float32Array;
  readonly #subtract: BoundCall;
  readonly #norm: BoundCall;
  #iterations = 0;

  constructor({ k, theta }: Plan<Float32Array>, optimizer: Optimizer, precision: number) {
    this.#theta = theta;
    this.#optimizer = optimizer;
    this.#precision = precision;
    const n = theta.length, before = this.#before = k.allocate(n);
    this.#subtract = k.bind(calls.axpy(n, -1, theta, 0, 1, before, 0, 1));
    this.#norm = k.bind(calls.nrm2(n, before, 0, 1));
  }

  before(): void {
    this.#before.set(this.#theta);
    this.#iterations = this.#optimizer.iterations(this.#theta);
  }

  isBelowPrecision(): boolean {
    if (this.#optimizer.iterations(this.#theta) === this.#iterations) return false;
    this.#subtract(ONCE);
    const moved = Number(this.#norm(ONCE));
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
  logs: Logs, { model, plan, compiled, place }: Training, validation: NonNullable<Training['validation']>,
  { signal, callbacks }: CheckedFitOptions, turns: Turns,
): Promise<void> {
  const counts = compiled.counts.validation, watcher = testWatcher(callbacks, model);
  if (validation instanceof SourceFeed) {
    const values = await evaluateSource(plan, compiled, counts, validation, { ...place, batch: 0 }, { watcher });
    for (const [name, value] of Object.entries(signal?.aborted ? {} : values)) logs[`val_${name}`] = value;
    return;
  }
  const parts = evaluateInParts(plan, compiled, counts, validation.data, { first: validation.first, watcher });
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
