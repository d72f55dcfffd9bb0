/**
 * What the steps of a ledger are done again on.
 * @module
 */

import { loadRows, type Indices } from '../../kernels/loadRows.ts';
import type { RowSource } from '../../kernels/index.ts';
import { epochOrder } from '../../model/epochOrder.ts';
import { expectUnchanged, widthsOf, type Examples, type Widths } from '../../plan/index.ts';
import { differentData } from './dataDigests.ts';
import { batchesAnEpoch } from './misplacedStep.ts';
import type { ArraysHeader, BatchRecord, StepRecord } from './records.ts';
import { checksumDigits, rowsChecksum } from './rowsChecksum.ts';

/** What a record says, and what came out. */
export interface Difference {
  readonly what: 'rows' | 'data' | 'place' | 'loss' | 'theta' | 'beside' | 'slots';
  readonly expected: string;
  readonly got: string;
}

/** A step's examples. */
export interface Batch {
  /** How they are not those of the record, if they are not. */
  readonly difference: Difference | undefined;
  /** One an input, and one an output. */
  readonly x: readonly RowSource[];
  readonly y: readonly ArrayLike<number>[];
  readonly sampleWeight: readonly Float32Array[] | undefined;
  /** Whether it is known to be the last of its epoch. */
  readonly endsEpoch: boolean;
}

/** Gives the batches of steps, in any order. */
export interface StepData {
  /** How the data as a whole are not those of the header, if that says so and they are not. */
  different(): Promise<{ readonly expected: string; readonly got: string } | undefined>;
  /** The batch of a step in an epoch before which so many were begun. */
  prepare(record: StepRecord | BatchRecord, begun: number): Promise<Batch>;
  close(): Promise<void>;
}

/** Of examples that are all there. */
export class ArraysData implements StepData {
  readonly #header: ArraysHeader;
  readonly #examples: Examples;
  readonly #widths: Widths;
  #begun = -1;
  #order: Indices | undefined;

  constructor(header: ArraysHeader, examples: Examples) {
    this.#header = header;
    this.#examples = examples;
    this.#widths = widthsOf(examples);
  }

  different(): ReturnType<StepData['different']> {
    return differentData(this.#header, this.#examples);
  }

  /** Of a batch that is not there it gives no examples. */
  async prepare(record: StepRecord | BatchRecord, begun: number): Promise<Batch> {
    const { samples, batchSize, shuffle, seed } = this.#header, { batch } = record;
    if (begun !== this.#begun) {
      this.#order = epochOrder(samples, batchSize, shuffle, seed, begun);
      this.#begun = begun;
    }
    const first = batch * batchSize, size = Math.max(0, Math.min(batchSize, samples - first));
    const rows = Uint32Array.from({ length: size }, (_, i) => this.#order?.[first + i] ?? first + i);
    const got = size === 0 ? '' : checksumDigits(rowsChecksum(this.#order, first, size, new Int32Array(2)));
    const expected = 'rows' in record ? record.rows : '', isSame = got === expected;
    return {
      difference: isSame ? undefined : { what: 'rows', expected, got }, ...this.#gather(rows),
      endsEpoch: batch + 1 >= batchesAnEpoch(this.#header),
    };
  }

  async close(): Promise<void> {}

  #gather(rows: Uint32Array): Pick<Batch, 'x' | 'y' | 'sampleWeight'> {
    const { x, y, weights } = this.#examples, { inputs, targets, weights: steps } = this.#widths;
    expectUnchanged(this.#examples, this.#widths, rows, 0, rows.length);
    return {
      x: x.map((own, i) => {
        const out = new Float32Array(rows.length * inputs[i]);
        loadRows(rows.length, inputs[i], own, rows, 0, out);
        return out;
      }),
      y: y.map((own, i) => rowsOf(own, rows, targets[i], new Float64Array(rows.length * targets[i]))),
      sampleWeight: weights.length === 0 ? undefined
        : weights.map((own, i) => rowsOf(own, rows, steps[i], new Float32Array(rows.length * steps[i]))),
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
