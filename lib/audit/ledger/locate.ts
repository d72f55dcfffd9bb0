/**
 * Where two tables of kernels part ways.
 * @module
 */

import { FormatError, NonFiniteError, expectKnownOptions, expectUint8Array } from '../../core/errors.ts';
import { nextTurn } from '../../core/eventLoop.ts';
import { load, save, type LoadOptions } from '../../formats/index.ts';
import { expectKernels } from '../../kernels/expectKernels.ts';
import { createKernels, type Kernels } from '../../kernels/index.ts';
import { trace } from '../trace/trace.ts';
import { misplacedStep } from './misplacedStep.ts';
import { openLedger } from './openLedger.ts';
import { isStep, readLedger } from './readLedger.ts';
import type { BatchRecord, StepRecord } from './records.ts';
import { Replay } from './replay.ts';
import { stateDigests } from './stateDigests.ts';
import type { StepData } from './stepData.ts';
import type { TrainingData } from './trainingData.ts';

/** What {@link locateDifference} takes. */
export interface LocateOptions {
  /** The table under suspicion, such as the one that wrote the ledger. */
  readonly suspect: Kernels;
  /** The table that it is held against; default the reference, which defines the numbers. */
  readonly kernels?: Kernels;
  /** What the model has of one's own, as `load` takes it. Default none. */
  readonly custom?: LoadOptions['custom'];
}

/** What {@link locateDifference} finds. */
export interface Located {
  /** The first step after which the two differ, from 1. */
  readonly step: number;
  /** Its epoch, from 0. */
  readonly epoch: number;
  /** Its batch in that, from 0. */
  readonly batch: number;
  /**
   * How often steps were done again on both tables: once all of them, then ⌈log₂ steps⌉ times half of what was left.
   */
  readonly reexecutions: number;
  /**
   * The first operation that the suspect table gets wrong, as its trace says; undefined where it did not do so again.
   */
  readonly operation: string | undefined;
}

/**
 * Finds the first step of a ledger's training, and the first operation in it, where a table of kernels gives other bits
 * than it should.
 *
 * The steps are done again on both tables and halved: if θ, state and slots are equal after half of those in question,
 * the fault lies in the second half. The step that is left is traced on the suspect table. Undefined where the tables
 * agree on all steps: what differs is then the ledger itself, see `verifyLedger`. The ledger's own losses and states
 * are not looked at. Throws as `verifyLedger`, and FormatError where that finds a record, a step's place or the data
 * wrong, or where there is no step at all. A torn last line is left aside.
 */
export async function locateDifference(
  bytes: Uint8Array, data: TrainingData, options: LocateOptions,
): Promise<Located | undefined> {
  expectKnownOptions('locateDifference', options, ['suspect', 'kernels', 'custom']);
  const { suspect, kernels = createKernels('reference'), custom = [] } = options;
  expectKernels('locateDifference', 'suspect', suspect);
  expectKernels('locateDifference', 'kernels', kernels);
  expectUint8Array('locateDifference', 'bytes', bytes);
  const { header, records, flaw } = readLedger(bytes);
  if (flaw !== undefined && !flaw.isTorn) {
    const got = `line ${flaw.line}: ${flaw.message}`;
    throw new FormatError(`locateDifference: bytes must be a ledger as it was written, got ${got}`);
  }
  const { steps: on, checkpoint, model } = openLedger('locateDifference', header, data, { custom, kernels });
  const other = await on.different();
  if (other !== undefined) throw new FormatError(`locateDifference: data must be ${other.expected}, got ${other.got}`);
  const misplaced = misplacedStep(header, records, model.position);
  if (misplaced !== undefined) throw new FormatError(
    `locateDifference: step ${misplaced.step} must be ${misplaced.expected}, got ${misplaced.got}`,
  );
  const pair = new Pair({ on, custom, tables: [kernels, suspect] });
  const steps = records.filter(isStep);
  if (steps.length === 0) {
    throw new FormatError('locateDifference: bytes must be a ledger of at least one step, got none');
  }
  return search(pair, checkpoint, steps).finally(() => on.close());
}

async function search(
  pair: Pair, checkpoint: Uint8Array, steps: readonly AnyStep[],
): Promise<Located | undefined> {
  let from = checkpoint, low = 0, high = steps.length, reexecutions = 1;
  if ((await pair.run(from, steps)) !== undefined) return undefined;
  for (; high - low > 1; reexecutions++) {
    const middle = (low + high) >> 1;
    const reached = await pair.run(from, steps.slice(low, middle));
    if (reached === undefined) high = middle;
    else [from, low] = [reached, middle];
  }
  const { step, epoch, batch } = steps[low];
  return { step, epoch, batch, reexecutions, operation: await pair.operation(from, steps[low]) };
}

type AnyStep = StepRecord | BatchRecord;

interface Search {
  readonly on: StepData;
  readonly custom: LoadOptions['custom'];
  /** The trusted one, and the one under suspicion. */
  readonly tables: readonly [Kernels, Kernels];
}

/** Both tables, and what they train on. */
class Pair {
  readonly #search: Search;

  constructor(search: Search) {
    this.#search = search;
  }

  /** Does steps on both from a checkpoint: the checkpoint after them, undefined where the two then differ. */
  async run(checkpoint: Uint8Array, steps: readonly AnyStep[]): Promise<Uint8Array | undefined> {
    const [own, other] = this.#search.tables.map((kernels) => this.#replay(checkpoint, kernels));
    const expected = await outcome(own, steps);
    await nextTurn();
    return await outcome(other, steps) === expected ? save(own.model) : undefined;
  }

  /** What a trace of the step on the suspect table takes offence at. */
  async operation(checkpoint: Uint8Array, record: AnyStep): Promise<string | undefined> {
    const replay = this.#replay(checkpoint, this.#search.tables[1]);
    const { x, y, sampleWeight } = await replay.prepare(record);
    try {
      trace(replay.model, x, y, sampleWeight && { sampleWeight });
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #replay(checkpoint: Uint8Array, kernels: Kernels): Replay {
    const { on, custom = [] } = this.#search;
    return new Replay(load(checkpoint, { custom, kernels }), on);
  }
}

/** What steps come to: digests, or the NaN or Infinity that they end on. */
async function outcome(replay: Replay, steps: readonly AnyStep[]): Promise<string> {
  try {
    for (const record of steps) replay.train(await replay.prepare(record));
    return JSON.stringify(stateDigests(replay.model));
  } catch (error) {
    if (error instanceof NonFiniteError) return error.message;
    throw error;
  }
}
