/**
 * Calls that follow each other, written to memory with all their arguments, so that one call from JavaScript runs
 * them all. Only those can be written whose arguments are whole numbers.
 *
 * What depends on the run is written anew where that has changed. Each tape lies in memory twice, so that the last
 * batch of an epoch, which is smaller, does not unsettle the others.
 * @module
 */

import { bindInRows } from '../bindInRows.ts';
import { ONCE, scalarIn, type BoundCall, type Run, type Scalar } from '../calls.ts';
import { invoked, isFixed, valueOf, type Argument, type Invocation } from './invocation.ts';
import { SCRATCH, type Memory } from './memory.ts';
import type { Linked } from './modules.ts';
import { CALL, END, MAXIMUM_ARGUMENTS, STORE, WORD_BYTES, linkPlayer } from './player.ts';

/** A word of a tape, by its number, and what it is in a run. */
interface Word<T> {
  readonly at: number;
  readonly is: T;
}

/** A tape before it has a place. */
interface Recorded {
  readonly words: readonly number[];
  /** Arguments that depend on the run. */
  readonly args: readonly Word<Argument>[];
  /** Whether one of them moves with the turns of a loop. */
  readonly hasTurns: boolean;
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
  const fits = ({ args }: Invocation): boolean => args.length <= MAXIMUM_ARGUMENTS;
  return bindInRows(
    calls, (call) => (typeof call !== 'function' && call.every(fits) ? call : undefined),
    (row) => [bindTape(linked, row, allocate)],
    (call) => (typeof call === 'function' ? call : invoked(linked.memory, call)),
  );
}

function bindTape(
  linked: Linked, invocations: readonly Invocation[], allocate: (length: number) => Float32Array,
): BoundCall {
  const { memory } = linked, length = lengthOf(invocations), room = allocate(2 * length);
  if (memory.addressOf(room) < 0) return invoked(memory, invocations);
  const recorded = record(memory, invocations), { numbers } = recorded, play = linkPlayer(linked);
  const start = room.byteOffset / WORD_BYTES, { floats } = memory;
  let tape = new Tape(memory, recorded, start), other: Tape | undefined;
  const change = (run: Run): void => {
    if (tape.isSettled) [tape, other] = [other ?? new Tape(memory, recorded, start + length), tape];
    if (!tape.isSettledFor(run)) tape.settle(run);
  };
  return (run) => {
    if (!tape.isSettledFor(run)) change(run);
    for (let i = 0; i < numbers.length; i++) {
      const { at, is } = numbers[i];
      floats[tape.start + at] = is === SCALE ? run.scale : run.numbers[is];
    }
    play(WORD_BYTES * tape.start);
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
    for (const is of invocation.args) {
      const at = words.push(isFixed(is) ? valueOf(is, ONCE) : 0) - 1;
      if (!isFixed(is)) args.push({ at, is });
    }
  }
  words.push(END);
  const hasTurns = args.some(({ is }) => typeof is === 'object' && 'address' in is);
  return { words, args, hasTurns, scalars, numbers };
}

/** A tape in its place, settled for runs of one kind. */
class Tape {
  /** The number of its first word in the memory. */
  readonly start: number;
  readonly #memory: Memory;
  readonly #recorded: Recorded;
  #batch = -1;
  #beta = NaN;
  #turn = NaN;

  constructor(memory: Memory, recorded: Recorded, start: number) {
    const { words } = recorded;
    for (let i = 0; i < words.length; i++) memory.words[start + i] = words[i];
    this.start = start;
    this.#memory = memory;
    this.#recorded = recorded;
  }

  get isSettled(): boolean {
    return this.#batch >= 0;
  }

  isSettledFor({ batch, beta, turn }: Run): boolean {
    return batch === this.#batch && beta === this.#beta && (turn === this.#turn || !this.#recorded.hasTurns);
  }

  settle(run: Run): void {
    const { args, scalars } = this.#recorded, { words, floats } = this.#memory, { start } = this;
    this.#batch = run.batch;
    this.#beta = run.beta;
    this.#turn = run.turn;
    for (const { at, is } of args) words[start + at] = valueOf(is, run);
    for (const { at, is } of scalars) floats[start + at] = scalarIn(is, run);
  }
}
