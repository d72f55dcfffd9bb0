/**
 * Frames: of the parts in sight those that have changed, each computed once, and never so many at a time that training
 * waits long.
 * @module
 */
import { now } from '../../../lib/core/eventLoop.ts';
import { hintToSpell, rangeError, show } from '../../../lib/core/errors.ts';
import type { Frame, PartsWanted, State } from '../protocol.ts';

export type PartName = keyof PartsWanted;

/** How a part is made. */
export interface Maker {
  /** What it depends on, beside its options, as text: made anew where that is another. */
  readonly stamp: () => string;
  /** Undefined where there is none of it. */
  readonly make: (options: never) => unknown;
}

export type Makers = { readonly [Name in PartName]: Maker };

interface Made {
  readonly key: string;
  readonly version: number;
  /** When. */
  readonly at: number;
  /** Given away once: its arrays are then another thread's. */
  value: unknown;
  isGone: boolean;
}

/** What parts may cost of the time while training runs; above it they wait. */
const SHARE = 0.1;
/** Most time that is saved up for them, in milliseconds; and what a frame may take while nothing runs. */
const SAVED = 8, PAUSED = 30;
/** Most debt that a part leaves behind: the first of its kind takes long, since no engine has compiled it yet. */
const DEBT = 30;
/** What costs nothing, since it is kept elsewhere. */
const AT_HAND: readonly PartName[] = ['job', 'compare', 'surface'];

export class Frames {
  readonly #makers: Makers;
  readonly #made = new Map<PartName, Made>();
  #version = 0;
  #credit = SAVED;
  #last = now();

  constructor(makers: Makers) {
    this.#makers = makers;
  }

  get version(): number {
    return this.#version;
  }

  /** Throws RangeError for a part that there is not. */
  frame(wanted: PartsWanted, since: number, state: Omit<State, 'version'>): Frame {
    const names = Object.keys(wanted).map((name) => this.#expectPart(name)), waiting: PartName[] = [];
    const entries = names.map((name) => (
      { name, key: `${JSON.stringify(wanted[name])} ${this.#makers[name].stamp()}` }));
    const due = entries.filter(({ name, key }) => {
      const made = this.#made.get(name);
      return made?.key !== key || (made.isGone && made.version > since);
    });
    const madeAt = ({ name }: { readonly name: PartName }): number => this.#made.get(name)?.at ?? -1;
    due.sort((a, b) => madeAt(a) - madeAt(b)); // the longest ago first
    this.#save(state.isRunning);
    for (const { name, key } of due) {
      if (this.#credit <= 0 && !AT_HAND.includes(name)) waiting.push(name);
      else this.#make(name, key, wanted[name]);
    }
    const parts = entries.flatMap(({ name, key }) => {
      const value = this.#take(name, key, since);
      return value === undefined ? [] : [[name, value] as const];
    });
    return { state: { ...state, version: this.#version }, ...Object.fromEntries(parts), waiting };
  }

  #take(name: PartName, key: string, since: number): unknown {
    const made = this.#made.get(name);
    if (made?.key !== key || made.isGone || made.version <= since) return undefined;
    const { value } = made;
    made.isGone = true;
    made.value = undefined;
    return value;
  }

  #expectPart(name: string): PartName {
    const known = Object.keys(this.#makers) as PartName[], part = known.find((one) => one === name);
    if (part !== undefined) return part;
    throw rangeError(
      `frame: parts must be of ${known.join(', ')}, got ${show(name)}${hintToSpell(name, known)}`);
  }

  #save(isRunning: boolean): void {
    const time = now();
    this.#credit = isRunning ? Math.min(SAVED, this.#credit + SHARE * (time - this.#last)) : PAUSED;
    this.#last = time;
  }

  #make(name: PartName, key: string, options: PartsWanted[PartName]): void {
    const began = now(), value = this.#makers[name].make(options as never);
    this.#made.set(name, { key, value, version: ++this.#version, at: began, isGone: false });
    this.#credit = Math.max(-DEBT, this.#credit - (now() - began));
  }
}
