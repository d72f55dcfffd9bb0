/**
 * A training in a worker, seen from who has begun it.
 * @module
 */

import { StateError } from '../core/errors.ts';
import { every } from '../core/eventLoop.ts';
import type { Abortable } from '../core/signal.ts';
import type { Thread, ThreadListener } from '../core/thread.ts';
import { statesOf, takeUp, toHeld } from '../model/callbackStates.ts';
import type { Callback, History, Logs, Model, NamedState } from '../model/index.ts';
import type { Examples } from '../plan/index.ts';
import { fromPlain, type PlainError } from './errors.ts';
import type { Begin, Hook, Order, Reply, Told } from './messages.ts';
import { changesSince, putState, type ModelState } from './modelState.ts';

/** How often the signal is looked at, in milliseconds. */
const LOOK = 16;

type Call = (callback: Callback, model: Model, args: readonly unknown[], examples: Examples) => unknown;

/** How each hook is called with what has come. */
const HOOKS: Readonly<Record<Hook, Call>> = {
  onTrainBegin: (c, model, [params], examples) => c.onTrainBegin?.(model, params as History['params'], examples),
  onEpochBegin: (c, model, [epoch, order]) =>
    c.onEpochBegin?.(epoch as number, model, order as Uint32Array | undefined),
  onEpochEnd: (c, model, [epoch, logs]) => c.onEpochEnd?.(epoch as number, logs as Logs, model),
  onBatchBegin: (c, model, [batch]) => c.onBatchBegin?.(batch as number, model),
  onBatchEnd: (c, model, [batch, logs]) => c.onBatchEnd?.(batch as number, logs as Logs, model),
  onError: (c, model, [error]) => c.onError?.(error, model),
  onTestBegin: (c, model) => c.onTestBegin?.(model),
  onTestEnd: (c, model, [logs]) => c.onTestEnd?.(logs as Logs, model),
  onTestBatchBegin: (c, model, [batch]) => c.onTestBatchBegin?.(batch as number, model),
  onTestBatchEnd: (c, model, [batch, logs]) => c.onTestBatchEnd?.(batch as number, logs as Logs, model),
};

/** Who is told what callbacks are not. */
interface Others {
  readonly onCheckpoint: ((bytes: Uint8Array) => void) | undefined;
  readonly onLines: ((lines: Uint8Array) => void) | undefined;
}

export class Training {
  /** What is to be told. */
  readonly listening: Pick<Begin, 'hooks' | 'steps'>;
  readonly #model: Model;
  readonly #callbacks: readonly Callback[];
  readonly #examples: Examples;
  readonly #signal: Abortable | undefined;
  readonly #others: Others;
  #thread: Thread | undefined;
  /** What hooks or others have thrown first. */
  #failure: { readonly error: unknown } | undefined;
  /** What callbacks had counted before the hooks of an epoch's end. */
  #held: readonly NamedState[] | undefined;
  /** The steps of the model as they were last seen: others must not train it. */
  #steps: number;
  #isAborted = false;

  constructor(
    model: Model, callbacks: readonly Callback[], examples: Examples, signal: Abortable | undefined, others: Others,
  ) {
    const has = (hook: keyof Callback): boolean => callbacks.some((callback) => callback[hook] !== undefined);
    this.#model = model;
    this.#callbacks = callbacks;
    this.#examples = examples;
    this.#signal = signal;
    this.#others = others;
    this.#steps = model.steps;
    const hooks = (Object.keys(HOOKS) as Hook[]).filter(has);
    const counts = has('getState') && !hooks.includes('onTrainBegin'); // which are given their states then
    this.listening = { hooks: counts ? ['onTrainBegin', ...hooks] : hooks, steps: has('onStep') };
  }

  /** Trains to the end. `moved` are memories that go with the beginning. */
  async run(
    start: (listener: ThreadListener) => Thread, begin: Begin, moved: readonly object[],
  ): Promise<History> {
    this.#model.stopTraining = false;
    const end = await new Promise<Extract<Told, { readonly end: unknown }>>((resolve, reject) => {
      const stop = every(LOOK, () => this.#look());
      const done = (): void => {
        stop();
        this.#thread?.terminate();
      };
      this.#thread = start({
        onMessage: (message) => {
          const told = message as Told;
          if (!('end' in told)) return void this.#hear(told, begin);
          done();
          resolve(told);
        },
        onEnd: (error) => {
          done();
          reject(new StateError(`fitInWorker: the worker must go on until training ends, got: ${error.message}`));
        },
      });
      this.#look();
      this.#send({ begin }, [begin.model.buffer, ...moved]);
    });
    return this.#finish(end.end, end.error);
  }

  #send(order: Order, moved: readonly object[] = []): void {
    this.#thread?.postMessage(order, moved);
  }

  /** Passes on that the signal is aborted, once. */
  #look(): void {
    if (this.#isAborted || this.#thread === undefined || !this.#signal?.aborted) return;
    this.#isAborted = true;
    this.#send({ abort: true });
  }

  async #hear(told: Exclude<Told, { readonly end: unknown }>, { options: { resume } }: Begin): Promise<void> {
    try {
      if ('checkpoint' in told) this.#others.onCheckpoint?.(told.checkpoint);
      else if ('lines' in told) this.#others.onLines?.(told.lines);
      else if ('step' in told) for (const callback of this.#callbacks) callback.onStep?.(...told.step, this.#model);
      else this.#send({ reply: await this.#call(told, resume === true) });
    } catch (error) {
      this.#failure ??= { error }; // the first one is the one to see
      this.#send('hook' in told ? { reply: { ...NOTHING, hasFailed: true } } : { abort: true });
    }
  }

  async #call({ hook, args, state }: Extract<Told, { readonly hook: Hook }>, isResumed: boolean): Promise<Reply> {
    const model = this.#model, callbacks = this.#callbacks;
    if (hook === 'onEpochBegin') this.#held = undefined;
    if (hook === 'onEpochEnd') this.#held = statesOf(callbacks);
    const before = hook === 'onTrainBegin' && isResumed ? model.position?.callbacks : undefined;
    this.#put(state, statesOf(callbacks));
    const given = hook === 'onError' ? [this.#failure?.error ?? fromPlain(args[0] as PlainError)] : args;
    let isSettled = false;
    for (const callback of callbacks) {
      isSettled = (await HOOKS[hook](callback, model, given, this.#examples)) === true || isSettled;
    }
    if (isSettled) this.#failure = undefined;
    if (before !== undefined) takeUp(toHeld(before), callbacks, model);
    const logs = given.find((arg): arg is Logs => typeof arg === 'object' && arg !== null && 'loss' in arg);
    return { logs, changes: changesSince(state, model), stop: model.stopTraining, isSettled, hasFailed: false };
  }

  #put(state: ModelState, callbacks: readonly NamedState[]): void {
    if (this.#model.steps !== this.#steps) {
      throw new StateError('fitInWorker: the model must not be trained by others meanwhile, got other steps');
    }
    putState(this.#model, state, callbacks);
    this.#steps = state.steps;
  }

  /** Leaves the model as `fit` does, and tells callbacks of the end. */
  async #finish(state: ModelState | undefined, plain: PlainError | undefined): Promise<History> {
    const model = this.#model, errors: unknown[] = [];
    const isLeft = (state?.position?.entered.length ?? 0) > 0 && this.#held !== undefined;
    if (state !== undefined) this.#put(state, (isLeft ? this.#held : undefined) ?? statesOf(this.#callbacks));
    const history = state?.history;
    const isAborted = this.#isAborted && history?.reason === 'aborted';
    if (this.#failure !== undefined) errors.push(this.#failure.error);
    else if (plain !== undefined && !isAborted) errors.push(fromPlain(plain));
    for (const callback of history === undefined ? [] : this.#callbacks) {
      try {
        await callback.onTrainEnd?.(model, history as History);
      } catch (error) {
        errors.push(error); // all are told
      }
    }
    if (errors.length > 0) throw errors[0];
    if (isAborted) throw this.#signal?.reason ?? new StateError('fitInWorker: the signal was aborted');
    return history as History;
  }
}

const NOTHING: Reply = { logs: undefined, changes: {}, stop: false, isSettled: false, hasFailed: false };
