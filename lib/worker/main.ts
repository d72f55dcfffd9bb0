/**
 * The module of the thread: trains the model that it is sent, and tells of it.
 * @module
 */

import { ledger } from '../audit/index.ts';
import { StateError } from '../core/errors.ts';
import { parentThread } from '../core/thread.ts';
import { load, save } from '../formats/index.ts';
import type { Named } from '../model/description/revive.ts';
import type { Callback, FitOptions, Logs, Model } from '../model/index.ts';
import { arrived } from './crossing.ts';
import { fromPlain, toPlain } from './errors.ts';
import type { Begin, CrossingData, Hook, Order, Reply, Told } from './messages.ts';
import { applyChanges, buffersOf, stateOf } from './modelState.ts';

const parent = parentThread();
const signal = { aborted: false, reason: undefined as unknown };
let answer: ((reply: Reply) => void) | undefined;

const tell = (told: Told, transfer: readonly object[] = []): void => parent.postMessage(told, transfer);

parent.listen((message) => {
  const order = message as Order;
  if ('begin' in order) void train(order.begin);
  else if ('reply' in order) answer?.(order.reply);
  else {
    signal.aborted = true;
    signal.reason = new StateError('fitInWorker: the signal was aborted');
  }
});

async function train(begin: Begin): Promise<void> {
  let model: Model | undefined, error: unknown;
  try {
    model = load(begin.model, { custom: await customOf(begin.module) });
    const { data: { x, y, sampleWeight }, validationData: validation, options } = begin;
    const fitOptions: FitOptions = {
      ...options, signal, callbacks: callbacksOf(begin), ...weighted(sampleWeight),
      ...(validation && { validationData: validationOf(validation) }),
    };
    await model.fit(arrived(x) as never, arrived(y) as never, fitOptions);
  } catch (thrown) {
    error = thrown;
  }
  const end = model && stateOf(model), plain = error === undefined ? undefined : toPlain(error);
  tell({ end, error: plain }, end === undefined ? [] : buffersOf(end));
}

function weighted(sampleWeight: readonly unknown[]): Pick<FitOptions, 'sampleWeight'> {
  return sampleWeight.length === 0 ? {} : { sampleWeight: sampleWeight as never };
}

function validationOf({ x, y, sampleWeight }: CrossingData): NonNullable<FitOptions['validationData']> {
  const given = [arrived(x), arrived(y)];
  return (sampleWeight.length === 0 ? given : [...given, sampleWeight]) as never;
}

function imported(module: string): Promise<{ readonly custom?: readonly Named[] }> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ module) as ReturnType<typeof imported>;
}

/** What the module exports under that name. */
async function customOf(module: string | undefined): Promise<readonly Named[]> {
  if (module === undefined) return [];
  const wanted = 'module must be that of a module which exports custom, a list as load takes it';
  const { custom } = await imported(module).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StateError(`fitInWorker: ${wanted}, got ${module} (${why})`);
  });
  if (custom !== undefined) return custom;
  throw new StateError(`fitInWorker: ${wanted}, got none in ${module}`);
}

function callbacksOf({ hooks, steps, checkpointEvery, ledger: book }: Begin): Callback[] {
  const telling: Callback = Object.fromEntries(hooks.map((hook) => [hook, hookOf(hook)])), all: Callback[] = [];
  if (steps) telling.onStep = (batch, loss, size) => tell({ step: [batch, loss, size] });
  if (book !== undefined) all.push(ledger({ ...book, write: (lines) => tell({ lines }, [lines.buffer]) }));
  all.push(telling);
  const keep = (model: Model): void => {
    const checkpoint = save(model);
    tell({ checkpoint }, [checkpoint.buffer]);
  };
  if (checkpointEvery === 0) all.push({ onEpochEnd: (_epoch, _logs, model) => keep(model) });
  else if (checkpointEvery !== undefined) {
    all.push({ onBatchEnd: (_batch, _logs, model) => { if (model.steps % checkpointEvery === 0) keep(model); } });
  }
  return all;
}

/** A hook that is run elsewhere, while training waits. Of its arguments the model is that of both sides. */
function hookOf(hook: Hook): (...args: readonly unknown[]) => Promise<boolean> {
  return async (...given) => {
    const model = given.find(isModel);
    if (model === undefined) throw new StateError('fitInWorker: a hook must be given its model, got none');
    const args = given.filter((argument) => argument !== model).map((argument) => (
      argument instanceof Error ? toPlain(argument) : argument));
    const state = stateOf(model), logs = args.find(isLogs);
    const replied = new Promise<Reply>((resolve) => { answer = resolve; });
    tell({ hook, args: hook === 'onTrainBegin' ? args.slice(0, 1) : args, state }, buffersOf(state));
    const { changes, stop, isSettled, hasFailed, logs: changed } = await replied;
    if (hasFailed) throw fromPlain({ name: 'Error', message: 'a callback has failed', stack: undefined, members: {} });
    applyChanges(model, changes);
    if (stop) model.stopTraining = true;
    if (logs !== undefined && changed !== undefined) replace(logs, changed);
    return isSettled;
  };
}

const isModel = (value: unknown): value is Model => typeof value === 'object' && value !== null && 'theta' in value;

function isLogs(value: unknown): value is Logs {
  return typeof value === 'object' && value !== null && 'loss' in value;
}

/** Entries come as hooks have left them. */
function replace(logs: Logs, changed: Readonly<Logs>): void {
  for (const name of Object.keys(logs)) if (!Object.hasOwn(changed, name)) delete logs[name];
  Object.assign(logs, changed);
}
