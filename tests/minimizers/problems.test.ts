import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { problems, toObjective, type Problem } from './problems.ts';
import { vectors } from './vectors.ts';

const STEP = 2 ** -17;

/** Of Osborne 1, whose times go to 320: of the others 1e-6. */
const TRUNCATION = 1e-5;

/** Near the start, and unlike it in every element. */
const nearStart = ({ start }: Problem): Float64Array =>
  Float64Array.from(operands(new Philox(start.length), start.length), (v, i) => start[i] * (1 + v / 16) + v / 16);

/** Fails unless `slopes`, m × n, are (g(x + h·eⱼ) − g(x − h·eⱼ))/2h for each j, but for the rounding of g. */
function checkDifferences(
  g: (x: Float64Array, out: Float64Array) => void, x: Float64Array, m: number, slopes: Float64Array, what: string,
): void {
  const n = x.length, out = new Float64Array(m * n), above = new Float64Array(m), below = new Float64Array(m);
  for (let j = 0; j < n; j++) {
    const h = STEP * Math.max(1, Math.abs(x[j]));
    g(Float64Array.from(x, (v, i) => (i === j ? v + h : v)), above);
    g(Float64Array.from(x, (v, i) => (i === j ? v - h : v)), below);
    for (let i = 0; i < m; i++) out[i * n + j] = (above[i] - below[i]) / (2 * h);
  }
  assertNear(slopes, out, TRUNCATION, what, largest(above) * 2 ** -14);
}

const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, v) => Math.max(most, Math.abs(v)), 0);

/** |actual − expected| ≤ tolerance · the largest |expected|, or `least` where that is larger. */
function assertNear(
  actual: Float64Array, expected: ArrayLike<number>, tolerance: number, what: string, least: number = 1e-3,
): void {
  const scale = Math.max(largest(expected), least);
  assertClose(actual.map((v) => v / scale), Float64Array.from(expected, (v) => v / scale), tolerance, what);
}

test('every problem of the vectors is here under its name, in its order, with its start', () => {
  assert.deepEqual(
    problems.map(({ name, n }) => [name, n]), Object.entries(vectors.problems).map(([name, { n }]) => [name, n]),
  );
  for (const { name, start } of problems) assertClose(start, vectors.problems[name].start, 1e-15, name);
});

test('values, gradients and Hessians are those of the problems written a second time, with derivatives by JAX', () => {
  for (const problem of problems) {
    const { name, n, start } = problem, { value, gradient, hessian } = toObjective(problem);
    const { valueAtStart, valueAt, gradientAt, hessianAt, at } = vectors.problems[name];
    const x = Float64Array.from(at), g = new Float64Array(n), h = new Float64Array(n * n);
    assertClose([value(Float64Array.from(start)) / valueAtStart, value(x) / valueAt], [1, 1], 1e-12, name);
    gradient(x, g);
    hessian(x, h);
    assertNear(g, gradientAt, 1e-12, `${name}: gradient`);
    assertNear(h, hessianAt, 1e-12, `${name}: Hessian`);
  }
});

test('Jacobians are the central differences of the residuals, Hessians of the gradients, and products with a vector '
  + 'those of the Hessian', () => {
  for (const problem of problems) {
    const { name, n, m, residuals, jacobian } = problem, { gradient, hessian, hessianVector } = toObjective(problem);
    const x = nearStart(problem), j = new Float64Array(m * n), h = new Float64Array(n * n);
    const v = Float64Array.from(x, (xi, i) => i + 1 / (2 + xi * xi));
    jacobian(x, j);
    checkDifferences(residuals, x, m, j, `${name}: Jacobian`);
    hessian(x, h);
    checkDifferences(gradient, x, n, h, `${name}: Hessian`);
    const product = new Float64Array(n);
    hessianVector(x, v, product);
    assertNear(
      product, Float64Array.from(v, (_, i) => v.reduce((total, vk, k) => total + h[i * n + k] * vk, 0)), 1e-12,
      `${name}: product`,
    );
  }
});

test('the known minima are zeros of the gradients', () => {
  const points: Readonly<Record<string, readonly number[]>> = {
    'Freudenstein and Roth': [5, 4], 'Rosenbrock': [1, 1], 'Brown badly scaled': [1e6, 2e-6], 'Beale': [3, 0.5],
    'Helical valley': [1, 0, 0], 'Gulf': [50, 25, 1.5], 'Box three-dimensional': [1, 10, 1],
    'Powell singular': [0, 0, 0, 0], 'Wood': [1, 1, 1, 1], 'Biggs EXP6': [1, 10, 1, 5, 4, 3],
    'Extended Rosenbrock 10': Array(10).fill(1), 'Variably dimensioned 10': Array(10).fill(1),
    'Brown almost linear 10': Array(10).fill(1), 'Linear, full rank 5': Array(5).fill(-1),
  };
  for (const [name, at] of Object.entries(points)) {
    const problem = problems.find((p) => p.name === name);
    assert.ok(problem, name);
    const g = new Float64Array(problem.n), x = Float64Array.from(at);
    toObjective(problem).gradient(x, g);
    assert.ok(
      Math.abs(toObjective(problem).value(x) - problem.minimum[0]) < 1e-20 && Math.hypot(...g) < 1e-9, `${name}: ${g}`,
    );
  }
});
