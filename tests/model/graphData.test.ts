/**
 * Data of several inputs and outputs: what comes by name or in order is the same, what does not fit is refused by name.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError, StateError } from '../../lib/core/errors.ts';
import { dense } from '../../lib/layers/index.ts';
import { input, model, type CompileOptions, type Model } from '../../lib/model/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { EXAMPLES, graphCases } from './graphCases.ts';

const [, towers, outputs] = graphCases;
const { left, right } = towers.x as Record<string, Float32Array>, y = towers.y as number[];
const x = outputs.x as Float32Array, { price, same } = outputs.y as Record<string, ArrayLike<number>>;

const both = towers.make(), two = outputs.make();
const uncompiled = (): Model => {
  const from = input({ shape: [3] });
  return model({ inputs: from, outputs: { a: dense({ units: 1 }).apply(from), b: dense({ units: 2 }).apply(from) } });
};
const compile = (options: object): void =>
  uncompiled().compile({ optimizer: 'sgd', loss: 'meanSquaredError', ...options } as CompileOptions);

checkRefusals('inputs that do not fit are refused by name', [
  [() => both.predict({ left } as never), ShapeError, /^predict: x must have 'right', got 'left'$/],
  [
    () => both.predict({ left, rihgt: right } as never), RangeError,
    /^predict: x must have the names 'left', 'right', got 'rihgt'; did you mean 'right'\?$/,
  ],
  [
    () => both.evaluate({ left, right: right.subarray(3) }, y), ShapeError,
    /^evaluate: x\.right must hold as many examples as x\.left, 22, got 21$/,
  ],
  [
    () => both.evaluate({ left, right: right.subarray(1) }, y), ShapeError,
    /^evaluate: x\.right must hold a positive multiple of 3 elements, one row of shape \(3\) an example, got 65$/,
  ],
  [() => both.trainOnBatch(left, y), TypeError,
    /^trainOnBatch: x must be one for each of 'left', 'right', by name or as a list .*, got Float32Array of 66$/],
  [() => both.trainOnBatch([left], y), TypeError, /^trainOnBatch: x must be one for each of 'left', 'right', by name/],
  [() => both.trainOnBatch([left, right, right], y), TypeError, /^trainOnBatch: x must be one for each of/],
  [
    () => both.trainOnBatch({ left, right: [...right.subarray(1), 'a'] } as never, y), TypeError,
    /^trainOnBatch: x\.right\[65\] must be a number, got 'a'; toLabels and oneHot of/,
  ],
]);

checkRefusals('targets, weights of examples and of classes that do not fit are refused by name', [
  [() => two.evaluate(x, { price }), ShapeError, /^evaluate: y must have 'same', got 'price'$/],
  [
    () => two.evaluate(x, { price, sane: same }), RangeError,
    /^evaluate: y must have the names 'price', 'same', got 'sane'; did you mean 'same'\?$/,
  ],
  [
    () => two.evaluate(x, { price: same, same: price }), RangeError,
    /^evaluate: y\.same\[0\] must be a label, a whole number from 0 to 2, got /,
  ],
  [
    () => {
      const made = outputs.make();
      made.compile({ optimizer: 'sgd', loss: ['poisson', 'hinge'] });
      made.evaluate(x, { price: Float32Array.from(price, Math.abs), same: new Float32Array(3 * EXAMPLES) });
    }, RangeError, /^evaluate: y\.same\[0\] must be -1 or 1 for loss hinge, got 0/,
  ],
  [() => two.evaluate(x, price as never), TypeError, /^evaluate: y must be one for each of 'price', 'same', by name/],
  [
    () => two.evaluate(x, { price, same: Array.from(same).slice(1) }), ShapeError,
    /^evaluate: y\.same must hold 22 × 1 elements for 22 examples and loss sparseCategoricalCrossentropy, got 21$/,
  ],
  [
    () => two.trainOnBatch(x, { price, same }, { classWeight: { 0: 2 } }), TypeError,
    /^trainOnBatch: classWeight must be absent for a model of several outputs \('price', 'same'\); give sampleWeight/,
  ],
  [
    () => two.trainOnBatch(x, { price, same }, { sampleWeight: { price: [1] } as never }), ShapeError,
    /^trainOnBatch: sampleWeight must have 'same', got 'price'$/,
  ],
  [
    () => two.trainOnBatch(x, { price, same }, { sampleWeight: { price: [1], same: [1] } }), ShapeError,
    /^trainOnBatch: sampleWeight\.price must hold 22 weights, one an example, got 1$/,
  ],
  [
    () => two.predict(x), StateError,
    /^predict: the model must have 1 output, got price, same; predictAll gives them by name$/,
  ],
]);

checkRefusals('losses, their weights and metrics of another output are refused by name', [
  [
    () => compile({ loss: { a: 'mse', c: 'mse' } }), RangeError,
    /^compile: loss must have the names 'a', 'b', got 'c'/,
  ],
  [() => compile({ loss: { a: 'mse' } }), ShapeError, /^compile: loss must have 'b', got 'a'$/],
  [() => compile({ loss: ['mse'] }), TypeError, /^compile: loss must be one for each of 'a', 'b', by name or as a/],
  [() => compile({ loss: { a: 'mse', b: 'msee' } }), TypeError, /^compile: loss\.b must be /],
  [
    () => compile({ lossWeights: { a: 1, B: 1 } }), RangeError,
    /^compile: lossWeights must have the names 'a', 'b', got 'B'/,
  ],
  [() => compile({ lossWeights: [1, NaN] }), RangeError, /^compile: lossWeights\.b must be /],
  [() => compile({ lossWeights: [1] }), TypeError, /^compile: lossWeights must be one for each of 'a', 'b'/],
  [
    () => compile({ metrics: { a: ['mae'], out: ['mae'] } }), RangeError,
    /^compile: metrics must have the names 'a', 'b', got 'out'/,
  ],
  [() => compile({ metrics: [['mae'], ['mea']] }), TypeError, /^compile: metrics\.b\[0\] must be /],
  [() => compile({ metrics: ['mae'] }), TypeError, /^compile: metrics must be one for each of 'a', 'b'/],
]);

test('data by name, in another order, and as lists are the same', () => {
  const wanted = both.evaluate({ left, right }, y);
  assert.deepEqual(both.evaluate({ right, left }, y), wanted);
  assert.deepEqual(both.evaluate([left, right], y), wanted);
  assert.notDeepEqual(both.evaluate([right, left], y), {});
  const logs = two.evaluate(x, { price, same });
  assert.deepEqual(two.evaluate(x, { same, price }), logs);
  assert.deepEqual(two.evaluate(x, [price, same] as never), logs);
});

test('weights of examples for each output are those of its loss alone; one list is for all', () => {
  const weights = Float32Array.from({ length: EXAMPLES }, (_, i) => (i % 5) / 4);
  const ones = new Float32Array(EXAMPLES).fill(1);
  const { price_loss: priceLoss, same_loss: sameLoss } = two.evaluate(x, { price, same });
  const one = two.evaluate(x, { price, same }, { sampleWeight: { price: weights, same: ones } });
  assert.equal(one.same_loss, sameLoss);
  assert.notEqual(one.price_loss, priceLoss);
  assert.equal(one.loss, 0.25 * one.price_loss + 1.5 * one.same_loss);
  const all = two.evaluate(x, { price, same }, { sampleWeight: weights });
  assert.deepEqual(two.evaluate(x, { price, same }, { sampleWeight: [weights, weights] }), all);
  assert.equal(all.price_loss, one.price_loss);
  const step = (sampleWeight: Record<string, Float32Array>): Float32Array => {
    const made = outputs.make();
    made.trainOnBatch(x, { price, same }, { sampleWeight });
    return made.gradient;
  };
  const none = new Float32Array(EXAMPLES), gradient = step({ price: none, same: ones });
  const { offset, length } = two.network.layers[1].parameters[0];
  assertSameBits(gradient.slice(offset, offset + length), new Float32Array(length), 'a loss that counts nothing');
});

test('validation data are given as those of training are', async () => {
  const made = outputs.make(), sampleWeight = new Float32Array(EXAMPLES).fill(0.5);
  const { history } = await made.fit(x, { price, same }, {
    validationData: [x, { price, same }, { price: sampleWeight, same: sampleWeight }],
  });
  const logs = made.evaluate(x, { price, same }, { sampleWeight });
  for (const [name, value] of Object.entries(logs)) assert.deepEqual(history[`val_${name}`], [value], name);
  const other = outputs.make(), split = await other.fit(x, { price, same }, { validationSplit: 0.5 });
  const half = EXAMPLES / 2;
  const last = other.evaluate(x.subarray(3 * half), {
    price: Array.from(price).slice(half), same: Array.from(same).slice(half),
  });
  for (const [name, value] of Object.entries(last)) assert.deepEqual(split.history[`val_${name}`], [value], name);
  await assert.rejects(made.fit(x, { price, same }, { validationData: [x, { price } as never] }), {
    name: ShapeError.name, message: "fit validationData: y must have 'same', got 'price'",
  });
});
