import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import {
  nelderMead, type GivenBounds, type NelderMeadOptions, type NelderMeadResult,
} from '../../lib/minimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { checkRefusals, type Refusal } from '../helpers/refusals.ts';
import { derivativeFree } from './derivativeFree.ts';
import { problems, toObjective } from './problems.ts';

/** The same operations in the same order as in tests/vectors/derivativeFree.py. */
const functions: Readonly<Record<string, (x: Float64Array) => number>> = {
  rosenbrock: (x) => {
    let total = 0;
    for (let i = 0; i + 1 < x.length; i++) {
      total += 100 * (x[i + 1] - x[i] * x[i]) * (x[i + 1] - x[i] * x[i]) + (1 - x[i]) * (1 - x[i]);
    }
    return total;
  },
  himmelblau: ([a, b]) => (a * a + b - 11) * (a * a + b - 11) + (a + b * b - 7) * (a + b * b - 7),
};
const rosenbrock = { value: functions.rosenbrock }, himmelblau = { value: functions.himmelblau };

function ours({ name, start, bounds, options }: typeof derivativeFree.nelderMead[number]): NelderMeadResult {
  const { initial_simplex: initialSimplex, maxfev: maxEvaluations, maxiter, ...same } = options;
  return nelderMead({ value: functions[name] }, start, {
    ...same, ...(bounds !== null && { bounds }), ...(initialSimplex !== undefined && { initialSimplex }),
    ...(maxEvaluations !== undefined && { maxEvaluations }),
    ...(maxiter !== undefined && { maxIterations: maxiter - 1 }), // SciPy counts from 1
  });
}

test('the steps are SciPy\'s, bit for bit: x, f, values and iterations, by every option', () => {
  for (const scipy of derivativeFree.nelderMead) {
    if (scipy.start[0] === -3) continue; // the next test's
    const because = JSON.stringify(scipy), { x, value, iterations, evaluations, reason } = ours(scipy);
    assert.deepEqual([[...x], value, evaluations.values], [scipy.x, scipy.value, scipy.nfev], because);
    if (scipy.nfev > 2) assert.equal(iterations, scipy.nit - 1, because);
    assert.equal(reason, ['simplex', 'evaluations', 'iterations'][scipy.status], because);
    assert.deepEqual([evaluations.gradients, evaluations.hessians, evaluations.hessianVectors], [0, 0, 0]);
  }
});

test('at a lower bound the first simplex keeps its width, which SciPy\'s loses there', () => {
  const [scipy] = derivativeFree.nelderMead.filter(({ start }) => start[0] === -3), { x, value } = ours(scipy);
  assert.equal(scipy.x[0], -2); // where it was moved to
  assert.ok(value < scipy.value);
  assertClose(x, [-1.41123, 2], 1e-3); // the minimum along the upper bound of the other
});

test('the four minima of Himmelblau\'s function', () => {
  const options = { xatol: 1e-9, fatol: 1e-16 };
  for (const [start, minimum] of [
    [[4, 3], [3, 2]], [[-3, 3], [-2.805118086952745, 3.131312518250573]],
    [[-4, -3], [-3.779310253377747, -3.283185991286170]], [[4, -2], [3.584428340330492, -1.848126526964404]],
  ]) assertClose(nelderMead(himmelblau, start, options).x, minimum, 1e-8);
});

test('adaptive coefficients solve more of 20 variables in as many values', () => {
  const start = new Float64Array(20).fill(0.5);
  const square = { value: (x: Float64Array) => x.reduce((sum, v) => sum + v * v, 0) };
  const plain = nelderMead(square, start, { maxEvaluations: 4000 });
  const adaptive = nelderMead(square, start, { maxEvaluations: 4000, adaptive: true });
  assert.ok(adaptive.value < 1e-2 * plain.value && adaptive.value < 1e-4, `${adaptive.value}, ${plain.value}`);
});

test('on every problem: no value seen is lower than the result, counts are right, the same twice, f where SciPy\'s is '
  + 'on most', () => {
  let near = 0;
  for (const problem of problems) {
    const { name, start } = problem, { value } = toObjective(problem);
    const scipy = derivativeFree.problems[name]['Nelder-Mead'];
    let least = Infinity, count = 0;
    const watched = { value: (x: Float64Array) => {
      const v = value(x);
      count++;
      if (v < least) least = v;
      return v;
    } };
    const result = nelderMead(watched, start);
    assert.deepEqual([result.value, result.evaluations.values], [least, count], name);
    assert.equal(value(result.x), result.value, name);
    assert.ok(count <= 200 * start.length && result.value <= value(Float64Array.from(start)), name);
    assert.deepEqual(nelderMead({ value }, start), result);
    if (Math.abs(result.value - (scipy.value ?? Infinity)) <= 1e-6 * (1 + result.value)) near++;
  }
  assert.ok(near >= 34, `${near} of ${problems.length}`);
});

test('where f is not finite it is larger than anywhere else; nowhere finite ends it', () => {
  const asked: number[] = [];
  const half = nelderMead({ value: ([x, y]) => (asked.push(x), x <= 0 ? NaN : x - Math.log(x) + y * y) }, [0.01, 2]);
  assertClose(half.x, [1, 0], 1e-3);
  const edge = nelderMead({ value: ([x]) => (x < 0.5 ? -Infinity : x > 2 ? Infinity : x) }, [1]);
  assertClose(edge.x, [0.5], 1e-3);
  const none = nelderMead({ value: () => NaN }, [1, 2]);
  assert.deepEqual([none.reason, none.converged, none.value, [...none.x], none.evaluations.values],
    ['notFinite', false, Infinity, [1, 2], 3]);
  const far = nelderMead({ value: ([x]) => { assert.ok(Number.isFinite(x)); return -x; } }, [1e308]);
  assert.ok(Number.isFinite(far.x[0]) && far.value <= -1e308);
});

test('it ends by onIteration and by a signal, with the best point so far', () => {
  const control = new AbortController(), told: number[] = [];
  for (const answer of [true, 'stop']) {
    const { reason, iterations, converged, value } = nelderMead(rosenbrock, [-1.2, 1], {
      onIteration: ({ iteration, x, value: now }) => {
        assert.equal(now, functions.rosenbrock(x));
        x.fill(99); // a copy
        told.push(now);
        return iteration === 7 && answer;
      },
    });
    assert.deepEqual([reason, iterations, converged, value], ['stopped', 7, false, told.at(-1)]);
  }
  const aborted = nelderMead(rosenbrock, [-1.2, 1], {
    signal: control.signal, onIteration: ({ iteration }) => { if (iteration === 7) control.abort(); },
  });
  assert.deepEqual([aborted.reason, aborted.iterations, aborted.value], ['aborted', 7, told.at(-1)]);
  const none = nelderMead(rosenbrock, [-1.2, 1], { signal: control.signal });
  assert.deepEqual([none.reason, none.iterations, none.evaluations.values], ['aborted', 0, 3]);
  const few = nelderMead(rosenbrock, [-1.2, 1], { maxIterations: 4 });
  assert.deepEqual([few.reason, few.iterations, few.converged], ['iterations', 4, false]);
});

test('both tolerances must hold; the start is left as it was', () => {
  const start = Object.freeze([-1.2, 1]);
  const loose = nelderMead(rosenbrock, start, { xatol: 1, fatol: 1e-9 }), tight = nelderMead(rosenbrock, start,
    { xatol: 1e-9, fatol: 1 });
  assert.ok(loose.value < 1e-9 && tight.value < 1e-15 && loose.converged && tight.converged);
  assert.match(tight.message, /^the simplex is [\de.-]+ wide, at most 1e-9, and f rises by [\de.-]+, at most 1$/);
  const steep = nelderMead({ value: ([x]) => 1e9 * x * x }, [1], { xatol: 0.01 });
  assert.ok(Math.abs(steep.x[0]) < 1e-5, 'f still rises by more than fatol where the simplex is 0.01 wide');
});

const refused = (options: object, error: Refusal[1], message: string): Refusal =>
  [() => nelderMead(rosenbrock, [1, 2], options as NelderMeadOptions), error, new RegExp(`^nelderMead: ${message}`)];

checkRefusals('what it cannot use is refused by name', [
  [() => nelderMead(undefined as never, [1]), TypeError, /^nelderMead: objective must be an object, got undefined$/],
  [() => nelderMead({} as never, [1]), TypeError, /^nelderMead: objective\.value must be a function, got undefined$/],
  [() => nelderMead({ value: () => '1' as never }, [1]), TypeError,
    /^nelderMead: objective\.value must return a number, got '1'$/],
  [() => nelderMead({ value: (x) => x.fill(7)[0] }, [1, 2]), TypeError,
    /^nelderMead: objective\.value must leave x as it is/],
  [() => nelderMead(rosenbrock, []), ShapeError, /^nelderMead: start must hold at least one number, got none$/],
  [() => nelderMead(rosenbrock, [1, NaN]), RangeError, /^nelderMead: start\[1\] must be a finite number, got NaN$/],
  refused({ tolerance: 1 }, TypeError, 'unknown option \'tolerance\'; it takes bounds, adaptive, '),
  refused({ gradientTolerance: 1 }, TypeError, 'unknown option \'gradientTolerance\''),
  refused({ adaptive: 1 }, TypeError, 'adaptive must be true or false, got 1$'),
  refused({ xatol: -1 }, RangeError, 'xatol must be a finite number of at least 0, got -1$'),
  refused({ fatol: NaN }, RangeError, 'fatol must be a finite number of at least 0, got NaN$'),
  refused({ maxEvaluations: 0 }, RangeError, 'maxEvaluations must be a positive integer, got 0$'),
  refused({ maxIterations: 1.5 }, RangeError, 'maxIterations must be a non-negative integer, got 1.5$'),
  refused({ onIteration: 5 }, TypeError, 'onIteration must be a function, got 5$'),
  refused({ signal: {} }, TypeError, 'signal must be an AbortSignal'),
  refused({ initialSimplex: 5 }, TypeError, 'initialSimplex must be an array, got 5$'),
  refused({ initialSimplex: [[1, 2], [3, 4]] }, ShapeError, 'initialSimplex must hold 3 points, got 2$'),
  refused({ initialSimplex: [[1, 2], [3, 4], [5]] }, ShapeError, 'initialSimplex\\[2\\] must hold 2 numbers, got 1$'),
  refused({ initialSimplex: [[1, 2], [3, NaN], [5, 6]] }, RangeError,
    'initialSimplex\\[1\\]\\[1\\] must be a finite number'),
  refused({ bounds: [[0, 1], [2, 1]] satisfies GivenBounds }, RangeError, 'bounds must have a number between '),
]);
