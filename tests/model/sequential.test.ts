import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError, StateError } from '../../lib/core/errors.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { dense, flatten, type DenseOptions } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { numbered, smallModel } from './small.ts';

const report = () => sequential([
  flatten({ inputShape: [28, 28] }),
  dense({ units: 12, activation: 'relu' }),
  dense({ units: 12, activation: 'relu' }),
  dense({ units: 10, activation: 'softmax' }),
]);

test('the report\'s network has 9420 + 156 + 130 = 9706 parameters, named and laid out one after the other', () => {
  const { parameters, theta, gradient } = report();
  assert.deepEqual(
    parameters.map(({ layer, name, shape, offset, length }) => [`${layer}/${name}`, shape, offset, length]),
    [
      ['dense/w', [784, 12], 0, 9408], ['dense/b', [12], 9408, 12],
      ['dense_1/w', [12, 12], 9420, 144], ['dense_1/b', [12], 9564, 12],
      ['dense_2/w', [12, 10], 9576, 120], ['dense_2/b', [10], 9696, 10],
    ],
  );
  assert.deepEqual([theta.length, gradient.length], [9706, 9706]);
});

test('summary is a table of layers, shapes and counts', () => {
  assert.equal(report().summary(), `
layer    activation  output  parameters           count
-------------------------------------------------------
flatten              (784)                            0
dense    relu        (12)    w (784, 12), b (12)   9420
dense_1  relu        (12)    w (12, 12), b (12)     156
dense_2  softmax     (10)    w (12, 10), b (10)     130
9706 parameters`.slice(1));
});

test('names are those given, or made unique', () => {
  const model = sequential([
    dense({ units: 1, inputShape: [1] }), dense({ units: 1, name: 'dense' }), dense({ units: 1 }),
    dense({ units: 1, name: 'last' }),
  ]);
  assert.deepEqual([...new Set(model.parameters.map(({ layer }) => layer))], ['dense_1', 'dense', 'dense_2', 'last']);
});

test('evaluate is the mean over all examples at fixed parameters, however they are split', () => {
  const { x, y } = numbered(50), whole = smallModel({ maxBatch: 64 });
  const { loss } = whole.evaluate(x, y);
  const predictions = smallModel().predict(x);
  const wanted = y.reduce((sum, v, i) => sum + Math.fround((predictions[i] - v) ** 2), 0) / 50;
  assert.ok(Math.abs(loss - wanted) <= 1e-6 * wanted);
  for (const maxBatch of [1, 7, 50]) assert.equal(smallModel({ maxBatch }).evaluate(x, y).loss, loss);
  assertSameBits(whole.theta, smallModel().theta, 'θ');
});

test('predict gives one row an example, with the same bits however they are split', () => {
  const { x } = numbered(50), whole = smallModel({ maxBatch: 64 }).predict(x);
  assert.equal(whole.length, 50);
  for (const maxBatch of [1, 7, 49, 50]) {
    assertSameBits(smallModel({ maxBatch }).predict(x), whole, `maxBatch ${maxBatch}`);
  }
  const model = smallModel(), first = model.predict(x.subarray(0, 2));
  model.predict(x.subarray(2, 4));
  assertSameBits(first, whole.subarray(0, 1), 'a result is the caller\'s own');
});

test('trainOnBatch returns loss and metrics from before its update', () => {
  const model =
    sequential([dense({ units: 2, inputShape: [2], kernelInitializer: [1, 0, 0, 1], activation: 'softmax' })]);
  model.compile({ optimizer: sgd({ learningRate: 1 }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  const x = Float32Array.of(2, 0, 0, 2, 3, 1), y = [0, 1, 1];
  const before = model.evaluate(x, y);
  assert.deepEqual(model.trainOnBatch(x, y), before);
  assert.equal(before.accuracy, 2 / 3);
  const after = model.evaluate(x, y);
  assert.notDeepEqual(after, before);
  model.trainOnBatch(x.subarray(0, 4), [0, 1]); // right both times
  assert.equal(model.trainOnBatch(x.subarray(4), [1]).accuracy, 0); // of this batch alone
});

test('theta and gradient are the buffers themselves, and never re-made', async () => {
  const { x, y } = numbered(8), model = smallModel({ maxBatch: 3 });
  const { theta, gradient } = model;
  await model.fit(x, y, { epochs: 2 });
  model.compile({ optimizer: sgd(), loss: 'halfSquaredError' });
  model.trainOnBatch(x, y);
  assert.equal(model.theta, theta);
  assert.equal(model.gradient, gradient);
  theta.fill(0);
  assert.ok(model.predict(x).every((v) => v === 0));
});

test('getWeights gives copies, setWeights takes them back, and any numbers of the right count', () => {
  const model = smallModel(), weights = model.getWeights();
  assert.deepEqual(weights.map((w) => w.length), [6, 3, 3, 1]);
  const theta = model.theta.slice();
  weights[0].fill(7);
  assertSameBits(model.theta, theta, 'θ');
  model.setWeights([[1, 2, 3, 4, 5, 6], Float64Array.of(0.1, 0.2, 0.3), Int8Array.of(-1, -2, -3), weights[3]]);
  assert.deepEqual(model.theta, Float32Array.of(1, 2, 3, 4, 5, 6, 0.1, 0.2, 0.3, -1, -2, -3, 0));
  const set = model.theta.slice();
  assert.throws(() => model.setWeights(weights.slice(1)), {
    name: 'ShapeError', message: 'setWeights: weights must be 4 tensors, got 3',
  });
  assert.throws(() => model.setWeights([weights[0], weights[1], weights[3], weights[3]]),
    { name: 'ShapeError', message: 'setWeights: weights[2], dense_1/w, must hold 3 elements of shape (3, 1), got 1' });
  assert.throws(() => model.setWeights([...weights.slice(0, 3), undefined] as never),
    { name: 'TypeError', message: /^setWeights: weights\[3\], dense_1\/b must be numbers, .* got undefined$/ });
  assert.throws(() => model.setWeights(new Float32Array(4) as never),
    { name: 'TypeError', message: 'setWeights: weights must be an array of tensors, got Float32Array of 4' });
  assertSameBits(model.theta, set, 'a refused call changes nothing; θ');
});

test('compile again changes loss, metrics and optimizer, and not θ', () => {
  const model = smallModel(), { x, y } = numbered(4), theta = model.theta.slice(), { loss } = model.evaluate(x, y);
  const optimizer = sgd({ learningRate: 0 });
  model.compile({ optimizer, loss: 'halfSquaredError' });
  assert.equal(model.optimizer, optimizer);
  assertSameBits(model.theta, theta, 'θ');
  assert.equal(model.evaluate(x, y).loss, loss / 2); // one output: half of the square
});

const inner = (options: Partial<DenseOptions> = {}) => dense({ units: 3, inputShape: [2], ...options });

checkRefusals('layers and options that make no model are refused', [
  [() => sequential([]).theta, StateError, /^sequential: the model must have a layer first, got none; call add/],
  [() => sequential([dense({ units: 3 })]), StateError, /first layer must be given inputShape/],
  [
    () => sequential(dense({ units: 3 }) as never), TypeError,
    /^sequential: layers must be an array, got an object \(Dense\)$/,
  ],
  [
    () => sequential([dense({ units: 3, inputShape: [2] }), 'relu' as never]), TypeError,
    /^sequential: layers\[1\] must be a Layer, got 'relu'$/,
  ],
  [
    () => sequential([inner(), dense({ units: 1, inputShape: [4], name: 'end' })]), ShapeError,
    /^sequential: layer 'end' expects inputShape \(4\), got \(3\) from/,
  ],
  [
    () => sequential([inner({ name: 'a' }), dense({ units: 1, name: 'a' })]), TypeError,
    /^sequential: layer names must differ, got 'a' twice$/,
  ],
  [
    () => sequential([dense({ units: 3, inputShape: [2] })], { maxbatch: 3 } as never), TypeError,
    /^sequential: unknown option 'maxbatch'/,
  ],
  [
    () => sequential([dense({ units: 3, inputShape: [2] })], { maxBatch: 0 }), RangeError,
    /^sequential: maxBatch must be a positive integer, got 0$/,
  ],
  [
    () => sequential([dense({ units: 3, inputShape: [2] })], { seed: -1 }), RangeError,
    /^sequential: seed must be a non-negative integer, got -1$/,
  ],
  [
    () => sequential([inner({ kernelInitializer: [1, 2] })]), ShapeError,
    /^values: a tensor of shape \(2, 3\) must be given 6 values, got 2$/,
  ],
  [() => createKernels('fast' as never), RangeError, /^createKernels: name must be one of 'reference'.*, got 'fast'$/],
]);

const compiled = (options: object) =>
  () => smallModel().compile({ optimizer: sgd(), loss: 'meanSquaredError', ...options } as never);

checkRefusals('compile refuses what it cannot train with', [
  [
    compiled({ optimizer: 'sdg' }), TypeError,
    /^compile: optimizer must be one of 'adaMax.*, .* or an Optimizer such as sgd.*, got 'sdg'; did you mean 'sgd'\?$/,
  ],
  [
    compiled({ optimizer: sgd }), TypeError,
    /^compile: optimizer must be a name such as 'adam', or an Optimizer such as .*, got a function; call it: sgd\(\)$/,
  ],
  [
    compiled({ optimizer: {} }), TypeError,
    /^compile: optimizer must be a name such as 'adam', or an Optimizer such as sgd\(.*\), got an object/,
  ],
  [
    compiled({ optimizer: 'momentumOptimizer' }), TypeError,
    /^compile: optimizer 'momentumOptimizer' needs options: momentumOptimizer\(\{ learningRate: 0.1, mom.* \}\)$/,
  ],
  [compiled({ loss: 'msq' }), TypeError, /^compile: loss must be one of/],
  [compiled({ metrics: ['auc', 'accurate'] }), TypeError,
    /^compile: metrics\[1\] must be one of 'accuracy', .* or a Metric, got 'accurate'; did you mean 'accuracy'\?$/],
  [
    compiled({ metrics: ['auc', 'accuracy', 'auc'] }), TypeError,
    /^compile: metrics must differ in name, got 'auc' twice$/,
  ],
  [
    compiled({ metrics: [{ name: 'val_a', start: () => ({}) }] }), TypeError,
    /^compile: metrics must not have the names .*, got 'val_a'$/,
  ],
  [
    compiled({ metrics: [{ name: '', start: () => ({}) }] }), TypeError,
    /^compile: metrics\[0\] must be one of .* or a Metric, got an object/,
  ],
  [
    compiled({ loss: { name: 'mine', target: 'number', bind: () => ({}) } }), TypeError,
    /^compile: loss must be one of .* or a Loss, got an object/,
  ],
  [
    compiled({ metric: [] }), TypeError,
    /^compile: unknown option 'metric'; it takes optimizer, .*, weightedMetrics, .*; did you mean 'metrics'\?$/,
  ],
  [
    compiled({ loss: 'sparseCategoricalCrossentropy' }), ShapeError,
    /^compile: loss \w+ needs at least 2 outputs, one a class, got 1; for yes or no take one output with/,
  ],
]);

checkRefusals('predict and evaluate refuse examples that do not fit', [
  [() => smallModel().predict(7 as never), TypeError, /^predict: x must be numbers, in a typed array/],
  [
    () => smallModel().predict(new Float32Array(3)), ShapeError,
    /^predict: x must hold a positive multiple of 2 elements/,
  ],
  [() => smallModel().evaluate(new Float32Array(4), [1]), ShapeError, /^evaluate: y must hold 2 × 1 elements/],
]);

test('a network that no engine has the memory for, and kernels that are none, are refused by name', () => {
  const huge = () => sequential([dense({ units: 1e9, inputShape: [1000] })]);
  const need = /^sequential: layers and maxBatch must fit the memory that the engine gives, got a need of (\d+)\.\d GB/;
  assert.throws(huge, (error) => {
    assert.ok(error instanceof RangeError);
    // θ, ∇ and four slots of 10¹² numbers, z and ∂J/∂z of 128 · 10⁹, the loss
    const gigabytes = Number(need.exec(error.message)?.[1]);
    return gigabytes > 24e3 + 1e3 && gigabytes < 30e3;
  });
  // @ts-expect-error the types refuse it too
  const named = () => sequential([dense({ units: 1, inputShape: [1] })], { kernels: 'simd' });
  assert.throws(named, { name: 'TypeError', message: /^sequential: kernels must be a table .* got 'simd'$/ });
});
