import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import * as o from '../../lib/optimizers/index.ts';
import { assertClose, assertWithinUlps } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';

type A = Float32Array;
const ROWS = 5, WIDTH = 3;
const INDICES = Int32Array.of(3, 0, 4);
const f = Math.fround;

interface SparseCase {
  readonly slots: number;
  readonly dense: (w: A, s: readonly A[], g: A) => void;
  readonly sparse: (w: A, s: readonly A[], g: A, indices: Int32Array) => void;
  /** Where the sparse kernel rounds in another order. */
  readonly ulps?: number;
}

/** Hyper-parameters without symmetry. */
const lr = 0.3, l1 = 0.05, l2 = 0.7, mu = 0.6, rho = 0.8, eps = 0.01, b1 = 0.7, b2 = 0.9, p1 = 0.343, p2 = 0.729;

const cases: Readonly<Record<string, SparseCase>> = {
  gradientDescent: {
    slots: 0, dense: (w, _, g) => o.applyGradientDescent(w, lr, g),
    sparse: (w, _, g, i) => o.sparseApplyGradientDescent(w, lr, g, i),
  },
  proximalGradientDescent: {
    slots: 0, dense: (w, _, g) => o.applyProximalGradientDescent(w, lr, l1, l2, g),
    sparse: (w, _, g, i) => o.sparseApplyProximalGradientDescent(w, lr, l1, l2, g, i),
  },
  momentum: {
    slots: 1, dense: (w, [a], g) => o.applyMomentum(w, a, lr, g, mu),
    sparse: (w, [a], g, i) => o.sparseApplyMomentum(w, a, lr, g, i, mu),
  },
  nesterov: {
    slots: 1, ulps: 2, dense: (w, [a], g) => o.applyMomentum(w, a, lr, g, mu, true),
    sparse: (w, [a], g, i) => o.sparseApplyMomentum(w, a, lr, g, i, mu, true),
  },
  kerasMomentum: {
    slots: 1, dense: (w, [a], g) => o.applyKerasMomentum(w, a, lr, g, mu),
    sparse: (w, [a], g, i) => o.sparseApplyKerasMomentum(w, a, lr, g, i, mu),
  },
  kerasNesterov: {
    slots: 1, dense: (w, [a], g) => o.applyKerasMomentum(w, a, lr, g, mu, true),
    sparse: (w, [a], g, i) => o.sparseApplyKerasMomentum(w, a, lr, g, i, mu, true),
  },
  adagrad: {
    slots: 1, dense: (w, [a], g) => o.applyAdagrad(w, a, lr, g),
    sparse: (w, [a], g, i) => o.sparseApplyAdagrad(w, a, lr, g, i),
  },
  adagradFixed: {
    slots: 1, dense: (w, [a], g) => o.applyAdagrad(w, a, lr, g, false),
    sparse: (w, [a], g, i) => o.sparseApplyAdagrad(w, a, lr, g, i, false),
  },
  proximalAdagrad: {
    slots: 1, dense: (w, [a], g) => o.applyProximalAdagrad(w, a, lr, l1, l2, g),
    sparse: (w, [a], g, i) => o.sparseApplyProximalAdagrad(w, a, lr, l1, l2, g, i),
  },
  adagradDA: {
    slots: 2, ulps: 3, dense: (w, [a, b], g) => o.applyAdagradDA(w, a, b, g, lr, l1, l2, 3),
    sparse: (w, [a, b], g, i) => o.sparseApplyAdagradDA(w, a, b, g, i, lr, l1, l2, 3),
  },
  adadelta: {
    slots: 2, dense: (w, [a, d], g) => o.applyAdadelta(w, a, d, lr, rho, eps, g),
    sparse: (w, [a, d], g, i) => o.sparseApplyAdadelta(w, a, d, lr, rho, eps, g, i),
  },
  ftrl: {
    slots: 2, dense: (w, [n, z], g) => o.applyFtrl(w, n, z, g, lr, l1, l2),
    sparse: (w, [n, z], g, i) => o.sparseApplyFtrl(w, n, z, g, i, lr, l1, l2),
  },
  ftrlPower: {
    slots: 2, dense: (w, [n, z], g) => o.applyFtrl(w, n, z, g, lr, l1, l2, -0.3),
    sparse: (w, [n, z], g, i) => o.sparseApplyFtrl(w, n, z, g, i, lr, l1, l2, -0.3),
  },
  ftrlV2: {
    slots: 2, dense: (w, [n, z], g) => o.applyFtrlV2(w, n, z, g, lr, l1, l2, 0.4),
    sparse: (w, [n, z], g, i) => o.sparseApplyFtrlV2(w, n, z, g, i, lr, l1, l2, 0.4),
  },
  ftrlV2Power: {
    slots: 2, dense: (w, [n, z], g) => o.applyFtrlV2(w, n, z, g, lr, l1, l2, 0.4, -0.3),
    sparse: (w, [n, z], g, i) => o.sparseApplyFtrlV2(w, n, z, g, i, lr, l1, l2, 0.4, -0.3),
  },
  rmsProp: {
    slots: 2, ulps: 3, dense: (w, [s, q], g) => o.applyRMSProp(w, s, q, lr, rho, mu, eps, g),
    sparse: (w, [s, q], g, i) => o.sparseApplyRMSProp(w, s, q, lr, rho, mu, eps, g, i),
  },
  adaMax: {
    slots: 2, ulps: 3, dense: (w, [m, v], g) => o.applyAdaMax(w, m, v, p1, lr, b1, b2, eps, g),
    sparse: (w, [m, v], g, i) => o.sparseApplyAdaMax(w, m, v, p1, lr, b1, b2, eps, g, i),
  },
};

const rowsOf = (a: A, indices: Int32Array = INDICES): A =>
  Float32Array.from([...indices].flatMap((i) => [...a.subarray(i * WIDTH, (i + 1) * WIDTH)]));

/** Distance of the values, against the largest that a step could have cancelled. */
function assertNear(actual: A, expected: A, ulps: number, what: string): void {
  if (ulps === 0) assertSameBits(actual, expected, what);
  else assertClose(actual, expected, ulps * 2 ** -23, what);
}

test('the rows named are stepped as the dense functor steps them, and no other row or slot is touched', () => {
  for (const [name, { slots: count, dense, sparse, ulps = 0 }] of Object.entries(cases)) {
    const random = new Philox(21), theta = operands(random, ROWS * WIDTH);
    const gradient = operands(random, INDICES.length * WIDTH);
    const slots = Array.from({ length: count }, () => operands(random, ROWS * WIDTH).map((v) => Math.abs(v) + 0.25));
    const before = [theta, ...slots].map((a) => a.slice()), parts = [theta, ...slots].map((a) => rowsOf(a));
    dense(parts[0], parts.slice(1), gradient);
    sparse(theta, slots, gradient, INDICES);
    [theta, ...slots].forEach((array, a) => {
      assertNear(rowsOf(array), parts[a], ulps, `${name}, array ${a}`);
      const others = Int32Array.of(1, 2);
      assertSameBits(rowsOf(array, others), rowsOf(before[a], others), `${name}, array ${a}, other rows`);
    });
  }
});

test('sparse Nesterov momentum multiplies the accumulator by momentum ⊗ lr, as TensorFlow\'s sparse kernel '
  + 'does', () => {
  const random = new Philox(23), theta = operands(random, ROWS * WIDTH), accumulator = operands(random, ROWS * WIDTH);
  const gradient = operands(random, INDICES.length * WIDTH), before = theta.slice();
  const sums = rowsOf(accumulator).map((a, i) => f(f(a * f(mu)) + gradient[i]));
  o.sparseApplyMomentum(theta, accumulator, lr, gradient, INDICES, mu, true);
  assertSameBits(rowsOf(accumulator), sums);
  const moved = (factor: (a: number) => number): A =>
    rowsOf(before).map((w, i) => f(w - f(f(gradient[i] * f(lr)) + factor(sums[i]))));
  assertSameBits(rowsOf(theta), moved((a) => f(a * f(f(mu) * f(lr)))));
  assert.notDeepEqual(rowsOf(theta), moved((a) => f(f(a * f(mu)) * f(lr))), 'the dense order');
});

test('sparse RMSProp, centered and AdagradDA round as TensorFlow\'s sparse kernels do', () => {
  const w = 0.75, g = 0.3, indices = Int32Array.of(1);
  const at = (value: number): A => Float32Array.of(9, 9, f(value), f(value));
  const h = [lr, rho, mu, eps].map(f), G = f(g), grad = Float32Array.of(g, g);
  const ms = f(f(0.5 * h[1]) + f(f(G * G) * f(1 - h[1]))), mg = f(f(0.25 * h[1]) + f(G * f(1 - h[1])));
  const root = (x: number): number => f(1 / f(Math.sqrt(x)));
  const [theta, s, q] = [at(w), at(0.5), at(0.125)];
  o.sparseApplyRMSProp(theta, s, q, lr, rho, mu, eps, grad, indices);
  const mom = f(f(0.125 * h[2]) + f(f(root(f(ms + h[3])) * h[0]) * G));
  assertSameBits(Float32Array.of(theta[2], s[2], q[2], theta[0]), Float32Array.of(f(w - mom), ms, mom, 9));
  const [theta2, m2, s2, q2] = [at(w), at(0.25), at(0.5), at(0.125)];
  o.sparseApplyCenteredRMSProp(theta2, m2, s2, q2, lr, rho, mu, eps, grad, indices);
  const mom2 = f(f(0.125 * h[2]) + f(f(root(f(f(ms + h[3]) - f(mg * mg))) * h[0]) * G));
  assertSameBits(Float32Array.of(theta2[3], m2[3], s2[3], q2[3]), Float32Array.of(f(w - mom2), mg, ms, mom2));
  const [theta3, sum, squares] = [at(w), at(-1.5), at(0.5)];
  o.sparseApplyAdagradDA(theta3, sum, squares, grad, indices, lr, l1, l2, 3);
  const total = f(-1.5 + G), square = f(0.5 + f(G * G));
  const wanted = f(f(f(Math.abs(total) / 3) - f(l1)) / f(f(l2) + f(f(Math.sqrt(square)) / f(3 * h[0]))));
  assertSameBits(Float32Array.of(theta3[2], sum[2], squares[2]), Float32Array.of(wanted, total, square));
});

test('a row named twice is stepped twice; summed first, once', () => {
  const theta = Float32Array.of(1, 2), accumulator = Float32Array.of(0.1, 0.1), gradient = Float32Array.of(0.5, 0.5);
  const indices = Int32Array.of(1, 1);
  o.sparseApplyAdagrad(theta, accumulator, 0.1, gradient, indices);
  assertWithinUlps(accumulator, [0.1, 0.1 + 0.25 + 0.25].map(f), 1);
  const summed = o.sumDuplicates({ gradient: Float32Array.of(1, 2, 10, 20, 4, 8), indices: Uint32Array.of(7, 2, 7) });
  assert.deepEqual(summed, { gradient: Float32Array.of(5, 10, 10, 20), indices: Uint32Array.of(7, 2) });
  assert.deepEqual(o.sumDuplicates({ gradient: new Float32Array(0), indices: new Int32Array(0) }), {
    gradient: new Float32Array(0), indices: new Int32Array(0),
  });
  o.sparseApplyGradientDescent(theta, 0.1, new Float32Array(0), new Int32Array(0));
});

/** θ and slots after a sparse step beside those after a dense one with rows of 0. */
function beside(
  count: number, dense: SparseCase['dense'], sparse: SparseCase['sparse'],
): { readonly before: A[]; readonly dense: A[]; readonly sparse: A[] } {
  const random = new Philox(22), theta = operands(random, ROWS * WIDTH);
  const gradient = operands(random, INDICES.length * WIDTH);
  const slots = Array.from({ length: count }, () => operands(random, ROWS * WIDTH).map((v) => Math.abs(v) + 0.25));
  const copies = [theta, ...slots].map((a) => a.slice()), before = copies.map((a) => a.slice());
  const full = new Float32Array(ROWS * WIDTH);
  INDICES.forEach((index, row) => full.set(gradient.subarray(row * WIDTH, (row + 1) * WIDTH), index * WIDTH));
  dense(copies[0], copies.slice(1), full);
  sparse(theta, slots, gradient, INDICES);
  return { before, dense: copies, sparse: [theta, ...slots] };
}

test('Adam moves all rows, as a dense step with rows of 0; Nadam, AddSign and PowerSign '
  + 'decay all, and move the named ones', () => {
  const adam = beside(2, (w, [m, v], g) => o.applyAdam(w, m, v, p1, p2, lr, b1, b2, eps, g), (w, [m, v], g, i) =>
    o.sparseApplyAdam(w, m, v, p1, p2, lr, b1, b2, eps, g, i));
  adam.sparse.forEach((array, a) => assertNear(array, adam.dense[a], 3, `adam, array ${a}`));
  const others = Int32Array.of(1, 2);
  const named: Readonly<Record<string, ReturnType<typeof beside>>> = {
    nadam: beside(2, (w, [m, v], g) => o.applyAdam(w, m, v, p1, p2, lr, b1, b2, eps, g, true), (w, [m, v], g, i) =>
      o.sparseApplyNadam(w, m, v, p1, p2, lr, b1, b2, eps, g, i)),
    addSign: beside(1, (w, [m], g) => o.applyAddSign(w, m, lr, 1, 0.5, b1, g), (w, [m], g, i) =>
      o.sparseApplyAddSign(w, m, lr, 1, 0.5, b1, g, i)),
    powerSign: beside(1, (w, [m], g) => o.applyPowerSign(w, m, lr, 1, 0.5, b1, g), (w, [m], g, i) =>
      o.sparseApplyPowerSign(w, m, lr, 1, 0.5, b1, g, i)),
  };
  for (const [name, { before, dense, sparse }] of Object.entries(named)) {
    sparse.slice(1).forEach((slot, s) => assertNear(slot, dense[s + 1], 3, `${name}, slot ${s}`));
    assertNear(rowsOf(sparse[0]), rowsOf(dense[0]), 3, `${name}, rows named`);
    assertSameBits(rowsOf(sparse[0], others), rowsOf(before[0], others), `${name}, other rows of θ`);
  }
});

const four = (): A => new Float32Array(4), block = new Float32Array(6), same = four();
const TWICE = Int32Array.of(1, 0, 1, 1);
checkRefusals('what does not fit is refused by name, and nothing changed', [
  [
    () => o.sparseApplyAdagrad(four(), four(), 0.1, four(), Int32Array.of(0, 2)), RangeError,
    /^sparseApplyAdagrad: indices\[1\] must be an integer from 0 to 1, got 2$/,
  ],
  [
    () => o.sparseApplyAdagrad(four(), four(), 0.1, four(), Int32Array.of(-1)), RangeError,
    /indices\[0\] must be an integer from 0 to 0, got -1$/,
  ],
  [
    () => o.sparseApplyAdagrad(four(), new Float32Array(3), 0.1, four(), Int32Array.of(0)), ShapeError,
    /accumulator must hold 4 elements, got 3$/,
  ],
  [
    () => o.sparseApplyAdagrad(four(), four(), 0.1, new Float32Array(3), Int32Array.of(0, 1)), ShapeError,
    /gradient must hold one row for each of 2 indices, got 3 elements$/,
  ],
  [
    () => o.sparseApplyAdagrad(four(), four(), 0.1, new Float32Array(3), Int32Array.of(0)), ShapeError,
    /theta must hold rows of 3 elements, as gradient does, got 4 elements$/,
  ],
  [
    () => o.sparseApplyAdagrad(four(), four(), 0.1, four(), [0] as never), TypeError,
    /indices must be an Int32Array or Uint32Array, got \[0\]$/,
  ],
  [
    () => o.sparseApplyAdam(four(), four(), four(), 0.9, NaN, 0.1, 0.9, 0.9, 0, four(), Int32Array.of(0)), RangeError,
    /^sparseApplyAdam: beta2Power must be a finite number, got NaN$/,
  ],
  [
    () => o.sparseApplyAdagrad(block.subarray(0, 4), block.subarray(2), 0.1, four(), Int32Array.of(0)), RangeError,
    /^sparseApplyAdagrad: theta must not overlap accumulator in memory$/,
  ],
  [
    () => o.sparseApplyAdam(four(), same, same, 0.9, 0.9, 0.1, 0.9, 0.9, 0, four(), Int32Array.of(0)), RangeError,
    /^sparseApplyAdam: m must not overlap v in memory$/,
  ],
  [
    () => o.sparseApplyMomentum(four(), same, 0.1, same, Int32Array.of(0), 0.9), RangeError,
    /^sparseApplyMomentum: accumulator must not overlap gradient in memory$/,
  ],
  [
    () => o.sparseApplyAdam(four(), four(), four(), 0.9, 0.9, 0.1, 0.9, 0.9, 0, four(), TWICE), RangeError,
    /^sparseApplyAdam: indices must name each row once \(see sumDuplicates\), got 1 at 0 and 2$/,
  ],
  [
    () => o.sparseApplyNadam(four(), four(), four(), 0.9, 0.9, 0.1, 0.9, 0.9, 0, four(), TWICE), RangeError,
    /^sparseApplyNadam: indices must name/,
  ],
  [
    () => o.sparseApplyAdaMax(four(), four(), four(), 0.9, 0.1, 0.9, 0.9, 0, four(), TWICE), RangeError,
    /^sparseApplyAdaMax: indices must name/,
  ],
  [
    () => o.sparseApplyAddSign(four(), four(), 0.1, 1, 1, 0.9, four(), TWICE), RangeError,
    /^sparseApplyAddSign: indices must name/,
  ],
  [
    () => o.sparseApplyPowerSign(four(), four(), 0.1, 1, 1, 0.9, four(), TWICE), RangeError,
    /^sparseApplyPowerSign: indices must name/,
  ],
  [
    () => o.sparseApplyFtrl(four(), four(), four(), four(), Int32Array.of(0), 0, 0, 0), RangeError,
    /^sparseApplyFtrl: learningRate must be a finite number above 0, got 0$/,
  ],
  [
    () => o.sparseApplyFtrlV2(four(), four(), four(), four(), Int32Array.of(0), 1, 0, 0, -1), RangeError,
    /^sparseApplyFtrlV2: l2Shrinkage must be/,
  ],
  [
    () => o.sparseApplyProximalAdagrad(four(), four(), 1, -1, 0, four(), Int32Array.of(0)), RangeError,
    /^sparseApplyProximalAdagrad: l1 must be/,
  ],
  [
    () => o.sumDuplicates({ gradient: four(), indices: new Int32Array(0) }), ShapeError,
    /^sumDuplicates: gradient must hold one row for each of 0 indices, got 4 elements$/,
  ],
  [
    () => o.sumDuplicates({ gradient: four(), indices: Int32Array.of(0, 1, 2) }), ShapeError,
    /^sumDuplicates: gradient must hold one row for each of 3 indices, got 4 elements$/,
  ],
]);
