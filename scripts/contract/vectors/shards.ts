/**
 * Known answers of steps in shards.
 * @module
 */
import {
  adam, batchNormalization, dense, dropout, sequential, sgd, type CompileOptions, type Sequential,
} from '../../../lib/index.ts';
import { createKernels } from '../../../lib/kernels/index.ts';
import { sparseCategoricalCrossentropy } from '../../../lib/losses/index.ts';
import type { Json } from '../../../lib/model/description/json.ts';
import { FIT, x as ledgerX, y as ledgerY } from '../example.ts';
import { bits64, tensor } from './format.ts';
import { operands } from './numbers.ts';

const ROWS = 11, LABELS = [2, -1, 1, 0, 2, 1, 1, 0, -1, 2, 0];

const made = (layers: Parameters<typeof sequential>[0], maxBatch: number, options: CompileOptions): Sequential => {
  const model = sequential(layers, { seed: 8, maxBatch, kernels: createKernels('reference') });
  model.compile(options);
  return model;
};

/** With a sum for each use of examples: weights, penalties of outputs and of parameters, noise by row. */
const plain = (shards: number): Sequential => made([
  dense({
    units: 4, activation: 'tanh', inputShape: [3], kernelRegularizer: 'l2', activityRegularizer: 'l2',
  }), dropout({ rate: 0.25 }), dense({ units: 3, activation: 'softmax' }),
], 2, {
  optimizer: sgd({ learningRate: 0.5, momentum: 0.5 }), shards,
  loss: sparseCategoricalCrossentropy({ ignoreClass: -1, reduction: 'meanWithSampleWeight' }),
});

const normalized = (shards: number): Sequential => made([
  dense({ units: 4, inputShape: [3] }), batchNormalization({ momentum: 0.75 }), dense({ units: 3 }),
], 8, {
  optimizer: adam({ learningRate: 0.125 }), shards, shardStatistics: true,
  loss: sparseCategoricalCrossentropy({ fromLogits: true }),
});

export function shardVectors(): Json {
  const x = operands(ROWS * 3, 92), weights = operands(ROWS, 93, 0, 2), y = LABELS.map((label) => Math.max(label, 0));
  const cases = [[2, 11], [4, 11], [8, 11], [8, 5], [64, 11]].map(([shards, rows]) => {
    const model = plain(shards), steps = Array.from({ length: 2 }, () => {
      const { loss } = model.trainOnBatch(
        x.subarray(0, 3 * rows), LABELS.slice(0, rows), { sampleWeight: weights.subarray(0, rows) },
      );
      return { loss: bits64(loss), gradient: tensor(model.gradient), theta: tensor(model.theta) };
    });
    return { shards, rows, steps };
  });
  const byShard = [[2, 11], [4, 11], [4, 3], [8, 7]].map(([shards, rows]) => {
    const model = normalized(shards), steps = Array.from({ length: 2 }, () => {
      const { loss } = model.trainOnBatch(x.subarray(0, 3 * rows), y.slice(0, rows));
      return { loss: bits64(loss), theta: tensor(model.theta), state: tensor(model.state) };
    });
    return { shards, rows, steps };
  });
  return {
    about: 'section 9: two steps on the same batch, the first rows of x, in as many shards as a case says. cases: '
      + 'dense of 4 with tanh, kernelRegularizer l2 and activityRegularizer l2; dropout 0.25; dense of 3 with softmax; '
      + 'sparseCategoricalCrossentropy with ignoreClass -1 and meanWithSampleWeight, labels y, sampleWeight; sgd with '
      + 'rate 0.5 and momentum 0.5; seed 8, maxBatch 2. byShard: dense of 4; batchNormalization with momentum 0.75; '
      + 'dense of 3; sparseCategoricalCrossentropy with fromLogits, labels max(y, 0); adam with rate 0.125; seed 8, '
      + 'maxBatch 8; with shardStatistics. Of each step the loss, what training comes to, and of cases the gradient. '
      + 'ledger: section 19, what shards.jsonl was trained on, as ledger.json',
    x: tensor(x, [ROWS, 3]), y: LABELS, sampleWeight: tensor(weights), cases, byShard,
    ledger: { x: tensor(ledgerX, [ledgerY.length, ledgerX.length / ledgerY.length]), y: [...ledgerY], ...FIT },
  };
}
