/**
 * What an optimizer makes of one gradient: the step of one weight, number by number.
 * @module
 */

import { print, type Program } from '../../formula/index.ts';
import { scalarIn } from '../../kernels/calls.ts';
import type { BoundCall, Call, Kernels, Run, Scalar } from '../../kernels/index.ts';
import { bindEach } from '../../kernels/lists.ts';
import type { Model } from '../../model/index.ts';
import { usedRowsOf, type Plan } from '../../plan/index.ts';
import { asFactor } from './symbols.ts';

/** A number that the optimizer keeps for the weight. */
export interface SlotChange {
  /** r, m, v, …, by the optimizer's own name: accumulator, momentum, … */
  readonly name: string;
  /** Before the step. */
  readonly before: number;
  /** After the step. */
  readonly after: number;
}

/** One line of the formulas that the step runs. */
export interface UpdateLine {
  /** θ ← θ − ∇J · lr */
  readonly formula: string;
  /** The same with the numbers of this weight: 0.6 − 0.63 · 0.1. */
  readonly numbers: string;
  /** What it comes to. */
  readonly value: number;
}

/**
 * The step that training on these examples would take, as far as it concerns one weight. All numbers are the bits
 * of production.
 */
export interface Update {
  /** The optimizer's name. */
  readonly optimizer: string;
  /** The number of the step, from 1. */
  readonly step: number;
  /** The rate of this step. */
  readonly learningRate: number;
  /** ∂J/∂w. */
  readonly gradient: number;
  /** The weight before the step. */
  readonly before: number;
  /** The weight after the step. */
  readonly after: number;
  /** after − before, in binary64. */
  readonly change: number;
  /** What the optimizer keeps for the weight. */
  readonly slots: readonly SlotChange[];
  /** Numbers that it keeps for all of θ, such as powers of β, before and after. */
  readonly scalars: readonly SlotChange[];
  /** The formulas of the step, in order. */
  readonly lines: readonly UpdateLine[];
}

/** Takes the step on the plan's copy of θ, whose ∇ of so many examples stands, with a copy of the optimizer's state. */
export function updateOf(model: Model, plan: Plan<Float32Array>, index: number, examples: number): Update {
  const { optimizer } = model, { theta, gradient } = plan;
  const lines: UpdateLine[] = [];
  const buffers = [theta, gradient];
  const find = (arrays: readonly Float32Array[]): number | undefined => placeOf(index, buffers, arrays);
  const training = optimizer.prepare(theta, plan.k, model.trained, (k, list) => (
    bindEach<Float32Array>(list, { bindCalls: (calls) => calls.map((call) => watched(k, call, find, lines)) })));
  training.useRows(gradient, usedRowsOf(plan));
  const start = optimizer.getWeights(model.theta);
  optimizer.setWeights(theta, start);
  const names = Object.keys(start.slots).filter((name) => start.slots[name].length === theta.length);
  for (const name of names) buffers.push(optimizer.getSlot(theta, name));
  const before = theta[index], own = gradient[index];
  training.apply(gradient, examples, false);
  plan.finishStep();
  const end = optimizer.getWeights(theta), { learningRate } = optimizer;
  return {
    optimizer: optimizer.name, step: end.iterations,
    learningRate: typeof learningRate === 'number' ? learningRate : learningRate(start.iterations), gradient: own,
    before, after: theta[index], change: theta[index] - before, lines,
    slots: names.map((name) => ({ name, before: start.slots[name][index], after: end.slots[name][index] })),
    scalars: Object.keys(end.scalars)
      .map((name) => ({ name, before: start.scalars[name] ?? 0, after: end.scalars[name] })),
  };
}

/** A call bound by a table, which adds to `lines` what a formula does at the place that `find` finds in its arrays. */
function watched(
  k: Kernels, call: Call<Float32Array>, find: (arrays: readonly Float32Array[]) => number | undefined,
  lines: UpdateLine[],
): BoundCall {
  const bound = k.bind(call), { routine: { program }, args, moves: [moved] = [] } = call;
  if (program === undefined) return bound;
  const end = 1 + program.arrays.length, arrays = args.slice(1, end) as Float32Array[], at = find(arrays);
  const scalars = args.slice(end) as Scalar[];
  if (at === undefined) return bound;
  return (run: Run) => {
    if (moved !== undefined && Math.floor(at / moved.perTurn) !== run.turn) return bound(run); // another row's turn
    const numbers = scalars.map((scalar) => scalarIn(scalar, run));
    lines.push(...explained(program, arrays, numbers, at, () => { bound(run); }));
    return undefined;
  };
}

/** Where in the arrays of a formula the weight stands; undefined where they hold other tensors. */
function placeOf(index: number, buffers: readonly Float32Array[], arrays: readonly Float32Array[]): number | undefined {
  for (const { buffer, byteOffset } of buffers) {
    const address = byteOffset + 4 * index;
    for (const array of arrays) {
      const place = (address - array.byteOffset) / 4;
      if (array.buffer === buffer && place >= 0 && place < array.length) return place;
    }
  }
  return undefined;
}

/** The lines of one formula at one element, run as it is. */
function explained(
  program: Program, arrays: readonly Float32Array[], scalars: ArrayLike<number>, at: number, run: () => void,
): UpdateLine[] {
  const before = arrays.map((array) => array[at]);
  run();
  const after = program.stores.map(({ array }) => arrays[array][at]);
  const formulas = print(program).split('\n'), places = print(withPlaces(program)).split('\n');
  return formulas.map((formula, line) => {
    const written = program.stores.slice(0, line).map(({ array }) => array);
    const numbers = places[line].replace(/^\S+ ← /, '').replace(/⟨([as])(\d+)⟩(′?)/g, (
      _, kind: string, number: string, prime: string,
    ) => {
      const i = Number(number);
      const value = kind === 's' ? Math.fround(scalars[i]) : prime === '' ? before[i] : after[written.lastIndexOf(i)];
      return asFactor(value, 7);
    });
    return { formula, numbers, value: after[line] };
  });
}

/** The program with numbered places for names. */
function withPlaces(program: Program): Program {
  return {
    ...program,
    arrays: program.arrays.map((array, i) => ({ ...array, name: `⟨a${i}⟩` })),
    scalars: program.scalars.map((_, i) => `⟨s${i}⟩`),
  };
}
