/**
 * The minimizers that `npm run minimizers` measures, and what of SciPy stands beside each: one line a minimizer.
 * @module
 */
import {
  bfgs, dampedNewton, gradientDescent, lbfgs, levenbergMarquardt, newton, newtonCg, trustRegion, type MinimizerResult,
} from '../../lib/minimizers/index.ts';
import { toObjective, type Problem } from '../../tests/minimizers/problems.ts';
import { type scipyMethods } from '../../tests/minimizers/vectors.ts';

export interface Method {
  readonly name: string;
  readonly beside?: (typeof scipyMethods)[number];
  readonly run: (problem: Problem) => MinimizerResult;
}

/** SciPy was given the same tolerance. */
const options = { gradientTolerance: 1e-5, maxIterations: 5000 } as const;

/** Its f is half the sum of squares of the others. */
function sumOfSquares(problem: Problem): MinimizerResult {
  const half =
    levenbergMarquardt(problem, problem.start, { ...options, gradientTolerance: options.gradientTolerance / 2 });
  return { ...half, value: 2 * half.value, gradientNorm: 2 * half.gradientNorm };
}

export const methods: readonly Method[] = [
  { name: 'gradientDescent', run: (p) => gradientDescent(toObjective(p), p.start, { ...options, maxIterations: 500 }) },
  { name: 'bfgs', beside: 'BFGS', run: (p) => bfgs(toObjective(p), p.start, options) },
  { name: 'lbfgs', beside: 'L-BFGS-B', run: (p) => lbfgs(toObjective(p), p.start, options) },
  { name: 'newton', run: (p) => newton(toObjective(p), p.start, { ...options, maxIterations: 200 }) },
  { name: 'dampedNewton', beside: 'trust-exact', run: (p) => dampedNewton(toObjective(p), p.start, options) },
  { name: 'newtonCg', beside: 'Newton-CG', run: (p) => newtonCg(toObjective(p), p.start, options) },
  { name: 'trustRegion', beside: 'trust-exact', run: (p) => trustRegion(toObjective(p), p.start, options) },
  {
    name: 'trustRegion, cg', beside: 'trust-ncg',
    run: (p) => trustRegion(toObjective(p), p.start, { ...options, subproblem: 'cg' }),
  },
  { name: 'levenbergMarquardt', beside: 'least_squares', run: sumOfSquares },
];
