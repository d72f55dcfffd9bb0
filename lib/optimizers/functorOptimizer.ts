/**
 * The base of the built-in optimizers: a recorded formula, its slots, its numbers.
 * @module
 */

import { expectKnownOptions } from '../core/errors.ts';
import type { Program } from '../formula/index.ts';
import * as calls from '../kernels/allCalls.ts';
import type { Arithmetic, List, Scalar } from '../kernels/index.ts';
import { readHyperParameters, type HyperParameters } from './hyperParameters.ts';
import { ListOptimizer } from './listOptimizer.ts';
import type { OptimizerConfig } from './optimizer.ts';
import { SHARED, type SharedOptions } from './options.ts';
import type { Piece, Step } from './state.ts';

/** Scalars of programs that take a share of θ away. */
const DECAYS: readonly string[] = ['weightDecay', 'decoupledDecay'];

/** The values of hyper-parameters by name. */
export type HyperValues = Readonly<Record<string, number | boolean>>;

/** The hyper-parameters among an optimizer's options; `Kept` are those of shared names that it sees to itself. */
export type Own<Options extends SharedOptions, Kept extends keyof SharedOptions = never> =
  Required<Omit<Options, Exclude<keyof SharedOptions, Kept>>>;

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
  /** Another formula of the same arrays and scalars, for the steps whose scalars say so. */
  readonly other?: {
    readonly program: Program;
    readonly isMeant: (scalars: Readonly<Record<string, number>>) => boolean;
  };
  /** Further numbers kept for θ. */
  readonly firstScalars?: (hyper: H) => Readonly<Record<string, number>>;
  /**
   * Sets those scalars of the program that are neither hyper-parameters nor the rate; they are kept from call to call.
   */
  readonly scalars?: (scalars: Record<string, number>, hyper: H, step: Step) => void;
  /** Brings the further numbers up to date after step t. */
  readonly finish?: (kept: Record<string, number>, hyper: H, t: number) => void;
}

/**
 * Runs a functor's program over θ, its slots and ∇. A scalar of the program has the value of the hyper-parameter
 * of that name, or the step's rate, or what `scalars` sets.
 */
export abstract class FunctorOptimizer<H extends HyperValues> extends ListOptimizer {
  readonly slotNames: readonly string[];
  override readonly firstScalars: Readonly<Record<string, number>>;
  readonly #definition: Definition<H>;
  protected readonly hyper: H;
  /** The formula of its step. */
  readonly program: Program;
  readonly #slots: Readonly<Record<string, number>>;
  /** The program's scalars by name. */
  readonly #named: Record<string, number> = {};

  constructor(definition: Definition<H>, options: SharedOptions) {
    const { name, learningRate, decay = false, hyperParameters, functor, firstScalars } = definition;
    const own = Object.keys(hyperParameters), shared = SHARED.filter((option) => !own.includes(option));
    expectKnownOptions(name, options, [...shared, ...(decay ? ['decay'] : []), ...own]);
    const given = Object.fromEntries(Object.entries(options).filter(([option]) => !own.includes(option)));
    super(
      { ...given, ...(options.learningRate === undefined && learningRate !== undefined && { learningRate }) }, name,
    );
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

  protected override list({ theta, gradient, slots, step, rate, number, isExcluded = false }: Piece): List {
    const { program, hyper } = this, { other, needsRate = false, scalars: set } = this.#definition, named = this.#named;
    const arrays = [theta, ...[...this.slotNames, ...this.scratchNames].map((name) => slots[name]), gradient];
    const places: { readonly name: string; readonly at: number }[] = [];
    const scalars = program.scalars.map((name): Scalar => {
      if (name === 'learningRate') return rate;
      if (isExcluded && DECAYS.includes(name)) return 0;
      if (set === undefined) return named[name];
      const place = number();
      places.push({ name, at: place.number });
      return place;
    });
    const programs = other === undefined ? [program] : [program, other.program];
    const run = programs.map((each) => calls.elementwise(each, theta.length, arrays, scalars));
    const before: Arithmetic[] = set === undefined ? [] : [{
      arithmetic(numbers) {
        set(named, hyper, step);
        for (let i = 0; i < places.length; i++) numbers[places[i].at] = named[places[i].name];
      },
    }];
    if (!needsRate && other === undefined) return [...before, ...run];
    const areMeant = programs.map(() => number());
    const choose: Arithmetic = {
      arithmetic: (numbers) => {
        const isLeftOut = needsRate && Math.fround(step.learningRate) === 0;
        const chosen = other?.isMeant(named) === true ? 1 : 0;
        areMeant.forEach((isMeant, i) => { numbers[isMeant.number] = Number(!isLeftOut && i === chosen); });
      },
    };
    return [...before, choose, ...run.map((call, i) => ({ when: areMeant[i], body: [call] }))];
  }

  override finishStep(scalars: Record<string, number>, t: number): void {
    this.#definition.finish?.(scalars, this.hyper, t);
  }

  override getConfig(): OptimizerConfig {
    return { ...super.getConfig(), ...this.hyper };
  }
}
