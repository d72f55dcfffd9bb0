/**
 * Calls that follow each other, written to memory with all their arguments, so that one call from JavaScript runs
 * them all: between two functions lie 4 ns instead of 25. Only those can be written whose arguments are whole numbers.
 *
 * What depends on the run is written anew where that has changed. Each tape lies in memory twice, so that the last
 * batch of an epoch, which is smaller, does not unsettle the others.
 * @module
 */

import { ONCE, scalarIn, type BoundCall, type Run, type Scalar } from '../calls.ts';
import { invoked, isFixed, valueOf, type Argument, type Invocation } from './invocation.ts';
import { SCRATCH, type Memory } from './memory.ts';
import type { Linked } from './modules.ts';
import { CALL, END, MAXIMUM_ARGUMENTS, STORE, linkPlayer } from './player.ts';

/** A word of a tape, by its number, and what it is in a run. */
interface Word<T> {
  readonly at: number;
  readonly is: T;
}

/** A tape before it has a place. */
interface Recorded {
  readonly words: readonly number[];
  readonly args: readonly Word<Argument>[];
  /** Scalars that are written as arguments are. */
  readonly scalars: readonly Word<Scalar>[];
  /** Scalars that are written at each run: places in its numbers, or SCALE. */
  readonly numbers: readonly Word<number>[];
}

const SCALE = -1;

/**
 * Binds what calls come to: invocations that follow each other as one tape, for which `allocate` gives room for good;
 * without a tape where that lies in another memory, since there is none left in this one.
 */
export function bindTapes(
  linked: Linked, calls: readonly (readonly Invocation[] | BoundCall)[], allocate: (length: number) => Float32Array,
): BoundCall[] {
  const bound: BoundCall[] = [];
  let row: Invocation[] = [];
  const endRow = (): void => {
    if (row.length > 0) bound.push(bindTape(linked, row, allocate));
    row = [];
  };
  for (const call of calls) {
    if (typeof call !== 'function' && call.every(({ args }) => args.length <= MAXIMUM_ARGUMENTS)) row.push(...call);
    else {
      endRow();
      bound.push(typeof call === 'function' ? call : invoked(linked.memory, call));
    }
  }
  endRow();
  return bound;
}

function bindTape(
  linked: Linked, invocations: readonly Invocation[], allocate: (length: number) => Float32Array,
): BoundCall {
  const { memory } = linked, length = lengthOf(invocations), room = allocate(2 * length);
  if (memory.addressOf(room) < 0) return invoked(memory, invocations);
  const recorded = record(memory, invocations), { numbers } = recorded, play = linkPlayer(linked);
  let tape = new Tape(recorded, room.subarray(0, length)), other = new Tape(recorded, room.subarray(length));
  return (run) => {
    if (!tape.isSettledFor(run)) {
      [tape, other] = [other, tape];
      if (!tape.isSettledFor(run)) tape.settle(run);
    }
    for (let i = 0; i < numbers.length; i++) {
      const { at, is } = numbers[i];
      tape.floats[at] = is === SCALE ? run.scale : run.numbers[is];
    }
    play(tape.start);
  };
}

/** Words of a tape. */
function lengthOf(invocations: readonly Invocation[]): number {
  return invocations.reduce((sum, { args, scalars = [] }) => sum + 3 * scalars.length + 2 + args.length, 1);
}

function record(memory: Memory, invocations: readonly Invocation[]): Recorded {
  const words: number[] = [], args: Word<Argument>[] = [], scalars: Word<Scalar>[] = [], numbers: Word<number>[] = [];
  for (const invocation of invocations) {
    invocation.scalars?.forEach((is, i) => {
      words.push(STORE, SCRATCH.scalars.start + 4 * i);
      const at = words.push(0) - 1;
      if (is === 'scale') numbers.push({ at, is: SCALE });
      else if (typeof is === 'object' && 'number' in is) numbers.push({ at, is: is.number });
      else scalars.push({ at, is });
    });
    words.push(CALL + invocation.args.length, memory.placeOf(invocation.f));
    for (const is of invocation.args) args.push({ at: words.push(0) - 1, is });
  }
  words.push(END);
  return { words, args, scalars, numbers };
}

/** A tape in its place, settled for runs of one kind. */
class Tape {
  readonly start: number;
  readonly floats: Float32Array;
  readonly #words: Int32Array;
  readonly #args: readonly Word<Argument>[];
  readonly #scalars: readonly Word<Scalar>[];
  readonly #hasTurns: boolean;
  #batch = NaN;
  #beta = NaN;
  #turn = NaN;

  constructor({ words, args, scalars }: Recorded, floats: Float32Array) {
    this.start = floats.byteOffset;
    this.floats = floats;
    this.#words = new Int32Array(floats.buffer, floats.byteOffset, floats.length);
    this.#words.set(words);
    for (const { at, is } of args) if (isFixed(is)) this.#words[at] = valueOf(is, ONCE);
    this.#args = args.filter(({ is }) => !isFixed(is));
    this.#scalars = scalars;
    this.#hasTurns = args.some(({ is }) => typeof is === 'object' && 'address' in is && is.perTurn !== 0);
  }

  isSettledFor({ batch, beta, turn }: Run): boolean {
    return batch === this.#batch && beta === this.#beta && (turn === this.#turn || !this.#hasTurns);
  }

  settle(run: Run): void {
    this.#batch = run.batch;
    this.#beta = run.beta;
    this.#turn = run.turn;
    for (const { at, is } of this.#args) this.#words[at] = valueOf(is, run);
    for (const { at, is } of this.#scalars) this.floats[at] = scalarIn(is, run);
  }
}
