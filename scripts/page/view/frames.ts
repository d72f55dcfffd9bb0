/**
 * What moves while it trains: at each animation frame at most one question for the parts in sight, and their last
 * values.
 * @module
 */
import { batch, signal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Failure, Frame, Opened, PartsWanted, State } from '../protocol.ts';
import { ask } from './client.ts';

type PartName = keyof PartsWanted;
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Parts = { readonly [Name in PartName]: Signal<Frame[Name] | undefined> };

const empty = <Name extends PartName>(): Signal<Frame[Name] | undefined> => signal(undefined);

/** The last value of each part; undefined where none has come since the network was opened. */
export const parts: Parts = {
  hash: empty<'hash'>(), curves: empty<'curves'>(), scores: empty<'scores'>(), boundary: empty<'boundary'>(),
  confusion: empty<'confusion'>(), wrong: empty<'wrong'>(), weights: empty<'weights'>(),
  gradient: empty<'gradient'>(), inside: empty<'inside'>(), history: empty<'history'>(), compare: empty<'compare'>(),
  surface: empty<'surface'>(), job: empty<'job'>(),
};
const NAMES = Object.keys(parts) as PartName[];

/** What is open; undefined until the first answer, and where the setting is refused. */
export const opened: Signal<Opened | undefined> = signal(undefined);
export const state: Signal<State | undefined> = signal(undefined);
/** What went wrong last. */
export const problem: Signal<Failure | undefined> = signal(undefined);

/** What somebody in sight wants. */
const wants = new Set<() => PartsWanted>();
/** Of each part that is there: for which arguments, and of which version. */
const had = new Map<PartName, { readonly of: string; readonly version: number }>();
/** When it was last asked for. */
const asked = new Map<PartName, number>();
let lastAsked = 0;
let isAsked = false;
let isStale = true;

/**
 * The least time between two questions for a part while all moves, in milliseconds: what is dear to compute or to draw
 * need not follow each frame.
 */
const EVERY: Readonly<Record<PartName, number>> = {
  hash: 0, scores: 200, boundary: 30, weights: 45, inside: 45, gradient: 60, history: 120, curves: 200, confusion: 250,
  wrong: 600, compare: 120, surface: 120, job: 60,
};
/**
 * The least time between any two questions while all moves: each second frame of 60 a second. What a frame costs is
 * mostly the browser's, however little has changed; training has what is spared.
 */
const BETWEEN = 30;
/** What costs little to draw comes along with anything; of the rest a question has a few, and a frame little to do. */
const LIGHT: readonly PartName[] = ['hash', 'scores', 'job'];
const HEAVY_AT_ONCE = 2;

function wanted(): PartsWanted {
  const all: Mutable<PartsWanted> = {};
  for (const want of wants) Object.assign(all, want());
  return all;
}

const keyOf = (parts: PartsWanted, name: PartName): string => JSON.stringify(parts[name]);

function take(frame: Frame, of: PartsWanted): void {
  batch(() => {
    state.value = frame.state;
    for (const name of NAMES) {
      const value = frame[name];
      if (value !== undefined) (parts[name] as Signal<unknown>).value = value;
      if (of[name] === undefined || frame.waiting.includes(name)) continue;
      had.set(name, { of: keyOf(of, name), version: frame.state.version });
    }
  });
}

/** Asks for a frame, unless one is on its way, or nothing can have changed. */
export function pull(now: number): void {
  if (isAsked || opened.value === undefined) return;
  const moves = state.value?.isRunning === true || parts.job.value?.isRunning === true
    || parts.compare.value?.isRunning === true;
  if (moves && now - lastAsked < BETWEEN) return;
  const all = wanted(), there = NAMES.filter((name) => all[name] !== undefined);
  const versionOf = (name: PartName): number => {
    const own = had.get(name);
    return own?.of === keyOf(all, name) ? own.version : -1;
  };
  const askedAt = (name: PartName): number => asked.get(name) ?? 0;
  const due = there.filter((name) => versionOf(name) < 0 || now - askedAt(name) >= EVERY[name]);
  const heavy = due.filter((name) => !LIGHT.includes(name)).sort((a, b) => askedAt(a) - askedAt(b));
  const late = new Set(heavy.slice(HEAVY_AT_ONCE)), chosen = due.filter((name) => !late.has(name));
  const known = chosen.map(versionOf);
  if (known.length === 0 || (!isStale && !moves && !known.includes(-1))) return;
  const asker = opened.value, of: PartsWanted = Object.fromEntries(chosen.map((name) => [name, all[name]]));
  isAsked = true;
  isStale = chosen.length < there.length; // the others may have changed too, and wait for their time
  lastAsked = now;
  for (const name of chosen) asked.set(name, now);
  ask('frame', { parts: of, since: Math.min(...known, state.value?.version ?? -1) }).then((frame) => {
    if (opened.value !== asker) return; // it is of another network
    take(frame, of);
    if (frame.waiting.length > 0) isStale = true;
  }, (error: Failure) => { if (opened.value === asker) problem.value = error; }).finally(() => { isAsked = false; });
}

/** Something may have changed: the next frame is asked for. */
export function refresh(): void {
  isStale = true;
}

/** Forgets what was known of another network. */
export function forget(): void {
  had.clear();
  batch(() => { for (const name of NAMES) parts[name].value = undefined; });
  refresh();
}

/** While the component is there its parts are wanted. The function is asked at each frame. */
export function useParts(want: () => PartsWanted, ...inputs: readonly unknown[]): void {
  useEffect(() => {
    wants.add(want);
    return () => { wants.delete(want); };
  }, inputs);
}
