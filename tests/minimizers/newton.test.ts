import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newton, type Objective } from '../../lib/minimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { objectiveOf, quadratic, saddle } from './functions.ts';
import { sum } from './jet.ts';

/** 5 + Σ 3xᵢ², the report's. */
const bowl: Objective = {
  value: (x) => x.reduce((total, v) => total + 3 * v * v, 5),
  gradient: (x, out) => out.forEach((_, i) => {
    out[i] = 6 * x[i];
  }),
  hessian: (x, out) => {
    out.fill(0);
    for (let i = 0; i < x.length; i++) out[i * (x.length + 1)] = 6;
  },
};

test('newton goes from (5, 3) to (0, 0) in one step, as in the report', () => {
  assert.deepEqual(newton(bowl, [5, 3]), {
    x: Float64Array.of(0, 0), value: 5, gradientNorm: 0, iterations: 1,
    evaluations: { values: 2, gradients: 2, hessians: 1, hessianVectors: 0 }, reason: 'gradient', converged: true,
    message: '‖∇f‖ = 0 is at most 0.000001',
  });
});

test('newton is x − H⁻¹·g with an inverse written out', () => {
  const f = objectiveOf(([x, y]) => x.squared().squared().plus(x.times(y)).plus(y.plus(1).squared()));
  const steps: number[][] = [];
  newton(f, [1, 2], { maxIterations: 3, onIteration: ({ x }) => steps.push([...x]) });
  let [x, y] = [1, 2];
  for (const step of steps) {
    const a = 12 * x * x, g = [4 * x * x * x + y, x + 2 * (y + 1)], determinant = 2 * a - 1; // H = [a 1; 1 2]
    [x, y] = [x - (2 * g[0] - g[1]) / determinant, y - (a * g[1] - g[0]) / determinant];
    assertClose(step, [x, y], 1e-14);
  }
  assert.equal(steps.length, 3);
});

test('newton goes on while the step is long, however small √(x_start·x_sought) is: the notebook measures that', () => {
  // √(1 + x²): x − f′/f″ is −x³, so every product of two x in turn is negative, and its root NaN.
  const root = objectiveOf(([x]) => x.squared().plus(1).sqrt());
  const lengths: number[] = [], xs = [0.8];
  const { reason, iterations } = newton(root, [0.8], {
    gradientTolerance: 0, stepTolerance: 1e-3,
    onIteration: ({ x }) => lengths.push(Math.abs(xs[xs.push(x[0]) - 2] - x[0])),
  });
  assert.ok(xs.slice(1).every((x, i) => xs[i] * x < 0));
  assertClose(xs.slice(1), xs.slice(0, -1).map((x) => -x * x * x), 1e-14);
  assert.ok(reason === 'step' && iterations > 3);
  assert.ok(lengths[lengths.length - 1] <= 1e-3 && lengths.slice(0, -1).every((length) => length > 1e-3));
});

test('newton ends where the step is short, however large √(x_start·x_sought) is', () => {
  const quartic = objectiveOf((x) => x.map((v) => v.minus(1000).squared().squared()).reduce((a, b) => a.plus(b)));
  const { reason, x, iterations } = newton(quartic, [1001, 1002], { gradientTolerance: 0, stepTolerance: 1e-2 });
  // v − 1000 shrinks by ⅔ in each step, and the step is half of what is left.
  let error = Math.hypot(1, 2), expected = 0, step = Infinity;
  for (; step > 1e-2; expected++) [step, error] = [error / 3, error * 2 / 3];
  assert.deepEqual([reason, iterations], ['step', expected]);
  assertClose([Math.hypot(x[0] - 1000, x[1] - 1000)], [error], 1e-10);
});

test('newton finds saddles and maxima as readily as minima, and returns the best point seen', () => {
  const found = newton(saddle, [0.1, 0.1]);
  assert.deepEqual([found.reason, found.value < 1e-9], ['gradient', true]);
  const indefinite = quadratic(6, 5, false);
  const { iterations, reason } = newton(indefinite, [1, 2, 3, 4, 5, 6], { gradientTolerance: 1e-9 });
  assert.deepEqual([iterations, reason], [1, 'gradient']);
  const hill = objectiveOf(([x]) => x.squared().times(-1)), top = newton(hill, [2]);
  assert.deepEqual([[...top.x], top.value, top.reason, top.gradientNorm], [[2], -4, 'gradient', 4]);
});

test('newton refuses a step to where f is not finite, in words, and keeps what it has', () => {
  const f = objectiveOf(([x]) => x.minus(x.log())); // from 3 a step leads to −3
  const { x, value, reason, message, iterations } = newton(f, [3]);
  assert.deepEqual([[...x], value, reason, iterations], [[3], 3 - Math.log(3), 'notFinite', 0]);
  assert.equal(message, 'step 1 is refused: f or ∇f is not finite where it leads');
});

test('units do not make a Hessian singular', () => {
  const scales = [1e-8, 1, 1e9];
  const f = objectiveOf((x) => {
    const residuals = [...x.map((v, i) => v.times(scales[i]).minus(1)), sum(x.map((v, i) => v.times(scales[i])))];
    return residuals.map((r) => r.squared()).reduce((a, b) => a.plus(b));
  });
  const { reason, iterations } = newton(f, [3, 3, 3], { gradientTolerance: 1e-3 });
  assert.ok(reason === 'gradient' && iterations <= 2, `${reason} after ${iterations}`);
});

test('of a Hessian that is symmetric but for rounding the mean of both triangles is used', () => {
  const [a, b, c, d] = [2, 0.5 + 2 ** -12, 0.5 - 2 ** -12, 1];
  const f: Objective = {
    value: () => 1, gradient: (_x, out) => out.set([1, -2]), hessian: (_x, out) => out.set([a, b, c, d]),
  };
  let sought: number[] = [];
  newton(f, [0, 0], { maxIterations: 1, onIteration: ({ x }) => sought = [...x] });
  const determinant = a * d - 0.25; // the mean of b and c is ½
  assertClose(sought, [-(d * 1 + 0.5 * 2) / determinant, (a * 2 + 0.5 * 1) / determinant], 1e-15);
});
