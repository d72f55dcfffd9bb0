import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import {
  bfgs, dampedNewton, gradientDescent, lbfgs, levenbergMarquardt, nelderMead, newton, newtonCg, trustRegion,
  type GivenBounds, type LeastSquares, type MinimizerResult, type Objective,
} from '../../lib/minimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals, type Refusal } from '../helpers/refusals.ts';
import { boxed, boundedVectors, hockSchittkowski } from './boundedProblems.ts';
import { barrier, hills, quadratic } from './functions.ts';
import { problems, toObjective } from './problems.ts';

const TOLERANCE = 1e-5;

type Sides = { readonly lower: ArrayLike<number>; readonly upper: ArrayLike<number> };

type Asked = (x: Float64Array, out: Float64Array) => number | void;

/** The same, which fails where it is asked for outside. */
const within = <F extends Asked>(f: F, { lower, upper }: Sides) => (
  x: Float64Array, out: Float64Array,
): ReturnType<F> => {
  x.forEach((v, i) => assert.ok(v >= lower[i] && v <= upper[i], `asked for at ${v}, variable ${i}`));
  return f(x, out) as ReturnType<F>;
};
const inside = ({ value, gradient }: Objective, sides: Sides): Objective => {
  const f = within(value, sides);
  return { value: (x) => f(x, x), gradient: within(gradient, sides) };
};
const squaresInside = ({ m, residuals, jacobian }: LeastSquares, sides: Sides): LeastSquares =>
  ({ m, residuals: within(residuals, sides), ...(jacobian && { jacobian: within(jacobian, sides) }) });

const sidesOf = (bounds: readonly (readonly [number, number])[]): Sides =>
  ({ lower: bounds.map(([lower]) => lower), upper: bounds.map(([, upper]) => upper) });

/** ‖g‖₂ of the variables that are at no bound, or that the way down leads back inside. */
function freeNorm(f: Objective, x: Float64Array, { lower, upper }: Sides): number {
  const g = new Float64Array(x.length);
  f.gradient(x, g);
  return Math.hypot(...g.filter((slope, i) => !(x[i] === lower[i] && slope > 0) && !(x[i] === upper[i] && slope < 0)));
}

const options = { gradientTolerance: TOLERANCE, maxIterations: 5000 };
const results = boxed.map((problem) => {
  const sides = sidesOf(problem.bounds), { bounds, start } = problem;
  const half = levenbergMarquardt(squaresInside(problem, sides), start,
    { ...options, gradientTolerance: TOLERANCE / 2, bounds });
  return {
    problem, sides,
    lbfgs: lbfgs(inside(toObjective(problem), sides), start, { ...options, bounds }),
    // its f is half of the sum
    levenbergMarquardt: { ...half, value: 2 * half.value, gradientNorm: 2 * half.gradientNorm },
  };
});

test('the boxes are those that SciPy was given', () => {
  assert.deepEqual(boxed.map(({ name }) => name), Object.keys(boundedVectors.boxed));
  for (const { problem: { name }, sides } of results) {
    const { lower, upper } = boundedVectors.boxed[name];
    assertClose([...Array.from(sides.lower), ...Array.from(sides.upper)], [...lower, ...upper], 1e-14, name);
  }
});

/** Where rounding of f, of slopes up to 10¹¹ or of values above 10⁴, hides the rest. */
const EXCEPTIONS: Readonly<Record<string, number>> = { 'Meyer': 10, 'Penalty I 10': 1e-3, 'Brown and Dennis': 1e-3 };

/** The most evaluations of f and ∇f over the problems that both solve, as a part of SciPy's. */
const measures = [['lbfgs', 'L-BFGS-B', 1.2, 1.1], ['levenbergMarquardt', 'trf', 1, 1]] as const;

for (const [name, beside, mostValues, mostGradients] of measures) {
  test(`${name} in boxes: no free slope above 1e-5 but where f cannot tell, inside at every evaluation, as low as `
    + `SciPy's ${beside}`, () => {
    for (const { problem, sides, [name]: result } of results) {
      const because = `${problem.name}: ${JSON.stringify(result)}`, f = toObjective(problem);
      assert.ok(result.gradientNorm <= (EXCEPTIONS[problem.name] ?? TOLERANCE), because);
      assert.equal(result.reason === 'gradient', result.gradientNorm <= TOLERANCE, because);
      assert.ok(Math.abs(freeNorm(f, result.x, sides) - result.gradientNorm) <= 1e-9 * (1 + result.value), because);
      const value = f.value(result.x);
      assert.ok(Math.abs(value - result.value) <= 1e-12 * value, because);
      assert.ok(value <= f.value(Float64Array.from(problem.start)), because);
      // some have several minima
      const theirs = boundedVectors.boxed[problem.name].scipy[beside].value ?? Infinity;
      assert.ok(value <= theirs * (1 + 1e-3) + 3e-5, `${because}; SciPy's ${theirs}`);
    }
  });

  test(`${name} in boxes asks for no more than ${mostValues} times the values of SciPy's ${beside}, and `
    + `${mostGradients} times the gradients`, () => {
    const both = results.filter(({ problem, [name]: result }) => result.gradientNorm <= TOLERANCE
      && (boundedVectors.boxed[problem.name].scipy[beside].gradientNorm ?? Infinity) <= TOLERANCE);
    const sum = (of: (row: typeof both[number]) => number): number => both.reduce((total, row) => total + of(row), 0);
    const run = ({ problem }: typeof both[number]) => boundedVectors.boxed[problem.name].scipy[beside];
    const values = sum((row) => row[name].evaluations.values);
    const gradients = sum((row) => row[name].evaluations.gradients);
    const theirs = sum((row) => run(row).values ?? 0);
    const theirGradients = sum((row) => run(row).gradients ?? run(row).jacobians ?? 0);
    assert.ok(both.length >= 33, `${both.length}`);
    assert.ok(values <= mostValues * theirs, `${values} values, SciPy ${theirs}`);
    assert.ok(gradients <= mostGradients * theirGradients, `${gradients} gradients, SciPy ${theirGradients}`);
  });
}

test('lbfgs solves the problems of Hock and Schittkowski, bounds that hold the solution exactly', () => {
  for (const { name, start, bounds, objective, minimum, solution } of hockSchittkowski) {
    const { x, value, reason } = lbfgs(objective, start, { bounds, gradientTolerance: 1e-8 });
    assert.equal(reason, 'gradient', name);
    assertClose([value], [minimum], 1e-7, name);
    assertClose(x, solution, name === 'HS3' ? 1e-2 : 1e-5, name);
    const scipy = boundedVectors.hockSchittkowski[name].scipy['L-BFGS-B'];
    if (name !== 'HS3') assertClose(x, scipy.x, 1e-4, `${name}: SciPy's`);
  }
  const at = (which: string): Float64Array => {
    const [{ objective, start, bounds }] = hockSchittkowski.filter(({ name }) => name === which);
    return lbfgs(objective, start, { bounds }).x;
  };
  assert.equal(at('HS2')[1], 1.5);
  assert.deepEqual([...at('HS4')], [1, 0]);
  assert.deepEqual([...at('HS45')], [1, 2, 3, 4, 5]);
});

test('levenbergMarquardt solves a linear problem with bounds as SciPy\'s lsq_linear', () => {
  const { a, b, lower, upper, x: solution, value: least } = boundedVectors.linear;
  const problem: LeastSquares = {
    m: 5, residuals: (x, out) => out.set(b.map((bi, i) => x.reduce((sum, v, j) => sum + a[3 * i + j] * v, -bi))),
    jacobian: (_x, out) => out.set(a),
  };
  for (const start of [[1, 0, 0], [2, 1, 0.5], [0, -0.25, -1]]) {
    const sides = { lower, upper }, tight = { bounds: sides, gradientTolerance: 1e-10 };
    const { x, value, reason } = levenbergMarquardt(squaresInside(problem, sides), start, tight);
    assert.equal(reason, 'gradient');
    assertClose([value, ...x], [least, ...solution], 1e-10);
  }
});

/** A box about random points, some variables fixed, some without bounds. */
function randomBox(random: Philox, n: number): { readonly lower: number[]; readonly upper: number[] } {
  const lower = Array.from(operands(random, n)), widths = operands(random, n);
  const upper = lower.map((v, i) => v + (i % 5 === 4 ? 0 : Math.abs(widths[i])));
  return {
    lower: lower.map((v, i) => (i % 4 === 3 ? -Infinity : v)), upper: upper.map((v, i) => (i % 3 === 2 ? Infinity : v)),
  };
}

test('convex quadratics in random boxes, some sides open, some variables fixed: the slopes at the end are those of the '
  + 'minimum', () => {
  for (const n of [1, 2, 3, 5, 8, 13, 30]) {
    for (const seed of [1, 2, 3, 4]) {
      const random = new Philox(1000 * n + seed), box = randomBox(random, n), f = quadratic(n, 100 * n + seed);
      const start = operands(random, n), g = new Float64Array(n);
      const { x, converged, message, value } = lbfgs(inside(f, box), start, { bounds: box, gradientTolerance: 1e-7 });
      f.gradient(x, g);
      assert.ok(converged && value === f.value(x), `${n} ${seed}: ${message}`);
      x.forEach((v, i) => {
        const { lower: { [i]: lower }, upper: { [i]: upper } } = box;
        assert.ok(v === lower || v === upper || Math.abs(g[i]) < 1e-6, `${n} ${seed}: free, slope ${g[i]}`);
        if (lower < upper && v === lower) assert.ok(g[i] >= -1e-6, `${n} ${seed}: at ${lower}, slope ${g[i]}`);
        if (lower < upper && v === upper) assert.ok(g[i] <= 1e-6, `${n} ${seed}: at ${upper}, slope ${g[i]}`);
      });
      assert.deepEqual(lbfgs(f, start, { bounds: box, gradientTolerance: 1e-7 }).x, x);
    }
  }
});

test('least squares in random boxes end where lbfgs does', () => {
  for (const [m, n] of [[3, 2], [8, 5], [4, 7], [20, 13]]) {
    const random = new Philox(m * n), a = operands(random, m * n), b = operands(random, m), box = randomBox(random, n);
    const problem: LeastSquares = {
      m, residuals: (x, out) => out.set(x.length === n
        ? Array.from(b, (bi, i) => x.reduce((sum, v, j) => sum + a[n * i + j] * v, -bi)) : []),
      jacobian: (_x, out) => out.set(a),
    };
    const r = new Float64Array(m), f: Objective = {
      value: (x) => { problem.residuals(x, r); return r.reduce((sum, v) => sum + v * v / 2, 0); },
      gradient: (x, out) => {
        problem.residuals(x, r);
        for (let j = 0; j < n; j++) out[j] = r.reduce((sum, v, i) => sum + v * a[n * i + j], 0);
      },
    };
    const start = operands(random, n), tight = { bounds: box, gradientTolerance: 1e-8 };
    const one = levenbergMarquardt(squaresInside(problem, box), start, tight), other = lbfgs(f, start, tight);
    assert.deepEqual([one.reason, other.reason], ['gradient', 'gradient'], `${m} × ${n}`);
    assertClose([one.value], [other.value], 1e-9, `${m} × ${n}`);
    assert.deepEqual(levenbergMarquardt(problem, start, tight), one);
  }
});

/** Those that take bounds, as one kind of function. */
const bounded: Readonly<Record<string, (
  f: Objective, start: ArrayLike<number>, bounds: GivenBounds,
) => Omit<MinimizerResult, 'gradientNorm'>>> = {
  lbfgs: (f, start, bounds) => lbfgs(f, start, { bounds }),
  nelderMead: (f, start, bounds) => nelderMead(f, start, { bounds }),
  levenbergMarquardt: (f, start, bounds) => {
    const root = (x: Float64Array): number => Math.sqrt(2 * f.value(x));
    return levenbergMarquardt({
      m: 1, residuals: (x, out) => { out[0] = root(x); },
      jacobian: (x, out) => { f.gradient(x, out); const r = root(x) || 1; out.forEach((v, i) => { out[i] = v / r; }); },
    }, start, { bounds });
  },
};

const bowl: Objective = {
  value: ([a, b]) => (a - 3) ** 2 + (b + 1) ** 2 + 1, gradient: ([a, b], out) => out.set([2 * (a - 3), 2 * (b + 1)]),
};

for (const [name, run] of Object.entries(bounded)) {
  test(`${name}: a start outside is moved inside, and the result is no worse than any value seen`, () => {
    const box = { lower: [-1, 0], upper: [2, 4] };
    const from = (start: number[]) => run(inside(bowl, box), start, box);
    assert.deepEqual(from([9, -9]), from([2, 0]));
    assert.deepEqual(from([-5, 1]), from([-1, 1]));
    assertClose(from([-1, 4]).x, [2, 0], 1e-4);
    for (const f of [hills, barrier]) {
      let least = Infinity;
      const lift = (v: number): number => v + 50, limits = { lower: [0.2, 0.5], upper: [1.5, 0.75] };
      const { value, x } = run(inside({
        value: (at: Float64Array) => { const v = lift(f.value(at)); least = Math.min(least, v); return v; },
        gradient: f.gradient,
      }, limits), [1, 0.6], limits);
      assertClose([value], [least], 1e-12);
      assert.ok(least <= lift(f.value(Float64Array.of(1, 0.6))));
      assertClose([lift(f.value(x))], [value], 1e-12);
    }
  });

  test(`${name}: bounds in each form`, () => {
    const wanted = run(bowl, [1, 1], [[0, 2], [0, 2]]);
    for (const bounds of [
      { lower: 0, upper: 2 }, { lower: [0, 0], upper: 2 },
      { lower: Float32Array.of(0, 0), upper: Float64Array.of(2, 2) },
    ]) assert.deepEqual(run(bowl, [1, 1], bounds), wanted);
    const open = run(bowl, [1, 1], {});
    assert.deepEqual(run(bowl, [1, 1], [[-Infinity, Infinity], [-Infinity, Infinity]]), open);
    assertClose(open.x, [3, -1], 1e-3);
    const fixed = run(bowl, [1, 1], { lower: [0.5, -5], upper: [0.5, 5] });
    assert.equal(fixed.x[0], 0.5);
    assertClose(fixed.x.subarray(1), [-1], 1e-3);
  });

  const refused = (bounds: unknown, error: Refusal[1], message: string): Refusal =>
    [() => run(bowl, [1, 1], bounds as GivenBounds), error, new RegExp(`^${name}: ${message}`)];
  checkRefusals(`${name} refuses bounds that are none, by name`, [
    refused(5, TypeError, 'bounds must be pairs \\[lower, upper\\], or \\{ lower, upper \\}, got 5$'),
    refused(null, TypeError, 'bounds must be pairs .*, got null$'),
    refused({ low: 0 }, TypeError, 'bounds: unknown option \'low\'; it takes lower, upper'),
    refused([[0, 1]], ShapeError, 'bounds must be 2, one a variable, got 1$'),
    refused({ lower: [0, 0, 0] }, ShapeError, 'bounds must be 2, one a variable, got 3$'),
    refused([[0, 1], [0]], ShapeError, 'bounds\\[1\\] must be a pair \\[lower, upper\\], got \\[0\\]$'),
    refused([[0, 1], 5], TypeError, 'bounds\\[1\\] must be an array, got 5$'),
    refused([[0, 1], [NaN, 2]], RangeError, 'bounds\\[1\\]\\[0\\] must be a number, Infinity or -Infinity, got NaN$'),
    refused([[0, null], [0, 2]], TypeError, 'bounds\\[0\\]\\[1\\] must be a number, Infinity or -Infinity, got null$'),
    refused({ upper: [1, NaN] }, RangeError, 'upper\\[1\\] must be a number, .*, got NaN$'),
    refused({ lower: NaN }, RangeError, 'lower\\[0\\] must be a number, .*, got NaN$'),
    refused({ lower: '0' }, TypeError, 'bounds must be an array of numbers, got \'0\'$'),
    refused([[0, 1], [2, 1]], RangeError,
      'bounds must have a number between bounds\\[1\\]\\[0\\] and bounds\\[1\\]\\[1\\], got 2 and 1$'),
    refused({ lower: Infinity }, RangeError, 'bounds must have a number between lower\\[0\\] and upper\\[0\\], got '),
    refused({ upper: -Infinity }, RangeError, 'bounds must have a number between lower\\[0\\] and upper\\[0\\], got '),
  ]);
}

test('the gradient of a bounded search may be large at a bound: that of free variables ends it, and is told', () => {
  const { gradientNorm, reason, x } = lbfgs(bowl, [0, 0], { bounds: { upper: [1, 5] } });
  assert.deepEqual([reason, x[0]], ['gradient', 1]);
  assert.ok(gradientNorm < 1e-6);
  const corner = lbfgs(bowl, [0, 0], { bounds: { lower: [0, 0], upper: [0, 0] } });
  assert.deepEqual([corner.reason, corner.gradientNorm, corner.iterations, [...corner.x]], ['gradient', 0, 0, [0, 0]]);
});

test('functions in any units, with bounds in the same', () => {
  for (const power of [-150, -40, 0, 40, 150]) {
    const unit = 2 ** power, f: Objective = {
      value: ([a, b]) => bowl.value(Float64Array.of(a / unit, b / unit)) - 1,
      gradient: ([a, b], out) => out.set([2 * (a / unit - 3) / unit, 2 * (b / unit + 1) / unit]),
    };
    const { x } = lbfgs(f, [unit, unit], { bounds: { upper: [2 * unit, 5 * unit] } });
    assertClose([x[0] / unit, x[1] / unit], [2, -1], 1e-5, `2^${power}`);
    const scaled: Objective = {
      value: (at) => unit ** 5 * (bowl.value(at) - 1),
      gradient: (at, out) => { bowl.gradient(at, out); out.forEach((v, i) => { out[i] = v * unit ** 5; }); },
    };
    assertClose(lbfgs(scaled, [0, 4], { bounds: { upper: [2, 5] } }).x, [2, -1], 1e-5, `f·2^${5 * power}`);
  }
});

test('bounds keep f from where it is not defined', () => {
  const logarithm: Objective = {
    value: ([x]) => (x > 0 ? x - 2 * Math.log(x) : NaN), gradient: ([x], out) => { out[0] = 1 - 2 / x; },
  };
  const { x, evaluations } = lbfgs(inside(logarithm, { lower: [1e-3], upper: [1.5] }), [0.01],
    { bounds: [[1e-3, 1.5]] });
  assert.equal(x[0], 1.5);
  assert.ok(evaluations.values < 15);
});

const [rosenbrock] = problems, f = toObjective(rosenbrock), none = [-1.2, 1], wrong = { bounds: [[0, 1], [0, 1]] };
const unbounded: Readonly<Record<string, (start: number[], options: object) => unknown>> = {
  bfgs: (start, given) => bfgs(f, start, given), gradientDescent: (start, given) => gradientDescent(f, start, given),
  newton: (start, given) => newton(f, start, given), dampedNewton: (start, given) => dampedNewton(f, start, given),
  newtonCg: (start, given) => newtonCg(f, start, given), trustRegion: (start, given) => trustRegion(f, start, given),
};

checkRefusals('minimizers that take no bounds say so, and which do', Object.entries(unbounded).map(([name, run]) => [
  () => run(none, wrong), TypeError, new RegExp(`^${name}: bounds must be left out, got an array of 2; lbfgs, `
    + 'levenbergMarquardt and nelderMead take them$'),
]));
