/**
 * The runs of a sweep, epoch by epoch: all that are still in the running do an epoch, then it is settled which go on.
 * So the outcome depends on the file alone, and not on how many workers there are or who is first.
 * @module
 */
import { sha256 } from '../../../lib/core/digest.ts';
import { save } from '../../../lib/formats/index.ts';
import { optimizers } from '../../../lib/optimizers/registry.ts';
import { build, recipeOf } from '../../train/network.ts';
import { messageOf } from '../../command/usageError.ts';
import { WorkerFault, runForData, type Carrier } from '../carrier.ts';
import { dataOf, type EpochJob, type EpochResult } from '../jobs.ts';
import type { FileStore } from '../store.ts';
import { trainEpoch } from '../work/trainEpoch.ts';
import { faultOf } from './check.ts';
import { keyOf, type Journal } from './journal.ts';
import { stopped } from './median.ts';
import { more, runsOf, type Plan, type Settings } from './plan.ts';

/** A run with what it has come to, the mean of its folds epoch by epoch. */
export interface RunResult {
  /** From 1. */
  readonly run: number;
  readonly settings: Settings;
  readonly loss: number[];
  readonly validationLoss: number[];
  readonly validationAccuracy: number[];
  /** SHA-256 of the ledgers, fold by fold and epoch by epoch. */
  readonly ledgers: string[];
  end: 'done' | 'stopped' | 'problem';
  problem?: string;
}

/** What a worker said that is not true; the coordinator's own result stands in its place. */
export interface Forged {
  readonly run: number;
  readonly fold: number;
  readonly epoch: number;
  readonly fault: string;
}

export interface Outcome {
  readonly runs: readonly RunResult[];
  readonly forged: readonly Forged[];
  /** How many results there were, and of how many all was computed again. */
  readonly results: number;
  readonly checked: number;
}

/** What a sweep works with. */
export interface Sweeping {
  readonly plan: Plan;
  readonly carrier: Carrier;
  /** Keeps what comes of it. */
  readonly store: FileStore;
  readonly journal: Journal;
  /** The digest of the examples, which are in the store. */
  readonly data: string;
  /** The share of results that are computed again, and what draws them. */
  readonly check: number;
  readonly checkSeed: number;
  readonly onEpoch?: (epoch: number, going: number) => void;
}

/** A fold of a run. */
interface Trial {
  readonly run: RunResult;
  readonly fold: number;
  checkpoint: string;
}

export async function sweep(given: Sweeping): Promise<Outcome> {
  const { plan, store, onEpoch } = given, { seed, epochs, folds = 1 } = plan;
  const all = runsOf(plan).map((settings, i): RunResult => (
    { run: i + 1, settings, loss: [], validationLoss: [], validationAccuracy: [], ledgers: [], end: 'done' }));
  const forged: Forged[] = [], counts = { results: 0, checked: 0 };
  let going: readonly (readonly Trial[])[] = await Promise.all(all.map(async (run) => {
    const checkpoint = await store.put(initial(run.settings));
    return Array.from({ length: folds }, (_, fold): Trial => ({ run, fold, checkpoint }));
  }));
  for (let epoch = 0; epoch < epochs && going.length > 0; epoch++) {
    onEpoch?.(epoch, going.length);
    await Promise.all(going.map(async (trials) => {
      const results = await Promise.all(trials.map(({ run, fold, checkpoint }) => resultOf(given, {
        kind: 'epoch', checkpoint, data: given.data, fold: { of: Math.max(folds, LEAST_FOLDS), index: fold, seed },
        batchSize: run.settings.batchSize, epoch,
      }, (fault) => forged.push({ run: run.run, fold: fold + 1, epoch: epoch + 1, fault }), counts)));
      enter(trials, results);
    }));
    going = going.filter(([{ run }]) => run.end === 'done');
    if (plan.stop === 'never' || epoch + 1 === epochs || going.length === 0) continue;
    const isStopped = stopped(going.map(([{ run }]) => objective(plan, run)));
    going = going.filter(([{ run }], i) => {
      if (isStopped[i]) run.end = 'stopped';
      return !isStopped[i];
    });
  }
  return { runs: all, forged, ...counts };
}

/** A run without folds validates on a fifth. */
const LEAST_FOLDS = 5;

/** What is to become small, epoch by epoch. */
export function objective({ measure }: Pick<Plan, 'measure'>, run: RunResult): readonly number[] {
  return measure === 'validationLoss' ? run.validationLoss : run.validationAccuracy.map((accuracy) => -accuracy);
}

/** The checkpoint of a new model. */
function initial(settings: Settings): Uint8Array {
  const { network: name, optimizer, learningRate, ...others } = settings;
  const network = name === 'report' ? undefined : name;
  const model = build({ ...others, network, learningRate, maxBatch: 128, kernels: undefined });
  if (optimizer !== undefined) {
    const rate = learningRate ?? recipeOf(network).learningRate;
    model.compile({
      optimizer: optimizers[optimizer]({ ...more(optimizer), learningRate: rate }),
      loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'],
    });
  }
  return save(model);
}

/** From the journal, or from a worker and then into the journal. */
async function resultOf(
  given: Sweeping, job: EpochJob, onForged: (fault: string) => void, counts: { results: number; checked: number },
): Promise<EpochResult> {
  const { journal, store, carrier, check, checkSeed } = given, key = keyOf(job), known = journal.get(key);
  if (known !== undefined && await areThere(known, store)) return known;
  for (const digest of dataOf(job)) await handOver(digest, store, carrier.store);
  const isWhole = Number.parseInt(sha256(Buffer.from(`${checkSeed} ${key}`)).slice(0, 8), 16) / 2 ** 32 < check;
  counts.results++;
  if (isWhole) counts.checked++;
  let said: EpochResult | undefined, fault: string | undefined;
  try {
    const [own, brought] = await runForData<'epoch'>(carrier, job);
    if (carrier.store !== store) await take(brought, given);
    fault = await faultOf(job, own, store, isWhole).catch(messageOf);
    said = fault === undefined ? own : undefined;
  } catch (error) {
    if (!(error instanceof WorkerFault)) throw error;
    fault = error.message;
  }
  const result = said ?? await trainEpoch(job, store); // where that fails too, it was no fault of a worker
  if (fault !== undefined) onForged(fault);
  journal.set(key, result);
  return result;
}

/** Keeps what a worker brought, and forgets it where it was. */
async function take(brought: ReadonlyMap<string, Uint8Array>, { store, carrier }: Sweeping): Promise<void> {
  for (const [digest, bytes] of brought) {
    await store.put(bytes);
    await carrier.store.drop(digest);
  }
}

async function handOver(digest: string, from: Carrier['store'], to: Carrier['store']): Promise<void> {
  if (from !== to && !await to.has(digest)) await to.put(await from.get(digest));
}

/** Whether the data of a result are still whole; what is not is forgotten. */
async function areThere(result: EpochResult, store: FileStore): Promise<boolean> {
  for (const digest of dataOf(result)) {
    try {
      await store.get(digest);
    } catch {
      await store.drop(digest);
      return false;
    }
  }
  return true;
}

/** The means of an epoch's folds go to the run. */
function enter(trials: readonly Trial[], results: readonly EpochResult[]): void {
  const [{ run }] = trials, problem = results.find((result) => result.problem !== undefined)?.problem;
  if (problem !== undefined) {
    run.end = 'problem';
    run.problem = problem;
    return;
  }
  const mean = (name: 'loss' | 'validationLoss' | 'validationAccuracy'): void => {
    run[name].push(results.reduce((sum, result) => sum + (result[name] ?? NaN), 0) / results.length);
  };
  for (const name of ['loss', 'validationLoss', 'validationAccuracy'] as const) mean(name);
  results.forEach(({ checkpoint, ledger }, i) => {
    trials[i].checkpoint = checkpoint ?? '';
    run.ledgers.push(ledger ?? '');
  });
}
