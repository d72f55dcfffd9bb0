/**
 * The doors of training in a worker. They are given a signal that is aborted, so that none is started.
 * @module
 */
import type { History } from '../../../lib/model/index.ts';
import { fitInWorker } from '../../../lib/worker/index.ts';
import { callback, count, flag, isPlain, method, only, options, text, type Doors } from '../argument.ts';
import { model, x, y } from './models.ts';
import { fitting } from './training.ts';

const ABORTED = { aborted: true, reason: new Error('aborted') };

export const worker: Doors = {
  fitInWorker: method(async (...[made, a, b, given]: Parameters<typeof fitInWorker>): Promise<History | undefined> => {
    try {
      const isAbsent = isPlain(given) && given.signal === undefined;
      return await fitInWorker(made, a, b, isAbsent ? { ...given, signal: ABORTED } : given);
    } catch (error) {
      if (error !== ABORTED.reason) throw error;
      return undefined;
    }
  }, {
    model, x, y, options: options({
      ...fitting, signal: only(() => ABORTED),
      module: text('file:///parts.js'), transfer: flag(false), onCheckpoint: callback(), checkpointEvery: count(1, 1),
      ledger: options({ every: count(1, 1), write: callback(), checkpointBytes: count(1), maxBytes: count(1, 1) },
        ['write']),
    }),
  }),
};
