/**
 * One training for each optimizer, in all that a checkpoint must keep: shuffling, dropout, moving averages, schedules,
 * accumulation, averages of θ.
 * @module
 */
import { createHash } from 'node:crypto';
import { Philox } from '../../lib/core/philox.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { batchNormalization, dense, dropout } from '../../lib/layers/index.ts';
import { topKCategoricalAccuracy } from '../../lib/metrics/index.ts';
import { sequential, type FitOptions, type Model, type Sequential } from '../../lib/model/index.ts';
import { cosineDecay, fromConfig, warmUp, type Optimizer } from '../../lib/optimizers/index.ts';
import { operands } from '../helpers/random.ts';
import { rows } from '../optimizers/rows.ts';

const EXAMPLES = 57, INPUTS = 6, CLASSES = 3;
const random = new Philox(81);
export const x: Float32Array = operands(random, EXAMPLES * INPUTS);
export const y: Float32Array = new Float32Array(EXAMPLES * CLASSES);
for (let i = 0; i < EXAMPLES; i++) y[i * CLASSES + random.nextBelow(CLASSES)] = 1;

/** 45 of the examples train, in 7 batches an epoch: neither 100 nor 200 steps end one. */
export const options: FitOptions = { epochs: 100, batchSize: 7, validationSplit: 0.2 };
export const HALF = 100;

/** What is around the update: each by turns. */
const AROUND: readonly (() => object)[] = [
  () => ({ accumulationSteps: 3, clipnorm: 0.5 }),
  () => ({ average: { kind: 'exponential', momentum: 0.9 }, learningRateMultipliers: { dense: 0.5 } }),
  () => ({ average: { kind: 'equal', start: 30, every: 7 }, globalClipnorm: 0.5, clipvalue: 0.25 }),
  () => ({ learningRate: warmUp({ steps: 20, then: cosineDecay({ initialLearningRate: 0.01, decaySteps: 300 }) }) }),
];

/** Optimizers by name, and each with something around it. */
export const names: readonly string[] = Object.keys(rows).flatMap((name) => [name, `${name} and more`]);

function optimizer(name: string): Optimizer {
  const bare = name.replace(' and more', ''), { required, train } = rows[bare];
  const around = name === bare ? {} : AROUND[Object.keys(rows).indexOf(bare) % AROUND.length]();
  return fromConfig({ name: bare, ...required, ...train.options, ...around, ...described(around) });
}

/** `fromConfig` takes a schedule as JSON. */
function described({ learningRate }: { learningRate?: { config?: object } }): object {
  return learningRate === undefined ? {} : { learningRate: learningRate.config };
}

export function build(name: string, kernels: 'reference' | 'simd' = 'reference'): Sequential {
  const layers = [
    dense({ units: 8, activation: 'tanh', inputShape: [INPUTS], kernelRegularizer: 'l2' }), batchNormalization(),
    dropout({ rate: 0.25 }), dense({ units: CLASSES, activation: 'softmax', kernelConstraint: 'maxNorm' }),
  ];
  const model = sequential(layers, { seed: 5, maxBatch: 16, kernels: createKernels(kernels) });
  model.compile({
    optimizer: optimizer(name), loss: 'categoricalCrossentropy',
    metrics: ['accuracy', 'auc', topKCategoricalAccuracy({ k: 2 })],
  });
  return model;
}

/** SHA-256 of θ, the state and the optimizer's buffers and numbers. */
export function digest({ theta, state, optimizer: trainer }: Model): string {
  const { iterations, scalars, slots } = trainer.getWeights(theta), hash = createHash('sha256');
  for (const buffer of [theta, state, ...Object.values(slots)]) {
    hash.update(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength));
  }
  return hash.update(JSON.stringify({ iterations, scalars })).digest('hex');
}
