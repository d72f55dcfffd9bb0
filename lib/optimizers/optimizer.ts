/**
 * The base of optimizers.
 * @module
 */
import { expectFloat32Array, expectNumber, expectOneOf } from '../core/errors.ts';
import type { Parameter } from '../core/parameter.ts';
import { defaultKernels, type Kernels } from '../kernels/index.ts';

/** A learning rate that depends on how many steps are done; 0 at the first. */
export type Schedule = (iterations: number) => number;

/** What an optimizer is told about the step it takes. */
export interface Step {
  /** The step's number, from 1. */
  readonly t: number;
  /** The rate of this step. */
  readonly learningRate: number;
  /** The tensors of θ; empty where a bare buffer is trained. */
  readonly parameters: readonly Parameter[];
  /** The table to compute with. */
  readonly k: Kernels;
  /** θ, each slot in the order of `slotNames`, ∇: what a functor's program takes. */
  readonly arrays: readonly Float32Array[];
}

/** A function of θ with its gradient. */
export interface DifferentiableFunction {
  value(theta: Float32Array): number;
  /** Writes the gradient at theta to `out`. */
  gradient(theta: Float32Array, out: Float32Array): void;
}

interface State {
  readonly slots: Readonly<Record<string, Float32Array>>;
  readonly step: { t: number; learningRate: number; parameters: readonly Parameter[]; k: Kernels; arrays: Float32Array[] };
}

/**
 * Subclass it, give `slotNames` and `applyDense`, and it trains with `fit` like a built-in one.
 *
 * The verbs are TensorFlow's: `minimize` is `computeGradients` followed by `applyGradients`, which sees to rate, step number
 * and slots and calls `applyDense`. State belongs to a buffer θ: one optimizer may serve several.
 */
export abstract class Optimizer {
  /** Names of the buffers that it keeps for θ, each as long as θ and 0 at first. */
  abstract readonly slotNames: readonly string[];
  /** A number, or a schedule; may be set between steps. */
  learningRate: number | Schedule;
  readonly #states = new WeakMap<Float32Array, State>();

  /** Throws RangeError or TypeError for a rate that is negative, not finite or not a number. */
  constructor({ learningRate }: { readonly learningRate: number | Schedule }) {
    if (typeof learningRate !== 'function') expectNumber(this.name, 'learningRate', learningRate, 0);
    this.learningRate = learningRate;
  }

  /** For messages and summaries; the class's name unless overridden. */
  get name(): string {
    return this.constructor.name;
  }

  /** Changes θ in place, given ∇ and the slots by name: the counterpart of TensorFlow's `_apply_dense`. */
  abstract applyDense(theta: Float32Array, gradient: Float32Array, slots: Readonly<Record<string, Float32Array>>, step: Step): void;

  /** Writes ∇J at θ to `gradient` and returns J there. */
  computeGradients(objective: DifferentiableFunction, theta: Float32Array, gradient: Float32Array): number {
    const value = objective.value(theta);
    objective.gradient(theta, gradient);
    return value;
  }

  /**
   * Takes one step from a gradient. Throws TypeError or ShapeError for a ∇ that is no Float32Array as long as θ, and RangeError
   * or TypeError where a schedule gives no rate; θ, slots and step number then stay as they were.
   */
  applyGradients(theta: Float32Array, gradient: Float32Array): void {
    const { slots, step } = this.#states.get(theta) ?? this.#begin(theta);
    expectFloat32Array(this.name, 'gradient', gradient, theta.length);
    const { learningRate } = this;
    const rate = typeof learningRate === 'number' ? learningRate : learningRate(step.t);
    expectNumber(this.name, 'learningRate', rate, 0);
    step.learningRate = rate;
    step.t++;
    step.arrays[step.arrays.length - 1] = gradient;
    this.applyDense(theta, gradient, slots, step);
  }

  /** One step on a function of θ: its value before the step. */
  minimize(objective: DifferentiableFunction, theta: Float32Array): number {
    expectFloat32Array(this.name, 'theta', theta);
    const gradient = new Float32Array(theta.length);
    const value = this.computeGradients(objective, theta, gradient);
    this.applyGradients(theta, gradient);
    return value;
  }

  /** How many steps have been taken on θ. */
  iterations(theta: Float32Array): number {
    return this.#states.get(theta)?.step.t ?? 0;
  }

  /** The slot of θ by that name: the buffer itself. Throws RangeError for an unknown name. */
  getSlot(theta: Float32Array, name: string): Float32Array {
    expectOneOf(this.name, 'slot', name, this.slotNames);
    return (this.#states.get(theta) ?? this.#begin(theta)).slots[name];
  }

  /** Makes state for θ, its slots allocated by `k`; keeps what is there. The model calls it when it is compiled. */
  prepare(theta: Float32Array, k: Kernels, parameters: readonly Parameter[]): void {
    if (!this.#states.has(theta)) this.#begin(theta, k, parameters);
  }

  #begin(theta: Float32Array, k: Kernels = defaultKernels(), parameters: readonly Parameter[] = []): State {
    expectFloat32Array(this.name, 'theta', theta);
    const slots = Object.fromEntries(this.slotNames.map((name) => [name, k.allocate(theta.length)]));
    const arrays = [theta, ...this.slotNames.map((name) => slots[name]), theta]; // the last is ∇, known at each step
    const state = { slots, step: { t: 0, learningRate: 0, parameters, k, arrays } };
    this.#states.set(theta, state);
    return state;
  }
}
