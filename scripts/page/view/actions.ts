/**
 * What a reader does to the training: open a setting, run, step, go back.
 * @module
 */
import { effect, signal, type Signal } from '@preact/signals';
import type { Failure, Opened, Requests, State } from '../protocol.ts';
import { ask } from './client.ts';
import { forget, opened, problem, refresh, state } from './frames.ts';
import { setting } from './setting.ts';

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

/** Takes a step of any kind; what fails is shown. */
export async function move(name: Move): Promise<void> {
  if (busy.value !== undefined && name !== 'pause') return;
  busy.value = name;
  try {
    const next = await ask(name, {});
    state.value = next;
    problem.value = next.error;
    said.value = SAID[name](next);
  } catch (error) {
    problem.value = error as Failure;
  } finally {
    busy.value = undefined;
    refresh();
  }
}

let turn = 0;

/** Opens what is set; only the last of several counts. */
async function open(args: Requests['open']['args']): Promise<void> {
  const own = ++turn;
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
  effect(() => { void open({ setting: setting.value }); });
}
