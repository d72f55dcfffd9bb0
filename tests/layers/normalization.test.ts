import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError, StateError } from '../../lib/core/errors.ts';
import { minMax, standardize } from '../../lib/data/index.ts';
import { load, save } from '../../lib/formats/index.ts';
import { dense, normalization, Normalization } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { peers } from '../data/peers.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { bindLayer } from './bindLayer.ts';

const { x: rows, shape, cases } = peers.normalization;
const x = Float32Array.from(rows), inputShape = shape;

/** In units of the larger of 1 and what is expected. */
function assertNear(got: ArrayLike<number>, wanted: readonly number[], bound: number, title: string): void {
  assert.equal(got.length, wanted.length, title);
  wanted.forEach((value, i) => assert.ok(
    Math.abs(got[i] - value) <= bound * Math.max(1, Math.abs(value)), `${title}: ${i}: ${got[i]}, not ${value}`));
}

const list = (numbers: number | readonly number[] | undefined): readonly number[] =>
  (typeof numbers === 'number' ? [numbers] : numbers ?? []);

test("adapt finds Keras' mean and variance, and the layer gives its numbers, along any axes and back", () => {
  for (const { options, mean, variance, y } of cases) {
    const title = JSON.stringify(options), layer = normalization({ ...options, inputShape }).adapt(x);
    assertNear(list(layer.mean), mean, 2 ** -22, title);
    assertNear(list(layer.variance), variance, 2 ** -20, title);
    assertNear(sequential([layer]).predict(x), y, 1e-5, title);
  }
});

for (const k of tables) {
  test(`${k.name}: dx is dy by the deviation of its feature, and each example stands alone`, () => {
    for (const invert of [false, true]) {
      const layer = normalization({ mean: [1, -2, 3], variance: [4, 0.25, 0], invert });
      const { node, pass } = bindLayer(k, layer, [2, 3], 2);
      node.state.mean.set([1, -2, 3]);
      node.state.variance.set([4, 0.25, 0]);
      const dy = Float32Array.from({ length: 12 }, (_, i) => i - 5);
      node.dy.set(dy);
      node.x.set(dy);
      pass?.forward(2);
      pass?.backward(2);
      const deviation = [2, 0.5, Math.fround(1e-7)];
      const wanted = dy.map((value, i) => (invert ? value * deviation[i % 3] : value / deviation[i % 3]));
      assertNear(Float32Array.from(node.dx), [...wanted], 2 ** -23, `invert ${invert}`);
    }
  });
}

test('a scaling fitted by standardize or minMax does in a model, bit for bit, what it does alone', () => {
  for (const fit of [standardize, minMax]) {
    const fitted = fit(x, { features: 3 }), { mean, variance } = fitted;
    assertSameBits(sequential([normalization({ mean, variance, inputShape })]).predict(x), fitted.apply(x));
    const back = normalization({ mean, variance, invert: true, inputShape });
    assertSameBits(sequential([back]).predict(x), fitted.invert(x));
  }
});

test('training leaves mean and variance alone, and a checkpoint has them', () => {
  const layer = normalization({ axis: [1, 2], inputShape }).adapt(x);
  assert.deepEqual(normalization({ axis: [1, 2], inputShape }).adapt(Array.from(x)).getConfig(), layer.getConfig());
  const model = sequential([layer, dense({ units: 1 })], { seed: 3 });
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
  for (let step = 0; step < 3; step++) model.trainOnBatch(x, Float32Array.from({ length: 12 }, (_, i) => i));
  const again = load(save(model)), { layers: [first] } = again;
  assertSameBits(again.predict(x), model.predict(x));
  assert.ok(first instanceof Normalization);
  assert.deepEqual([first.mean, first.variance], [layer.mean, layer.variance]);
});

checkRefusals('what does not fit is refused', [
  [() => normalization({ mean: 1 }), TypeError, /: mean and variance must be given together, got mean 1, /],
  [() => normalization({ mean: 0, variance: -1 }), RangeError, /^normalization: variance must be .* got -1$/],
  [() => normalization({ mean: 0, variance: [1, -1] }), RangeError, /^normalization: variance\[1\] must be .* got -1$/],
  [() => normalization({ axis: 0 }), RangeError, /^normalization: axis must be 1 .*; 0 is the batch$/],
  [
    () => sequential([normalization({ inputShape })]), StateError,
    /^normalization: mean must be given, or come from adapt, whose result is another layer$/,
  ],
  [
    () => sequential([normalization({ mean: [1, 2], variance: 1, inputShape })]), ShapeError,
    /^normalization: mean must be 3 numbers for inputs of shape \(2, 3\), got 2$/,
  ],
  [
    () => sequential([normalization({ mean: [1], variance: 1, axis: null, inputShape })]), ShapeError,
    /^normalization: mean must be a number, since axis is null, got 1$/,
  ],
  [() => normalization().adapt(x), ShapeError, /^normalization\.adapt: inputShape must be a list of sizes/],
  [() => normalization().adapt([[1, 2], [3]], [2]), ShapeError, /^normalization\.adapt: x\[1\] must hold 2 elements/],
  [() => normalization().adapt([[1, 2]], [3]), ShapeError, /^normalization\.adapt: x\[0\] must be a row of shape/],
  [() => normalization().adapt(x, [5]), ShapeError, /^normalization\.adapt: x must hold a positive multiple of 5 elem/],
  [() => normalization().adapt(Float32Array.of(1, NaN), [2]), RangeError, /^normalization\.adapt: x must be finite/],
]);
