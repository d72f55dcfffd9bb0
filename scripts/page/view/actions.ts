/**
 * What a reader does to the training: open a setting, run, step, go back.
 * @module
 */
import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Failure, Opened, Requests, State } from '../protocol.ts';
import { ask } from './client.ts';
import { forget, opened, problem, refresh, state } from './frames.ts';
import { setting, wanting } from './setting.ts';

type Move = 'run' | 'pause' | 'step' | 'epoch' | 'back' | 'restart';

/** Which of them waits for its answer. */
export const busy: Signal<Move | 'open' | undefined> = signal(undefined);
/** Said to who cannot see it. */
export const said: Signal<string> = signal('');

const SAID: Readonly<Record<Move, (state: State) => string>> = {
  run: () => 'Training runs.',
  pause: ({ steps }) => `Paused after ${steps} steps.`,
  step: ({ steps }) => `Step ${steps}.`,
  epoch: ({ steps, epoch }) => `Epoch ${epoch}, ${steps} steps.`,
  back: ({ steps }) => `Back to step ${steps}.`,
  restart: () => 'At the first weights again.',
};

/** How fast it runs: as fast as it goes, or an epoch or a step at each animation frame. */
export const PACES = ['full', 'epoch', 'step'] as const;
export type Pace = (typeof PACES)[number];
const chosenPace: Signal<Pace | undefined> = signal(undefined);
/** What the reader has chosen; else points are learnt slowly enough to be watched, and all other data fast. */
export const pace: ReadonlySignal<Pace> = computed(() =>
  chosenPace.value ?? (opened.value?.data.window === undefined ? 'full' : 'epoch'));
/** Whether it runs at a pace of the page's. */
const isPaced: Signal<boolean> = signal(false);
export const isRunning: ReadonlySignal<boolean> = computed(() => isPaced.value || state.value?.isRunning === true);

/** Where a request led to; what fails is shown, and ends all running. */
async function led(asking: Promise<State>): Promise<State | undefined> {
  try {
    const next = await asking;
    state.value = next;
    problem.value = next.error;
    if (next.error !== undefined) isPaced.value = false;
    return next;
  } catch (error) {
    problem.value = error as Failure;
    isPaced.value = false;
    return undefined;
  } finally {
    refresh();
  }
}

/** Steps a second at the pace of the page; 0 while it does not run so. */
export const pacedSpeed: Signal<number> = signal(0);
const SECOND = 1000;

/** Counts steps, second by second. */
function speedometer(): (steps: number) => void {
  let since = performance.now(), first = state.peek()?.steps ?? 0;
  return (steps) => {
    const now = performance.now();
    if (now - since < SECOND) return;
    pacedSpeed.value = ((steps - first) * SECOND) / (now - since);
    [since, first] = [now, steps];
  };
}

/** Steps at the pace of the page, one request after another. */
async function runPaced(): Promise<void> {
  const count = speedometer();
  isPaced.value = true;
  while (isPaced.value && pace.value !== 'full') {
    const next = await led(ask(pace.value === 'step' ? 'step' : 'epoch', {}));
    count(next?.steps ?? 0);
    await new Promise(requestAnimationFrame);
  }
  if (isPaced.value) await led(ask('run', {})); // the pace is now full
  isPaced.value = false;
  pacedSpeed.value = 0;
}

/** Takes a step of any kind. */
export async function move(name: Move): Promise<void> {
  if (busy.value !== undefined && name !== 'pause') return;
  if (name === 'run' && pace.value !== 'full') {
    said.value = 'Training runs.';
    void runPaced();
    return;
  }
  isPaced.value = false;
  busy.value = name;
  const next = await led(ask(name, {}));
  if (next !== undefined) said.value = SAID[name](next);
  busy.value = undefined;
}

/** Another pace, also while it runs. */
export async function setPace(next: Pace): Promise<void> {
  const runs = isRunning.value, wasFull = pace.value === 'full';
  chosenPace.value = next;
  if (!runs || !wasFull || next === 'full') return;
  await led(ask('pause', {}));
  void runPaced();
}

let turn = 0;

/** There is nothing to train on. */
function close(): void {
  turn++;
  isPaced.value = false;
  batch(() => {
    forget();
    opened.value = undefined;
    state.value = undefined;
    problem.value = undefined;
    busy.value = undefined;
  });
}

/** Opens what is set; only the last of several counts. */
async function open(args: Requests['open']['args']): Promise<void> {
  const own = ++turn;
  isPaced.value = false;
  busy.value = 'open';
  try {
    const next: Opened = await ask('open', args);
    if (own !== turn) return;
    forget();
    opened.value = next;
    state.value = next.state;
    problem.value = undefined;
  } catch (error) {
    if (own !== turn) return;
    forget();
    opened.value = undefined;
    state.value = undefined;
    problem.value = error as Failure;
  } finally {
    if (own === turn) busy.value = undefined;
  }
}

/** Opens the setting now and whenever it changes. */
export function followSetting(): void {
  effect(() => {
    if (wanting.value === undefined) void open({ setting: setting.value });
    else close();
  });
}
