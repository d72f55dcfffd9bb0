/**
 * Calls as data: a routine, what it works on, and which of its numbers change from run to run.
 *
 * A call is bound once by a table, which settles where its operands lie and which kernel serves them, and is run often.
 * @module
 */

import { expectInteger } from '../core/errors.ts';
import type { Program } from '../formula/index.ts';
import type { Routines } from './routines/routines.ts';
import type { InRows } from './routines/inRows.ts';
import { eachArgument } from './routines/placeCall.ts';
import type { FloatArray, Parameter, Routine } from './routines/routine.ts';

/** So many for each example of the batch. */
export interface PerExample {
  /** How many for each example. */
  readonly perExample: number;
}

/** A size: a number, or so many for each example of the batch. */
export type Size = number | PerExample;

/**
 * A scalar: a number, a size, or one of the run: the scale of ∂J, beta (0 for the first who writes a gradient,
 * 1 for those who add), or the number at a place of `numbers`.
 */
export type Scalar = Size | 'scale' | 'beta' | { readonly number: number };

/** A buffer as those who make calls see it. */
export interface Tensor {
  /** How many elements it has. */
  readonly length: number;
}

/** A routine with its arguments by position; A is whatever stands for an array. */
export interface Call<A> {
  /** What is called. */
  readonly routine: Routine;
  /** Its arguments, by position. */
  readonly args: readonly (A | Size | Scalar)[];
  /** Where in the run's numbers that goes which the routine returns. */
  readonly into?: number;
  /** Which of its operands move with the turns of the loop that it lies in. */
  readonly moves?: readonly Move[];
}

/** The operand whose array is the argument at `position` starts perTurn · turn elements further on. */
export interface Move {
  readonly position: number;
  readonly perTurn: number;
}

/** Where a run stands in training: all that noise may depend on. */
export interface Moment {
  /** The seed of the training. */
  readonly seed: number;
  /** The number of the step, from 0. */
  readonly step: number;
  /** The number in its batch of the run's first example. */
  readonly row: number;
  /** Examples of the whole batch, of which those of the run may be a part. */
  readonly batch: number;
}

/** What changes from run to run. */
export interface Run {
  /** Examples. */
  batch: number;
  /** What ∂J of each example is multiplied by. */
  scale: number;
  /** 0 or 1, see {@link Scalar}. */
  beta: number;
  /** That of the innermost loop, from 0. */
  turn: number;
  /** Where the run stands in training. */
  moment: Moment;
  /** Numbers that calls write and later calls read. */
  readonly numbers: Float64Array;
}

/** A call that is ready: it does its work, and returns what the routine returns. */
export type BoundCall = (run: Run) => unknown;

/** The first moment of all. */
const START: Moment = { seed: 0, step: 0, row: 0, batch: 1 };

/**
 * A run of one example, with room for so many `numbers`. Throws RangeError or TypeError for a count that is none.
 *
 * The scale is no whole number at first, so that its field stays a binary64.
 */
export function newRun(numbers: number = 0): Run {
  expectInteger('newRun', 'numbers', numbers);
  return { batch: 1, scale: 0.5, beta: 0, turn: 0, moment: START, numbers: new Float64Array(numbers) };
}

/** What immediate calls run with: all their numbers are their own. */
export const ONCE: Run = newRun();

/** A size of `count` for each example. Throws RangeError or TypeError for a count that is none. */
export function perExample(count: number): PerExample {
  expectInteger('perExample', 'count', count);
  return { perExample: count };
}

/** The arguments of a routine, symbols among them. */
export type Symbolic<P extends readonly unknown[], A> = {
  [K in keyof P]: P[K] extends FloatArray ? A : P[K] extends number ? Size | Scalar : P[K];
};

/** Makes calls, by the signatures of the routines. */
export type Calls<A> = {
  readonly [name in keyof Routines<Float32Array>]: (...args: Symbolic<Parameters<Routines<Float32Array>[name]>, A>) =>
    Call<A>;
} & {
  /** A formula on the first n elements of its arrays. */
  elementwise(program: Program, n: Size, arrays: readonly A[], scalars?: readonly Scalar[]): Call<A>;
  /** A formula on m rows of n elements of its arrays. */
  elementwiseInRows(
    program: Program, m: Size, n: Size, arrays: readonly InRows<A>[], scalars?: readonly Scalar[],
  ): Call<A>;
};

/** The value of a size or scalar in a run. */
export function scalarIn(scalar: Scalar, run: Run): number {
  if (typeof scalar === 'number') return scalar;
  if (scalar === 'scale') return run.scale;
  if (scalar === 'beta') return run.beta;
  return 'perExample' in scalar ? scalar.perExample * run.batch : run.numbers[scalar.number];
}

/** Binds a call to a function that takes the arguments by position. */
export function bindPositional<A>(
  loop: (...args: never[]) => unknown, { routine, args, moves = [] }: Call<A>,
): BoundCall {
  const values: unknown[] = [...args];
  const changing: { readonly position: number; readonly value: (run: Run) => unknown }[] = [];
  eachArgument(routine, (kind, position, parameter) => {
    const given = args[position], perTurn = moves.find((move) => move.position === position)?.perTurn;
    if (perTurn !== undefined) changing.push(moved(parameter, args, position, perTurn));
    else if ((kind === 'size' || kind === 'scalar') && typeof given !== 'number') {
      changing.push({ position, value: (run) => scalarIn(given as Scalar, run) });
    }
  });
  return (run) => {
    for (const { position, value } of changing) values[position] = value(run);
    return Reflect.apply(loop, undefined, values);
  };
}

/** A call as it is in one turn of its loop. */
export function inTurn<A extends FloatArray>({ moves = [], ...call }: Call<A>, turn: number): Call<A> {
  const args = [...call.args];
  eachArgument(call.routine, (_, position, parameter) => {
    const perTurn = moves.find((move) => move.position === position)?.perTurn;
    if (perTurn === undefined) return;
    const { position: changed, value } = moved(parameter, args, position, perTurn);
    args[changed] = value({ turn }) as Call<A>['args'][number];
  });
  return { ...call, args };
}

/** A turn of a loop. */
type Turn = Pick<Run, 'turn'>;

/** What an operand that moves changes: its offset, or the array itself where it has none. */
function moved(parameter: Parameter, args: readonly unknown[], position: number, perTurn: number) {
  if (parameter.kind !== 'operand') throw new Error('calls: only an operand moves');
  if (parameter.layout === 'whole') {
    const array = args[position] as FloatArray;
    return { position, value: ({ turn }: Turn) => array.subarray(perTurn * turn) };
  }
  const offset = args[position + 1] as number;
  return { position: position + 1, value: ({ turn }: Turn) => offset + perTurn * turn };
}
