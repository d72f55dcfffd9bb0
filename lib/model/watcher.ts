/**
 * Who is told of an evaluation or a prediction, batch by batch.
 * @module
 */

import { typeError } from '../core/errors.ts';
import type { Logs } from './logs.ts';
import type { Callback, Model } from './model.ts';

/** A promise where one is to be waited for. */
export type Told = void | Promise<void>;

/** Told of what gives a batch B and in the end E. */
export interface Watcher<B, E = void> {
  begin(): Told;
  batchBegin(batch: number): Told;
  batchEnd(batch: number, given: B): Told;
  end(given: E): Told;
}

/** Calls a hook of each callback, in order. */
type Call = (name: keyof Callback, hook: (callback: Callback) => Told) => Told;

/** For who waits. */
const inTurn = (callbacks: readonly Callback[]): Call => async (_name, hook) => {
  for (const callback of callbacks) await hook(callback);
};

/** For who cannot wait. Throws TypeError for a hook that returns a promise. */
const atOnce = (who: string, callbacks: readonly Callback[]): Call => (name, hook) => {
  for (const callback of callbacks) {
    const told: unknown = hook(callback);
    if (typeof told !== 'object' || told === null || !('then' in told)) continue;
    throw typeError(`${who}: ${name} must return nothing, since ${who} waits for nobody, got a promise`);
  }
};

const TEST: readonly (keyof Callback)[] = ['onTestBegin', 'onTestEnd', 'onTestBatchBegin', 'onTestBatchEnd'];
const PREDICT: readonly (keyof Callback)[] = [
  'onPredictBegin', 'onPredictEnd', 'onPredictBatchBegin', 'onPredictBatchEnd',
];

const listening = (callbacks: readonly Callback[], hooks: readonly (keyof Callback)[]): readonly Callback[] =>
  callbacks.filter((callback) => hooks.some((hook) => callback[hook] !== undefined));

/**
 * Those with a hook for evaluation; undefined where there are none. Promises are waited for in the validation of `fit`
 * and of a source, and refused in the name of `who` where there is one.
 */
export function testWatcher(
  callbacks: readonly Callback[], model: Model, who?: string,
): Watcher<Logs, Logs> | undefined {
  const all = listening(callbacks, TEST), call = who === undefined ? inTurn(all) : atOnce(who, all);
  return all.length === 0 ? undefined : {
    begin: () => call('onTestBegin', (one) => one.onTestBegin?.(model)),
    batchBegin: (batch) => call('onTestBatchBegin', (one) => one.onTestBatchBegin?.(batch, model)),
    batchEnd: (batch, logs) => call('onTestBatchEnd', (one) => one.onTestBatchEnd?.(batch, logs, model)),
    end: (logs) => call('onTestEnd', (one) => one.onTestEnd?.(logs, model)),
  };
}

/** Those with a hook for prediction, likewise: promises are waited for where the examples come from a source. */
export function predictWatcher(
  callbacks: readonly Callback[], model: Model, who?: string,
): Watcher<readonly Float32Array[]> | undefined {
  const all = listening(callbacks, PREDICT), call = who === undefined ? inTurn(all) : atOnce(who, all);
  return all.length === 0 ? undefined : {
    begin: () => call('onPredictBegin', (one) => one.onPredictBegin?.(model)),
    batchBegin: (batch) => call('onPredictBatchBegin', (one) => one.onPredictBatchBegin?.(batch, model)),
    batchEnd: (batch, outputs) => call('onPredictBatchEnd', (one) => one.onPredictBatchEnd?.(batch, outputs, model)),
    end: () => call('onPredictEnd', (one) => one.onPredictEnd?.(model)),
  };
}
