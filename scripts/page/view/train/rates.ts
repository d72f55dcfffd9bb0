/**
 * A rate to begin with for each optimizer: near what its papers and Keras take, for networks as small as these.
 * @module
 */
import type { OptimizerSetting } from '../../setting.ts';

type Name = OptimizerSetting['name'];

const RATES: Readonly<Partial<Record<Name, number>>> = {
  sgd: 0.1, gradientDescentOptimizer: 0.1, proximalGradientDescentOptimizer: 0.1, momentumOptimizer: 0.03,
  adagrad: 0.1, adagradOptimizer: 0.1, proximalAdagradOptimizer: 0.1, adagradDAOptimizer: 0.1,
  adadelta: 1, adadeltaOptimizer: 1, ftrl: 0.1, ftrlOptimizer: 0.1, lion: 0.002,
  addSignOptimizer: 0.05, powerSignOptimizer: 0.05,
};

const OTHERS = 0.01;

export function rateFor(name: Name): number {
  return RATES[name] ?? OTHERS;
}

/** Rates to slide over: 1, 2 and 5 of each power of ten. */
export const RATE_STEPS: readonly number[] = [-5, -4, -3, -2, -1, 0].flatMap((power) =>
  [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
