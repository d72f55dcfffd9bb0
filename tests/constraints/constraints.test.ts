/**
 * Constraints, bit for bit, by their formulas carried out here in the order that the docstrings state.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import {
  constraints, maxNorm, minMaxNorm, nonNeg, toConstraint, unitNorm, type Constraint,
} from '../../lib/constraints/index.ts';
import { bindList, callsOf, newRun, runList } from '../../lib/kernels/index.ts';
import { operands, type OperandKind } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';

const f = Math.fround;

/** What a constraint makes of a tensor, on each table, which must agree. */
function held(constraint: Constraint, shape: readonly number[], values: ArrayLike<number>): Float32Array {
  const results = tables.map((k) => {
    const w = k.allocate(values.length);
    w.set(values);
    const list = bindList(k, constraint.bind({ k: callsOf(), shape, w, cache: (_, length) => k.allocate(length) }));
    const hold = (): void => runList(list, newRun());
    hold();
    const once = w.slice();
    w.set(values);
    hold(); // nothing is kept from call to call
    assertSameBits(w, once, `${constraint.name}, ${k.name}, again`);
    return once;
  });
  results.forEach((result, i) => assertSameBits(result, results[0], `${constraint.name}, ${tables[i].name}`));
  return results[0];
}

type Factor = (norm: number) => number;

/** The factors before the division by 10⁻⁷ ⊕ ‖w‖, in binary32. */
const factors: Readonly<Record<string, (...options: number[]) => Factor>> = {
  maxNorm: (max) => (n) => Math.min(n, f(max)),
  unitNorm: () => () => 1,
  minMaxNorm: (min, max, rate) => (n) => f(f(f(rate) * Math.min(Math.max(n, f(min)), f(max))) + f(f(1 - f(rate)) * n)),
};

/** w ⊗ (factor ⊘ (10⁻⁷ ⊕ √sum)): one accumulator down a column, four lanes along a row. */
function byHand(w: Float32Array, rows: number, columns: number, isLeading: boolean, factor: Factor): Float32Array {
  const square = (i: number, j: number): number => f(w[i * columns + j] * w[i * columns + j]);
  const sums = Array.from({ length: isLeading ? columns : rows }, (_, at) => {
    const lanes = isLeading ? [0] : [0, 0, 0, 0], count = isLeading ? rows : columns;
    for (let i = 0; i < count; i++) {
      const lane = i % lanes.length;
      lanes[lane] = f(lanes[lane] + (isLeading ? square(i, at) : square(at, i)));
    }
    return isLeading ? lanes[0] : f(f(lanes[0] + lanes[1]) + f(lanes[2] + lanes[3]));
  });
  const scales = sums.map((sum) => f(Math.sqrt(sum))).map((norm) => f(factor(norm) / f(f(1e-7) + norm)));
  return w.map((v, i) => f(v * scales[isLeading ? i % columns : Math.floor(i / columns)]));
}

type Case = readonly [name: string, make: (axis: number | readonly number[]) => Constraint, factor: Factor];

const cases: readonly Case[] = [
  ['maxNorm', (axis) => maxNorm({ maxValue: 0.7, axis }), factors.maxNorm(0.7)],
  ['unitNorm', (axis) => unitNorm({ axis }), factors.unitNorm()],
  [
    'minMaxNorm', (axis) => minMaxNorm({ minValue: 0.6, maxValue: 1.1, rate: 0.3, axis }),
    factors.minMaxNorm(0.6, 1.1, 0.3),
  ],
];

/** A shape, axes, and the matrix whose columns or rows the norms are. */
type View = readonly [
  shape: readonly number[], axis: number | readonly number[], rows: number, columns: number, isLeading: boolean,
];

const views: readonly View[] = [
  [[37, 5], 0, 37, 5, true], [[5, 37], 1, 5, 37, false], [[13, 3, 7], [0, 1], 39, 7, true],
  [[3, 7, 13], [2, 1], 3, 91, false], [[3, 4, 9], 2, 12, 9, false], [[11, 3], [0, 1], 33, 1, true],
  [[19], 0, 19, 1, true], [[2, 3, 4, 5], [0, 1, 2], 24, 5, true],
];

for (const [name, make, factor] of cases) {
  test(`${name} gives every bit of its formula over leading and trailing axes, in the order stated`, () => {
    for (const [shape, axis, rows, columns, isLeading] of views) {
      for (const kind of ['uniform', 'finite', 'wide', 'powers'] as const satisfies readonly OperandKind[]) {
        const w = operands(new Philox(31), rows * columns, kind);
        assertSameBits(
          held(make(axis), shape, w), byHand(w, rows, columns, isLeading, factor),
          `${name} of ${shape} over ${axis}, ${kind}`,
        );
      }
    }
  });

  test(`${name} keeps a column of zeros, their signs too, and spoils no column but that which has a NaN`, () => {
    const result = held(make(0), [2, 3], [0, NaN, 3, -0, 1, -4]);
    assertSameBits(result.filter((_, i) => i % 3 === 0), Float32Array.of(0, -0));
    assert.ok(Number.isNaN(result[1]) && Number.isNaN(result[4]));
    assert.ok(Math.abs(Math.hypot(result[2], result[5]) - factor(5)) < 1e-6);
  });
}

test('norms below the limit shrink by 10⁻⁷/‖w‖ with maxNorm, as in Keras', () => {
  assertSameBits(
    held(maxNorm(), [1, 1], [2 ** -10]), Float32Array.of(f(2 ** -10 * f(2 ** -10 / f(f(1e-7) + 2 ** -10)))),
  );
  assert.ok(held(maxNorm(), [1, 1], [2 ** -10])[0] < 2 ** -10);
});

test('defaults: maxNorm 2, minMaxNorm from 0 to 1 all the way, axis 0; a name gives them', () => {
  const w = Float32Array.of(3, 0.3, 4, 0.4);
  const near = (actual: Float32Array, wanted: readonly number[]) => actual.forEach(
    (v, i) => assert.ok(Math.abs(v - wanted[i]) < 1e-6, `${actual}`),
  );
  near(held(maxNorm(), [2, 2], w), [1.2, 0.3, 1.6, 0.4]);
  near(held(minMaxNorm(), [2, 2], w), [0.6, 0.3, 0.8, 0.4]);
  near(held(unitNorm(), [2, 2], w), [0.6, 0.6, 0.8, 0.8]);
  const made: Readonly<Record<string, Constraint>> = {
    maxNorm: maxNorm(), nonNeg: nonNeg(), unitNorm: unitNorm(), minMaxNorm: minMaxNorm(),
  };
  for (const [name, constraint] of Object.entries(made)) {
    const named = toConstraint('dense', 'kernelConstraint', name) ?? assert.fail(name);
    assertSameBits(held(named, [2, 2], w), held(constraint, [2, 2], w), name);
  }
  assert.deepEqual(Object.keys(constraints), Object.keys(made).sort());
  assert.equal(toConstraint('dense', 'kernelConstraint', undefined), undefined);
});

test('minMaxNorm lifts short norms, cuts long ones, and goes rate of the way', () => {
  const near = (actual: Float32Array, wanted: number) => assert.ok(
    Math.abs(actual[0] - wanted) < 1e-6, `${actual[0]}, wanted ${wanted}`,
  );
  near(held(minMaxNorm({ minValue: 2, maxValue: 3 }), [1, 1], [0.5]), 2);
  near(held(minMaxNorm({ minValue: 2, maxValue: 3 }), [1, 1], [-8]), -3);
  near(held(minMaxNorm({ minValue: 2, maxValue: 3, rate: 0.25 }), [1, 1], [8]), 8 - 0.25 * 5);
  near(held(minMaxNorm({ minValue: 2, maxValue: 3, rate: 0 }), [1, 1], [8]), 8);
});

test('nonNeg: what is below 0 becomes +0; −0, NaN and the rest stay', () => {
  const w = [-1, 1, -0, 0, NaN, -Infinity, Infinity, -(2 ** -149), 2 ** -149];
  assertSameBits(held(nonNeg(), [9], w), Float32Array.of(0, 1, -0, 0, NaN, 0, Infinity, 0, 2 ** -149));
});

const k = tables[0];
const bound = (axis: number | readonly number[], shape: readonly number[]) => () =>
  maxNorm({ axis }).bind({ k: callsOf(), shape, w: k.allocate(24), cache: (_, length) => k.allocate(length) });
checkRefusals('axes that are not the first or the last are refused where the shape is known', [
  [
    bound(1, [2, 3, 4]), ShapeError,
    /^maxNorm: axis must be the first or the last of the tensor's axes, shape \(2, 3, 4\), got 1$/,
  ],
  [bound([0, 2], [2, 3, 4]), ShapeError, /^maxNorm: axis must be .* got \[0, 2\]$/],
  [bound(3, [2, 3, 4]), ShapeError, /^maxNorm: axis must be .* got 3$/],
  [bound([], [2, 3, 4]), ShapeError, /^maxNorm: axis must be .* got \[\]$/],
  [bound([0, 1, 2, 3], [2, 3, 4]), ShapeError, /^maxNorm: axis must be/],
]);
