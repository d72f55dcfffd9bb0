/**
 * The base of optimizers.
 * @module
 */

import {
  ShapeError, StateError, expectFloat32Array, expectFloat32Number, expectInteger, expectNumber, expectObject,
  expectOneOf, expectPlainObject, expectString, typeError,
} from '../core/errors.ts';
import { assignOwn } from '../core/ownProperty.ts';
import { brand } from '../core/brand.ts';
import type { Parameter } from '../core/parameter.ts';
import { enlistedKernels } from '../kernels/enlistedKernels.ts';
import type { Kernels, List } from '../kernels/index.ts';
import { holdFunction, type DifferentiableFunction, type HeldFunction } from './differentiable.ts';
import { checkAround, expectRate, rateConfig, type Around, type SharedOptions } from './options.ts';
import type { Schedule } from './schedule.ts';
import type { OptimizerWeights, Piece, Step } from './state.ts';
import { TrainingState, type BindUpdate } from './trainingState.ts';

export type { DifferentiableFunction } from './differentiable.ts';

/** An optimizer as JSON: its name and options, of which an optimizer just like it can be made. */
export interface OptimizerConfig {
  readonly name: string;
  readonly [option: string]: unknown;
}

/**
 * Subclass it, give `slotNames` and `applyDense`, and it trains with `fit` like a built-in one.
 *
 * The verbs are TensorFlow's: `minimize` is `computeGradients` followed by `applyGradients`, which sees to rate,
 * step number and slots and calls `applyDense`. State belongs to a buffer θ: one optimizer may serve several.
 *
 * Options of a subclass's own must be added to `getConfig` for `fromConfig` to give them back:
 *
 *     override getConfig(): OptimizerConfig { return { ...super.getConfig(), beta: this.beta }; }
 *
 * The default name, by which `fromConfig` finds the class, is the class's: a minifier that does not keep names
 * changes it.
 */
export abstract class Optimizer {
  static { brand(this, 'Optimizer'); }

  /**
   * Names of the buffers that it keeps for θ, each as long as θ and 0 at first unless `slotLength` or `slotStart` say
   * otherwise. `accumulatedGradient` and `average` are the base's own.
   */
  abstract readonly slotNames: readonly string[];
  /**
   * Names of further buffers, also given with the slots, whose contents need not outlast a step: they are not saved.
   */
  readonly scratchNames: readonly string[] = [];
  /** Numbers that it keeps for θ, with their first values; `accumulated` is the base's own. */
  readonly firstScalars: Readonly<Record<string, number>> = {};
  /** A number, or a schedule; may be set between steps. */
  learningRate: number | Schedule;
  readonly #name: string;
  readonly #around: Around;
  readonly #states = new WeakMap<Float32Array, TrainingState>();
  /** Gradients of `minimize`, by θ. */
  readonly #gradients = new WeakMap<Float32Array, Float32Array>();
  /** What is asked for gradients, by the array that it fills. */
  readonly #functions = new WeakMap<Float32Array, HeldFunction>();

  /**
   * Takes the options that all optimizers share and leaves others alone. Throws RangeError or TypeError for a rate that
   * is negative, not finite or not a number, and for others of them that do not fit.
   */
  constructor(options: SharedOptions, name?: string) {
    if (name !== undefined) expectString('Optimizer', 'name', name);
    this.#name = name ?? (new.target.name || 'Optimizer');
    expectObject(this.name, 'options', options);
    const { learningRate } = options;
    expectRate(this.name, 'learningRate', learningRate);
    this.learningRate = learningRate;
    this.#around = checkAround(this.name, options);
  }

  /** For messages, summaries and `getConfig`: the class's name unless the constructor was given another. */
  get name(): string {
    return this.#name;
  }

  /** Changes θ in place, given ∇ and the slots by name: the counterpart of TensorFlow's `_apply_dense`. */
  abstract applyDense(
    theta: Float32Array, gradient: Float32Array, slots: Readonly<Record<string, Float32Array>>, step: Step,
  ): void;

  /** The step on a piece of θ as a list of calls: by default one, in plain TypeScript, which is `applyDense`. */
  bind({ theta, gradient, slots, step }: Piece): List {
    const run = (): void => this.applyDense(theta, gradient, slots, step);
    return [{ host: this.name, reads: [gradient], writes: [theta, ...Object.values(slots)], run }];
  }

  /** How long a slot is for `length` elements of θ, the tensors given. */
  slotLength(_name: string, length: number, _parameters: readonly Parameter[]): number {
    return length;
  }

  /** What a slot is filled with at first. */
  slotStart(_name: string): number {
    return 0;
  }

  /** Called once after each step t, to bring `scalars` up to date. */
  finishStep(_scalars: Record<string, number>, _t: number): void {}

  /**
   * Writes ∇J at θ to `gradient` and returns J there. Throws TypeError for an objective whose functions are none,
   * change θ, return no number,
   * or leave an element of `gradient` unwritten.
   */
  computeGradients(objective: DifferentiableFunction, theta: Float32Array, gradient: Float32Array): number {
    expectFloat32Array(this.name, 'theta', theta);
    let held = this.#functions.get(gradient);
    if (held === undefined || held.of !== objective) {
      expectFloat32Array(this.name, 'gradient', gradient, theta.length);
      held = holdFunction(this.name, objective);
      this.#functions.set(gradient, held);
    }
    const value = held.value(theta);
    held.gradient(theta, gradient);
    return value;
  }

  /**
   * Takes one step from a gradient, or with `accumulationSteps` keeps it for one: a model says of how many examples it
   * is the mean, by which it then counts, and whether it is the last of an epoch, which takes the step with what there
   * is.
   *
   * Throws TypeError or ShapeError for a ∇ that is no Float32Array as long as θ, RangeError for one that
   * overlaps θ or a slot in memory without being it, and RangeError or TypeError where a
   * schedule gives no rate; θ, slots and step number then stay as they were. What comes of it is not checked: a model
   * does that, see `NonFiniteError`.
   */
  applyGradients(theta: Float32Array, gradient: Float32Array, examples: number = 1, isLast: boolean = false): void {
    const state = this.#states.get(theta) ?? this.#begin(theta);
    expectFloat32Array(this.name, 'gradient', gradient, theta.length);
    expectInteger(this.name, 'examples', examples, 1);
    state.apply(gradient, examples, isLast);
  }

  /**
   * One step on a function of θ: its value before the step. Throws as `computeGradients` does; θ then stays as it was.
   */
  minimize(objective: DifferentiableFunction, theta: Float32Array): number {
    expectFloat32Array(this.name, 'theta', theta);
    let gradient = this.#gradients.get(theta);
    if (gradient === undefined) {
      gradient = new Float32Array(theta.length);
      this.#gradients.set(theta, gradient);
    }
    const value = this.computeGradients(objective, theta, gradient);
    this.applyGradients(theta, gradient);
    return value;
  }

  /** How many steps have been taken on θ. */
  iterations(theta: Float32Array): number {
    expectFloat32Array(this.name, 'theta', theta);
    return this.#states.get(theta)?.iterations ?? 0;
  }

  /**
   * The slot of θ by that name: the buffer itself, until `compile` replaces one made before it. Throws RangeError for
   * an unknown name.
   */
  getSlot(theta: Float32Array, name: string): Float32Array {
    const { slots } = this.#states.get(theta) ?? this.#begin(theta);
    expectOneOf(this.name, 'slot', name, Object.keys(slots));
    return slots[name];
  }

  /**
   * Makes state for the tensors of θ that are given, its slots allocated by `k`, or gives what an earlier call for the
   * same made; others of θ are left alone. The model calls it when it is
   * compiled, holds the state and takes its steps from it. `bind` is for who watches.
   *
   * What was there before any call (slots read, weights set, steps on the bare buffer) is made anew and goes on where
   * it stood; throws StateError where its slots have other lengths, as a matrix has in Adafactor, and steps were
   * counted on them, and TypeError for an `applyGradients` of a subclass's own, which the model would pass over.
   */
  prepare(theta: Float32Array, k: Kernels, parameters: readonly Parameter[], bind?: BindUpdate): TrainingState {
    const earlier = this.#states.get(theta);
    if (earlier !== undefined && !earlier.isProvisional && areSame(earlier.parameters, parameters)) return earlier;
    expectFloat32Array(this.name, 'theta', theta);
    if (this.applyGradients !== Optimizer.prototype.applyGradients) {
      throw typeError(
        `${this.name}: applyGradients must be Optimizer's own, which a model does not call; override applyDense`,
      );
    }
    const state = this.#start(theta, k, parameters, false, bind);
    if (earlier?.isProvisional && !state.carryOver(earlier) && earlier.iterations + earlier.accumulated.gradients > 0) {
      throw new StateError(
        `${this.name}: compile first, then step or set weights: its slots depend on the tensors of theta`,
      );
    }
    this.#states.set(theta, state);
    return state;
  }

  /** What `JSON.stringify` takes: `getConfig()`. */
  toJSON(): OptimizerConfig {
    return this.getConfig();
  }

  /** Name and options as JSON; see `fromConfig`. Throws StateError for a schedule that is a function without a name. */
  getConfig(): OptimizerConfig {
    return { name: this.name, learningRate: rateConfig(this.name, this.learningRate), ...this.#around };
  }

  /** Copies of all that training of θ goes on from. */
  getWeights(theta: Float32Array): OptimizerWeights {
    const { iterations, accumulated, scalars, slots } = this.#states.get(theta) ?? this.#begin(theta);
    const { gradients, first, examples } = accumulated;
    const copies = Object.fromEntries(Object.entries(slots).map(([name, slot]) => [name, slot.slice()]));
    if (gradients === 0) return { iterations, scalars: { ...scalars }, slots: copies };
    const counted = { ...scalars, accumulated: gradients };
    return { iterations, scalars: counted, slots: copies, accumulatedExamples: [first, examples] };
  }

  /**
   * Puts back what `getWeights` gave. Throws TypeError, RangeError or ShapeError, and changes nothing, where it does
   * not fit.
   */
  setWeights(theta: Float32Array, weights: OptimizerWeights): void {
    const state = this.#states.get(theta) ?? this.#begin(theta);
    expectObject(this.name, 'weights', weights);
    const { iterations, scalars, slots } = weights;
    expectInteger(this.name, 'weights.iterations', iterations);
    expectNames(this.name, 'weights.slots', slots, Object.keys(state.slots));
    for (const [name, slot] of Object.entries(state.slots)) {
      expectFloat32Array(this.name, `weights.slots.${name}`, slots[name], slot.length);
    }
    expectPlainObject(this.name, 'weights.scalars', scalars);
    const { accumulated = 0, ...others } = scalars;
    expectInteger(this.name, 'weights.scalars.accumulated', accumulated, 0, (this.#around.accumulationSteps ?? 1) - 1);
    const { accumulatedExamples = [1, accumulated] } = weights;
    expectNames(this.name, 'weights.scalars', others, Object.keys(state.scalars));
    for (const name of Object.keys(state.scalars)) expectNumber(this.name, `weights.scalars.${name}`, others[name]);
    expectObject(this.name, 'weights.accumulatedExamples', accumulatedExamples);
    const { 0: first, 1: examples } = accumulatedExamples;
    expectInteger(this.name, 'weights.accumulatedExamples[0]', first, 1);
    expectInteger(this.name, 'weights.accumulatedExamples[1]', examples, accumulated);
    for (const [name, slot] of Object.entries(state.slots)) slot.set(slots[name]);
    assignOwn(state.scalars, others);
    state.iterations = iterations;
    Object.assign(state.accumulated, { gradients: accumulated, first, examples });
  }

  #rate(iterations: number): number {
    const { learningRate } = this, { decay = 0 } = this.#around;
    const rate = typeof learningRate === 'function' ? learningRate(iterations) : learningRate;
    expectFloat32Number(this.name, 'learningRate', rate, 0);
    if (decay === 0) return rate;
    const { fround } = Math;
    // lr·(1/(1 + decay·iterations)), as Keras rounds it
    return fround(fround(rate) * fround(1 / fround(1 + fround(fround(decay) * iterations))));
  }

  #begin(theta: Float32Array): TrainingState {
    expectFloat32Array(this.name, 'theta', theta);
    const state = this.#start(theta, enlistedKernels(), [], true);
    this.#states.set(theta, state);
    return state;
  }

  #start(
    theta: Float32Array, k: Kernels, parameters: readonly Parameter[], isProvisional: boolean, bind?: BindUpdate,
  ): TrainingState {
    const rateAt = (iterations: number): number => this.#rate(iterations);
    return new TrainingState({
      keeper: this, around: this.#around, theta, k, parameters, isProvisional, rateAt,
      ...(bind !== undefined && { bind }),
    });
  }
}

/** Whether they are the same tensors. */
function areSame(some: readonly Parameter[], others: readonly Parameter[]): boolean {
  return some.length === others.length && some.every(({ offset, length }, i) => (
    offset === others[i].offset && length === others[i].length));
}

function expectNames(who: string, argument: string, given: unknown, names: readonly string[]): void {
  expectPlainObject(who, argument, given);
  const got = Object.keys(given);
  if (got.length === names.length && names.every((name) => got.includes(name))) return;
  throw new ShapeError(
    `${who}: ${argument} must have the names ${names.join(', ') || '(none)'}, got ${got.join(', ') || '(none)'}`,
  );
}
