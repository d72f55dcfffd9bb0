import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { syev } from '../../lib/linalg/index.ts';
import { exactStep } from '../../lib/minimizers/exactStep.ts';
import { truncatedCg } from '../../lib/minimizers/truncatedCg.ts';
import { dot, norm } from '../../lib/minimizers/vectors.ts';
import { assertClose } from '../helpers/close.ts';
import { once, operands } from '../helpers/random.ts';

interface Model {
  readonly n: number;
  readonly h: Float64Array;
  readonly gradient: Float64Array;
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

function multiply({ n, h }: Model, v: Float64Array): Float64Array {
  return v.map((_, i) => v.reduce((total, vj, j) => total + h[i * n + j] * vj, 0));
}

const at = (model: Model, p: Float64Array): number => dot(model.gradient, p) + 0.5 * dot(p, multiply(model, p));

/** H symmetric with the eigenvalues wanted, g random; isHard takes g's part along the first eigenvector out. */
function model(random: Philox, n: number, eigenvalues: ArrayLike<number>, isHard: boolean): Model {
  const b = Float64Array.from(operands(random, n * n)), values = new Float64Array(n), vectors = new Float64Array(n * n);
  syev(n, b, values, vectors); // any orthogonal matrix
  const wanted = Float64Array.from(eigenvalues).sort();
  const h = b.map((_, ij) =>
    wanted.reduce((total, v, k) => total + v * vectors[Math.floor(ij / n) * n + k] * vectors[(ij % n) * n + k], 0));
  const c = Float64Array.from(operands(random, n), (v, k) => (isHard && k === 0 ? 0 : v));
  const gradient = c.map((_, i) => c.reduce((total, ck, k) => total + ck * vectors[i * n + k], 0));
  return { n, h, gradient, values: wanted, vectors };
}

function exact(
  given: Model, radius: number,
): { readonly p: Float64Array; readonly decrease: number; readonly isOnBoundary: boolean } {
  const { n, gradient, values, vectors } = given, p = new Float64Array(n);
  const slopes = values.map((_, k) => gradient.reduce((total, g, i) => total + g * vectors[i * n + k], 0));
  return { p, ...exactStep({ values, vectors, slopes }, radius, p) };
}

/** The σ of (H + σ)·p = −g that fits best; 0 where p is. */
const shift = (given: Model, p: Float64Array): number =>
  (norm(p) === 0 ? 0 : -dot(p, multiply(given, p).map((v, i) => v + given.gradient[i])) / dot(p, p));

test('exactStep meets the conditions that only the global minimum within the radius meets: '
  + '(H + σ)p = −g, σ ≥ max(0, −λ₀), σ(‖p‖ − radius) = 0', () => {
  let inside = 0, onBoundary = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const random = new Philox(seed), n = 1 + random.nextBelow(8), isConvex = once(random, 3), isHard = once(random, 4);
    const given = model(random, n, operands(random, n).map((v) => (isConvex ? 1.01 + v : 3 * v)), isHard);
    const radius = [1e-3, 0.1, 1, 30][random.nextBelow(4)];
    const { p, decrease, isOnBoundary } = exact(given, radius), sigma = shift(given, p);
    const what = `seed ${seed}, n = ${n}, radius ${radius}`;
    assert.ok(norm(p) <= radius * (1 + 1e-9), `${what}: ‖p‖ = ${norm(p)}`);
    assert.ok(sigma >= Math.max(0, -given.values[0]) - 1e-9 * (1 + sigma), `${what}: σ = ${sigma}`);
    assert.ok(isOnBoundary || sigma < 1e-9, `${what}: σ = ${sigma} inside`);
    const residual = multiply(given, p).map((v, i) => v + sigma * p[i] + given.gradient[i]);
    assert.ok(norm(residual) <= 1e-9 * (1 + sigma * radius), `${what}: residual ${norm(residual)}`);
    assertClose([decrease], [-at(given, p)], 1e-11, what);
    if (isOnBoundary) onBoundary++;
    else inside++;
  }
  assert.ok(inside > 30 && onBoundary > 200);
});

test('exactStep leaves a point without gradient along the most negative curvature, and stays where there '
  + 'is none', () => {
  const vectors = Float64Array.of(1, 0, 0, 1), zero = new Float64Array(2), p = new Float64Array(2);
  exactStep({ values: Float64Array.of(-2, 1), vectors, slopes: zero }, 0.5, p);
  assert.deepEqual([...p], [0.5, 0]);
  const { decrease } = exactStep({ values: Float64Array.of(1, 2), vectors, slopes: zero }, 0.5, p);
  assert.deepEqual([[...p].map(Math.abs), Math.abs(decrease)], [[0, 0], 0]);
});

test('truncatedCg solves convex models, stays within the radius, and is no worse than '
  + 'the steepest descent within it', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = new Philox(seed), n = 1 + random.nextBelow(8), isConvex = once(random, 2);
    const given = model(random, n, operands(random, n).map((v) => (isConvex ? 1.2 + v : 2 * v)), false);
    const radius = [0.05, 1, Infinity][random.nextBelow(3)];
    const z = new Float64Array(n), { gradient } = given, gg = dot(gradient, gradient);
    const curvature = dot(gradient, multiply(given, gradient));
    const found = truncatedCg(
      { gradient, multiply: (v, out) => out.set(multiply(given, v)) },
      { radius, tolerance: 1e-10, maxIterations: 20 * n }, z,
    );
    const what = `seed ${seed}, n = ${n}, radius ${radius}`;
    assert.ok(found !== undefined);
    assertClose([found.decrease], [-at(given, z)], 1e-9, what);
    assert.ok(norm(z) <= radius * (1 + 1e-12) && dot(gradient, z) < 0, what);
    assert.equal(found.isOnBoundary, norm(z) >= radius * (1 - 1e-12), what);
    const far = radius / Math.sqrt(gg);
    const length = Math.min(far, curvature > 0 ? gg / curvature : far === Infinity ? 1 : far);
    if (radius < Infinity || isConvex) {
      assert.ok(found.decrease >= -at(given, gradient.map((g) => -length * g)) - 1e-12, what);
    }
    if (radius < Infinity) assert.ok(found.decrease <= exact(given, radius).decrease + 1e-9, what);
    if (isConvex && !found.isOnBoundary) {
      assert.ok(norm(multiply(given, z).map((v, i) => v + gradient[i])) <= 1e-8, what);
    }
  }
});

test('truncatedCg without a radius ends at negative curvature with −g, or with what it has', () => {
  const given = (h: readonly number[]) =>
    ({ gradient: Float64Array.of(1, 2), multiply: (v: Float64Array, out: Float64Array): void => {
      out.set([h[0] * v[0], h[1] * v[1]]);
    } });
  const limits = { radius: Infinity, tolerance: 0, maxIterations: 9 }, z = new Float64Array(2);
  assert.deepEqual(truncatedCg(given([-1, -1]), limits, z), { decrease: 7.5, isOnBoundary: false });
  assert.deepEqual([...z], [-1, -2]);
  truncatedCg(given([-1, 3]), limits, z); // along −g the curvature is 11/5
  assert.deepEqual([...z], [-5 / 11, -10 / 11]);
  assert.equal(truncatedCg(given([NaN, 1]), limits, z), undefined);
});
