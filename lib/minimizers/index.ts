/**
 * Minimizers of functions of n numbers, in binary64.
 * @module
 */

export { bfgs } from './bfgs.ts';
export type { BoundedOptions, GivenBounds } from './bounds.ts';
export { dampedNewton } from './dampedNewton.ts';
export { finiteDifferences, type FiniteDifferencesOptions } from './finiteDifferences.ts';
export { gradientDescent, type GradientDescentOptions } from './gradientDescent.ts';
export { lbfgs, type LbfgsOptions } from './lbfgs.ts';
export { objective, type ModelObjective } from './modelObjective.ts';
export type { LeastSquares } from './leastSquares.ts';
export { levenbergMarquardt, type LevenbergMarquardtOptions } from './levenbergMarquardt.ts';
export { nelderMead, type NelderMeadOptions, type NelderMeadResult } from './nelderMead.ts';
export { newton } from './newton.ts';
export { newtonCg, type NewtonCgOptions } from './newtonCg.ts';
export { newtonRoot, type RootResult } from './newtonRoot.ts';
export {
  newtonRootSystem, type RootOptions, type RootReason, type RootSystemResult, type SystemFunction,
} from './newtonRootSystem.ts';
export type { DifferencedObjective, Evaluations, Objective } from './objective.ts';
export type { MinimizerOptions, MinimizerResult, Progress, Reason } from './result.ts';
export { taylor1, taylor2, type Expansion } from './taylor.ts';
export { trustRegion, type TrustRegionOptions } from './trustRegion.ts';
