/**
 * The doors of training in a worker. They are given a signal that is aborted, so that none is started.
 * @module
 */
import type { History } from '../../../lib/model/index.ts';
import { fitInWorker, type WorkerFitOptions } from '../../../lib/worker/index.ts';
import { callback, count, flag, method, only, options, text, type Doors } from '../argument.ts';
import { PLANTED } from '../badValues.ts';
import { model, x, y } from './models.ts';
import { fitting } from './training.ts';

export const worker: Doors = {
  fitInWorker: method(async (...given: Parameters<typeof fitInWorker>): Promise<History | undefined> => {
    try {
      return await fitInWorker(...given);
    } catch (error) {
      if (error !== PLANTED) throw error;
      return undefined;
    }
  }, {
    model, x, y, options: options({
      ...fitting, signal: only((): WorkerFitOptions['signal'] => ({ aborted: true, reason: PLANTED })),
      module: text('file:///parts.js'), transfer: flag(false), onCheckpoint: callback(), checkpointEvery: count(1, 1),
      ledger: options({ every: count(1, 1), write: callback(), checkpointBytes: count(1), maxBytes: count(1, 1) },
        ['write']),
    }),
  }),
};
