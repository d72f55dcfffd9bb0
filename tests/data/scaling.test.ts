import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { minMax, scaling, standardize } from '../../lib/data/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { peers } from './peers.ts';

const features = 4;
const { x: rows, test: others, standard, minMax: ends } = peers.scaling;
const x = Float32Array.from(rows), held = Float32Array.from(others);

/** In units of the larger of 1 and what is expected. */
function assertNear(got: ArrayLike<number>, wanted: readonly number[], bound: number): void {
  assert.equal(got.length, wanted.length);
  wanted.forEach((value, i) => {
    assert.ok(Math.abs(got[i] - value) <= bound * Math.max(1, Math.abs(value)), `${i}: ${got[i]}, not ${value}`);
  });
}

test("standardize has scikit-learn's mean and variance, rounded once, and its numbers within binary32", () => {
  const fitted = standardize(x, { features });
  standard.mean.forEach((mean, i) => assertNear([fitted.mean[i]], [Math.fround(mean)], 2 ** -23));
  standard.variance.forEach((variance, i) => {
    if (i === 3) assert.equal(fitted.variance[i], 1); // the feature that never changes
    else assertNear([fitted.variance[i] / variance], [1], 2 ** -22);
  });
  assertNear(fitted.apply(held), standard.y, 2e-4); // mean 2 and deviation 10⁻³: the mean's rounding counts 10⁻⁴
  assert.ok(fitted.apply(x).every((value, at) => at % features !== 3 || value === 0));
});

test('arrays of rows are taken as flat binary32 is, and say how many features there are', () => {
  const { length } = x, nested = Array.from({ length: length / features }, (_, row) =>
    rows.slice(row * features, (row + 1) * features));
  for (const fit of [standardize, minMax]) {
    const flat = fit(x, { features });
    for (const given of [fit(nested), fit(rows, { features }), fit(Float64Array.from(rows), { features })]) {
      assert.deepEqual([given.mean, given.variance], [flat.mean, flat.variance]);
      assertSameBits(given.apply(nested), flat.apply(x));
      assertSameBits(given.invert(nested[0]), flat.invert(x.subarray(0, features)));
    }
  }
});

test("minMax has scikit-learn's numbers within binary32, and the ends are 0 and 1 exactly", () => {
  const fitted = minMax(x, { features }), y = fitted.apply(x);
  assert.deepEqual([...fitted.mean], ends.least);
  assertNear(fitted.apply(held), ends.y, 2e-4);
  for (let i = 0; i < 3; i++) {
    const column = y.filter((_, at) => at % features === i);
    assert.deepEqual([column.reduce((a, b) => Math.min(a, b)), column.reduce((a, b) => Math.max(a, b))], [0, 1]);
  }
});

test('a scaling comes back from JSON with the same bits, and undoes what it did', () => {
  for (const fit of [standardize, minMax]) {
    const fitted = fit(x, { features }), again = scaling(JSON.parse(JSON.stringify(fitted)) as typeof fitted);
    assertSameBits(again.apply(held), fitted.apply(held));
    assertNear(fitted.invert(fitted.apply(held)), [...held], 2 ** -20);
  }
});

test('each element is taken off, divided and rounded by itself', () => {
  const { apply, invert } = scaling({ mean: [0.1, -3], variance: [2, 0.3] }), { fround, sqrt } = Math;
  assertSameBits(apply(Float32Array.of(1, 1)), Float32Array.of(
    fround(1 - fround(0.1)) / fround(sqrt(2)), 4 / fround(sqrt(fround(0.3)))));
  assertSameBits(invert(Float32Array.of(7, 7)), Float32Array.of(
    fround(7 * fround(sqrt(2))) + fround(0.1), fround(7 * fround(sqrt(fround(0.3)))) - 3));
  const random = new Philox(4, 4), many = Float32Array.from({ length: 400 }, () => random.nextFloat());
  assertSameBits(apply(many), many.map((value, i) =>
    (i % 2 === 0 ? fround(value - fround(0.1)) / fround(sqrt(2)) : fround(value + 3) / fround(sqrt(fround(0.3))))));
});

checkRefusals('what cannot be scaled is refused', [
  [() => standardize(x, { features: 3 }), ShapeError, /^standardize: x must hold a positive multiple of 3 elements/],
  [() => standardize(new Float32Array(0), { features: 3 }), ShapeError, /got 0$/],
  [() => standardize(x, {} as never), TypeError, /^standardize: features must be a positive integer, got undefined$/],
  [() => standardize([[1, 2], [3]]), ShapeError, /^standardize: x\[1\] must hold 2 elements, as x\[0\] does, got 1$/],
  [() => standardize([[1, 'a']] as never), TypeError, /^standardize: x\[0\]\[1\] must be a number, got 'a'; toLabels/],
  [() => standardize([1, 2]), TypeError, /^standardize: features must be a positive integer, got undefined$/],
  [() => minMax([[1, 2]], { features: 3 }), ShapeError, /^minMax: x\[0\] must be a row of shape \(3\), got one of/],
  [() => standardize(Float32Array.of(1, NaN), { features: 2 }), RangeError, /^standardize: .* got a feature 1 that is/],
  [() => minMax(Float32Array.of(1, 2, 3e38, -3e38), { features: 1 }), RangeError, /^minMax: x must be finite and/],
  [() => minMax(x, { features: 4 }).apply(new Float32Array(6)), ShapeError, /^apply: x must hold a multiple of 4 /],
  [() => scaling({ mean: [1], variance: [0] }), RangeError, /^scaling: variance\[0\] must be .* above 0, got 0$/],
  [() => scaling({ mean: [1], variance: [1, 2] }), ShapeError, /^scaling: variance must hold 1 elements, as mean/],
]);
