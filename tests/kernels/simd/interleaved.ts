/**
 * Small models that use all parts of a memory's scratch: scalars, sums of rows, and gemm's packed blocks.
 * @module
 */
import { Philox } from '../../../lib/core/philox.ts';
import type { Kernels } from '../../../lib/kernels/index.ts';
import { dense } from '../../../lib/layers/index.ts';
import { sequential, type Sequential } from '../../../lib/model/index.ts';
import { adam, rmsprop, sgd, type Optimizer } from '../../../lib/optimizers/index.ts';
import { operands } from '../../helpers/random.ts';

const INPUTS = 9;
const CLASSES = 5;
const BATCH = 17;
/** Units of two layers. The backward product of the second is packed where both are at least 96. */
const HIDDEN: readonly (readonly [number, number])[] = [[4, 100], [7, 19], [100, 104], [19, 7]];

const OPTIMIZERS: readonly (() => Optimizer)[] = [
  () => adam({ learningRate: 0.01 }),
  () => sgd({ learningRate: 0.1, momentum: 0.9 }),
  () => rmsprop({ learningRate: 0.003 }),
];

/** One of several kinds of models, by its seed. */
export function build(seed: number, kernels: Kernels): Sequential {
  const [first, second] = HIDDEN[seed % HIDDEN.length], makeOptimizer = OPTIMIZERS[seed % OPTIMIZERS.length];
  const model = sequential([
    dense({ units: first, activation: seed % 2 === 0 ? 'tanh' : 'relu', inputShape: [INPUTS] }),
    dense({ units: second, activation: 'sigmoid' }),
    dense({ units: CLASSES, activation: 'softmax' }),
  ], { kernels, seed, maxBatch: 32 });
  model.compile({ optimizer: makeOptimizer(), loss: 'sparseCategoricalCrossentropy' });
  return model;
}

/** One step on examples that only its number decides; the loss. */
export function train(model: Sequential, step: number): number {
  const random = new Philox(step, 5), y = Array.from({ length: BATCH }, () => random.nextBelow(CLASSES));
  return model.trainOnBatch(operands(random, BATCH * INPUTS), y).loss;
}
