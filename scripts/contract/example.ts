/**
 * The small trainings whose files the contract shows.
 * @module
 */
import { ledger } from '../../lib/audit/index.ts';
import { save } from '../../lib/formats/index.ts';
import {
  adam, batchNormalization, dense, dropout, sequential, sgd, type CompileOptions, type Sequential,
} from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';

/** One layer of three weights, trained by one step. */
export function smallModel(): Sequential {
  const model = sequential(
    [dense({ units: 1, inputShape: [2] })], { seed: 7, maxBatch: 4, kernels: createKernels('reference') },
  );
  model.compile({ optimizer: sgd({ learningRate: 0.5, momentum: 0.5 }), loss: 'meanSquaredError' });
  model.trainOnBatch(Float32Array.of(1, 0, 0, 1), [1, -1]);
  return model;
}

/** Ten examples of two features, in two classes; no number needs rounding. */
export const x: Float32Array = Float32Array.from({ length: 20 }, (_, i) => (((i * 7) % 23) - 11) / 8);
export const y: readonly number[] = Array.from({ length: 10 }, (_, i) => (i * 7) % 3 % 2);

export const FIT = { batchSize: 4, epochs: 2 } as const;

/** Of every part that files have: state, noise, slots, metrics. */
export function richModel(options: Pick<CompileOptions, 'shards' | 'shardStatistics'> = {}): Sequential {
  const layers = [
    dense({ units: 3, activation: 'tanh', inputShape: [2], kernelRegularizer: 'l2' }), batchNormalization(),
    dropout({ rate: 0.25 }), dense({ units: 2, activation: 'softmax' }),
  ];
  const model = sequential(layers, { seed: 11, maxBatch: 8, kernels: createKernels('reference') });
  model.compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'], ...options });
  return model;
}

/** The files of that training: its ledger, the checkpoint at its end, and the ledger of the same in four shards. */
export async function files(): Promise<Readonly<Record<'ledger' | 'checkpoint' | 'shards', Uint8Array>>> {
  const model = richModel(), book = ledger({ every: 2 });
  await model.fit(x, y, { ...FIT, callbacks: [book] });
  const shards = ledger({ every: 2 });
  await richModel({ shards: 4, shardStatistics: true }).fit(x, y, { ...FIT, callbacks: [shards] });
  return { ledger: book.bytes(), checkpoint: save(model), shards: shards.bytes() };
}
