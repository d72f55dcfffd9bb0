/**
 * Whether a training really happened as its ledger says.
 * @module
 */

import { fromBase64 } from '../../core/base64.ts';
import { fromBits64 } from '../../core/hex.ts';
import {
  FormatError, expectArray, expectBoolean, expectFunction, expectInteger, expectKnownOptions, expectUint8Array,
  rangeError,
} from '../../core/errors.ts';
import { nextTurn, now } from '../../core/eventLoop.ts';
import { load, type LoadOptions } from '../../formats/index.ts';
import { expectKernels } from '../../kernels/expectKernels.ts';
import { createKernels, type Kernels } from '../../kernels/index.ts';
import type { EarlierContract, Model } from '../../model/index.ts';
import { openLedger } from './openLedger.ts';
import { misplacedStep } from './misplacedStep.ts';
import { notProved, wentOn, type Doubt, type Start } from './notProved.ts';
import { isState, isStep, readLedger, type LedgerContents } from './readLedger.ts';
import type { Header, LedgerRecord, ModelSummary, StateRecord } from './records.ts';
import { differentState, Replay } from './replay.ts';
import { setupOf } from './setupOf.ts';
import { startOf } from './startOf.ts';
import type { Difference, StepData } from './stepData.ts';
import { summarize } from './summarize.ts';
import type { TrainingData } from './trainingData.ts';

/** What {@link verifyLedger} takes. */
export interface VerifyOptions {
  /** Layers, optimizers, losses and so on of one's own, as `load` takes them. Default none. */
  readonly custom?: LoadOptions['custom'];
  /** The table to train with again; default the reference, which defines the numbers. */
  readonly kernels?: Kernels;
  /**
   * Only these steps, at least one, counted from 1, each with all that leads to it from the checkpoint before. Default
   * all.
   */
  readonly steps?: readonly number[];
  /**
   * Takes a ledger without an end too, as a run that was cut off leaves it; a torn last line is left aside.
   * Default false.
   */
  readonly allowIncomplete?: boolean;
  /**
   * Told how many steps have been done again, of how many: those asked for, and those that lead to them. Default:
   * nobody is told.
   */
  readonly onProgress?: (done: number, of: number) => void;
}

/** What is wrong: the text of the ledger, its data, or the numbers that come out. */
export type Finding = Difference['what'] | 'record' | 'header' | 'place' | 'data' | 'checkpoint' | 'end';

/** What {@link verifyLedger} found: that all is as the ledger says, or the first thing that is not. */
export type Verification =
  | {
    readonly ok: true;
    /** Steps that the ledger holds. */
    readonly steps: number;
    /** Steps that were carried out again. */
    readonly replayed: number;
    /** Whether training began where a new model of the ledger's seed and options does, which is drawn anew for it. */
    readonly start: Start;
    /** Under which contracts before its own the model's first steps were done: before this ledger, and not again. */
    readonly earlierContracts: readonly EarlierContract[];
    /** What is not proved all the same, in sentences. */
    readonly notProved: readonly string[];
  }
  | {
    readonly ok: false;
    /** The step that differs, or after which the ledger cannot be trusted; 0 before the first. */
    readonly step: number;
    /** The line of the ledger, from 1. */
    readonly line: number;
    readonly what: Finding;
    readonly expected: string;
    readonly got: string;
    readonly message: string;
  };

/** How long the event loop may wait, in milliseconds. */
const TURN = 16;

/**
 * Carries the steps of a ledger out again and compares rows, losses, parameters and slots, bit for bit.
 *
 *     await verifyLedger(book.bytes(), { x, y }); // { ok: true, steps, … } or the first record that differs
 *     await verifyLedger(book.bytes(), { source: (epoch, batch) => … }); // of a source, as it was given to `fit`
 *
 * Form, numbering and chain of the whole ledger are checked first, then its header, that its steps are those
 * of a `fit`, and the digests of the data, then the steps asked for, on the reference kernels unless others are given.
 * A ledger that was cut off, lengthened, or whose lines were changed, dropped or moved is not ok. Which rates were set,
 * why training ended and how often states were written is taken from the ledger. The verdict says what training began
 * with and under which contracts the model was trained before, and lists what is not proved. Throws (rejects with)
 * FormatError for bytes that do not begin as a ledger does, and TypeError, RangeError or ShapeError for arguments that
 * do not fit.
 */
export async function verifyLedger(
  bytes: Uint8Array, data: TrainingData, options: VerifyOptions = {},
): Promise<Verification> {
  expectKnownOptions('verifyLedger', options, ['custom', 'kernels', 'steps', 'allowIncomplete', 'onProgress']);
  const { custom = [], kernels = createKernels('reference'), allowIncomplete = false, onProgress } = options;
  expectKernels('verifyLedger', 'kernels', kernels);
  expectBoolean('verifyLedger', 'allowIncomplete', allowIncomplete);
  if (onProgress !== undefined) expectFunction('verifyLedger', 'onProgress', onProgress);
  expectUint8Array('verifyLedger', 'bytes', bytes);
  const contents = readLedger(bytes), { header, records } = contents;
  const total = records.filter(isStep).length;
  const wanted = toSteps(options.steps, total);
  const flaw = findFlaw(contents, total, allowIncomplete);
  if (flaw !== undefined) return flaw;
  const { model, steps } = openLedger('verifyLedger', header, data, { custom, kernels });
  const other = differentHeader(header, model) ?? differentPlace(contents, model) ?? await otherData(steps);
  const start = (checkpoint: string): Model => load(fromBase64(checkpoint) ?? new Uint8Array(), { kernels, custom });
  if (other !== undefined) return other;
  const began = startOf(model), { earlierContracts = [] } = summarize(model, header.contract);
  const setup = setupOf(model, header.contract), rate = rateOf(model);
  const task: Verifying = { header, records, steps, start, setup, rate, wanted, onProgress };
  const done = await replay(task, model).finally(() => steps.close());
  if (typeof done !== 'number') return done;
  const doubts = doubtsAt(began, done === total, contents.isComplete);
  return { ok: true, steps: total, replayed: done, start: began, earlierContracts, notProved: notProved(doubts) };
}

function doubtsAt(start: Start, isAll: boolean, isComplete: boolean): Doubt[] {
  const parts: readonly (keyof Start)[] = ['theta', 'state', 'slots', 'place'];
  return [
    ...(wentOn(start) ? ['before'] as const : parts.filter((part) => !start[part])),
    ...(isAll ? [] : ['steps'] as const),
    ...(isComplete ? [] : ['end'] as const),
  ];
}

/**
 * The steps to carry out, ascending. Throws TypeError for no list of numbers, and RangeError for a step that is not
 * there, or none.
 */
function toSteps(given: unknown, total: number): number[] {
  if (given === undefined) return Array.from({ length: total }, (_, i) => i + 1);
  expectArray('verifyLedger', 'steps', given);
  if (given.length === 0) {
    throw rangeError('verifyLedger: steps must hold at least one step, or be absent for all, got none');
  }
  return [...new Set(given.map((step, i) => toStep(`steps[${i}]`, step, total)))].sort((a, b) => a - b);
}

function toStep(argument: string, step: unknown, total: number): number {
  expectInteger('verifyLedger', argument, step, 1, total);
  return step;
}

function findFlaw(
  { records, flaw, isComplete }: LedgerContents, total: number, allowIncomplete: boolean,
): Verification | undefined {
  if (flaw !== undefined && !(allowIncomplete && flaw.isTorn)) {
    return {
      ok: false, step: flaw.step, line: flaw.line, what: 'record', expected: 'a ledger as it was written',
      got: flaw.message, message: flaw.message,
    };
  }
  if (isComplete || allowIncomplete) return undefined;
  const message = `the ledger has no end record after step ${total}: training was cut off, or the ledger shortened`;
  return {
    ok: false, step: total, line: records.length + 2, what: 'end', expected: 'an end record', got: 'nothing', message,
  };
}

function different(
  step: number, line: number, { what, expected, got }: Pick<Verification & { ok: false }, 'what' | 'expected' | 'got'>,
): Verification {
  const message =
    `${step === 0 ? 'before the first step' : `step ${step}`}, line ${line}: ${what} must be ${expected}, got ${got}`;
  return { ok: false, step, line, what, expected, got, message };
}

/** Whether the header says of the model what its checkpoint does not. */
function differentHeader(header: Header, model: Model): Verification | undefined {
  const summary: ModelSummary = { earlierContracts: [], shards: 1, ...summarize(model, header.contract) };
  const says: Partial<ModelSummary> = { shards: 1, ...header };
  const said = (Object.keys(summary) as (keyof ModelSummary)[]).filter((name) => says[name] !== undefined);
  const wrong = said.find((name) => JSON.stringify(says[name]) !== JSON.stringify(summary[name]));
  return wrong && different(0, 1, {
    what: 'header', expected: `${wrong} ${JSON.stringify(summary[wrong])}, as in its checkpoint`,
    got: JSON.stringify(says[wrong]),
  });
}

/** Whether a step is not the one that `fit` takes there. */
function differentPlace({ header, records }: LedgerContents, { position }: Model): Verification | undefined {
  const wrong = misplacedStep(header, records, position);
  return wrong && different(wrong.step, wrong.record + 2, { what: 'place', ...wrong });
}

async function otherData(steps: StepData): Promise<Verification | undefined> {
  const wrong = await steps.different();
  return wrong && different(0, 1, { what: 'data', ...wrong });
}

/**
 * The model of a checkpoint among the records, or what is wrong with it: it must hold what its record has hashed,
 * and be the first checkpoint's model.
 */
function fromCheckpoint(
  task: Verifying, record: StateRecord, place: number,
): Model | Omit<Difference, 'what'> & { what: Finding } {
  const { header, setup, start } = task;
  try {
    const model = start(record.checkpoint ?? ''), steps = header.steps + record.state;
    const wrong = differentState(model, record);
    if (wrong !== undefined) {
      return { what: 'checkpoint', expected: `${wrong.what} of SHA-256 ${wrong.expected}`, got: wrong.got };
    }
    if (model.steps !== steps) return { what: 'checkpoint', expected: `${steps} steps`, got: String(model.steps) };
    if (setupOf(model, header.contract) !== setup) {
      return { what: 'checkpoint', expected: 'the model of the header', got: 'another' };
    }
    const rate = rateOf(model), known = ratesAt(task, place);
    return known.includes(rate) ? model : { what: 'checkpoint', expected: `learning rate ${known[0]}`, got: rate };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { what: 'checkpoint', expected: 'a checkpoint', got: error.message };
  }
}

/** A model's rate as text: a number, or the description of a schedule. */
function rateOf({ optimizer }: Model): string {
  return JSON.stringify(optimizer.getConfig().learningRate);
}

/** The rates that may be set at the place of a record: that of the steps before, or already that of the step after. */
function ratesAt({ records, rate }: Verifying, place: number): string[] {
  const set = (from: readonly LedgerRecord[]): string[] =>
    from.flatMap((record) =>
      (isStep(record) && record.learningRate !== undefined ? [JSON.stringify(fromBits64(record.learningRate))] : []));
  const next = records.slice(place).find(isStep);
  return [set(records.slice(0, place)).at(-1) ?? rate, ...set(next === undefined ? [] : [next])];
}

/** What the replay of a ledger needs. */
interface Verifying {
  readonly header: Header;
  readonly records: readonly LedgerRecord[];
  readonly steps: StepData;
  readonly start: (checkpoint: string) => Model;
  /** Those of the header's model. */
  readonly setup: string;
  readonly rate: string;
  readonly wanted: readonly number[];
  readonly onProgress: VerifyOptions['onProgress'];
}

/** How many steps are done again for those wanted, each from the nearest checkpoint before. */
function stepsToDo(wanted: readonly number[], saved: readonly number[]): number {
  return wanted.reduce((count, step, i) => {
    const before = i === 0 ? 0 : wanted[i - 1];
    return count + step - Math.max(before, ...saved.filter((state) => state < step));
  }, 0);
}

/** Carries out the steps wanted and what leads to them, each from the nearest checkpoint before; how many they were. */
async function replay(task: Verifying, first: Model): Promise<Verification | number> {
  const { records, steps, wanted, onProgress } = task;
  let run = new Replay(first, steps), at = 0, done = 0, replayed = 0, turn = now();
  const saved = records.flatMap((record, i) =>
    (isState(record) && record.checkpoint !== undefined ? [{ record, i }] : []));
  const all = stepsToDo(wanted, saved.map(({ record }) => record.state));
  for (; at < records.length && !isStep(records[at]); at++) {
    const record = records[at], difference = isState(record) ? differentState(first, record) : undefined;
    if (difference !== undefined) return different(0, at + 2, difference);
  }
  for (const step of wanted) {
    const nearest = saved.filter(({ record, i }) => i >= at && record.state > done && record.state < step).at(-1);
    if (nearest !== undefined) {
      const { record, i } = nearest, begun = fromCheckpoint(task, record, i);
      if ('what' in begun) return different(record.state, i + 2, begun);
      run = new Replay(begun, steps);
      [at, done] = [i + 1, record.state];
    }
    for (; at < records.length && done <= step; at++) {
      const record = records[at];
      if (isStep(record) && record.step > step) break;
      const difference =
        isStep(record) ? await run.step(record) : isState(record) ? differentState(run.model, record) : undefined;
      if (isStep(record)) [done, replayed] = [record.step, replayed + 1];
      if (difference !== undefined) return different(done, at + 2, difference);
      const begun = isState(record) && record.checkpoint !== undefined ? fromCheckpoint(task, record, at) : undefined;
      if (begun !== undefined && 'what' in begun) return different(done, at + 2, begun);
      if (now() - turn < TURN) continue;
      onProgress?.(replayed, all);
      await nextTurn();
      turn = now();
    }
  }
  return replayed;
}
