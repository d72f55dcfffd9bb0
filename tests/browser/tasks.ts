/**
 * What the threads of a page did, by Chromium's own trace: by the clock, and by what they had of a processor.
 * @module
 */
import type { Page } from './driver.ts';

/** A task, or several in sum, in milliseconds. */
export interface Spent {
  readonly clock: number;
  /** What is left where others have the processors meanwhile. */
  readonly own: number;
}

export interface Tasks {
  /** Of the page's thread, the longest of each. */
  readonly longest: Spent;
  /** How many of the page's thread took more than so many milliseconds. */
  readonly over: (milliseconds: number, by: keyof Spent) => number;
  /** Of the worker in sum. */
  readonly worker: Spent;
}

interface Event {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

const TASK = 'ThreadControllerImpl::RunTask', PAGE = 'CrRendererMain', WORKER = 'DedicatedWorker thread';
const MICRO = 1000;

/** Begins to write down; what it resolves to ends that, and tells. */
export async function watchTasks(page: Page): Promise<() => Promise<Tasks>> {
  await page.tracing.start({ categories: ['toplevel', '__metadata'] });
  return async () => {
    const text = new TextDecoder().decode(await page.tracing.stop());
    const { traceEvents: events } = JSON.parse(text) as { readonly traceEvents: readonly Event[] };
    const placeOf = ({ pid, tid }: Event): string => `${pid} ${tid}`;
    const threads = new Map(events.filter(({ name }) => name === 'thread_name')
      .map((event) => [placeOf(event), event.args.name]));
    const of = (thread: string): Spent[] => events
      .filter((event) => event.ph === 'X' && event.name === TASK && threads.get(placeOf(event)) === thread)
      .map(({ dur = 0, tdur = 0 }) => ({ clock: dur / MICRO, own: tdur / MICRO }));
    const tasks = of(PAGE), most = (by: keyof Spent): number => tasks.reduce((top, task) => Math.max(top, task[by]), 0);
    const worker = of(WORKER), sum = (by: keyof Spent): number => worker.reduce((all, task) => all + task[by], 0);
    return {
      longest: { clock: most('clock'), own: most('own') },
      over: (milliseconds, by) => tasks.filter((task) => task[by] > milliseconds).length,
      worker: { clock: sum('clock'), own: sum('own') },
    };
  };
}
