/**
 * A ledger that is read once, and whose steps are carried out again as often as they are asked for.
 * @module
 */

import { fromBase64 } from '../../core/base64.ts';
import { expectArray, expectInteger, rangeError } from '../../core/errors.ts';
import { load, type LoadOptions } from '../../formats/index.ts';
import type { Kernels } from '../../kernels/index.ts';
import type { Model } from '../../model/index.ts';
import { misplacedStep } from './misplacedStep.ts';
import { notProved, wentOn, type Doubt, type Start } from './notProved.ts';
import { openLedger } from './openLedger.ts';
import { isStep, readLedger, type LedgerContents } from './readLedger.ts';
import type { Header, ModelSummary } from './records.ts';
import { rateOf, replaySteps, type Verifying } from './replaySteps.ts';
import { setupOf } from './setupOf.ts';
import { startOf } from './startOf.ts';
import type { StepData } from './stepData.ts';
import { summarize } from './summarize.ts';
import type { TrainingData } from './trainingData.ts';
import { different, type Verification } from './verification.ts';

/** How a ledger is verified; see `VerifyOptions`. */
export interface VerifierOptions {
  readonly custom: NonNullable<LoadOptions['custom']>;
  readonly kernels: Kernels;
  readonly allowIncomplete: boolean;
}

/** Of data that do not change as long as it is asked. */
export class Verifier {
  readonly contents: LedgerContents;
  /** Steps that the ledger holds. */
  readonly total: number;
  readonly #data: TrainingData;
  readonly #options: VerifierOptions;
  /** Whether the data are others: they are hashed once. */
  #otherData: Promise<Verification | undefined> | undefined;

  /** Throws FormatError for bytes that do not begin as a ledger does. */
  constructor(bytes: Uint8Array, data: TrainingData, options: VerifierOptions) {
    this.contents = readLedger(bytes);
    this.total = this.contents.records.filter(isStep).length;
    this.#data = data;
    this.#options = options;
  }

  /** The verdict on all steps, or on those given. Rejects as `verifyLedger`. */
  async verify(given?: readonly number[], onProgress?: Verifying['onProgress']): Promise<Verification> {
    const { contents, total } = this, { header, records } = contents;
    const { custom, kernels, allowIncomplete } = this.#options;
    const wanted = toSteps(given, total);
    const flaw = findFlaw(contents, total, allowIncomplete);
    if (flaw !== undefined) return flaw;
    const { model, steps } = openLedger('verifyLedger', header, this.#data, { custom, kernels });
    const other = differentHeader(header, model) ?? differentPlace(contents, model)
      ?? await (this.#otherData ??= otherData(steps));
    if (other !== undefined) return other;
    const start = (checkpoint: string): Model => load(fromBase64(checkpoint) ?? new Uint8Array(), { kernels, custom });
    const began = startOf(model), { earlierContracts = [] } = summarize(model, header.contract);
    const setup = setupOf(model, header.contract), rate = rateOf(model);
    const task: Verifying = { header, records, steps, start, setup, rate, wanted, onProgress };
    const done = await replaySteps(task, model).finally(() => steps.close());
    if (typeof done !== 'number') return done;
    const doubts = doubtsAt(began, done === total, contents.isComplete);
    return { ok: true, steps: total, replayed: done, start: began, earlierContracts, notProved: notProved(doubts) };
  }
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
