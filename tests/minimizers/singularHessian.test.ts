/** Hessians that are singular up to rounding. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dense, sequential, sgd } from '../../lib/index.ts';
import {
  bfgs, dampedNewton, lbfgs, newtonCg, objective, trustRegion, type Objective,
} from '../../lib/minimizers/index.ts';
import { assertClose } from '../helpers/close.ts';

const F = [[1, 1, 1], [1, 1, 0], [1, 0, 1], [1, 0, 0], [1, 0, 0]], K = [1, 0.3, 0.5];

/**
 * Of SciPy's tests (scipy/optimize/tests/test_optimize.py, CheckOptimize): maximum entropy; the Hessian as a
 * covariance, whose first row is 0 but for rounding.
 */
const entropy: Objective = {
  value: (x) => Math.log(sum(exponentials(x))) - sum(K.map((k, i) => k * x[i])),
  gradient: (x, out) => out.set(means(x).map((mean, i) => mean - K[i])),
  hessian: (x, out) => {
    const p = probabilities(x), mean = means(x);
    out.set(K.flatMap((_k, i) =>
      K.map((_l, j) => sum(F.map((row, k) => p[k] * (row[i] - mean[i]) * (row[j] - mean[j]))))));
  },
};
const sum = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0);
const exponentials = (x: Float64Array): number[] => F.map((row) => Math.exp(sum(row.map((v, i) => v * x[i]))));
const probabilities = (x: Float64Array): number[] => {
  const z = Math.log(sum(exponentials(x)));
  return F.map((row) => Math.exp(sum(row.map((v, i) => v * x[i])) - z));
};
const means = (x: Float64Array): number[] => {
  const p = probabilities(x);
  return K.map((_k, i) => sum(F.map((row, k) => row[i] * p[k])));
};

test('SciPy\'s maximum entropy from 0 takes a few evaluations, and ends at its solution', () => {
  for (const minimize of [dampedNewton, trustRegion, newtonCg]) {
    const { x, value, converged, evaluations } = minimize(entropy, [0, 0, 0]);
    assert.ok(
      converged && evaluations.values <= 6 && evaluations.hessians <= 8,
      `${minimize.name}: ${JSON.stringify(evaluations)}`,
    );
    // x₀ does not matter
    assertClose([x[1], x[2], value], [-0.524869316, 0.487525860, 1.559132167], 1e-5, minimize.name);
    assert.ok(Math.abs(x[0]) < 10, `${minimize.name}: ${x}`);
  }
});

test('where pivots are rounding, dampedNewton does not go along what no f depends on', () => {
  const noise = 2 ** -52;
  for (const unit of [1, 1e9, 1e-9]) {
    // ½(x₀ + x₁/unit − 1)², its derivatives off by a few roundings.
    const f: Objective = {
      value: ([a, b]) => 0.5 * (a + b / unit - 1) ** 2,
      gradient: ([a, b], out) => out.set([a + b / unit - 1, (a + b / unit - 1) * (1 + 64 * noise) / unit]),
      hessian: (_x, out) => out.set([1, 1 / unit, 1 / unit, (1 + noise) / unit / unit]),
    };
    const { x, converged } = dampedNewton(f, [0, 0]);
    assert.ok(converged && Math.abs(x[0]) <= 1 && Math.abs(x[1] / unit) <= 1, `${unit}: ${x}`);
    assertClose([x[0] + x[1] / unit], [1], 1e-6);
  }
});

test('units alone do not make a Hessian singular: variables 10¹² apart take dampedNewton one step', () => {
  const f: Objective = {
    value: ([a, b]) => (a / 1e6 - 1) ** 2 + (b * 1e6 - 1) ** 2,
    gradient: ([a, b], out) => out.set([2 * (a / 1e6 - 1) / 1e6, 2 * (b * 1e6 - 1) * 1e6]),
    hessian: (_x, out) => out.set([2e-12, 0, 0, 2e12]),
  };
  const { x } = dampedNewton(f, [0, 0], { maxIterations: 1 });
  assertClose([x[0] / 1e6, x[1] * 1e6], [1, 1], 1e-12);
});

test('an input column that is a copy of another: all minimizers come to one loss, and it is what the model then '
  + 'evaluates to', () => {
  const x = Float32Array.from({ length: 120 }, (_, i) => Math.sin(12.9 * (i % 3 === 2 ? i - 2 : i)));
  const y = Float32Array.from({ length: 40 }, (_, i) => Number(i % 5 === 0) ^ Number(x[3 * i] + x[3 * i + 1] / 2 > 0));
  for (const seed of [1, 2, 3]) {
    const model = sequential([dense({ units: 1, activation: 'sigmoid', inputShape: [3] })], { seed });
    model.compile({ optimizer: sgd(), loss: 'binaryCrossentropy' });
    const f = objective(model, x, y), start = Float64Array.from(model.theta), best = lbfgs(f, start).value;
    for (const minimize of [bfgs, dampedNewton, newtonCg, trustRegion]) {
      const found = minimize(f, start);
      model.theta.set(found.x);
      assert.ok(found.converged, `${minimize.name}: ${found.message}`);
      assertClose([found.value, Number(model.evaluate(x, y).loss)], [best, best], 1e-6, minimize.name);
    }
  }
});
