/**
 * The minimizers that `bitgrad minimize` measures, and what of SciPy stands beside each: one line a minimizer.
 * @module
 */
import {
  bfgs, dampedNewton, finiteDifferences, gradientDescent, lbfgs, levenbergMarquardt, nelderMead, newton, newtonCg,
  trustRegion, type MinimizerResult, type NelderMeadResult, type Objective,
} from '../../lib/minimizers/index.ts';
import { boundedVectors, boxed } from '../../tests/minimizers/boundedProblems.ts';
import { derivativeFree } from '../../tests/minimizers/derivativeFree.ts';
import { toObjective, type Problem } from '../../tests/minimizers/problems.ts';
import { vectors, type ScipyRun, type scipyMethods } from '../../tests/minimizers/vectors.ts';

export interface Method {
  readonly name: string;
  readonly run: (problem: Problem) => MinimizerResult;
  /** What of SciPy stands beside it, and how that did on a problem. */
  readonly beside?: readonly [name: string, run: (problem: string) => ScipyRun];
  /** What solving a problem means. Default: ‖∇f‖₂ ≤ 1e-5. */
  readonly solves?: (problem: Problem, value: number | null) => boolean;
}

/** SciPy was given the same tolerance. */
const options = { gradientTolerance: 1e-5, maxIterations: 5000 } as const;

const exact = (name: (typeof scipyMethods)[number]): NonNullable<Method['beside']> =>
  [name, (problem) => vectors.problems[problem].scipy[name]];
const inBox = (name: 'L-BFGS-B' | 'trf'): NonNullable<Method['beside']> =>
  [`${name}, in boxes`, (problem) => boundedVectors.boxed[problem].scipy[name]];
const without = (name: 'Nelder-Mead' | '2-point' | '3-point', shown: string = name): NonNullable<Method['beside']> =>
  [shown, (problem) => derivativeFree.problems[problem][name]];

/** f within 1e-4 of a known minimum, relative to it above 1: by where it ends a simplex is judged. */
const isLow = ({ minimum }: Problem, value: number | null): boolean =>
  minimum.some((known) => Math.abs((value ?? Infinity) - known) <= 1e-4 * Math.max(1, known));

/** The box about its start. */
const box = ({ name }: Problem) => boxed.filter((problem) => problem.name === name)[0].bounds;

/** Its f is half the sum of squares of the others. */
function sumOfSquares(problem: Problem, bounds?: Parameters<typeof levenbergMarquardt>[2]): MinimizerResult {
  const half = levenbergMarquardt(problem, problem.start,
    { ...options, ...bounds, gradientTolerance: options.gradientTolerance / 2 });
  return { ...half, value: 2 * half.value, gradientNorm: 2 * half.gradientNorm };
}

/** The result with the exact gradient. */
function measured(f: Objective, result: NelderMeadResult): MinimizerResult {
  const gradient = new Float64Array(result.x.length);
  f.gradient(result.x, gradient);
  return { ...result, gradientNorm: Math.hypot(...gradient) };
}

function byDifferences(problem: Problem, method: 'forward' | 'central'): MinimizerResult {
  const f = toObjective(problem);
  return measured(f, lbfgs(finiteDifferences(f, { method }), problem.start, options));
}

export const methods: readonly Method[] = [
  { name: 'gradientDescent', run: (p) => gradientDescent(toObjective(p), p.start, { ...options, maxIterations: 500 }) },
  { name: 'bfgs', beside: exact('BFGS'), run: (p) => bfgs(toObjective(p), p.start, options) },
  { name: 'lbfgs', beside: exact('L-BFGS-B'), run: (p) => lbfgs(toObjective(p), p.start, options) },
  { name: 'newton', run: (p) => newton(toObjective(p), p.start, { ...options, maxIterations: 200 }) },
  { name: 'dampedNewton', beside: exact('trust-exact'), run: (p) => dampedNewton(toObjective(p), p.start, options) },
  { name: 'newtonCg', beside: exact('Newton-CG'), run: (p) => newtonCg(toObjective(p), p.start, options) },
  { name: 'trustRegion', beside: exact('trust-exact'), run: (p) => trustRegion(toObjective(p), p.start, options) },
  {
    name: 'trustRegion-cg', beside: exact('trust-ncg'),
    run: (p) => trustRegion(toObjective(p), p.start, { ...options, subproblem: 'cg' }),
  },
  { name: 'levenbergMarquardt', beside: exact('least_squares'), run: (p) => sumOfSquares(p) },
  {
    name: 'lbfgs-bounds', beside: inBox('L-BFGS-B'),
    run: (p) => lbfgs(toObjective(p), p.start, { ...options, bounds: box(p) }),
  },
  { name: 'levenbergMarquardt-bounds', beside: inBox('trf'), run: (p) => sumOfSquares(p, { bounds: box(p) }) },
  { name: 'lbfgs-forward', beside: without('2-point', 'L-BFGS-B, 2-point'), run: (p) => byDifferences(p, 'forward') },
  { name: 'lbfgs-central', beside: without('3-point', 'L-BFGS-B, 3-point'), run: (p) => byDifferences(p, 'central') },
  {
    name: 'nelderMead', beside: without('Nelder-Mead'), solves: isLow,
    run: (p) => measured(toObjective(p), nelderMead(toObjective(p), p.start)),
  },
];
