/**
 * A job that trains a model for an epoch, and writes its ledger.
 * @module
 */
import { ledger } from '../../../lib/audit/index.ts';
import { NonFiniteError } from '../../../lib/core/errors.ts';
import { load, save } from '../../../lib/formats/index.ts';
import type { EpochJob, EpochResult } from '../jobs.ts';
import type { Store } from '../store.ts';
import { foldOf } from './examples.ts';

export async function trainEpoch(job: EpochJob, store: Store): Promise<EpochResult> {
  const { batchSize, epoch } = job, model = load(await store.get(job.checkpoint));
  const { train, held } = await foldOf(job.data, job.fold, store), book = ledger({ checkpointBytes: 0 });
  try {
    const { history } = await model.fit(train.x, train.y, {
      batchSize, epochs: epoch + 1, resume: epoch > 0, validationData: [held.x, held.y], callbacks: [book],
    });
    return {
      checkpoint: await store.put(save(model)), ledger: await store.put(book.bytes()),
      loss: history.loss[epoch], validationLoss: history.val_loss[epoch],
      validationAccuracy: history.val_accuracy[epoch],
    };
  } catch (error) {
    if (error instanceof NonFiniteError) return { problem: error.message };
    throw error;
  }
}
