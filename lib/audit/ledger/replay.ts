/**
 * The steps of a ledger, carried out again.
 * @module
 */

import { NonFiniteError } from '../../core/errors.ts';
import { bitsOf, fromBits64 } from '../../core/hex.ts';
import type { Indices } from '../../kernels/index.ts';
import { epochOrder } from '../../model/epochOrder.ts';
import { expectUnchanged, type Examples } from '../../plan/index.ts';
import type { Model } from '../../model/index.ts';
import type { Header, StateRecord, StepRecord } from './records.ts';
import { checksumDigits, rowsChecksum } from './rowsChecksum.ts';
import { stateDigests } from './stateDigests.ts';

/** What a record says, and what came out. */
export interface Difference {
  readonly what: 'rows' | 'loss' | 'theta' | 'beside' | 'slots';
  readonly expected: string;
  readonly got: string;
}

/** A step's examples, and the checksum of their numbers. */
export interface Batch {
  readonly checksum: string;
  readonly x: Float32Array;
  readonly y: Float64Array;
  readonly sampleWeight: Float32Array | undefined;
  /** Whether it is the last of its epoch. */
  readonly endsEpoch: boolean;
}

export class Replay {
  readonly model: Model;
  readonly #header: Header;
  readonly #examples: Examples;
  readonly #widths: { readonly inputs: number; readonly outputs: number };
  /** How many more epochs were begun than the number of one says. */
  readonly #ahead: number;
  #epoch = -1;
  #order: Indices | undefined;

  /** Goes on with a model as a checkpoint has given it. */
  constructor(model: Model, header: Header, examples: Examples) {
    this.model = model;
    this.#header = header;
    this.#examples = examples;
    this.#widths = { inputs: examples.x.length / examples.count, outputs: examples.y.length / examples.count };
    const { position } = model;
    this.#ahead = position === undefined ? 0 : position.begun - position.epoch;
  }

  /**
   * Carries out a step; the first difference to its record, if there is one: NaN and Infinity are one. A step of other
   * rows is not carried out.
   */
  step(record: StepRecord): Difference | undefined {
    const { rows, loss } = record;
    const batch = this.prepare(record);
    if (batch.checksum !== rows) return { what: 'rows', expected: rows, got: batch.checksum };
    const { steps } = this.model;
    try {
      const got = bitsOf(this.train(batch));
      return got === loss ? undefined : { what: 'loss', expected: loss, got };
    } catch (error) {
      const got = notFinite(error);
      const isTaken = this.model.steps > steps;
      return isTaken ? { what: 'theta', expected: 'finite numbers', got } : { what: 'loss', expected: loss, got };
    }
  }

  /** Sets the rate of a step and gathers its batch, empty where there is none of that number. */
  prepare({ epoch, batch, learningRate }: StepRecord): Batch {
    const { samples, batchSize, shuffle, seed } = this.#header;
    if (epoch !== this.#epoch) {
      this.#order = epochOrder(samples, batchSize, shuffle, seed, epoch + this.#ahead);
      this.#epoch = epoch;
    }
    if (learningRate !== undefined) this.model.optimizer.learningRate = fromBits64(learningRate);
    const first = batch * batchSize, size = Math.max(0, Math.min(batchSize, samples - first));
    const rows = Uint32Array.from({ length: size }, (_, i) => this.#order?.[first + i] ?? first + i);
    const checksum = size === 0 ? '' : checksumDigits(rowsChecksum(this.#order, first, size, new Int32Array(2)));
    return { checksum, ...this.#gather(rows), endsEpoch: first + size >= samples };
  }

  /** Trains on a prepared batch; its loss. */
  train({ x, y, sampleWeight, endsEpoch }: Batch): number {
    return this.model.trainOnBatch(x, y, { endsEpoch, ...(sampleWeight && { sampleWeight }) }).loss;
  }

  #gather(rows: Uint32Array): Pick<Batch, 'x' | 'y' | 'sampleWeight'> {
    const { x, y, weights } = this.#examples, { inputs, outputs } = this.#widths;
    expectUnchanged(this.#examples, inputs, outputs, rows, 0, rows.length);
    const batchX = new Float32Array(rows.length * inputs), batchY = new Float64Array(rows.length * outputs);
    rows.forEach((row, r) => {
      batchX.set(x.subarray(row * inputs, (row + 1) * inputs), r * inputs);
      for (let j = 0; j < outputs; j++) batchY[r * outputs + j] = y[row * outputs + j];
    });
    return { x: batchX, y: batchY, sampleWeight: weights && Float32Array.from(rows, (row) => weights[row]) };
  }
}

/** The first difference of where a model stands from a record, if there is one. */
export function differentState(model: Model, record: StateRecord): Difference | undefined {
  try {
    const digests = stateDigests(model);
    const what = (['theta', 'beside', 'slots'] as const).find((name) => digests[name] !== record[name]);
    return what && { what, expected: record[what] ?? 'none', got: digests[what] ?? 'none' };
  } catch (error) {
    return { what: 'theta', expected: record.theta, got: notFinite(error) };
  }
}

/** What a NonFiniteError says: a ledger that was written has none. Throws any other error. */
function notFinite(error: unknown): string {
  if (error instanceof NonFiniteError) return error.message;
  throw error;
}
