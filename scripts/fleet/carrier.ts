/**
 * What carries jobs to workers: a pool of processes here, or a queue that any machine takes them from.
 * @module
 */
import { dataOf, toJob, toResult, type JobOf, type Kind, type ResultOf } from './jobs.ts';
import { SchemaError } from './schema.ts';
import { MissingData, type Store } from './store.ts';
import type { Answer } from './work/work.ts';

export interface Carrier {
  /** How workers and coordinator hand data to each other. */
  readonly store: Store;
  /** How many workers there are now, as far as is known. */
  readonly workers: number;
  /** What came of a job, once. Rejects where it cannot be done, or has been tried too often. */
  run<K extends Kind>(job: JobOf<K>): Promise<ResultOf<K>>;
  /** Ends it, and whatever workers are its own. Jobs that wait are given up. */
  close(): Promise<void>;
}

/** A job is given to so many workers, where those before have died over it. */
export const MOST_TRIES = 3;

/** What a worker says does not do: that it cannot, or what is no result, or names data that are not there. */
export class WorkerFault extends Error {}

/** Jobs as they leave and results as they come in, checked. */
export async function carried<K extends Kind>(
  job: JobOf<K>, send: (job: JobOf<K>) => Promise<Answer>,
): Promise<ResultOf<K>> {
  toJob(job);
  const answer = await send(job);
  if (typeof answer === 'object' && answer !== null) {
    if ('result' in answer) return checked(job.kind as K, answer.result);
    if ('missing' in answer) throw new WorkerFault(`a worker lacks the data of SHA-256 ${answer.missing}`);
    if ('error' in answer) throw new WorkerFault(String(answer.error));
  }
  throw new WorkerFault('a worker must answer with a result or an error, got neither');
}

function checked<K extends Kind>(kind: K, result: unknown): ResultOf<K> {
  try {
    return toResult(kind, result);
  } catch (error) {
    throw error instanceof SchemaError ? new WorkerFault(error.message) : error;
  }
}

/** What came of a job, with the data that it names; once more where these were lost on the way. */
export async function runForData<K extends Kind>(
  carrier: Carrier, job: JobOf<K>, tries: number = MOST_TRIES,
): Promise<readonly [result: ResultOf<K>, data: ReadonlyMap<string, Uint8Array>]> {
  const result = await carrier.run<K>(job), data = new Map<string, Uint8Array>();
  try {
    for (const digest of dataOf(result)) data.set(digest, await carrier.store.get(digest));
  } catch (error) {
    if (!(error instanceof MissingData)) throw error;
    if (tries <= 1) throw new WorkerFault(error.message);
    return runForData(carrier, job, tries - 1);
  }
  return [result, data];
}
