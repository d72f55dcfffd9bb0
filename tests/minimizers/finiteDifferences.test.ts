import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bfgs, finiteDifferences, lbfgs, taylor1, type FiniteDifferencesOptions, type Objective,
} from '../../lib/minimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { derivativeFree } from './derivativeFree.ts';
import { problems, toObjective } from './problems.ts';

function gradientOf(f: Objective, x: readonly number[]): Float64Array {
  const out = new Float64Array(x.length).fill(7);
  f.gradient(Float64Array.from(x), out);
  return out;
}

const methods = ['forward', 'central'] as const;

test('differences are near the gradients of the problems, relative to f and x', () => {
  for (const problem of problems) {
    const f = toObjective(problem), exact = gradientOf(f, problem.start);
    const size = Math.abs(f.value(Float64Array.from(problem.start))) + Math.hypot(...exact) + 1;
    for (const [method, tolerance] of [['forward', 1e-5], ['central', 1e-8]] as const) {
      const got = gradientOf(finiteDifferences(f, { method }), problem.start);
      // f of some bends by powers of ten more
      const bound = /Osborne|Meyer|Gulf|Brown|badly/.test(problem.name) ? 1e-3 : tolerance;
      assertClose(got.map((v) => v / size), exact.map((v) => v / size), bound, `${problem.name}, ${method}`);
    }
  }
});

test('known answers: forward is exact on lines, central on parabolas too, at steps that are powers of two', () => {
  const line = { value: ([a, b]: Float64Array) => 3 * a - 2 * b + 1 };
  assert.deepEqual([...gradientOf(finiteDifferences(line, { step: 2 ** -10 }), [0.5, 1])], [3, -2]);
  const parabola = { value: ([a, b]: Float64Array) => a * a + a * b - 2 * b * b };
  assert.deepEqual([...gradientOf(finiteDifferences(parabola, { method: 'central', step: 2 ** -10 }), [0.5, 1])],
    [2, -3.5]);
  assert.deepEqual([...gradientOf(finiteDifferences(parabola, { step: 2 ** -10 }), [0.5, 1])],
    [2 + 2 ** -10, -3.5 - 2 ** -9]);
  assert.deepEqual([...gradientOf(finiteDifferences(parabola, { step: 2 ** -10 }), [4, 0])], [8 + 2 ** -8, 4 - 2 ** -9],
    'the step is relative above 1');
});

test('f(x) is not asked for again, and results count every value', () => {
  for (const method of methods) {
    const each = method === 'forward' ? 1 : 2;
    for (const problem of problems.slice(0, 14)) {
      const { value } = toObjective(problem), n = problem.start.length;
      let calls = 0;
      const f = finiteDifferences({ value: (x) => { calls++; return value(x); } }, { method });
      for (const minimize of [bfgs, lbfgs]) {
        calls = 0;
        const { evaluations } = minimize(f, problem.start, { maxIterations: 8 });
        assert.equal(evaluations.values, calls, problem.name);
        // some gradients are asked for after other values
        const least = 1 + each * n * evaluations.gradients;
        assert.ok(evaluations.values >= least && evaluations.values <= least + evaluations.gradients * 6, problem.name);
      }
    }
    let calls = 0;
    taylor1(finiteDifferences({ value: ([a, b]) => { calls++; return a * b; } }, { method }), [1, 2]);
    assert.equal(calls, 1 + 2 * each);
    const spread = { ...finiteDifferences({ value: ([a, b]) => (a - 1) ** 2 + b * b }, { method }) };
    assert.ok(lbfgs(spread, [0, 1]).evaluations.values >= 3 + 2 * each);
  }
});

test('with central differences lbfgs solves what SciPy\'s L-BFGS-B solves with 3-point ones, in as many values', () => {
  let solved = 0, theirs = 0, values = 0, theirValues = 0;
  for (const problem of problems) {
    const f = toObjective(problem), scipy = derivativeFree.problems[problem.name]['3-point'];
    const { x, evaluations } = lbfgs(finiteDifferences(f, { method: 'central' }), problem.start,
      { gradientTolerance: 1e-5, maxIterations: 5000 });
    const isSolved = Math.hypot(...gradientOf(f, [...x])) <= 2e-5, isTheirs = (scipy.gradientNorm ?? Infinity) <= 2e-5;
    solved += Number(isSolved);
    theirs += Number(isTheirs);
    if (isSolved && isTheirs) {
      values += evaluations.values;
      theirValues += scipy.values ?? 0;
    }
  }
  assert.ok(solved >= theirs && solved >= 35, `${solved}, SciPy ${theirs}`);
  assert.ok(values <= 1.2 * theirValues, `${values}, SciPy ${theirValues}`);
});

test('bounds are kept at every value, differences inside right; fixed variables have slope 0', () => {
  for (const method of methods) {
    for (const [lower, upper, x] of [
      [0, 1, 0], [0, 1, 1], [0, 1, 0.5], [0, 1, 1e-12], [0, 1, 1 - 1e-12], [-1e-7, 1e-7, 0], [-1e-9, 2e-9, 0],
      [0, 1e-7, 0], [-1e-7, 0, 0], [1, 1, 1], [-Infinity, 1, 1], [1, Infinity, 1],
    ]) {
      const f = finiteDifferences({ value: ([a, b]) => {
        assert.ok(a >= lower && a <= upper && b >= -1 && b <= 1, `${method}: asked for at ${a}, ${b}`);
        return 3 * a * a + 5 * a + 2 * b;
      } }, { method, bounds: [[lower, upper], [-1, 1]] });
      const slope = lower === upper ? 0 : 6 * x + 5, rough = upper - lower < 1e-6 ? 1e-3 : 1e-5;
      const name = `${method} ${lower} ${upper} ${x}`;
      assertClose(gradientOf(f, [x, 1]), [slope, 2], method === 'central' ? Math.max(rough, 1e-6) : rough, name);
    }
  }
  const f = { value: ([a, b]: Float64Array) => {
    assert.ok(a >= 0.1 && b >= 0);
    return a - Math.log(a) + Math.sqrt(b);
  } };
  const bounds = { lower: [0.1, 0], upper: [0.5, 2] };
  const { x } = lbfgs(finiteDifferences(f, { bounds }), [0.2, 1], { bounds });
  assertClose(x, [0.5, 0], 1e-9);
});

test('where a difference is not finite the gradient is not, and steps are shorter', () => {
  const f = finiteDifferences({ value: ([x]) => (x > 0 ? x - Math.log(x) : NaN) }, { method: 'central' });
  assert.ok(Number.isNaN(gradientOf(f, [1e-9])[0]));
  assertClose(lbfgs(f, [0.01]).x, [1], 1e-5);
});

const square = { value: ([x]: Float64Array) => x * x };
const make = (options: object) => () => finiteDifferences(square, options as FiniteDifferencesOptions);
checkRefusals('what it cannot use is refused by name', [
  [() => finiteDifferences((() => 1) as never), TypeError, /^finiteDifferences: objective must be an object, got /],
  [() => finiteDifferences({} as never), TypeError,
    /^finiteDifferences: objective\.value must be a function, got undefined$/],
  [make({ method: 'backward' }), RangeError,
    /^finiteDifferences: method must be one of 'forward', 'central', got 'backward'/],
  [make({ step: 0 }), RangeError, /^finiteDifferences: step must be a finite number above 0, got 0$/],
  [make({ steps: 1 }), TypeError, /^finiteDifferences: unknown option 'steps'; it takes method, step, bounds/],
  [() => gradientOf(finiteDifferences(square, { bounds: [[1, 0]] }), [1]), RangeError,
    /^finiteDifferences: bounds must have/],
  [() => gradientOf(finiteDifferences({ value: (x) => x.fill(5)[0] }), [1]), TypeError,
    /^finiteDifferences: objective\.value must leave x as it is/],
  [() => lbfgs({ ...toObjective(problems[0]), valueCalls: 5 } as Objective, [1, 2]), TypeError,
    /^lbfgs: objective\.valueCalls must be a function, got 5$/],
]);
