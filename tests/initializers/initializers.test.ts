import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { sizeOf, type Shape } from '../../lib/core/shape.ts';
import { glorotUniform, toInitializer, values, zeros, type Initializer } from '../../lib/initializers/index.ts';
import { dense } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';

function fill(initializer: Initializer, shape: Shape, seed: number = 0): Float32Array {
  const out = new Float32Array(sizeOf(shape)).fill(NaN);
  initializer(out, shape, new Philox(seed));
  return out;
}

/** The limits that Keras computes for its MNIST example, and by hand: √(6/(3 + 3)), √(6/((5 + 7)·2·3)). */
const limits: readonly [Shape, number][] = [
  [[784, 12], 0.08681986480951309], [[12, 12], 0.5], [[12, 10], 0.5222329497337341], [[3], 1],
  [[2, 3, 5, 7], Math.fround(Math.sqrt(6 / 72))],
];

test('glorotUniform is uniform in [−limit, limit) with Keras\' limits', () => {
  for (const [shape, limit] of limits) {
    const all = Array.from({ length: Math.ceil(20000 / sizeOf(shape)) }, (_, seed) => [
      ...fill(glorotUniform(), shape, seed),
    ]).flat();
    const most = Math.max(...all), least = Math.min(...all);
    assert.ok(most < limit && least >= -limit, `${shape}: from ${least} to ${most}`);
    assert.ok(most > 0.999 * limit && least < -0.999 * limit, `${shape}: from ${least} to ${most}, limit ${limit}`);
    const mean = all.reduce((sum, v) => sum + v, 0) / all.length;
    const variance = all.reduce((sum, v) => sum + (v - mean) ** 2, 0) / all.length;
    const deviation = limit / Math.sqrt(3 * all.length); // of the mean
    assert.ok(Math.abs(mean) < 5 * deviation, `${shape}: mean ${mean}`);
    assert.ok(
      Math.abs(variance / (limit ** 2 / 3) - 1) < 5 * Math.sqrt(0.8 / all.length), `${shape}: variance ${variance}`,
    );
  }
});

test('values are a function of the stream given, and of nothing else', () => {
  assertSameBits(fill(glorotUniform(), [12, 10], 3), fill(glorotUniform(), [12, 10], 3));
  assert.notDeepEqual(fill(glorotUniform(), [12, 10], 3), fill(glorotUniform(), [12, 10], 4));
  const random = new Philox(3);
  glorotUniform()(new Float32Array(120), [12, 10], random);
  assert.equal(random.position, 120); // one word a value
});

test('each tensor of a model draws from a stream of its own: what one layer takes moves no other', () => {
  const second = (units: number): Float32Array => sequential([
    dense({ units: 4, inputShape: [3], kernelInitializer: units === 0 ? 'zeros' : 'glorotUniform' }),
    dense({ units: 5 }), dense({ units: 5 }),
  ]).getWeights()[2];
  assertSameBits(second(0), second(1));
  const [a, , b] = sequential([dense({ units: 4, inputShape: [4] }), dense({ units: 4 })]).getWeights();
  assert.notDeepEqual(a, b);
});

test('zeros are all +0, and exact values are copied when given', () => {
  assertSameBits(fill(zeros, [2, 3]), new Float32Array(6));
  const given = [0.1, -0, NaN, Infinity], initializer = values(given);
  given[0] = 7;
  assertSameBits(fill(initializer, [2, 2]), Float32Array.of(0.1, -0, NaN, Infinity));
});

test('an option may name an initializer, be one, or list the values', () => {
  const made = (given: unknown) => fill(toInitializer('dense', 'kernelInitializer', given), [2]);
  assertSameBits(made('zeros'), Float32Array.of(0, 0));
  assertSameBits(made([1, 2]), Float32Array.of(1, 2));
  assertSameBits(made(Uint8Array.of(3, 4)), Float32Array.of(3, 4));
  assertSameBits(made(((out) => out.fill(5)) satisfies Initializer), Float32Array.of(5, 5));
});

const given = (value: unknown) => () => toInitializer('dense', 'biasInitializer', value);

checkRefusals('what is no initializer is refused', [
  [
    given('onse'), TypeError,
    /^dense: biasInitializer must be one of 'constant', .* or an array .*, got 'onse'; did you mean 'ones'\?$/,
  ],
  [given('toString'), TypeError, /got 'toString'$/],
  [given([1, '2']), TypeError, /got an array of 2$/],
  [given(new DataView(new ArrayBuffer(8))), TypeError, /^dense: biasInitializer/],
  [given(new BigInt64Array(2)), TypeError, /^dense: biasInitializer .* got BigInt64Array of 2$/],
  [given(null), TypeError, /got null$/],
  [
    () => fill(values([1, 2, 3]), [2, 2]), ShapeError,
    /^values: a tensor of shape \(2, 2\) must be given 4 values, got 3$/,
  ],
]);

checkRefusals('a function that leaves first values out, or returns them, is refused by layer and tensor', [
  [() => sequential([
    dense({ units: 2, inputShape: [1], kernelInitializer: ((out) => { out[0] = 1; }) satisfies Initializer }),
  ]), TypeError,
    /^layer 'dense': initializer of 'w' must write all 2 elements of out, got nothing in out\[1\]$/],
  [() => sequential([
    dense({ units: 2, inputShape: [1], kernelInitializer: ((out) => out.slice()) satisfies Initializer }),
  ]), TypeError,
    /got nothing in out\[0\]; what it returned, Float32Array of 2, is not read/],
]);
