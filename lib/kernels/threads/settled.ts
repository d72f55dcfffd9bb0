/**
 * Scripts in their places, and what of them is written anew at each run.
 *
 * What depends on the run is found by writing scripts down three times: the words that are others in another turn of a
 * loop, or with another scale, are those that change with it.
 * @module
 */

import type { Call, Run } from '../calls.ts';
import type { FloatArray } from '../routines/routine.ts';
import { scheduleOf, type Schedule } from './schedule.ts';
import { bindStages, recordScript, type Kept, type NumberWord, type Script } from './script.ts';
import type { TeamMemory } from './teamMemory.ts';

type A = Float32Array;

/** Numbers that no argument is likely to be. */
const SCALE = 3.25, OTHER_SCALE = 5.5;
/** Nanoseconds that threads take to meet. */
const MEETING = 400;

/** A word that moves with the turns of a loop. */
interface TurningWord {
  readonly at: number;
  readonly first: number;
  readonly perTurn: number;
}

/** The scripts of a row, by words of the memory. */
export interface Settled {
  /** Where that of each thread begins. */
  readonly starts: readonly number[];
  readonly turning: readonly TurningWord[];
  readonly scaled: readonly number[];
  readonly numbers: readonly NumberWord[];
  /** Of each thread, from where its script begins. */
  readonly kept: readonly (readonly Kept[])[];
}

/** Gives room in the memory for so many words, which are then written; undefined where there is none. */
export type Place = (words: number) => number | undefined;

/** Whether several threads may be faster. */
export function pays({ work, alone, stages }: Schedule<FloatArray>): boolean {
  return work + MEETING * (stages.length + 1) < alone;
}

/** Writes calls down for runs of that batch and beta; undefined where one thread is to be preferred, or needed. */
export function settle(memory: TeamMemory, calls: readonly Call<A>[], run: Run, place: Place): Settled | undefined {
  const schedule = scheduleOf(calls, run.batch, memory.threads, memory.isForced);
  if (!memory.isForced && !pays(schedule)) return undefined;
  const hasTurns = calls.some(({ moves = [] }) => moves.length > 0);
  const scripts: { readonly script: Script; readonly turned: Script; readonly scaled: Script }[] = [];
  for (let t = 0; t < memory.threads; t++) {
    const recorder = memory.recorders[t], stages = bindStages(schedule.stages, t, memory.insides[t]);
    if (stages === undefined) return undefined;
    const record = (turn: number, scale: number): Script => recordScript(recorder, stages, { ...run, turn, scale });
    const script = record(0, SCALE);
    scripts.push({ script, turned: hasTurns ? record(1, SCALE) : script, scaled: record(0, OTHER_SCALE) });
  }
  return write(memory, scripts, place);
}

function write(
  { stage: { words } }: TeamMemory,
  scripts: readonly { readonly script: Script; readonly turned: Script; readonly scaled: Script }[], place: Place,
): Settled | undefined {
  const isKnown = scripts.every(({ script: { words: own }, scaled: { words: other } }) =>
    own.every((word, i) => word === other[i] || (word === SCALE && other[i] === OTHER_SCALE)));
  if (!isKnown) return undefined; // what changes is not the scale itself
  const start = place(scripts.reduce((sum, { script }) => sum + script.words.length, 0));
  if (start === undefined) return undefined;
  const starts: number[] = [], turning: TurningWord[] = [], scaled: number[] = [], numbers: NumberWord[] = [];
  let next = start;
  for (const { script, ...other } of scripts) {
    const first = next;
    for (let i = 0; i < script.words.length; i++) {
      const word = script.words[i], perTurn = other.turned.words[i] - word;
      words[first + i] = word;
      if (perTurn !== 0) turning.push({ at: first + i, first: word, perTurn });
      if (other.scaled.words[i] !== word) scaled.push(first + i);
    }
    numbers.push(...script.numbers.map(({ at, number }) => ({ at: first + at, number })));
    starts.push(first);
    next += script.words.length;
  }
  return { starts, turning, scaled, numbers, kept: scripts.map(({ script }) => script.kept) };
}

/** Writes what depends on the run. */
export function adjust({ turning, scaled, numbers }: Settled, words: Float64Array, run: Run): void {
  for (let i = 0; i < turning.length; i++) {
    const { at, first, perTurn } = turning[i];
    words[at] = first + perTurn * run.turn;
  }
  for (let i = 0; i < scaled.length; i++) words[scaled[i]] = Math.fround(run.scale);
  for (let i = 0; i < numbers.length; i++) words[numbers[i].at] = run.numbers[numbers[i].number];
}
