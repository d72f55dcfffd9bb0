/**
 * What calls come to for one thread, as numbers: see lib/kernels/threads/play.ts.
 * @module
 */

import { scalarIn, type BoundCall, type Call, type Run } from '../calls.ts';
import { valueOf, type Invocation } from '../simd/invocation.ts';
import { SCRATCH } from '../simd/memory.ts';
import type { BindInside } from '../simd/routinesTable.ts';
import { CALL, END, KEEP, MEET, STORE } from './play.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './schedule.ts';

type A = Float32Array;

/** A call bound to a recorder. */
type Bound = readonly Invocation[] | BoundCall;

/** A word that takes a number of the run. */
export interface NumberWord {
  readonly at: number;
  readonly number: number;
}

/** What a call that returns something leaves to be looked at. */
export interface Kept {
  /** The words that take what its functions return. */
  readonly at: readonly number[];
  /** What it makes of them. */
  readonly bound: BoundCall;
}

/** A script, by the numbers of its words from 0 on. */
export interface Script {
  readonly words: readonly number[];
  readonly numbers: readonly NumberWord[];
  readonly kept: readonly Kept[];
}

/** One thread's part of a row, bound: stage by stage. */
export type BoundStages = readonly (readonly { readonly call: Call<A>; readonly bound: Bound }[])[];

/** Binds what thread t does; undefined where a call has no SIMD form, or lies elsewhere. */
export function bindStages(
  stages: readonly Stage<A>[], t: number, inside: BindInside<A>,
): BoundStages | undefined {
  let isWhole = true;
  const bound = stages.map((stage) => stage[t].map((call) => {
    const found = inside(call);
    if (found === undefined) isWhole = false;
    return { call, bound: found ?? [] };
  }));
  return isWhole ? bound : undefined;
}

/** Writes down what a thread does in such a run. */
export function recordScript(recorder: Recorder, stages: BoundStages, run: Run): Script {
  const words: number[] = [], numbers: NumberWord[] = [], kept: Kept[] = [];
  const push = (kind: number, place: number, args: readonly number[]): void => {
    words.push(kind + args.length, place, ...args);
  };
  stages.forEach((stage, i) => {
    if (i > 0) words.push(MEET);
    for (const { call: { routine }, bound } of stage) {
      if (typeof bound !== 'function') recordInvocations(recorder, bound, run, words, numbers);
      else if (routine.returns === undefined) {
        recorder.onCall = (place, args) => push(CALL, place, args);
        bound(run);
      } else {
        const at: number[] = [];
        recorder.onCall = (place, args) => {
          push(KEEP, place, args);
          at.push(words.push(0) - 1);
          return NaN;
        };
        bound(run);
        kept.push({ at, bound });
      }
    }
  });
  words.push(END);
  recorder.onCall = () => {};
  return { words, numbers, kept };
}

function recordInvocations(
  recorder: Recorder, invocations: readonly Invocation[], run: Run, words: number[], numbers: NumberWord[],
): void {
  const start = recorder.from(SCRATCH.scalars.start) / Float32Array.BYTES_PER_ELEMENT;
  for (const { f, args, scalars = [] } of invocations) {
    scalars.forEach((is, i) => {
      const isNumber = typeof is === 'object' && 'number' in is;
      const at = words.push(STORE, start + i, isNumber ? 0 : scalarIn(is, run)) - 1;
      if (isNumber) numbers.push({ at, number: is.number });
    });
    words.push(CALL + args.length, recorder.memory.placeOf(f), ...args.map((argument) => valueOf(argument, run)));
  }
}

/** What a call that returned something makes of what was kept, in the words of its script. */
export function answerOf(
  recorder: Recorder, { at, bound }: Kept, run: Run, words: Float64Array, start: number,
): unknown {
  let next = 0;
  recorder.onCall = () => words[start + at[next++]];
  const answer = bound(run);
  recorder.onCall = () => {};
  return answer;
}
