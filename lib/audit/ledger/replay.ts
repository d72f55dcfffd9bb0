/**
 * The steps of a ledger, carried out again.
 * @module
 */

import { NonFiniteError } from '../../core/errors.ts';
import { bitsOf, fromBits64 } from '../../core/hex.ts';
import type { Model } from '../../model/index.ts';
import type { BatchRecord, StateRecord, StepRecord } from './records.ts';
import { stateDigests } from './stateDigests.ts';
import type { Batch, Difference, StepData } from './stepData.ts';

export class Replay {
  readonly model: Model;
  readonly #data: StepData;
  /** How many more epochs were begun than the number of one says. */
  readonly #ahead: number;

  /** Goes on with a model as a checkpoint has given it. */
  constructor(model: Model, data: StepData) {
    this.model = model;
    this.#data = data;
    const { position } = model;
    this.#ahead = position === undefined ? 0 : position.begun - position.epoch;
  }

  /**
   * Carries out a step; the first difference to its record, if there is one: NaN and Infinity are one. A step on other
   * examples is not carried out.
   */
  async step(record: StepRecord | BatchRecord): Promise<Difference | undefined> {
    const { loss } = record, batch = await this.prepare(record);
    if (batch.difference !== undefined) return batch.difference;
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

  /** Sets the rate of a step and gathers its batch. */
  prepare(record: StepRecord | BatchRecord): Promise<Batch> {
    const { epoch, learningRate } = record;
    if (learningRate !== undefined) this.model.optimizer.learningRate = fromBits64(learningRate);
    return this.#data.prepare(record, epoch + this.#ahead);
  }

  /** Trains on a prepared batch; its loss. */
  train({ x, y, sampleWeight, endsEpoch }: Batch): number {
    return this.model.trainOnBatch(x, y, { endsEpoch, ...(sampleWeight && { sampleWeight }) }).loss;
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
