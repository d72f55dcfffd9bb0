/**
 * Calls that follow each other, run by all threads of a team where that pays.
 *
 * What they come to is written down once for each size of the batch and each beta, of which a few are at hand. Where
 * the team is not ready, or too little is to be done, one thread does it all.
 * @module
 */

import type { BoundCall, Call, Run } from '../calls.ts';
import type { Choice, Timed } from './choice.ts';
import { answerOf } from './script.ts';
import { adjust, settle, type Place, type Settled } from './settled.ts';
import type { TeamMemory } from './teamMemory.ts';

/**
 * For how many kinds of runs scripts are kept: the training's batch, the last of an epoch, and those of beta 1. A kind
 * takes the place of one that so many runs have done without; until then one thread runs what has no place, since to
 * write a row down takes longer than most rows. What one thread does anyway takes no place.
 */
const KEPT = 8, IDLE = 1000;

interface Kind {
  readonly batch: number;
  readonly beta: number;
  readonly settled: Settled;
  /** The run of the row that was its last. */
  used: number;
}

export class Row {
  readonly #memory: TeamMemory;
  readonly #calls: readonly Call<Float32Array>[];
  readonly #places: readonly Place[];
  readonly #choice: Choice | undefined;
  readonly #timed: Timed | undefined;
  readonly #kinds: Kind[] = [];
  /** Batches of the kinds that one thread does, by beta. */
  readonly #alone = new Map<number, Set<number>>();
  #runs = 0;

  /**
   * `placeOf` makes what gives room to scripts of one kind of runs: they take the place of those before. Without a
   * choice all threads run it where they may. Each kind of its runs is timed by itself, or as `timed` says.
   */
  constructor(
    memory: TeamMemory, calls: readonly Call<Float32Array>[], placeOf: () => Place, choice?: Choice, timed?: Timed,
  ) {
    this.#memory = memory;
    this.#calls = calls;
    this.#places = Array.from({ length: KEPT }, placeOf);
    this.#choice = choice;
    this.#timed = timed;
  }

  /** Runs it on all threads; undefined, and nothing done, where one thread is to run it. */
  run(run: Run): Settled | undefined {
    const memory = this.#memory, { team } = memory;
    if (team.isOver) return undefined;
    const kind = this.#kindOf(run);
    if (memory.isForced) team.awaitReady();
    if (kind === undefined || !team.isReady()) return undefined;
    if (this.#choice?.begin(this.#timed?.kind ?? kind, this.#timed?.work) === false) return undefined;
    const { settled } = kind;
    adjust(settled, memory.stage.words, run);
    team.play(memory.id, memory.stage, settled.starts);
    this.ended();
    return settled;
  }

  /** After a run on all threads, or on the one to which `run` has left it. */
  ended(): void {
    this.#choice?.end();
  }

  /** The same for a call that says whether something is so: whether it is so of each share. */
  ask(run: Run): boolean | undefined {
    const settled = this.run(run), { recorders, stage: { words } } = this.#memory;
    return settled?.kept.every((kept, t) =>
      kept.every((each) => answerOf(recorders[t], each, run, words, settled.starts[t]) === true));
  }

  /** Undefined where one thread is to run it, or where there is no place for it. */
  #kindOf(run: Run): Kind | undefined {
    const kinds = this.#kinds, { batch, beta } = run, used = ++this.#runs;
    for (let i = 0; i < kinds.length; i++) {
      const kind = kinds[i];
      if (kind.batch !== batch || kind.beta !== beta) continue;
      kind.used = used;
      return kind;
    }
    const alone = this.#alone.get(beta);
    if (alone?.has(batch)) return undefined;
    const place = kinds.length < KEPT ? kinds.length : kinds.findIndex((kind) => used - kind.used > IDLE);
    if (place < 0) return undefined;
    const settled = settle(this.#memory, this.#calls, run, this.#places[place]);
    if (settled !== undefined) return kinds[place] = { batch, beta, used, settled };
    this.#alone.set(beta, (alone ?? new Set()).add(batch));
    return undefined;
  }
}

/** Binds a row to be run by all threads, or else by `alone`. */
export function bindRow(row: Row, alone: BoundCall): BoundCall {
  return (run) => {
    if (row.run(run) !== undefined) return;
    alone(run);
    row.ended();
  };
}

/** Binds a call that says whether something is so. */
export function bindQuestion(row: Row, alone: BoundCall): BoundCall {
  return (run) => {
    const answer = row.ask(run) ?? alone(run);
    row.ended();
    return answer;
  };
}
