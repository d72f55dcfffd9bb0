/**
 * Files of arithmetic contract 1, as bitgrad wrote them then: what made contract1.json, by
 *
 *     npx tsx tests/vectors/contract1.ts > tests/vectors/contract1.json
 *
 * in a checkout of commit 83d095d, the last but documents of contract 1. A later version writes later files:
 * it is not to be run again.
 * @module
 */
import { createHash } from 'node:crypto';
import { ledger } from '../../lib/audit/index.ts';
import { load, save } from '../../lib/formats/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import {
  adam, batchNormalization, dense, dropout, layerNormalization, sequential, type FitOptions, type Model,
} from '../../lib/index.ts';
import type { Layer } from '../../lib/layers/index.ts';

/** Eighteen examples of two features, in two classes; no number needs rounding. */
export const x: Float32Array = Float32Array.from({ length: 36 }, (_, i) => (((i * 7) % 23) - 11) / 8);
export const y: readonly number[] = Array.from({ length: 18 }, (_, i) => (i * 5) % 2);

/** Four batches an epoch, the last of three; `maxIterations: 6` ends within the second. */
export const uneven: FitOptions = { batchSize: 5, epochs: 4 };
/** Six batches an epoch, all of three. */
export const even: FitOptions = { batchSize: 3, epochs: 3 };

/** With a `normalization`, contract 2 has other bits. */
export function build(accumulationSteps: number = 1, normalization: readonly Layer[] = []): Model {
  const layers = [
    dense({ units: 4, activation: 'tanh', inputShape: [2], kernelRegularizer: 'l2' }), ...normalization,
    dropout({ rate: 0.25 }), dense({ units: 2, activation: 'softmax' }),
  ];
  const model = sequential(layers, { seed: 11, maxBatch: 8, kernels: createKernels('reference') });
  const optimizer = adam({ learningRate: 0.01, ...(accumulationSteps > 1 && { accumulationSteps }) });
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy', 'auc'] });
  return model;
}

/** SHA-256 of θ, the state and the optimizer's buffers, in little-endian binary32, and of its numbers. */
export function digest({ theta, state, optimizer }: Model): string {
  const { iterations, scalars, slots } = optimizer.getWeights(theta), hash = createHash('sha256');
  for (const buffer of [theta, state, ...Object.values(slots)]) {
    hash.update(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength));
  }
  return hash.update(JSON.stringify({ iterations, scalars })).digest('hex');
}

export interface Checkpoint {
  readonly bytes: string;
  /** The digest of training that goes on from it with `resume`, under contract 1. */
  readonly resumed: string;
}

export interface Files {
  readonly checkpoints: Readonly<Record<string, Checkpoint>>;
  readonly ledgers: Readonly<Record<string, string>>;
}

async function checkpoint(model: Model, options: FitOptions): Promise<Checkpoint> {
  const bytes = save(model), again = load(bytes);
  await again.fit(x, y, { ...options, resume: model.position !== undefined });
  return { bytes: Buffer.from(bytes).toString('base64'), resumed: digest(again) };
}

async function ledgerOf(model: Model, options: FitOptions, checkpointBytes: number = 0): Promise<string> {
  const book = ledger({ every: 4, checkpointBytes });
  await model.fit(x, y, { ...options, callbacks: [book] });
  return Buffer.from(book.bytes()).toString('latin1');
}

async function make(): Promise<Files> {
  const fitted = async (options: FitOptions, model: Model = build()): Promise<Model> => {
    await model.fit(x, y, options);
    return model;
  };
  const second = await fitted({ ...uneven, epochs: 2 });
  return {
    checkpoints: {
      fresh: await checkpoint(build(), uneven),
      within: await checkpoint(await fitted({ ...uneven, maxIterations: 6 }), uneven),
      whole: await checkpoint(second, uneven),
      withinASecondFit: await checkpoint(await fitted({ ...uneven, maxIterations: 6 }, load(save(second))), uneven),
      accumulating: await checkpoint(await fitted({ ...even, maxIterations: 7 }, build(2)), even),
      accumulatingUnevenly: await checkpoint(await fitted({ ...uneven, maxIterations: 6 }, build(3)), uneven),
    },
    ledgers: {
      first: await ledgerOf(build(), { ...uneven, epochs: 2 }, 2 ** 14),
      second: await ledgerOf(second, { ...uneven, epochs: 2 }),
      resumed: await ledgerOf(await fitted({ ...uneven, maxIterations: 6 }), { ...uneven, epochs: 3, resume: true }),
      accumulating: await ledgerOf(build(2), { ...even, epochs: 2 }),
      accumulatingUnevenly: await ledgerOf(build(2), { ...uneven, epochs: 2 }),
      batchNormalization: await ledgerOf(build(1, [batchNormalization()]), { ...uneven, epochs: 1 }),
      layerNormalization: await ledgerOf(build(1, [layerNormalization()]), { ...uneven, epochs: 1 }),
    },
  };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  process.stdout.write(`${JSON.stringify(await make(), null, 1)}\n`);
}
