/**
 * The steps of a ledger, carried out again.
 * @module
 */

import { NonFiniteError } from '../../core/errors.ts';
import { bitsOf, fromBits64 } from '../../core/hex.ts';
import { loadRows, type Indices } from '../../kernels/loadRows.ts';
import { epochOrder } from '../../model/epochOrder.ts';
import { expectUnchanged, widthsOf, type Examples, type Widths } from '../../plan/index.ts';
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
  /** One an input, and one an output. */
  readonly x: readonly Float32Array[];
  readonly y: readonly Float64Array[];
  readonly sampleWeight: readonly Float32Array[] | undefined;
  /** Whether it is the last of its epoch. */
  readonly endsEpoch: boolean;
}

export class Replay {
  readonly model: Model;
  readonly #header: Header;
  readonly #examples: Examples;
  readonly #widths: Widths;
  /** How many more epochs were begun than the number of one says. */
  readonly #ahead: number;
  #epoch = -1;
  #order: Indices | undefined;

  /** Goes on with a model as a checkpoint has given it. */
  constructor(model: Model, header: Header, examples: Examples) {
    this.model = model;
    this.#header = header;
    this.#examples = examples;
    this.#widths = widthsOf(examples);
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
    const { x, y, weights } = this.#examples, { inputs, targets } = this.#widths;
    expectUnchanged(this.#examples, this.#widths, rows, 0, rows.length);
    return {
      x: x.map((own, i) => {
        const out = new Float32Array(rows.length * inputs[i]);
        loadRows(rows.length, inputs[i], own, rows, 0, out);
        return out;
      }),
      y: y.map((own, i) => rowsOf(own, rows, targets[i], new Float64Array(rows.length * targets[i]))),
      sampleWeight: weights.length === 0 ? undefined
        : weights.map((own) => rowsOf(own, rows, 1, new Float32Array(rows.length))),
    };
  }
}

function rowsOf<A extends Float32Array | Float64Array>(
  from: ArrayLike<number>, rows: Uint32Array, width: number, out: A,
): A {
  rows.forEach((row, r) => {
    for (let j = 0; j < width; j++) out[r * width + j] = from[row * width + j];
  });
  return out;
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
