/**
 * The base of the built-in optimizers: a recorded formula, its slots, its numbers.
 * @module
 */

import { expectKnownOptions } from '../core/errors.ts';
import type { Program } from '../formula/index.ts';
import { callsOf, newRun, type BoundCall, type Kernels, type Run } from '../kernels/index.ts';
import { readHyperParameters, type HyperParameters } from './hyperParameters.ts';
import { Optimizer, type OptimizerConfig } from './optimizer.ts';
import { SHARED, type SharedOptions } from './options.ts';
import type { Step } from './state.ts';

/** The values of hyper-parameters by name. */
export type HyperValues = Readonly<Record<string, number | boolean>>;

/** The hyper-parameters among an optimizer's options. */
export type Own<Options extends SharedOptions> = Required<Omit<Options, keyof SharedOptions>>;

/** What makes one built-in optimizer. */
export interface Definition<H extends HyperValues> {
  /** Its function's name, such as 'adam'. */
  readonly name: string;
  /** The default of learningRate; without one it must be given. */
  readonly learningRate?: number;
  /**
   * Whether a step of rate 0 must be left out, slots included, since the formula divides by the rate, sets θ to a
   * multiple of it or has none.
   */
  readonly needsRate?: boolean;
  /** Whether it takes Keras' `decay`. */
  readonly decay?: boolean;
  readonly hyperParameters: HyperParameters<H>;
  /** Formula and slots with their first values, in the order of the program's arrays. */
  readonly functor: (hyper: H) => { readonly program: Program; readonly slots: Readonly<Record<string, number>> };
  /** Further numbers kept for θ. */
  readonly firstScalars?: (hyper: H) => Readonly<Record<string, number>>;
  /** Sets those scalars of the program that are neither hyper-parameters nor the rate; they are kept from call to call. */
  readonly scalars?: (scalars: Record<string, number>, hyper: H, step: Step) => void;
  /** Brings the further numbers up to date after step t. */
  readonly finish?: (kept: Record<string, number>, hyper: H, t: number) => void;
}

interface BoundStep {
  readonly program: Program;
  readonly gradient: Float32Array;
  readonly call: BoundCall;
  /** Its numbers are the program's scalars. */
  readonly run: Run;
}

function bindStep(k: Kernels, program: Program, length: number, arrays: readonly Float32Array[], gradient: Float32Array): BoundStep {
  const scalars = program.scalars.map((_, number) => ({ number }));
  const call = k.bind(callsOf<Float32Array>().elementwise(program, length, arrays, scalars));
  return { program, gradient, call, run: newRun(scalars.length) };
}

/**
 * Runs a functor's program over θ, its slots and ∇. A scalar of the program has the value of the hyper-parameter of that name, or
 * the step's rate, or what `scalars` sets.
 */
export abstract class FunctorOptimizer<H extends HyperValues> extends Optimizer {
  readonly slotNames: readonly string[];
  override readonly firstScalars: Readonly<Record<string, number>>;
  readonly #definition: Definition<H>;
  protected readonly hyper: H;
  /** The formula of its step. */
  readonly program: Program;
  readonly #slots: Readonly<Record<string, number>>;
  /** By name, and in the program's order. */
  readonly #named: Record<string, number> = {};
  /** The step's formula bound to each list of arrays that it has run on. */
  readonly #bound = new WeakMap<readonly Float32Array[], BoundStep>();

  constructor(definition: Definition<H>, options: SharedOptions) {
    const { name, learningRate, decay = false, hyperParameters, functor, firstScalars } = definition;
    expectKnownOptions(name, options, [...SHARED, ...(decay ? ['decay'] : []), ...Object.keys(hyperParameters)]);
    super({ ...options, ...(options.learningRate === undefined && learningRate !== undefined && { learningRate }) }, name);
    this.#definition = definition;
    this.hyper = readHyperParameters(name, options, hyperParameters);
    const { program, slots } = functor(this.hyper);
    this.program = program;
    this.#slots = slots;
    this.slotNames = Object.keys(slots);
    this.firstScalars = firstScalars?.(this.hyper) ?? {};
    for (const scalar of program.scalars) this.#named[scalar] = Number(this.hyper[scalar] ?? 0);
  }

  override slotStart(name: string): number {
    return this.#slots[name];
  }

  /** Takes θ, slots and ∇ as given: those of the step, or others that a subclass passes on. */
  override applyDense(theta: Float32Array, gradient: Float32Array, slots: Readonly<Record<string, Float32Array>>, step: Step): void {
    const named = this.#named, { needsRate = false, scalars } = this.#definition;
    if (needsRate && Math.fround(step.learningRate) === 0) return;
    named.learningRate = step.learningRate;
    scalars?.(named, this.hyper, step);
    const program = this.programFor(named);
    const arrays = this.#arrays(theta, gradient, slots, step.arrays);
    let bound = this.#bound.get(arrays);
    if (bound === undefined || bound.program !== program || bound.gradient !== gradient) {
      bound = bindStep(step.k, program, theta.length, arrays, gradient);
      this.#bound.set(arrays, bound);
    }
    const { numbers } = bound.run;
    for (let i = 0; i < numbers.length; i++) numbers[i] = named[program.scalars[i]];
    bound.call(bound.run);
  }

  /** The formula of a step, given its scalars by name: another only if it has the same ones. */
  protected programFor(_scalars: Readonly<Record<string, number>>): Program {
    return this.program;
  }

  override finishStep(scalars: Record<string, number>, t: number): void {
    this.#definition.finish?.(scalars, this.hyper, t);
  }

  override getConfig(): OptimizerConfig {
    return { ...super.getConfig(), ...this.hyper };
  }

  /** The step's own list wherever it holds what is given, so that the usual step allocates nothing. */
  #arrays(theta: Float32Array, gradient: Float32Array, slots: Readonly<Record<string, Float32Array>>, own: readonly Float32Array[]): readonly Float32Array[] {
    const { slotNames, scratchNames } = this;
    let isOwn = theta === own[0] && gradient === own[own.length - 1];
    for (let i = 0; i < slotNames.length; i++) isOwn &&= slots[slotNames[i]] === own[1 + i];
    for (let i = 0; i < scratchNames.length; i++) isOwn &&= slots[scratchNames[i]] === own[1 + slotNames.length + i];
    return isOwn ? own : [theta, ...slotNames.map((name) => slots[name]), ...scratchNames.map((name) => slots[name]), gradient];
  }
}
