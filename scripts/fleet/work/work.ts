/**
 * Does a job, wherever it came from.
 * @module
 */
import { messageOf } from '../../command/usageError.ts';
import { toJob, toResult, type Job, type ResultOf } from '../jobs.ts';
import { MissingData, type Store } from '../store.ts';
import { shardOf } from './shardOf.ts';
import { trainEpoch } from './trainEpoch.ts';
import { verifySteps } from './verifySteps.ts';

/** What a worker answers: a result, which data it lacks, or why it cannot do the job. */
export type Answer =
  | { readonly result: ResultOf<Job['kind']> }
  | { readonly missing: string }
  | { readonly error: string };

function done(job: Job, store: Store): Promise<ResultOf<Job['kind']>> {
  switch (job.kind) {
    case 'verify': return verifySteps(job, store);
    case 'epoch': return trainEpoch(job, store);
    case 'shard': return shardOf(job, store);
  }
}

/** Does what is a job by its schema, and refuses all else by name. */
export async function work(given: unknown, store: Store): Promise<Answer> {
  try {
    const job = toJob(given);
    return { result: toResult(job.kind, await done(job, store)) };
  } catch (error) {
    if (error instanceof MissingData) return { missing: error.digest };
    return { error: messageOf(error) };
  }
}
