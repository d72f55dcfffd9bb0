/**
 * Training off this thread.
 * @module
 */

import { Ledger, ledger, type LedgerOptions } from '../audit/index.ts';
import {
  StateError, expectBoolean, expectFunction, expectInteger, expectKnownOptions, expectPlainObject, show, typeError,
} from '../core/errors.ts';
import { startThread, type ThreadModule, type WebWorker } from '../core/thread.ts';
import { save } from '../formats/index.ts';
import { checkedExamples } from '../model/checkedExamples.ts';
import { shapesOf } from '../model/examples.ts';
import { expectModel } from '../model/expectModel.ts';
import { checkFitOptions, expectValidationData } from '../model/fitOptions.ts';
import type { FitOptions, GivenInputs, GivenTargets, History, Model } from '../model/index.ts';
import { isSource } from '../model/source.ts';
import type { Examples } from '../plan/index.ts';
import { Crossing } from './crossing.ts';
import { CROSSING, type Begin } from './messages.ts';
import { Training } from './training.ts';

declare const URL: new (path: string, base: string) => { readonly href: string };
declare const Worker: new (url: object, options: { readonly type: 'module' }) => WebWorker;

type Meta = ImportMeta & { readonly url: string };

const THREAD: ThreadModule = {
  at: () => new URL('./main.js', (import.meta as Meta).url),
  inBrowser: () => new Worker(new URL('./main.js', (import.meta as Meta).url), { type: 'module' }),
};

/** What {@link fitInWorker} takes: the options of `fit` for examples that are all there, and how they cross. */
export interface WorkerFitOptions extends Omit<FitOptions, 'stepsPerEpoch' | 'validationSteps'> {
  /**
   * The URL of a module that exports `custom`, the list that `load` takes: classes of layers and optimizers, losses and
   * so on of one's own, which the worker imports. Default none.
   */
  readonly module?: string | { readonly href: string };
  /**
   * Whether the arrays of examples are moved to the worker: they are empty here afterwards. Those over shared memory
   * are shared in any case. Default false: a copy of each is.
   */
  readonly transfer?: boolean;
  /** Is given a checkpoint, as `save` makes it, but without what callbacks have counted. Default: none is made. */
  readonly onCheckpoint?: (bytes: Uint8Array) => void;
  /** Steps of the model between checkpoints. Default: one at the end of each epoch. */
  readonly checkpointEvery?: number;
  /** Writes a ledger there, as the callback `ledger` does here; `write` is given its lines. Default: none. */
  readonly ledger?: LedgerOptions & { readonly write: NonNullable<LedgerOptions['write']> };
}

const OWN = ['module', 'transfer', 'onCheckpoint', 'checkpointEvery', 'ledger'];
const KNOWN = [...CROSSING, 'validationData', 'sampleWeight', 'callbacks', 'signal', 'verbose', ...OWN];

/** Models that are being trained in a worker. */
const training = new WeakSet<Model>();

/**
 * `model.fit` in a worker: the same History and the same bits, while this thread is free. At the end, however that
 * comes, the model here is where `fit` would have left it: θ, state, slots, position, History.
 *
 *     const history = await fitInWorker(model, x, y, { epochs: 5, callbacks: { onEpochEnd: (epoch, logs) => … } });
 *
 * Callbacks stay here. The worker waits for them, and the model is brought to where it is there before they are called;
 * what they change of θ, state, slots, rate, logs and `stopTraining` goes back. So a hook of each batch costs a copy of
 * all that; `onStep` alone is told afterwards, without waiting, and sees the model as the last hook left it. Aborting
 * ends after the step that runs, and leaves a model that `save` keeps and `resume` goes on from.
 *
 * Sources of batches are code and cannot cross; nor can layers and losses of one's own, unless `module` has them. The
 * worker computes on the default kernels. Throws (rejects with) what `fit` does, with name, code and message, and
 * StateError where the platform has no threads, the worker ends, or the model is trained by others meanwhile.
 */
export async function fitInWorker(
  model: Model, x: GivenInputs, y: GivenTargets, options: WorkerFitOptions = {},
): Promise<History> {
  const who = 'fitInWorker';
  expectModel(who, model);
  if (!model.isCompiled) {
    throw new StateError(`${who}: the model must be compiled first; call compile({ optimizer, loss })`);
  }
  expectKnownOptions(who, options, KNOWN);
  expectCrossing(who, x, options);
  const { module, transfer = false, onCheckpoint, checkpointEvery = 0, ledger: book, signal } = options;
  const { callbacks } = checkFitOptions(fitOptions(options));
  const ends = { ...shapesOf(model.network), losses: model.losses };
  if (callbacks.some((callback) => callback instanceof Ledger)) {
    throw typeError(`${who}: callbacks must hold no ledger, which looks at each step; give the option ledger, got one`);
  }
  const examples = checkedExamples(who, ends, x, y, options), validation = validationOf(options, (...given) =>
    checkedExamples(`${who} validationData`, ends, ...given));
  if (training.has(model)) {
    throw new StateError(`${who}: the model is being trained in a worker; wait until that has ended`);
  }
  if (signal?.aborted) return model.fit(x, y, fitOptions(options)); // which ends at once
  const crossing = new Crossing(transfer), { write, ...ledgerOptions } = book ?? {};
  const begun = new Training(model, callbacks, examples, signal, { onCheckpoint, onLines: write });
  const begin: Begin = {
    model: save(model), module: typeof module === 'object' ? module.href : module,
    data: crossing.dataOf(examples), validationData: validation && crossing.dataOf(validation),
    options: crossingOptions(options), ...begun.listening,
    checkpointEvery: onCheckpoint === undefined ? undefined : checkpointEvery,
    ledger: book === undefined ? undefined : ledgerOptions,
  };
  training.add(model);
  try {
    return await begun.run((listener) => startThread(THREAD, listener), begin, [...crossing.moved]);
  } finally {
    training.delete(model);
  }
}

/** Those that `fit` knows. */
function fitOptions(options: WorkerFitOptions): FitOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !OWN.includes(name)));
}

function crossingOptions(options: WorkerFitOptions): Begin['options'] {
  const given = CROSSING.filter((name) => options[name] !== undefined).map((name) => [name, options[name]] as const);
  return Object.fromEntries(given);
}

/** Throws TypeError for what cannot cross, and for options of this function that are of the wrong kind. */
function expectCrossing(who: string, x: unknown, options: WorkerFitOptions): void {
  const { module, transfer, onCheckpoint, checkpointEvery, ledger: book, validationData } = options;
  for (const [name, value] of [['x', x], ['validationData', validationData]] as const) {
    if (value === undefined || !isSource(value)) continue;
    throw typeError(`${who}: ${name} must be arrays, since a source is code, which cannot cross, got ${show(value)}`);
  }
  const href: unknown = typeof module === 'object' && module !== null ? module.href : module;
  if (module !== undefined && typeof href !== 'string') {
    throw typeError(`${who}: module must be the URL of a module, got ${show(module)}`);
  }
  if (transfer !== undefined) expectBoolean(who, 'transfer', transfer);
  if (onCheckpoint !== undefined) expectFunction(who, 'onCheckpoint', onCheckpoint);
  if (checkpointEvery !== undefined) expectInteger(who, 'checkpointEvery', checkpointEvery, 1);
  if (book === undefined) return;
  expectPlainObject(who, 'ledger', book);
  expectFunction(who, 'ledger.write', book.write);
  ledger(book); // which checks the rest
}

function validationOf(
  { validationData }: WorkerFitOptions,
  checked: (x: unknown, y: unknown, weights: { readonly sampleWeight?: unknown }) => Examples,
): Examples | undefined {
  if (validationData === undefined) return undefined;
  const [x, y, sampleWeight] = expectValidationData(validationData);
  return checked(x, y, sampleWeight === undefined ? {} : { sampleWeight });
}
