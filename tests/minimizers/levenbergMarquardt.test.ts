import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { leastSquares as solveLinear } from '../../lib/linalg/index.ts';
import { levenbergMarquardt, type LeastSquares } from '../../lib/minimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { problems } from './problems.ts';

/** A·x − b for random A and b. */
function linear(
  m: number, n: number, seed: number,
): LeastSquares & { readonly a: Float64Array; readonly b: Float64Array } {
  const random = new Philox(seed), a = Float64Array.from(operands(random, m * n));
  const b = Float64Array.from(operands(random, m));
  return {
    a, b, m,
    residuals: (x, out) => out.set(b.map((bi, i) => x.reduce((total, v, j) => total + a[i * n + j] * v, -bi))),
    jacobian: (_x, out) => out.set(a),
  };
}

/** a·e^(−b·t) through points of it, some of them moved. */
const decay = (a: number, b: number, moved: number): Required<LeastSquares> => {
  const y = Array.from({ length: 12 }, (_, i) => a * Math.exp(-b * i / 4) + (i % 3 - 1) * moved);
  return {
    m: y.length,
    residuals: (x, out) => y.forEach((yi, i) => {
      out[i] = x[0] * Math.exp(-x[1] * i / 4) - yi;
    }),
    jacobian: (x, out) => y.forEach((_, i) => {
      const e = Math.exp(-x[1] * i / 4);
      out.set([e, -x[0] * e * i / 4], 2 * i);
    }),
  };
};

test('linear problems end in a step or two where linalg\'s leastSquares does, with more equations than '
  + 'unknowns and with fewer', () => {
  for (const [m, n] of [[1, 1], [3, 2], [7, 7], [20, 5], [30, 9]] as const) {
    const problem = linear(m, n, 100 * m + n), start = new Float64Array(n).fill(0.5);
    const { x, reason, iterations } = levenbergMarquardt(problem, start, { gradientTolerance: 1e-11, damping: 1e-9 });
    assert.equal(reason, 'gradient');
    assert.ok(iterations <= 3);
    assertClose(x, solveLinear(problem.a, problem.b, m, n), 1e-7);
  }
  const wide = levenbergMarquardt(linear(3, 6, 1), new Float64Array(6));
  assert.ok(wide.reason === 'gradient' && wide.value < 1e-12);
});

test('value is half the sum of squares, the gradient norm that of Jᵀr, and both are of the x returned', () => {
  for (const moved of [0, 0.05, 2]) {
    const problem = decay(3, 0.7, moved);
    const { x, value, gradientNorm, reason, evaluations } =
      levenbergMarquardt(problem, [1, 0.1], { gradientTolerance: 1e-8 });
    const r = new Float64Array(12), j = new Float64Array(24);
    problem.residuals(x, r);
    problem.jacobian(x, j);
    assert.equal(reason, 'gradient');
    assertClose([value], [r.reduce((total, v) => total + v * v, 0) / 2], 1e-14);
    assertClose(
      [gradientNorm], [Math.hypot(...[0, 1].map((k) => r.reduce((total, v, i) => total + v * j[2 * i + k], 0)))], 1e-12,
    );
    assert.ok(evaluations.hessians === 0 && evaluations.gradients <= evaluations.values);
    if (moved === 0) assertClose(x, [3, 0.7], 1e-8);
  }
});

test('the factors of J keep what the normal equations lose', () => {
  // Columns that differ by 2⁻³⁰: JᵀJ is singular in binary64.
  const epsilon = 2 ** -30, rows = [[1, 1], [epsilon, 0], [0, epsilon]];
  const problem: LeastSquares = {
    m: 3,
    residuals: (x, out) => out.set(rows.map(([a, b]) => a * (x[0] - 2) + b * (x[1] + 1))),
    jacobian: (_x, out) => out.set(rows.flat()),
  };
  const { x } = levenbergMarquardt(problem, [0, 0], { gradientTolerance: 1e-25, damping: 1e-30 });
  assertClose(x, [2, -1], 1e-6);
});

test('damping that vanishes, or a promise that does, ends in words like any other search', () => {
  const curve: LeastSquares = {
    m: 1,
    residuals: ([a, b], out) => out.set([a + b - 1 + a * a / 10]),
    jacobian: ([a], out) => out.set([1 + a / 5, 1]),
  };
  for (const damping of [5e-324, 1e-308, 1e-100]) {
    const { value, reason } = levenbergMarquardt(curve, [5, 5], { damping, gradientTolerance: 0 });
    assert.ok(value < 1e-28 && ['step', 'gradient', 'lineSearch'].includes(reason), `${damping}: ${value}, ${reason}`);
  }
  const root: LeastSquares = { m: 1, residuals: (x, out) => out.set(x), jacobian: (_x, out) => out.set([1]) };
  // f and the decrease promised underflow
  const { x, gradientNorm } = levenbergMarquardt(root, [1e-170], { gradientTolerance: 0 });
  assert.ok(Math.abs(x[0]) <= 1e-170 && gradientNorm <= 1e-170);
});

test('where r or J is not finite, steps are shorter, and the end is in words', () => {
  const root: LeastSquares = {
    m: 1,
    residuals: ([x], out) => out.set([Math.log(x)]),
    jacobian: ([x], out) => out.set([1 / x]),
  };
  for (const start of [1e-3, 20]) {
    assertClose(levenbergMarquardt(root, [start], { gradientTolerance: 1e-10 }).x, [1], 1e-9);
  }
  assert.deepEqual(
    [levenbergMarquardt(root, [-1])].map(({ reason, value, gradientNorm, iterations }) => [
      reason, value, gradientNorm, iterations,
    ]),
    [['notFinite', Infinity, Infinity, 0]],
  );
  const alone: LeastSquares = {
    m: 1, residuals: ([x], out) => out.set([x === 1 ? 5 : NaN]), jacobian: (_x, out) => out.set([1]),
  };
  const { reason, x, value, evaluations } = levenbergMarquardt(alone, [1]);
  assert.deepEqual([reason, [...x], value], ['notFinite', [1], 12.5]);
  assert.ok(evaluations.values < 20, 'damping grows faster and faster');
});

test('a lower point that was refused is returned, with residuals and gradient of its own', () => {
  const asked: number[] = [];
  let jacobians = 0;
  const problem: LeastSquares = {
    m: 1,
    residuals: ([x], out) => {
      asked.push(x);
      out[0] = x;
    },
    jacobian: ([x], out) => {
      jacobians++;
      // where the first step leads it is finite later only
      out[0] = x === 3 || x === asked[1] && jacobians > 2 ? 1 : NaN;
    },
  };
  const { x, value, gradientNorm, reason, evaluations } = levenbergMarquardt(problem, [3]);
  assert.ok(x[0] === asked[1] && x[0] < 0.01);
  assert.deepEqual([value, gradientNorm, reason], [0.5 * x[0] * x[0], x[0], 'notFinite']);
  assert.deepEqual([evaluations.values, evaluations.gradients], [asked.length, jacobians]);
});

test('runs repeat, report each step, and end where the options say', () => {
  const [osborne] = problems.filter(({ name }) => name === 'Osborne 1');
  const values: number[] = [];
  const first = levenbergMarquardt(osborne, osborne.start, { onIteration: ({ value }) => values.push(value) });
  assert.equal(values.length, first.iterations);
  assert.ok(values.every((value, i) => i === 0 || value <= values[i - 1]));
  assert.deepEqual(levenbergMarquardt(osborne, osborne.start), first);
  const by = (options: object): string =>
    levenbergMarquardt(osborne, osborne.start, { gradientTolerance: 0, ...options }).reason;
  assert.deepEqual(
    [by({ maxIterations: 2 }), by({ stepTolerance: 1e-2 }), by({ valueTolerance: 1e-3 })],
    ['iterations', 'step', 'value'],
  );
});

const good = decay(1, 1, 0);

checkRefusals('problems, starts and options that do not fit are refused by name', [
  [
    () => levenbergMarquardt(null as never, [1]), TypeError,
    /^levenbergMarquardt: problem must be an object, got null$/,
  ],
  [
    () => levenbergMarquardt({ ...good, m: 0 }, [1]), RangeError,
    /^levenbergMarquardt: problem\.m must be a positive integer, got 0$/,
  ],
  [
    () => levenbergMarquardt({ ...good, m: 2 ** 50 }, [1]), RangeError,
    /^levenbergMarquardt: problem\.m must be a size that fits the memory of the engine, got 1125899906842624 /,
  ],
  [
    () => levenbergMarquardt({ ...good, jacobian: 1 as never }, [1]), TypeError,
    /^levenbergMarquardt: problem\.jacobian must be a function, got 1$/,
  ],
  [
    () => levenbergMarquardt(good, []), ShapeError,
    /^levenbergMarquardt: start must hold at least one number, got none$/,
  ],
  [
    () => levenbergMarquardt(good, [1, 1], { damping: 0 }), RangeError,
    /^levenbergMarquardt: damping must be a finite number above 0, got 0$/,
  ],
  [
    () => levenbergMarquardt(good, [1, 1], { lambda: 1 } as never), TypeError,
    /^levenbergMarquardt: unknown option 'lambda'; it takes gradientTolerance, /,
  ],
]);
