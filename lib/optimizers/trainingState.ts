/**
 * How an optimizer's state for θ is made.
 * @module
 */

import { assignOwn } from '../core/ownProperty.ts';
import { typeError } from '../core/errors.ts';
import type { Parameter } from '../core/parameter.ts';
import { expectSameOrApart, whole } from '../kernels/checks.ts';
import type { Kernels } from '../kernels/index.ts';
import { aroundSlots, changesGradient, type Accumulated } from './around.ts';
import type { Around } from './options.ts';
import { cut, type Piece } from './state.ts';

/** All that is kept for one buffer θ. */
export interface TrainingState {
  iterations: number;
  readonly accumulated: Accumulated;
  /** Whether it was made before anybody told the tensors of θ. */
  readonly isProvisional: boolean;
  readonly k: Kernels;
  readonly parameters: readonly Parameter[];
  readonly slots: Readonly<Record<string, Float32Array>>;
  readonly scalars: Record<string, number>;
  readonly pieces: readonly Piece[];
  /** The slot accumulatedGradient, if there is one. */
  readonly accumulating: readonly Float32Array[];
  /** Where the gradient is clipped, which is there if it is accumulated. */
  readonly work: readonly Float32Array[];
  /** The slot average and θ, if there is such a slot. */
  readonly averaging: readonly Float32Array[];
  readonly numbers: number[];
  /** Whose views the pieces hold. */
  gradient: Float32Array | undefined;
}

/** What the state depends on in the optimizer. */
export interface Keeper {
  readonly name: string;
  readonly slotNames: readonly string[];
  readonly scratchNames: readonly string[];
  readonly firstScalars: Readonly<Record<string, number>>;
  slotLength(name: string, length: number, parameters: readonly Parameter[]): number;
  slotStart(name: string): number;
}

/** Names that the base of optimizers keeps for itself. */
const RESERVED_SLOTS = aroundSlots({ accumulationSteps: 2, average: { kind: 'equal' } }), RESERVED_SCALARS = ['accumulated'];

/**
 * State for θ before the first step.
 *
 * Throws TypeError for a slot, scratch buffer or scalar whose name is taken, and RangeError for a factor of the rate whose layer is not there.
 */
export function beginState(
  keeper: Keeper, around: Around, theta: Float32Array, k: Kernels, parameters: readonly Parameter[], isProvisional: boolean,
): TrainingState {
  const { slotNames, scratchNames, firstScalars } = keeper;
  const names = [...slotNames, ...scratchNames];
  expectFree(keeper.name, 'slotNames and scratchNames', names, RESERVED_SLOTS);
  expectFree(keeper.name, 'firstScalars', Object.keys(firstScalars), RESERVED_SCALARS);
  const runs = cut(keeper.name, theta.length, parameters, around.learningRateMultipliers);
  const lengths = names.map((name) => runs.map(({ length, parameters: own }) => keeper.slotLength(name, length, own)));
  const starts = slotNames.map((name) => keeper.slotStart(name));
  const buffers = lengths.map((own) => k.allocate(own.reduce((sum, length) => sum + length, 0)));
  const slots = Object.fromEntries(slotNames.map((name, i) => [name, buffers[i].fill(starts[i])]));
  const scalars = { ...firstScalars };
  const taken = names.map(() => 0);
  const pieces = runs.map(({ start, length, multiplier, parameters: own }, piece): Piece => {
    const parts = buffers.map((buffer, i) => part(buffer, taken[i], taken[i] += lengths[i][piece]));
    const arrays = [part(theta, start, start + length), ...parts, theta]; // the last is ∇, known at each step
    const step = { t: 0, learningRate: 0, parameters: own, k, arrays, scalars };
    return { theta: arrays[0], start, multiplier, slots: Object.fromEntries(names.map((name, i) => [name, parts[i]])), step };
  });
  for (const name of aroundSlots(around)) slots[name] = k.allocate(theta.length);
  const accumulating = (around.accumulationSteps ?? 1) > 1 ? [slots.accumulatedGradient] : [];
  const work = !changesGradient(around) ? [] : accumulating.length > 0 ? accumulating : [k.allocate(theta.length)];
  const averaging = around.average === undefined ? [] : [slots.average, theta];
  return {
    iterations: 0, accumulated: { gradients: 0, first: 1, examples: 0 }, isProvisional, k, parameters, slots, scalars,
    pieces, accumulating, work, averaging, numbers: [0], gradient: undefined,
  };
}

/** Takes over where another state for the same θ stands; false, and nothing done, where its slots have other lengths. */
export function carryOver(from: TrainingState, to: TrainingState): boolean {
  const slots = Object.entries(to.slots);
  if (slots.some(([name, slot]) => from.slots[name].length !== slot.length)) return false;
  for (const [name, slot] of slots) slot.set(from.slots[name]);
  assignOwn(to.scalars, from.scalars);
  to.iterations = from.iterations;
  Object.assign(to.accumulated, from.accumulated);
  return true;
}

/** Lets the pieces see a gradient. Throws RangeError for one that overlaps θ or a slot without being it. */
export function bindGradient(who: string, state: TrainingState, theta: Float32Array, gradient: Float32Array): void {
  const written = Object.entries({ theta, ...state.slots }).map(([name, array]) => whole(name, array));
  expectSameOrApart(who, whole('gradient', gradient), ...written);
  state.gradient = gradient;
  for (const { theta, start, step } of state.pieces) {
    step.arrays[step.arrays.length - 1] = part(gradient, start, start + theta.length);
  }
}

/** Elements [start, end): the buffer itself where that is all. */
function part(buffer: Float32Array, start: number, end: number): Float32Array {
  return end - start === buffer.length ? buffer : buffer.subarray(start, end);
}

function expectFree(who: string, argument: string, names: readonly string[], reserved: readonly string[]): void {
  names.forEach((name, i) => {
    if (reserved.includes(name)) throw typeError(`${who}: ${argument} must not have the names ${reserved.join(', ')} of the base, got '${name}'`);
    if (names.indexOf(name) !== i) throw typeError(`${who}: ${argument} must name each once, got '${name}' twice`);
  });
}
