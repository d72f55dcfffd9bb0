/**
 * Whole training steps through `trainOnBatch`: checks, copying the batch in, forward, loss, backward, gradient descent.
 * @module
 */
import { entry, type Entry } from './entry.ts';
import { batchesFor, build, describe, networks, stepFlops } from './networks.ts';

/** More than one batch, so that the examples are not in the first cache already. */
const BATCHES = 16;
/** The parameters are compared after so many steps. */
const COMPARED_STEPS = 20;

export const stepEntries: readonly Entry[] = networks.map((network) => entry({
  bench: 'step', shape: describe(network), flops: stepFlops(network), isLimitedByPeak: true,
  prepare({ k }) {
    const model = build(network, k), batches = batchesFor(network, BATCHES);
    let i = 0;
    const run = (): number => {
      const { x, y } = batches[i++ % BATCHES];
      return model.trainOnBatch(x, y).loss;
    };
    while (i < COMPARED_STEPS) run();
    return { run, result: () => model.theta };
  },
}));
