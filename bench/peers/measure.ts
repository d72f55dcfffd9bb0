/**
 * Times one work on all libraries, taking turns.
 * @module
 */
import { messageOf } from '../../scripts/command/usageError.ts';
import { timing } from '../harness.ts';
import { fault } from './check.ts';
import type { Library } from './libraries.ts';
import type { Hello } from './protocol.ts';
import type { Work } from './work.ts';
import type { Worker } from './worker.ts';

/** A sample is about so long, or one run. */
const SAMPLE_US = 1000;
/** Runs as long as this make caches warm by themselves; before shorter ones, a fifth of a sample is run untimed. */
const LONG_US = 10_000;
const MOST_SAMPLES = 100;
/** As many as this are taken of slow work too, unless that is far too slow. */
const FEWEST_SAMPLES = 3;
const TOO_SLOW = 5;

export interface Row {
  readonly work: string;
  readonly library: string;
  readonly version: string;
  readonly medianUs?: number;
  readonly p10Us?: number;
  /** Median over bitgrad's: how many times as long it takes. */
  readonly ratio?: number;
  readonly note?: string;
  readonly error?: string;
}

/** A library and its process; a process that has died is started anew for the next work. */
export class Contestant {
  readonly name: string;
  /** Known once its process is there. */
  version = '';
  readonly #library: Library;
  #worker: Worker | undefined;

  constructor(library: Library) {
    this.name = library.name;
    this.#library = library;
  }

  async worker(): Promise<{ worker: Worker; hello: Hello }> {
    if (this.#worker?.alive !== true) this.#worker = this.#library.start();
    const hello = await this.#worker.hello;
    this.version = hello.version;
    return { worker: this.#worker, hello };
  }

  stop(): void {
    this.#worker?.stop();
  }
}

/** One library at one work. */
interface Turn {
  readonly library: string;
  readonly hello: Hello;
  readonly worker: Worker;
  /** Of the first run. */
  readonly result: readonly number[];
  /** Runs before a sample, and in it. */
  readonly before: number;
  readonly times: number;
  readonly samples: number[];
  spentUs: number;
  error?: string;
}

/** Rows of one work, in the contestants' order; `budgetUs` is what each may spend on it. */
export async function measure(work: Work, contestants: readonly Contestant[], budgetUs: number): Promise<Row[]> {
  const turns: Turn[] = [], failed: Row[] = [];
  for (const contestant of contestants) {
    try {
      const turn = await begin(work, contestant, turns[0]?.result);
      if (turn !== undefined) turns.push(turn);
    } catch (error) {
      failed.push({ work: work.name, library: contestant.name, version: contestant.version, error: messageOf(error) });
    }
  }
  for (let round = 0; round < MOST_SAMPLES; round++) {
    for (const turn of turns) if (wantsMore(turn, budgetUs)) await take(turn);
  }
  return [...turns.map((turn) => rowOf(work, turn)), ...failed];
}

/**
 * Puts operands in place and warms up; undefined where the library does not offer the work. Throws what the library
 * does, and where its result is wrong; `others` is that of the first library.
 */
async function begin(
  work: Work, contestant: Contestant, others: readonly number[] | undefined,
): Promise<Turn | undefined> {
  const { worker, hello } = await contestant.worker();
  if (!hello.kinds.includes(work.kind)) return undefined;
  const ready = await worker.prepare(work), wrong = fault(work, ready, others);
  if (wrong !== undefined) throw new Error(wrong);
  const times = Math.max(1, Math.round(SAMPLE_US / ready.us)), before = ready.us > LONG_US ? 0 : Math.ceil(times / 5);
  return { library: contestant.name, hello, worker, result: ready.first, before, times, samples: [], spentUs: 0 };
}

function rowOf(work: Work, { library, hello: { version, notes }, samples, error }: Turn): Row {
  const note = notes[work.kind], { medianUs, p10Us } = timing(samples);
  return {
    work: work.name, library, version, ...(error === undefined ? { medianUs, p10Us } : { error }),
    ...(note !== undefined && { note }),
  };
}

function wantsMore({ samples, spentUs, error }: Turn, budgetUs: number): boolean {
  return error === undefined
    && (spentUs < budgetUs || (samples.length < FEWEST_SAMPLES && spentUs < TOO_SLOW * budgetUs));
}

async function take(turn: Turn): Promise<void> {
  try {
    const us = await turn.worker.sample(turn.before, turn.times);
    turn.samples.push(us);
    turn.spentUs += us * turn.times;
  } catch (error) {
    turn.error = messageOf(error);
  }
}

/** The same rows with their ratio to the one of `library`, where that has been timed. */
export function withRatios(rows: readonly Row[], library: string): Row[] {
  const ours = rows.find((row) => row.library === library)?.medianUs;
  return rows.map((row) =>
    (ours === undefined || row.medianUs === undefined ? row : { ...row, ratio: row.medianUs / ours }));
}
