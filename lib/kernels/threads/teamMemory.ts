/**
 * A memory that the threads of a team share, with the functions that are linked to it.
 * @module
 */

import type { Linked } from '../simd/modules.ts';
import { SCRATCH_BYTES } from '../simd/memory.ts';
import type { BindInside } from '../simd/routinesTable.ts';
import { bindInside } from '../simd/table.ts';
import type { Played, Stage } from './play.ts';
import { Recorder } from './recorder.ts';
import type { Team } from './team.ts';

type A = Float32Array;

/** Tells teams which memories are gone. */
const gone = new FinalizationRegistry<{ readonly team: Team; readonly id: number }>(({ team, id }) => {
  team.send(() => ({ gone: id }));
});

let memories = 0;

/** Holds a team as long as one of its tables is held. */
export interface TeamHold {
  readonly team: Team;
}

export class TeamMemory {
  readonly id: number;
  readonly linked: Linked<A>;
  /** That of each thread: what it is to play is written down by it. */
  readonly recorders: readonly Recorder[];
  readonly insides: readonly BindInside<A>[];
  /** What this thread plays on. */
  readonly stage: Stage;
  /** Whether all that can be shared out is, once threads have started, whether or not it pays: for tests. */
  readonly isForced: boolean;
  readonly #hold: TeamHold;
  readonly #functions: Played[] = [];
  readonly #sent = new WeakSet<object>();

  constructor(linked: Linked<A>, hold: TeamHold, isForced: boolean) {
    const { memory } = linked, { team } = hold, id = memories++;
    this.id = id;
    this.linked = linked;
    this.isForced = isForced;
    this.#hold = hold;
    this.recorders = Array.from({ length: team.threads }, (_, t) =>
      new Recorder(linked, t * SCRATCH_BYTES, (exports, module) => this.#send(exports, module)));
    this.insides = this.recorders.map((recorder) => bindInside(recorder));
    this.stage = { words: new Float64Array(memory.buffer), floats: memory.floats, functions: this.#functions };
    team.send((t) => ({ id, memory: memory.memory, origin: t * SCRATCH_BYTES }));
    gone.register(this, { team, id });
  }

  get threads(): number {
    return this.recorders.length;
  }

  /** The word at which the room for scripts of calls begins that are made at once. */
  get scripts(): number {
    return (this.threads * SCRATCH_BYTES) / Float64Array.BYTES_PER_ELEMENT;
  }

  get team(): Team {
    return this.#hold.team;
  }

  #send(exports: object, module: object): void {
    if (this.#sent.has(exports)) return;
    this.#sent.add(exports);
    const { id, linked: { memory } } = this;
    const places = Object.entries(exports as Readonly<Record<string, Played>>).map(([name, f]) => {
      const place = memory.placeOf(f);
      this.#functions[place] = f;
      return [name, place] as const;
    });
    this.team.send(() => ({ id, module, places }));
  }
}
