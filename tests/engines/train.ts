/**
 * Trains, and hashes θ on the way. Runs on every engine: it imports nothing of Node's.
 * @module
 */
import { littleEndian } from '../../lib/audit/ledger/arrayDigest.ts';
import { runningSha256 } from '../../lib/core/digest.ts';
import { routines } from '../../lib/kernels/allRoutines.ts';
import { threadsTable, type ThreadsKernels } from '../../lib/kernels/threads/threadsTable.ts';
import { createKernels, type Kernels, type KernelsName } from '../../lib/kernels/index.ts';
import { model, sequential, type Model } from '../../lib/model/index.ts';
import { trainings, type Training } from './trainings.ts';

/** Steps between two hashes, and of a training. */
export const EVERY = 50, STEPS = 200;

export interface Way {
  readonly kernels: KernelsName;
  /** How many threads share all that can be shared; absent where there is one. */
  readonly threads?: number;
  /** Whether batches are computed in parts. */
  readonly split: boolean;
}

/** What came of a training. */
export interface Outcome extends Way {
  readonly name: string;
  /** One for each EVERY steps; undefined where it could not be trained so. */
  readonly hashes?: readonly string[];
  /** Why it could not: its layers need a batch whole, or an error. */
  readonly whole?: true;
  readonly error?: string;
}

/** The ways of an engine: the table that it runs by default, and batches in parts as well as whole. */
export function waysOf(kernels: KernelsName, threads?: number): readonly Way[] {
  const way = { kernels, ...(threads !== undefined && { threads }) };
  return [{ ...way, split: false }, { ...way, split: true }];
}

const WHOLE_BATCH = /maxBatch must be at least its size/;

/** Trains for `steps`, and hashes after each EVERY of them. */
export async function hashesOf(training: Training, steps: number, k: Kernels, split: boolean): Promise<string[]> {
  const { layers, loss, optimizer, data, fit, part, compile } = training;
  const made = layers(), options = { seed: 7, kernels: k, ...(split && { maxBatch: part }) };
  const trained = 'inputs' in made ? model({ ...made, ...options }) : sequential([...made], options);
  trained.compile({ optimizer: optimizer(), loss, ...compile });
  const { x, y } = data(), hashes: string[] = [];
  let done = 0;
  const watch = {
    onStep: () => {
      done++;
      if (done % EVERY === 0) hashes.push(sha256Of(trained));
      trained.stopTraining = done === steps;
    },
  };
  await trained.fit(x, y, { ...fit, epochs: steps, callbacks: [watch] });
  return hashes;
}

/** Of θ, then of what a model keeps besides, such as moving means. */
function sha256Of({ theta, state }: Model): string {
  const hash = runningSha256();
  for (const buffer of [theta, state]) hash.update(littleEndian(buffer));
  return hash.digest();
}

/** Trains all trainings that are wanted in one way, and tells what came of each. */
export async function train(
  { kernels, threads, split }: Way, isWanted: (name: string) => boolean,
  tell: (outcome: Outcome) => void | Promise<void>, steps: number = STEPS,
): Promise<void> {
  const k = threads === undefined ? createKernels(kernels)
    : threadsTable(Object.values(routines), threads, { isForced: true });
  for (const training of trainings) {
    const { name } = training;
    if (!isWanted(name)) continue;
    const outcome = { kernels, split, name };
    try {
      await tell({ ...outcome, hashes: await hashesOf(training, steps, k, split) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await tell(split && WHOLE_BATCH.test(message) ? { ...outcome, whole: true } : { ...outcome, error: message });
    }
  }
  if (threads !== undefined && !(k as ThreadsKernels).hasStarted) {
    await tell({ kernels, split, name: 'threads', error: 'none of them has started' });
  }
}
