import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import {
  bfgs, gradientDescent, lbfgs, type MinimizerOptions, type MinimizerResult, type Objective, type Reason,
} from '../../lib/minimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { problems, toObjective } from './problems.ts';
import { vectors } from './vectors.ts';

type Minimize = (objective: Objective, start: ArrayLike<number>, options?: MinimizerOptions) => MinimizerResult;

const minimizers: Readonly<Record<string, Minimize>> = {
  bfgs, lbfgs, gradientDescent,
  'lbfgs, memory 1': (objective, start, options) => lbfgs(objective, start, { ...options, memory: 1 }),
  'gradientDescent, backtracking': (objective, start, options) =>
    gradientDescent(objective, start, { ...options, lineSearch: 'backtracking' }),
  'gradientDescent, learningRate': (objective, start, options) =>
    gradientDescent(objective, start, { ...options, learningRate: 0.05 }),
};

const TOLERANCE = 1e-5;

/**
 * What ends elsewhere than at ‖∇f‖ ≤ 1e-5, with the largest ‖∇f‖ allowed. Meyer's function has slopes up to 1e11,
 * so that rounding hides where f still falls; SciPy ends at 12 (BFGS) and 60 (L-BFGS-B, at f = 144). The last digit
 * of Brown and Dennis' f = 85822 is 1.5e-11: L-BFGS ends where no step changes it; SciPy's ends at 2.7e-4.
 */
const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  bfgs: { Meyer: 100 },
  lbfgs: { Meyer: 100, 'Brown and Dennis': 2e-5 },
};

/** The most evaluations of f and ∇f over the problems that both solve, as a part of SciPy's. */
const quasiNewton = [[bfgs, 'bfgs', 'BFGS', 0.9, 0.8], [lbfgs, 'lbfgs', 'L-BFGS-B', 1.2, 1.1]] as const;

for (const [minimize, name, beside, mostValues, mostGradients] of quasiNewton) {
  const results = problems.map((problem) => ({
    problem, result: minimize(toObjective(problem), problem.start, { gradientTolerance: TOLERANCE }),
  }));

  test(`${name} reaches ‖∇f‖ ≤ 1e-5 on every problem of Moré, Garbow and Hillstrom but where f cannot tell`, () => {
    for (const { problem, result } of results) {
      const exception = EXCEPTIONS[name][problem.name];
      assert.equal(
        result.reason, exception === undefined ? 'gradient' : 'lineSearch', `${problem.name}: ${result.message}`,
      );
      assert.ok(result.gradientNorm <= (exception ?? TOLERANCE), `${problem.name}: ${result.gradientNorm}`);
    }
  });

  test(`${name} ends at a known minimum, or where f is as near to one as its gradient says`, () => {
    for (const { problem, result: { value } } of results) {
      const near = problem.minimum.map((known) => Math.abs(value - known) / Math.max(known, 1e-5));
      // Nearly singular at the minimum: ‖∇f‖ ≤ 1e-5 holds far from it, for SciPy too.
      const most = /^(?:Watson 9|Penalty II 4)$/.test(problem.name) ? 2 : problem.name === 'Penalty I 4' ? 0.02 : 3e-3;
      assert.ok(Math.min(...near) <= most, `${problem.name}: ${value}, known ${problem.minimum}`);
    }
  });

  test(`${name} asks for no more than ${mostValues} times the values of SciPy's ${beside}, and ${mostGradients} `
    + 'times the gradients', () => {
    const both = results.filter(({ problem, result }) =>
      result.gradientNorm <= TOLERANCE
        && (vectors.problems[problem.name].scipy[beside].gradientNorm ?? Infinity) <= TOLERANCE);
    const theirs =
      both.reduce((total, { problem }) => total + (vectors.problems[problem.name].scipy[beside].values ?? 0), 0);
    const total = (of: 'values' | 'gradients'): number =>
      both.reduce((sum, { result }) => sum + result.evaluations[of], 0);
    assert.ok(both.length >= 34);
    assert.ok(total('values') <= mostValues * theirs, `${total('values')} values, SciPy ${theirs}`);
    assert.ok(total('gradients') <= mostGradients * theirs, `${total('gradients')} gradients, SciPy ${theirs}`);
  });
}

/** f, with what was asked of it and the lowest finite value it gave. */
function watched(
  f: Objective,
): { readonly objective: Objective; readonly seen: { values: number; gradients: number; lowest: number } } {
  const seen = { values: 0, gradients: 0, lowest: Infinity };
  const value = (x: Float64Array): number => {
    assert.ok(x.every(Number.isFinite), 'f was asked for where x is not finite');
    seen.values++;
    const got = f.value(x);
    if (Number.isFinite(got) && got < seen.lowest) seen.lowest = got;
    return got;
  };
  const gradient = (x: Float64Array, out: Float64Array): void => {
    seen.gradients++;
    f.gradient(x, out);
  };
  return { objective: { value, gradient }, seen };
}

function gradientAt(f: Objective, x: Float64Array): Float64Array {
  const gradient = new Float64Array(x.length);
  f.gradient(x, gradient);
  return gradient;
}

/** f = Σ φ(xᵢ) with slopes φ′. */
const separable = (phi: (x: number) => number, slope: (x: number) => number): Objective => ({
  value: (x) => x.reduce((total, v) => total + phi(v), 0),
  gradient: (x, out) => out.set(x.map(slope)),
});

const awkward: Readonly<Record<string, Objective>> = {
  'logarithm, NaN from 0 down': separable((x) => x - Math.log(x), (x) => 1 - 1 / x),
  'NaN beyond 2': separable((x) => (x > 2 ? NaN : (x - 1.75) ** 2), (x) => 2 * (x - 1.75)),
  'gradient NaN beyond 2': separable((x) => (x - 2.5) ** 2, (x) => (x > 2 ? NaN : 2 * (x - 2.5))),
  'gradient infinite beyond 2': separable((x) => (x - 2.5) ** 2, (x) => (x > 2 ? -Infinity : 2 * (x - 2.5))),
  'unbounded, linear': separable((x) => -x, () => -1),
  'unbounded, cubic': separable((x) => -x * x * x, (x) => -3 * x * x),
  'unbounded, −Infinity from 3 on': separable((x) => (x < 3 ? 1 / (x - 3) : -Infinity), (x) => -1 / (x - 3) ** 2),
  'constant': separable(() => 4, () => 0),
  'constant with a gradient that is none': separable(() => 4, () => 1),
  'rising where the gradient says falling': separable((x) => x, () => -1),
  'a kink': separable(Math.abs, Math.sign),
  'a step': separable(Math.floor, () => 1),
  'huge': separable((x) => 1e300 * x * x, (x) => 2e300 * x),
  'tiny': separable((x) => 1e-300 * x * x, (x) => 2e-300 * x),
  'steep': separable((x) => Math.exp(x * x), (x) => 2 * x * Math.exp(x * x)),
  'no minimum, e⁻ˣ': separable((x) => Math.exp(-x), (x) => -Math.exp(-x)),
  'NaN everywhere': separable(() => NaN, () => NaN),
  '−Infinity everywhere': separable(() => -Infinity, () => 0),
  'finite at the start only': { value: ([x]) => (x === 0.5 ? 1 : NaN), gradient: (_, out) => out.fill(1) },
};

const REASONS: readonly Reason[] = ['gradient', 'step', 'value', 'iterations', 'lineSearch', 'singular', 'notFinite'];

for (const [name, minimize] of Object.entries(minimizers)) {
  test(`${name}: never NaN, never above a value seen, counts as asked, the same twice, on `
    + 'functions with holes, edges and no minimum', () => {
    for (const [what, f] of Object.entries({
      ...awkward, ...Object.fromEntries(problems.slice(0, 20).map((p) => [p.name, toObjective(p)])),
    })) {
      const start = Object.freeze(problems.find((p) => p.name === what)?.start ?? [0.5, 0.5]);
      const { objective, seen } = watched(f);
      const result = minimize(objective, start, { maxIterations: 60 });
      const { x, value, gradientNorm, iterations, evaluations, reason, message } = result;
      const because = `${name} on ${what}: ${JSON.stringify(result)}`;
      assert.ok(x.every(Number.isFinite) && !Number.isNaN(value) && !Number.isNaN(gradientNorm), because);
      assert.equal(value, seen.lowest, because);
      if (value < Infinity) assert.equal(f.value(x), value, because);
      const gradient = gradientAt(f, x);
      if (gradientNorm < Infinity) {
        assertClose([gradientNorm / Math.hypot(...gradient) || 0], [gradientNorm === 0 ? 0 : 1], 1e-12, because);
      }
      assert.ok(gradientNorm < Infinity || !gradient.every(Number.isFinite) || value === Infinity, because);
      assert.deepEqual(evaluations, { values: seen.values, gradients: seen.gradients, hessians: 0, hessianVectors: 0 });
      assert.ok(
        iterations <= 60 && REASONS.includes(reason) && message.length > 10 && !message.includes('NaN'), because,
      );
      assert.ok(reason !== 'gradient' || gradientNorm <= 1e-6
        || message.endsWith('; x is an earlier point, where f was smaller'), because);
      assert.deepEqual(minimize(f, start, { maxIterations: 60 }), result);
    }
  });

  test(`${name} solves random quadratics`, () => {
    for (const n of [1, 2, 5, 13]) {
      const random = new Philox(n), root = operands(random, n * n), sought = operands(random, n);
      const d = new Float64Array(n);
      const multiply = (v: Float64Array): Float64Array => {
        const half = v.map((_, i) => v.reduce((total, vj, j) => total + root[i * n + j] * vj, 0));
        return v.map((vj, j) => vj + half.reduce((total, hi, i) => total + root[i * n + j] * hi, 0));
      };
      const at = (x: Float64Array): Float64Array => (x.forEach((v, i) => { d[i] = v - sought[i]; }), multiply(d));
      const objective: Objective = {
        value: (x) => at(x).reduce((total, v, i) => total + v * d[i] / 2, -3), gradient: (x, out) => out.set(at(x)),
      };
      const { x, value, reason, evaluations } =
        minimize(objective, new Float32Array(n).fill(4), { gradientTolerance: 1e-7, maxIterations: 2000 });
      assert.ok(reason === 'gradient' || (reason === 'lineSearch' && value === -3), reason);
      assertClose(x, sought, 1e-6, `${n}`);
      if (name === 'bfgs') assert.ok(evaluations.values <= 8 + 2.5 * n, `${n}: ${evaluations.values}`);
    }
  });

  test(`${name} ends by each of the shared options, and tells each step`, () => {
    const f: Objective = {
      value: (x) => x.reduce((total, v, i) => total + (i + 1) * v * v * (1 + v * v / 4), 0),
      gradient: (x, out) => out.set(x.map((v, i) => (i + 1) * v * (2 + v * v))),
    };
    const start = [1, -0.5, 0.75, 0.25, -1, 0.875], slow = { gradientTolerance: 0 }, told: number[] = [];
    assert.equal(minimize(f, start, { gradientTolerance: 1e9 }).iterations, 0);
    assert.deepEqual(minimize(f, start, { ...slow, maxIterations: 0 }).evaluations, {
      values: 1, gradients: 1, hessians: 0, hessianVectors: 0,
    });
    const few = minimize(
      f, start, { ...slow, maxIterations: 7, onIteration: ({ iteration, value }) => { told[iteration - 1] = value; } },
    );
    assert.ok(few.reason === 'iterations' && few.iterations === 7 && told.length === 7
      && Math.min(...told) === few.value && told[0] > told[6]);
    const byStep = minimize(f, start, { ...slow, stepTolerance: 1e-3 });
    const byValue = minimize(f, start, { ...slow, valueTolerance: 1e-3 });
    assert.deepEqual([byStep.reason, byValue.reason], ['step', 'value']);
    assert.ok(byStep.iterations > 3 && byValue.iterations > 3);
  });

  test(`${name} lets through what the objective throws, and leaves the start as it was`, () => {
    const start = Float64Array.of(2, -1), stop = new Error('enough');
    let left = 1;
    const f = separable((x) => x * x, (x) => 2 * x);
    assert.throws(
      () => minimize({ ...f, value: (x) => { if (left-- === 0) throw stop; return f.value(x); } }, start), stop,
    );
    minimize(f, start);
    assert.deepEqual(start, Float64Array.of(2, -1));
  });

  const who = name.split(',')[0], square = separable((x) => x * x, (x) => 2 * x);
  checkRefusals(`${name} refuses what it cannot use, by name`, [
    [
      () => minimize(square, [1, NaN]), RangeError,
      new RegExp(`^${who}: start\\[1\\] must be a finite number, got NaN$`),
    ],
    [() => minimize(square, []), ShapeError, new RegExp(`^${who}: start must hold at least one number, got none$`)],
    [
      () => minimize(square, [1], { gradientTolerance: -1 }), RangeError,
      new RegExp(`^${who}: gradientTolerance must be .* at least 0, got -1$`),
    ],
    [() => minimize(square, [1], { maxIterations: 1.5 }), RangeError, new RegExp(`^${who}: maxIterations must be`)],
    // @ts-expect-error no such option
    [() => minimize(square, [1], { tolerance: 1 }), TypeError,
      new RegExp(`^${who}: unknown option 'tolerance'; it takes gradientTolerance, `)],
    // @ts-expect-error no gradient
    [() => minimize({ value: () => 1 }, [1]), TypeError,
      new RegExp(`^${who}: objective.gradient must be a function, got undefined$`)],
    // @ts-expect-error no number
    [() => minimize({ ...square, value: () => '1' }, [1]), TypeError,
      new RegExp(`^${who}: objective.value must return a number, got '1'$`)],
  ]);
}

test('gradient descent takes exactly the steps of its rate, and says so where they lead to no number', () => {
  const f = separable((x) => 3 * x * x, (x) => 6 * x), points: number[][] = [];
  gradientDescent(f, [1, -2], { learningRate: 0.25, maxIterations: 3, onIteration: ({ x }) => points.push([...x]) });
  assert.deepEqual(points, [[-0.5, 1], [0.25, -0.5], [-0.125, 0.25]]);
  const diverged = gradientDescent(f, [1, -2], { learningRate: 1e200 });
  assert.deepEqual([[...diverged.x], diverged.value, diverged.reason], [[1, -2], 15, 'notFinite']);
  assert.match(
    diverged.message, /^the step of learningRate 1e\+200 leads to where f or ∇f is not finite; ‖∇f‖ = 13\.4164\d+$/,
  );
});

test('a rate that is too large lets f rise; the result is the best point all the same', () => {
  const f = separable((x) => x * x, (x) => 2 * x);
  const result = gradientDescent(f, [1], { learningRate: 1.5, maxIterations: 9 });
  assert.deepEqual([[...result.x], result.value, result.gradientNorm, result.iterations], [[1], 1, 2, 9]);
});

test('where the first step is lost in rounding, a longer one is tried', () => {
  const slope = separable((x) => x / 1000, () => 1e-3), flat = separable((x) => 1e-200 * x * x, (x) => 2e-200 * x);
  for (const minimize of [bfgs, lbfgs, minimizers.gradientDescent]) {
    assert.ok(minimize(slope, [1e20], { maxIterations: 2 }).value < -1e17);
    assertClose(minimize(flat, [1]).x, [0], 1e-6);
  }
});

checkRefusals('options of one minimizer are checked too', [
  [() => lbfgs(awkward.steep, [1], { memory: 0 }), RangeError, /^lbfgs: memory must be a positive integer, got 0$/],
  [
    () => gradientDescent(awkward.steep, [1], { learningRate: 0 }), RangeError,
    /^gradientDescent: learningRate must be a finite number above 0, got 0$/,
  ],
  [() => gradientDescent(awkward.steep, [1], { learningRate: 1, lineSearch: 'wolfe' }),
    TypeError, /: learningRate and lineSearch exclude each other, got both$/],
  // @ts-expect-error no such line search
  [() => gradientDescent(awkward.steep, [1], { lineSearch: 'armijo' }), RangeError,
    /^gradientDescent: lineSearch must be one of 'backtracking', 'wolfe'/],
  // @ts-expect-error no option of bfgs
  [() => bfgs(awkward.steep, [1], { memory: 3 }), TypeError, /^bfgs: unknown option 'memory'/],
]);

test('L-BFGS that remembers every step needs about as few as BFGS, and one that remembers a single step more', () => {
  const rest = problems.filter(({ name }) => /Wood|Watson 6|Osborne 1|Kowalik/.test(name));
  const total = (minimize: Minimize): number =>
    rest.reduce((sum, p) => sum + minimize(toObjective(p), p.start).iterations, 0);
  const full = total((f, start, options) => lbfgs(f, start, { ...options, memory: 1000 }));
  const single = total(minimizers['lbfgs, memory 1']);
  assert.ok(full < 1.6 * total(bfgs) && single > 1.5 * full, `${full}, ${total(bfgs)}, ${single}`);
});

test('where the direction learned leads out of f\'s domain, what was learned is forgotten '
  + 'and the search goes on', () => {
  const f =
    separable((x) => (x > 2 ? NaN : (x - 1.99) ** 2 + (x - 1.99) ** 4), (x) => 2 * (x - 1.99) + 4 * (x - 1.99) ** 3);
  for (const minimize of [bfgs, lbfgs]) assertClose(minimize(f, [-3, 0.5]).x, [1.99, 1.99], 1e-6);
});

test('where f cannot tell points apart, the last is taken, whose gradient is known', () => {
  const f = separable((x) => 2 ** 60 + x * x, (x) => 2 * x);
  for (const minimize of [bfgs, lbfgs, gradientDescent]) {
    const { x, gradientNorm, reason } = minimize(f, [0.5, -0.25]);
    assert.ok(reason === 'gradient' && gradientNorm <= 1e-6 && Math.hypot(...x) <= 1e-6, `${reason}, ${gradientNorm}`);
  }
});

test('backtracking asks for one gradient a step', () => {
  const [f, start] = [toObjective(problems[0]), problems[0].start];
  const { evaluations, iterations, value } =
    gradientDescent(f, start, { lineSearch: 'backtracking', maxIterations: 300 });
  assert.ok(iterations === 300 && evaluations.gradients === 301 && value < 0.25, `${value}`);
});

/** −B·g, B from the steps given, oldest first, by the product of matrices that defines BFGS. */
function bfgsDirection(
  g: Float64Array, steps: readonly { s: Float64Array; y: Float64Array }[], scale: number,
): Float64Array {
  const n = g.length;
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((total, v, i) => total + v * b[i], 0);
  const matrix = (of: (i: number, j: number) => number): Float64Array[] =>
    Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_v, j) => of(i, j)));
  const times = (p: Float64Array[], q: Float64Array[]): Float64Array[] =>
    matrix((i, j) => p[i].reduce((total, v, k) => total + v * q[k][j], 0));
  let b = matrix((i, j) => (i === j ? scale : 0));
  for (const { s, y } of steps) {
    const rho = 1 / dot(s, y), left = matrix((i, j) => Number(i === j) - rho * s[i] * y[j]);
    const right = matrix((i, j) => left[j][i]);
    b = times(times(left, b), right).map((row, i) => row.map((v, j) => v + rho * s[i] * s[j]));
  }
  return g.map((_, i) => -dot(b[i], g));
}

test('the steps of BFGS and L-BFGS are those of their defining formulas, from all steps and from the last '
  + 'three', () => {
  const rows = [
    [bfgs, (steps: number) => steps],
    [(f: Objective, start: ArrayLike<number>, options?: MinimizerOptions) =>
      lbfgs(f, start, { ...options, memory: 3 }), () => 3],
  ] as const;
  for (const problem of problems.filter(({ name }) => /^(?:Wood|Broyden banded|Chebyquad 8|Biggs)/.test(name))) {
    for (const [minimize, memory] of rows) {
      const f = toObjective(problem), points = [Float64Array.from(problem.start)];
      minimize(f, problem.start, { maxIterations: 12, onIteration: ({ x }) => points.push(x.slice()) });
      const gradients = points.map((x) => gradientAt(f, x));
      const steps = points.slice(1).map((x, k) => ({
        s: x.map((v, i) => v - points[k][i]), y: gradients[k + 1].map((v, i) => v - gradients[k][i]),
      }));
      for (let k = 1; k < steps.length; k++) {
        const known = steps.slice(0, k), { s, y } = minimize === bfgs ? known[0] : known[k - 1];
        const scale = s.reduce((t, v, i) => t + v * y[i], 0) / y.reduce((t, v) => t + v * v, 0);
        const d = bfgsDirection(gradients[k], known.slice(-memory(k)), scale), length = Math.hypot(...d);
        const step = Math.hypot(...steps[k].s);
        assertClose(steps[k].s.map((v) => v / step), d.map((v) => v / length), 1e-6, `${problem.name}, step ${k + 1}`);
      }
    }
  }
});

test('a step along which f bends down teaches BFGS and L-BFGS nothing: what was learned before is kept', () => {
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((total, v, i) => total + v * b[i], 0);
  // the first step, and ∇f there
  const s = Float64Array.of(1, 0), y = Float64Array.of(1.1, -1), first = Float64Array.of(0.1, -1);
  const learned = (g: Float64Array): Float64Array => bfgsDirection(g, [{ s, y }], dot(s, y) / dot(y, y));
  // s·y of the second is −½d·d
  const d = learned(first), slope = -dot(first, d), second = first.map((g, i) => g - d[i] / 2);
  // In the second search the first trial is lower, but too little for its length; the next is long enough for its fall,
  // but not as low.
  const values = [0, -0.6, -0.6 - 0.9e-4 * slope, -0.6 - 0.75e-4 * slope, -9];
  const gradients = [[-1, 0], first, [0, 0], second, [0, 0]];
  for (const minimize of [bfgs, lbfgs]) {
    const asked: Float64Array[] = [];
    let given = 0;
    const { iterations } = minimize({
      value: (x) => values[asked.push(x.slice()) - 1],
      gradient: (_x, out) => out.set(gradients[given++]),
    }, [0, 0]);
    assert.deepEqual([iterations, asked.length, given], [3, 5, 5]);
    assertClose(asked[2].map((v, i) => v - asked[1][i]), d, 1e-12);
    assertClose(asked[4].map((v, i) => v - asked[2][i]), learned(second), 1e-12);
  }
});
