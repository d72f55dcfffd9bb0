import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dampedNewton, levenbergMarquardt, newton, newtonCg, trustRegion, type MinimizerOptions, type MinimizerResult,
  type Objective,
} from '../../lib/minimizers/index.ts';
import { problems, toObjective, type Problem } from './problems.ts';
import { scipyMethods, vectors } from './vectors.ts';

const GRADIENT_TOLERANCE = 1e-5;

interface Method {
  readonly name: string;
  /** On a problem with f = factor · Σ rᵢ². */
  run(problem: Problem, start: ArrayLike<number>, options: MinimizerOptions): MinimizerResult;
  readonly factor: number;
  /** What ends elsewhere than at a known minimum, and why. */
  readonly exceptions: readonly string[];
  /**
   * SciPy's method, and the largest part of its values and gradients, all together, that may be asked for on
   * the problems that both solve.
   */
  readonly scipy?: readonly [method: (typeof scipyMethods)[number], most: number];
}

type Minimize = (objective: Objective, start: ArrayLike<number>, options?: MinimizerOptions) => MinimizerResult;

/**
 * Rounding of f ends the search before ‖∇f‖, whose scale is 10⁷, is so small: at the minimum, or, of trustRegion by cg,
 * on the way.
 */
const ROUNDING = ['Meyer'];
/** Leads to where x₂ and x₅ come together far away, f = 0.2427. */
const BIGGS = ['Biggs EXP6'];
/**
 * Saddles, maxima, or nowhere: there the Hessian at the start, or at a point on the way, is not positive definite
 * or singular.
 */
const NEWTON_FAILS = [
  'Powell badly scaled', 'Brown badly scaled', 'Beale', 'Meyer', 'Gulf', 'Wood', 'Kowalik and Osborne', 'Biggs EXP6',
  'Osborne 2', 'Linear, rank 1 5', 'Linear, rank 1, zero columns and rows 5', 'Chebyquad 7', 'Chebyquad 8',
  'Chebyquad 9', 'Chebyquad 10',
];

const onObjective = (minimize: Minimize) => ({
  factor: 1,
  run: (problem: Problem, start: ArrayLike<number>, options: MinimizerOptions): MinimizerResult =>
    minimize(toObjective(problem), start, options),
});

const methods: readonly Method[] = [
  { name: 'newton', ...onObjective(newton), exceptions: NEWTON_FAILS },
  { name: 'dampedNewton', ...onObjective(dampedNewton), exceptions: ROUNDING, scipy: ['trust-exact', 0.6] },
  { name: 'newtonCg', ...onObjective(newtonCg), exceptions: ROUNDING, scipy: ['Newton-CG', 0.4] },
  {
    name: 'trustRegion, exact',
    ...onObjective((f, x, options) => trustRegion(f, x, { ...options, subproblem: 'exact' })),
    exceptions: [...ROUNDING, ...BIGGS], scipy: ['trust-exact', 0.5],
  },
  {
    name: 'trustRegion, cg', ...onObjective((f, x, options) => trustRegion(f, x, { ...options, subproblem: 'cg' })),
    exceptions: ROUNDING, scipy: ['trust-ncg', 1],
  },
  {
    name: 'levenbergMarquardt', factor: 0.5, run: levenbergMarquardt, exceptions: [...ROUNDING, 'Brown and Dennis'],
    scipy: ['least_squares', 0.9],
  },
];

/** Where f is flat, ‖∇f‖ ≤ 10⁻⁵ leaves so much of a minimum that is 0. */
const NEARLY_ZERO = 1e-5;

/** Six digits are known of the minima; a flat valley leaves less. */
const isMinimum = (value: number, { minimum }: Problem): boolean =>
  minimum.some((least) => Math.abs(value - least) <= Math.max(0.02 * least, NEARLY_ZERO));

/** The problem, and what was asked of it: counts, and the least value. */
function watch(
  problem: Problem,
): { readonly watched: Problem; readonly seen: { residuals: number; jacobians: number; least: number } } {
  const seen = { residuals: 0, jacobians: 0, least: Infinity };
  const watched: Problem = {
    ...problem,
    residuals: (x, out) => {
      assert.ok(x.every(Number.isFinite), `${problem.name} is asked for at ${x.join(' ')}`);
      problem.residuals(x, out);
      seen.residuals++;
      const value = out.reduce((total, v) => total + v * v, 0);
      if (value < seen.least) seen.least = value;
    },
    jacobian: (x, out) => {
      seen.jacobians++;
      problem.jacobian(x, out);
    },
  };
  return { watched, seen };
}

for (const { name, run, factor, exceptions, scipy } of methods) {
  const beside = scipy === undefined ? '' : `, with at most ${scipy[1]} times the evaluations of SciPy's ${scipy[0]}`;
  test(`${name} solves the problems of Moré, Garbow and Hillstrom from their starts${beside}`, () => {
    const failed: string[] = [];
    let ours = 0, theirs = 0;
    for (const problem of problems) {
      const { watched, seen } = watch(problem), start = Float64Array.from(problem.start);
      const result = run(watched, start, { gradientTolerance: GRADIENT_TOLERANCE });
      const { x, value, gradientNorm, reason, evaluations } = result, what = `${name} on ${problem.name}`;
      assert.deepEqual([...start], [...problem.start], `${what}: start`);
      // f as a sum of squares and ½‖r‖² are rounded differently.
      assert.ok(
        Math.abs(value - factor * seen.least) <= 1e-14 * value,
        `${what}: ${value} returned, ${factor * seen.least} seen`,
      );
      assert.equal(evaluations.gradients, seen.jacobians, `${what}: gradients`);
      assert.equal(evaluations.values + (factor === 1 ? evaluations.gradients : 0), seen.residuals, `${what}: values`);
      const g = new Float64Array(problem.n);
      toObjective(problem).gradient(x, g);
      assert.ok(Math.abs(Math.sqrt(g.reduce((total, v) => total + v * v, 0)) * factor - gradientNorm)
        <= 1e-6 * gradientNorm + 1e-12, `${what}: ‖∇f‖`);
      if (reason !== 'gradient' || gradientNorm > GRADIENT_TOLERANCE || !isMinimum(value / factor, problem)) {
        failed.push(problem.name);
      } else if (scipy !== undefined) {
        const other = vectors.problems[problem.name].scipy[scipy[0]];
        if (other.value === null || !isMinimum(other.value, problem)) continue;
        ours += evaluations.values + evaluations.gradients;
        theirs += (other.values ?? 0) + (other.gradients ?? other.jacobians ?? 0);
      }
    }
    assert.deepEqual(failed, exceptions);
    if (scipy !== undefined) {
      assert.ok(ours <= scipy[1] * theirs, `${ours} evaluations; SciPy's ${scipy[0]} takes ${theirs}`);
    }
  });
}
