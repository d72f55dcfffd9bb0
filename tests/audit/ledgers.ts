/**
 * Ledgers of a small training, and what is done to them.
 * @module
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ledger, type LedgerOptions, type Verification } from '../../lib/audit/index.ts';
import { Philox } from '../../lib/core/philox.ts';
import {
  adam, dense, sequential, type Callback, type FitOptions, type Layer, type Optimizer,
} from '../../lib/index.ts';
import { createKernels, type Indices, type KernelsName } from '../../lib/kernels/index.ts';

export const EXAMPLES = 23, BATCH = 4, EPOCHS = 3;
/** The last step of an epoch takes three examples. */
export const STEPS: number = EPOCHS * Math.ceil(EXAMPLES / BATCH);

const random = new Philox(7, 0);
export const x: Float32Array = Float32Array.from({ length: EXAMPLES * 3 }, () => random.nextFloat() * 2 - 1);
export const y: number[] = Array.from({ length: EXAMPLES }, (_, i) =>
  (x[3 * i] + x[3 * i + 1] * x[3 * i + 2] > 0 ? 1 : 0));

export interface Run {
  readonly kernels?: KernelsName;
  readonly layers?: readonly Layer[];
  readonly optimizer?: Optimizer;
  readonly options?: LedgerOptions;
  readonly fit?: FitOptions;
  readonly before?: readonly Callback[];
  readonly maxBatch?: number;
  /** Changes the order that the ledger is told of. */
  readonly order?: (epoch: number, rows: Indices | undefined) => void;
}

export const plain = (): Layer[] => [
  dense({ units: 5, activation: 'tanh', inputShape: [3] }), dense({ units: 2, activation: 'softmax' }),
];

/** Trains under a ledger and gives its bytes. */
export async function written(run: Run = {}): Promise<Uint8Array> {
  const {
    kernels = 'reference', layers = plain(), optimizer = adam(), options = {}, fit = {}, before = [], maxBatch = 8,
  } = run;
  const model = sequential(layers, { seed: 5, maxBatch, kernels: createKernels(kernels) });
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  const book = ledger({ every: 4, ...options }), { order } = run;
  if (order !== undefined) {
    const begin = book.onEpochBegin.bind(book);
    book.onEpochBegin = (epoch, of, rows) => {
      order(epoch, rows);
      begin(epoch, of, rows);
    };
  }
  await model.fit(
    x, y, { batchSize: BATCH, epochs: EPOCHS, ...fit, callbacks: [...before, book, ...[fit.callbacks ?? []].flat()] },
  );
  return book.bytes();
}

export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
export const linesOf = (bytes: Uint8Array): string[] => text(bytes).split('\n').slice(0, -1);
export const fromLines = (lines: readonly string[]): Uint8Array =>
  new Uint8Array(Buffer.from(lines.map((line) => `${line}\n`).join('')));

export function assertDiffers(
  verification: Verification, wanted: Partial<Verification & { ok: false }>, message?: string,
): void {
  assert.equal(verification.ok, false, message);
  for (const [name, value] of Object.entries(wanted)) {
    assert.equal(verification[name as keyof Verification], value, message ?? name);
  }
}

/** Of a ledger with so many steps, so many of which were done again. */
export function assertVerified(verification: Verification, steps: number, replayed: number = steps): void {
  assert.ok(verification.ok, JSON.stringify(verification));
  assert.deepEqual([verification.steps, verification.replayed], [steps, replayed]);
}

/** Flips a bit of an element, counted over the whole array. */
export function flip(array: Float32Array | Uint32Array | Int32Array, position: number): void {
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)[position >> 3] ^= 1 << (position & 7);
}

/** A ledger with its lines changed and the chain made to fit again, as a forger would. */
export function forge(bytes: Uint8Array, change: (record: Record<string, unknown>, line: number) => void): Uint8Array {
  const forged: string[] = [];
  linesOf(bytes).forEach((line, i) => {
    const record = JSON.parse(line) as Record<string, unknown>;
    change(record, i);
    if ('chain' in record) {
      record.chain = createHash('sha256').update(forged.map((own) => `${own}\n`).join('')).digest('hex');
    }
    forged.push(JSON.stringify(record));
  });
  return fromLines(forged);
}
