/**
 * Steps of a ledger carried out again, each from the nearest checkpoint before it.
 * @module
 */

import { fromBits64 } from '../../core/hex.ts';
import { FormatError } from '../../core/errors.ts';
import { nextTurn, now } from '../../core/eventLoop.ts';
import type { Model } from '../../model/index.ts';
import { isState, isStep } from './readLedger.ts';
import type { Header, LedgerRecord, StateRecord } from './records.ts';
import { differentState, Replay } from './replay.ts';
import { setupOf } from './setupOf.ts';
import type { Difference, StepData } from './stepData.ts';
import { different, type Finding, type Verification } from './verification.ts';

/** How long the event loop may wait, in milliseconds. */
const TURN = 16;

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
export function rateOf({ optimizer }: Model): string {
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
export interface Verifying {
  readonly header: Header;
  readonly records: readonly LedgerRecord[];
  readonly steps: StepData;
  readonly start: (checkpoint: string) => Model;
  /** Those of the header's model. */
  readonly setup: string;
  readonly rate: string;
  readonly wanted: readonly number[];
  readonly onProgress: ((done: number, of: number) => void) | undefined;
}

/** How many steps are done again for those wanted, each from the nearest checkpoint before. */
function stepsToDo(wanted: readonly number[], saved: readonly number[]): number {
  return wanted.reduce((count, step, i) => {
    const before = i === 0 ? 0 : wanted[i - 1];
    return count + step - Math.max(before, ...saved.filter((state) => state < step));
  }, 0);
}

/** Carries out the steps wanted and what leads to them, each from the nearest checkpoint before; how many they were. */
export async function replaySteps(task: Verifying, first: Model): Promise<Verification | number> {
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
