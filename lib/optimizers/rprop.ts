import { expectFloat32Number, expectNumber } from '../core/errors.ts';
import { FunctorOptimizer, type Definition, type Own } from './functorOptimizer.ts';
import { rprop as program } from './functors/rprop.ts';
import { between, fraction, nonNegative } from './hyperParameters.ts';
import type { BuiltInOptions } from './options.ts';

/** learningRate, 0.01 by default, is the first length of every step; a schedule counts with its first value. */
export interface RpropOptions extends BuiltInOptions {
  /** Factor where the sign of ∇J turns, from 0 to below 1. Default 0.5. */
  readonly etaMinus?: number;
  /** Factor where it stays, at least 1. Default 1.2. */
  readonly etaPlus?: number;
  /** The least step, at least 0. Default 1e-6. */
  readonly stepMin?: number;
  /** The largest step, at least 0. Default 50. */
  readonly stepMax?: number;
}

const definition: Definition<Own<RpropOptions>> = {
  name: 'rprop',
  learningRate: 0.01,
  hyperParameters: {
    etaMinus: fraction(0.5), etaPlus: between(1, Infinity, 1.2), stepMin: nonNegative(1e-6), stepMax: nonNegative(50),
  },
  needsRate: true,
  functor: () => ({ program, slots: { previous: 0, step: 0 } }),
};

/**
 * Rprop (Riedmiller, Braun 1993) as PyTorch has it, for full batches: only the signs of ∇J count, and each element has
 * a step of its own.
 *
 *     where ∇J keeps its sign:  step ← min(step·etaPlus, stepMax);   θ ← θ − sign(∇J)·step;  previous ← ∇J
 *     where its sign turns:     step ← max(step·etaMinus, stepMin);  θ stays;                previous ← 0
 *     where either is 0:        θ ← θ − sign(∇J)·step;                                       previous ← ∇J
 *
 * Later changes of the rate have no effect, nor have learningRateMultipliers, but for 0: a step of rate 0 does nothing,
 * slots included, so that a layer of multiplier 0 stays (PyTorch moves it by stepMin).
 * Slots: previous, starts at 0; step, at the rate.
 */
export class Rprop extends FunctorOptimizer<Own<RpropOptions>> {
  constructor(options: RpropOptions = {}) {
    super(definition, options);
    expectNumber('rprop', 'stepMax', this.hyper.stepMax, this.hyper.stepMin);
  }

  override slotStart(name: string): number {
    if (name !== 'step') return 0;
    const { learningRate } = this, rate = typeof learningRate === 'function' ? learningRate(0) : learningRate;
    expectFloat32Number('rprop', 'learningRate', rate, 0);
    return rate;
  }
}

/**
 * Rprop: only the signs of gradients count, and each element has a step of its own. For full batches. Slots, and who
 * differs: {@link Rprop}.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: step ← min(step·etaPlus, stepMax) where ∇J keeps its sign, max(step·etaMinus, stepMin) where it turns;
 *          θ ← θ − sign(∇J)·step, but where it turns
 * Default: learningRate 0.01, etaMinus 0.5, etaPlus 1.2, stepMin 1e-6, stepMax 50
 * Source: Riedmiller, Braun 1993; PyTorch (Rprop).
 */
export function rprop(options: RpropOptions = {}): Rprop {
  return new Rprop(options);
}
