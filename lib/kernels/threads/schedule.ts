/**
 * Who does what of a row of calls, and where the threads must meet.
 * @module
 */

import type { Call } from '../calls.ts';
import type { FloatArray } from '../routines/routine.ts';
import { areAtOdds, regionsOf, type Region } from './regions.ts';
import { callIn, sharesOf } from './share.ts';
import { workOf } from './work.ts';

/** What each thread does between two meetings, in order. */
export type Stage<A> = readonly (readonly Call<A>[])[];

/** A row of calls, shared out. */
export interface Schedule<A> {
  /** All threads meet between one stage and the next. */
  readonly stages: readonly Stage<A>[];
  /** Nanoseconds that it may take, meetings left out, and on one thread. */
  readonly work: number;
  readonly alone: number;
}

/**
 * Shares out the calls of a run of so many examples. A call waits for all threads where another thread has touched what
 * it writes, or written what it touches, since they last met; else it goes on at once. What cannot be cut goes to the
 * thread that has done least since then.
 */
export function scheduleOf<A extends FloatArray>(
  calls: readonly Call<A>[], batch: number, threads: number, isForced: boolean = false,
): Schedule<A> {
  const each = <T>(make: () => T): T[] => Array.from({ length: threads }, make);
  const stages: Call<A>[][][] = [];
  let stage = each((): Call<A>[] => []), touched = each((): Region[] => []), load = each(() => 0);
  let work = 0, alone = 0;
  const meet = (): void => {
    stages.push(stage);
    work += Math.max(...load);
    [stage, touched, load] = [each(() => []), each(() => []), each(() => 0)];
  };
  for (const call of calls) {
    const whole = callIn(call, batch);
    alone += workOf(whole);
    let shares = sharesOf(call, batch, threads, isForced);
    if (shares === undefined) {
      const least = load.indexOf(Math.min(...load));
      shares = load.map((_, t) => (t === least ? whole : undefined));
    }
    const regions = shares.map((share) => (share === undefined ? [] : regionsOf(share)));
    const mustWait = regions.some((own, t) => touched.some((others, u) => u !== t && areAtOdds(own, others)));
    if (mustWait) meet();
    shares.forEach((share, t) => {
      if (share === undefined) return;
      stage[t].push(share);
      touched[t].push(...regions[t]);
      load[t] += workOf(share);
    });
  }
  meet();
  return { stages, work, alone };
}
