/** Units of f and x far from 1, and whether a search has converged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bfgs, dampedNewton, gradientDescent, lbfgs, levenbergMarquardt, newton, newtonCg, newtonRoot, trustRegion,
  type LeastSquares, type MinimizerOptions, type MinimizerResult, type Objective,
} from '../../lib/minimizers/index.ts';
import { truncatedCg } from '../../lib/minimizers/truncatedCg.ts';
import { inverseCurvature, toUnit } from '../../lib/minimizers/vectors.ts';
import { assertClose } from '../helpers/close.ts';
import { problems, toObjective } from './problems.ts';

type Minimize = (objective: Objective, start: ArrayLike<number>, options?: MinimizerOptions) => MinimizerResult;

const quasiNewton: Readonly<Record<string, Minimize>> = { bfgs, lbfgs };
const descents: Readonly<Record<string, Minimize>> = {
  ...quasiNewton, gradientDescent,
  'gradientDescent, backtracking': (f, x, options) => gradientDescent(f, x, { ...options, lineSearch: 'backtracking' }),
};
const newtons: Readonly<Record<string, Minimize>> = {
  newton, dampedNewton, newtonCg, trustRegion,
  'trustRegion, cg': (f, x, options) => trustRegion(f, x, { ...options, subproblem: 'cg' }),
};

/** What is minimised at x = u = (1, …) times `unit`, in units of its own. */
interface Units {
  readonly f: number;
  readonly x: number;
}

/** f.f · g(x/f.x), with all derivatives. */
function inUnits(g: Required<Objective>, units: Units): Required<Objective> {
  const at = (x: Float64Array): Float64Array => x.map((v) => v / units.x);
  const scaled = (out: Float64Array, factor: number): void => out.forEach((v, i) => { out[i] = v * factor; });
  return {
    value: (x) => units.f * g.value(at(x)),
    gradient: (x, out) => { g.gradient(at(x), out); scaled(out, units.f / units.x); },
    hessian: (x, out) => { g.hessian(at(x), out); scaled(out, units.f / units.x / units.x); },
    hessianVector: (x, v, out) => { g.hessianVector(at(x), v, out); scaled(out, units.f / units.x / units.x); },
  };
}

/** Σ (i + 1)·(xᵢ − 2.4)². */
const bowl: Required<Objective> = {
  value: (x) => x.reduce((total, v, i) => total + (i + 1) * (v - 2.4) ** 2, 0),
  gradient: (x, out) => x.forEach((v, i) => { out[i] = 2 * (i + 1) * (v - 2.4); }),
  hessian: (x, out) => { out.fill(0); x.forEach((_, i) => { out[i * (x.length + 1)] = 2 * (i + 1); }); },
  hessianVector: (_x, v, out) => v.forEach((vi, i) => { out[i] = 2 * (i + 1) * vi; }),
};

const UNITS: readonly Units[] = [
  { f: 1, x: 1e9 }, { f: 1, x: 1e-9 }, { f: 1, x: 1e18 }, { f: 1e200, x: 1 }, { f: 1e300, x: 1 }, { f: 1e-20, x: 1 },
  { f: 1e-300, x: 1 }, { f: 1e200, x: 1e9 },
];

for (const [name, minimize] of Object.entries({ ...descents, ...newtons })) {
  test(`${name} finds minima in whatever units, from far and from 0`, () => {
    for (const units of UNITS) {
      for (const start of [[1], [0], [1, 0, -3]]) {
        const result = minimize(inUnits(bowl, units), start.map((v) => v * units.x));
      const what = `${name}, ${JSON.stringify(units)} from ${start}: ${result.message}`;
        assertClose(result.x.map((v) => v / units.x), start.map(() => 2.4), 1e-5, what);
        assert.ok(result.converged, what);
      }
    }
  });
}

test('the problems of Moré, Garbow and Hillstrom are solved in other units too', () => {
  for (const problem of problems.filter(({ name }) => /^(?:Rosenbrock|Beale|Broyden banded)/.test(name))) {
    const f = toObjective(problem);
    for (const [name, minimize] of Object.entries({ ...quasiNewton, dampedNewton, newtonCg, trustRegion })) {
      for (const units of [{ f: 1, x: 1e9 }, { f: 1e200, x: 1 }, { f: 1e-20, x: 1 }]) {
        const { value, converged, message } = minimize(inUnits(f, units), problem.start.map((v) => v * units.x));
        const what = `${name} on ${problem.name}: ${message}`;
        assert.ok(converged && value / units.f < 1e-5, `${what}, ${JSON.stringify(units)}, ${value}`);
      }
    }
  }
});

test('levenbergMarquardt fits in whatever units, where squares of J overflow too', () => {
  for (const [r, x] of [[1, 1], [1e100, 1], [1e-10, 1], [1e-140, 1], [1, 1e9], [1, 1e-9], [1e100, 1e-60]] as const) {
    const line: LeastSquares = {
      m: 3,
      residuals: ([a, b], out) => out.set([0, 1, 2].map((t) => r * (a / x + t * b / x - 3 - 2 * t))),
      jacobian: (_x, out) => out.set([0, 1, 2].flatMap((t) => [r / x, r / x * t])),
    };
    const { x: found, converged, message } = levenbergMarquardt(line, [0, x]);
    assertClose(found.map((v) => v / x), [3, 2], 1e-5, `${r}, ${x}: ${message}`);
    assert.ok(converged, message);
  }
});

test('scaling by powers of two is exact: truncatedCg takes the same steps on a model of any size', () => {
  const h = [4, 1, 0, 1, 3, 1, 0, 1, 2], gradient = Float64Array.of(1, -2, 0.5);
  const run = (size: number, radius: number): number[] => {
    const z = new Float64Array(3), multiply = (v: Float64Array, out: Float64Array): void =>
      out.forEach((_, i) => { out[i] = size * (h[3 * i] * v[0] + h[3 * i + 1] * v[1] + h[3 * i + 2] * v[2]); });
    const found = truncatedCg(
      { gradient: gradient.map((g) => g * size), multiply }, { radius, tolerance: 1e-12 * size, maxIterations: 30 }, z,
    );
    return [...z, (found?.decrease ?? NaN) / size];
  };
  for (const radius of [Infinity, 0.25]) {
    for (const size of [2 ** 700, 2 ** -700]) assert.deepEqual(run(size, radius), run(1, radius), `${size}, ${radius}`);
  }
  for (const v of [1, 1.5, 2, -3, 1e300, 1e-300, 5e-324, Number.MAX_VALUE]) {
    assert.ok(Math.abs(v * toUnit(v)) >= 2 ** -51 && Math.abs(v * toUnit(v)) < 2);
  }
  assert.deepEqual([toUnit(0), toUnit(Infinity), toUnit(NaN)], [1, 1, 1]);
  assert.equal(inverseCurvature(Float64Array.of(2), Float64Array.of(2 ** 600)), 2 ** -599);
});

test('a gradientTolerance that is given is what it says; the default is a part of the gradients met where they are '
  + 'below 1', () => {
  const small = inUnits(bowl, { f: 1e-8, x: 1 });
  assert.deepEqual(
    [bfgs(small, [1], { gradientTolerance: 1e-6 }).iterations, bfgs(small, [1], { gradientTolerance: 1e-6 }).reason],
    [0, 'gradient'],
  );
  const { gradientNorm, reason, iterations } = bfgs(small, [1, 5]);
  assert.ok(reason === 'gradient' && iterations > 0 && gradientNorm <= 1e-6 * 1e-8 * 2 * Math.hypot(1.4, 5.2));
});

test('an optimum reached to the last bit has converged, whatever the reason', () => {
  const noisy: Required<Objective> = { ...bowl, value: (x) => 1e8 + bowl.value(x) }; // f cannot tell x within 1e-4
  let others = 0;
  for (const [name, minimize] of Object.entries({ ...descents, ...newtons })) {
    const { x, converged, reason, message } =
      minimize(noisy, [1, 0, -3], { gradientTolerance: 1e-300, maxIterations: 200 });
    assertClose(x, [2.4, 2.4, 2.4], 1e-3, name);
    assert.ok(converged || reason === 'iterations', `${name}: ${message}`);
    if (converged && reason !== 'gradient') others++;
  }
  assert.ok(others > 0);
});

test('what is no end at a minimum has not converged, and the message says so', () => {
  // f rises where ∇f says that it falls
  const abs: Objective = { value: ([x]) => x, gradient: (_x, out) => { out[0] = -1; } };
  for (const minimize of Object.values(descents)) {
    const { converged, reason, message } = minimize(abs, [0.5]);
    assert.deepEqual([converged, reason], [false, 'lineSearch']);
    assert.match(message, /^not converged: no step, however short, makes f smaller as ∇f promises; ‖∇f‖ = 1$/);
  }
  const wrong: Required<Objective> = {
    ...bowl, gradient: (x, out) => x.forEach((v, i) => { out[i] = -2 * (i + 1) * (v - 2.4); }),
  };
  for (const [name, minimize] of Object.entries({ dampedNewton, newtonCg, trustRegion })) {
    assert.ok(!minimize(wrong, [1, 0]).converged, name);
  }
  for (const [name, minimize] of Object.entries({ ...descents, ...newtons })) {
    const few = minimize(bowl, [1, 0, -3], { maxIterations: 0 });
    assert.deepEqual([few.converged, few.reason], [false, 'iterations'], name);
    assert.match(few.message, /^0 steps are done, and ‖∇f‖ = \d[\d.]* is still above 0\.000001$/);
    assert.equal(minimize({ ...bowl, value: () => NaN }, [1]).converged, false, name);
  }
  // no step moves x
  assert.equal(gradientDescent(inUnits(bowl, { f: 1, x: 1e9 }), [1e9], { learningRate: 1e-3 }).converged, false);
  const hill: Objective = {
    value: ([x]) => -x * x, gradient: ([x], out) => { out[0] = -2 * x; }, hessian: (_x, out) => out.fill(-2),
  };
  // the top is not the best point
  assert.deepEqual([newton(hill, [1]).reason, newton(hill, [1]).converged], ['gradient', false]);
  assert.deepEqual(
    [newtonRoot((x) => x * x + 1, (x) => 2 * x, 3).converged, newtonRoot((x) => x * x - 2, (x) => 2 * x, 1).converged],
    [false, true],
  );
});
