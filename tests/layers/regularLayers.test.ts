import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { maxNorm, minMaxNorm, unitNorm } from '../../lib/constraints/index.ts';
import { abs, add, div, log, mul, sign } from '../../lib/formula/index.ts';
import {
  alphaDropout, batchNormalization, dense, dropout, flatten, gaussianNoise, layerNormalization, reshape,
  type Layer,
} from '../../lib/layers/index.ts';
import { sequential, type Sequential, type SequentialOptions } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { l1, l1l2, l2, pointwiseRegularizer } from '../../lib/regularizers/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { numbered } from '../model/small.ts';
import { checkLayers } from './checkLayer.ts';

checkLayers([
  {
    title: 'dropout', make: () => dropout({ rate: 0.4, inputShape: [7] }), inputShape: [7], outputShape: [7],
    parameters: [],
  },
  { title: 'dropout of rate 0', make: () => dropout({ rate: 0 }), inputShape: [5], outputShape: [5], parameters: [] },
  {
    title: 'dropout of two axes', make: () => dropout({ rate: 0.25, inputShape: [3, 5] }), inputShape: [3, 5],
    outputShape: [3, 5], parameters: [],
  },
  { title: 'alphaDropout', make: () => alphaDropout({ rate: 0.3 }), inputShape: [6], outputShape: [6], parameters: [] },
  {
    title: 'gaussianNoise', make: () => gaussianNoise({ stddev: 0.5, inputShape: [3] }), inputShape: [3],
    outputShape: [3], parameters: [],
  },
  {
    title: 'reshape', make: () => reshape({ targetShape: [3, 4], inputShape: [12] }), inputShape: [12],
    outputShape: [3, 4], parameters: [], isRename: true,
  },
  {
    title: 'reshape with a size left open', make: () => reshape({ targetShape: [-1, 4] }), inputShape: [2, 6],
    outputShape: [3, 4], parameters: [], isRename: true,
  },
  {
    title: 'layerNormalization', make: () => layerNormalization({ inputShape: [7] }),
    inputShape: [7], outputShape: [7], parameters: [['gamma', [7]], ['beta', [7]]],
  },
  {
    title: 'layerNormalization of rows, without beta',
    make: () => layerNormalization({ center: false, epsilon: 0.1, axis: 2 }),
    inputShape: [3, 5], outputShape: [3, 5], parameters: [['gamma', [5]]],
  },
  {
    title: 'layerNormalization without gamma', make: () => layerNormalization({ scale: false }),
    inputShape: [4], outputShape: [4], parameters: [['beta', [4]]],
  },
  {
    title: 'batchNormalization', make: () => batchNormalization({ inputShape: [5] }),
    inputShape: [5], outputShape: [5], parameters: [['gamma', [5]], ['beta', [5]]], isCoupled: true,
  },
  {
    title: 'batchNormalization of rows, bare',
    make: () => batchNormalization({ center: false, scale: false, epsilon: 0.1 }),
    inputShape: [2, 3], outputShape: [2, 3], parameters: [], isCoupled: true,
  },
]);

checkRefusals('options of these layers are refused by name', [
  [() => dropout({ rate: 1 }), RangeError, /^dropout: rate must be a number from 0 to below 1, got 1$/],
  [() => dropout({ rate: 0.5, sed: 3 } as never), TypeError, /^dropout: unknown option 'sed'/],
  [() => dropout({} as never), TypeError, /^dropout: rate .* got undefined$/],
  [() => alphaDropout({ rate: -0.1 }), RangeError, /^alphaDropout: rate .* got -0.1$/],
  [() => gaussianNoise({ stddev: -1 }), RangeError, /^gaussianNoise: stddev .* got -1$/],
  [() => reshape({ targetShape: [] }), ShapeError, /^reshape: targetShape must be a list of sizes/],
  [
    () => reshape({ targetShape: [-1, -1] }), ShapeError,
    /^reshape: targetShape must hold −1 at most once, got \[-1, -1\]$/,
  ],
  [() => reshape({ targetShape: [2, 0] }), RangeError, /^reshape: targetShape\[1\] must be a positive integer, got 0$/],
  [
    () => reshape({ targetShape: [4, -1] }).outputShape([6]), ShapeError,
    /^reshape: input must have as many elements as targetShape \(4, -1\), got 6 of shape \(6\)$/,
  ],
  [() => reshape({ targetShape: [4] }).outputShape([2, 3]), ShapeError, /^reshape: input .* got 6 of shape \(2, 3\)$/],
  [() => layerNormalization({ epsilon: 0 }), RangeError, /^layerNormalization: epsilon .* got 0$/],
  [() => layerNormalization({ momentum: 0.9 } as never), TypeError, /^layerNormalization: unknown option 'momentum'/],
  [
    () => batchNormalization({ momentum: 1.5 }), RangeError,
    /^batchNormalization: momentum must be a number from 0 to 1, got 1.5$/,
  ],
  [
    () => batchNormalization({ center: 1 as never }), TypeError,
    /^batchNormalization: center must be true or false, got 1$/,
  ],
  [
    () => batchNormalization({ gammaInitializer: 'onse' }), TypeError,
    /^batchNormalization: gammaInitializer .* got 'onse'; did you mean 'ones'\?$/,
  ],
  [
    () => dense({ units: 2, kernelRegularizer: 'l11' as never }), TypeError,
    /^dense: kernelRegularizer must be one of 'l1', 'l1l2', 'l2' or a Regularizer, got 'l11'; did you mean 'l1'\?$/,
  ],
  [() => dense({ units: 2, activityRegularizer: 0.1 as never }), TypeError, /^dense: activityRegularizer .* got 0.1$/],
  [
    () => dense({ units: 2, biasConstraint: 'max' as never }), TypeError,
    /^dense: biasConstraint must be one of 'maxNorm', 'minMaxNorm', 'nonNeg', 'unitNorm' or a Constraint, got 'max'$/,
  ],
  [() => l1({ l1: -1 }), RangeError, /^l1: l1 .* got -1$/],
  [() => l2({ l1: 1 } as never), TypeError, /^l2: unknown option 'l1'; it takes l2$/],
  [() => l1l2({ l2: NaN }), RangeError, /^l1l2: l2 .* got NaN$/],
  [() => maxNorm({ maxValue: 0 }), RangeError, /^maxNorm: maxValue .* got 0$/],
  [() => maxNorm({ axis: -1 }), RangeError, /^maxNorm: axis .* got -1$/],
  [() => unitNorm({ axis: [0, 'x'] as never }), TypeError, /^unitNorm: axis\[1\] .* got 'x'$/],
  [() => minMaxNorm({ minValue: 2, maxValue: 1 }), RangeError, /^minMaxNorm: maxValue .* got 1$/],
  [() => sequential([dense({ units: 2, inputShape: [3], kernelConstraint: unitNorm({ axis: 2 }) })]), ShapeError,
    /^unitNorm: axis must be the first or the last of the tensor's axes, shape \(3, 2\), got 2$/],
]);

const noisy: readonly (readonly [string, () => Layer])[] = [
  ['dropout', () => dropout({ rate: 0.5 })], ['alphaDropout', () => alphaDropout({ rate: 0.2 })],
  ['gaussianNoise', () => gaussianNoise({ stddev: 0.3 })],
];

function disturbed(noise: () => Layer, options: SequentialOptions = {}): Sequential {
  const model = sequential([
    dense({ units: 6, activation: 'tanh', inputShape: [2] }), noise(), dense({ units: 5 }), noise(),
    dense({ units: 1 }),
  ], options);
  model.compile({ optimizer: sgd({ learningRate: 1e-4 }), loss: 'meanSquaredError' });
  return model;
}

for (const [name, noise] of noisy) {
  test(`${name}: training has the same bits however a batch is split, goes on where it was left, and `
    + 'depends on the seed', async () => {
    const { x, y } = numbered(11), model = disturbed(noise);
    await model.fit(x, y, { batchSize: 7, epochs: 2 });
    for (const maxBatch of [1, 3]) {
      const split = disturbed(noise, { maxBatch });
      await split.fit(x, y, { batchSize: 7, epochs: 2 });
      assertSameBits(split.theta, model.theta, `parts of ${maxBatch}`);
    }
    const [first, second] = [disturbed(noise), disturbed(noise, { seed: 1 })];
    await first.fit(x, y, { batchSize: 7, epochs: 1 });
    second.setWeights(first.getWeights());
    assert.equal(first.steps, 2);
    const elsewhere = disturbed(noise);
    elsewhere.setWeights(first.getWeights());
    elsewhere.steps = first.steps;
    for (const m of [first, second, elsewhere]) {
      await m.fit(x, y, { batchSize: 7, epochs: 2, initialEpoch: 1, shuffle: false });
    }
    assertSameBits(elsewhere.theta, first.theta, 'gone on elsewhere');
    assert.notDeepEqual(second.theta, first.theta);
  });

  test(`${name}: prediction and evaluation are undisturbed`, () => {
    const { x, y } = numbered(5), model = disturbed(noise), plain = disturbed(() => flatten());
    plain.setWeights(model.getWeights());
    assertSameBits(model.predict(x), plain.predict(x));
    assert.equal(model.evaluate(x, y).loss, plain.evaluate(x, y).loss);
  });
}

/** What a layer makes of ones in training, seen through the gradient of a dense layer after it. */
function seen(layer: Layer, width: number, step: number): Float32Array {
  const model = sequential([layer, dense({ units: 1, useBias: false, kernelInitializer: 'zeros' })], { seed: 3 });
  model.compile({ optimizer: sgd({ learningRate: 0 }), loss: 'halfSquaredError' });
  model.steps = step;
  model.trainOnBatch(new Float32Array(width).fill(1), [-1]); // ∂J/∂w = a · (0 − (−1))
  return model.gradient.slice();
}

test('dropout sets the share of its rate to 0 and multiplies the rest by 1/(1 − rate); each step is another', () => {
  const values = seen(dropout({ rate: 0.3, inputShape: [4000] }), 4000, 0);
  const kept = values.filter((v) => v !== 0);
  assert.deepEqual([...new Set(kept)], [Math.fround(1 / 0.7)]);
  assert.ok(Math.abs(kept.length / 4000 - 0.7) < 5 * Math.sqrt(0.21 / 4000));
  assert.notDeepEqual(seen(dropout({ rate: 0.3, inputShape: [4000] }), 4000, 1), values);
});

test('alphaDropout keeps mean and variance of standard input; gaussianNoise has the deviation asked for', () => {
  const values = seen(alphaDropout({ rate: 0.25, inputShape: [4000] }), 4000, 0);
  const a = 1 / Math.sqrt(0.75 * (1 + 0.25 * 1.7580993408473766 ** 2)), b = a * 1.7580993408473766 * 0.25;
  const [low, high] = [...new Set(values)].sort((p, q) => p - q);
  assert.ok(Math.abs(high - (a + b)) < 1e-6 && Math.abs(low - (b - a * 1.7580993408473766)) < 1e-6, `${low}, ${high}`);
  const noise = seen(gaussianNoise({ stddev: 0.5, inputShape: [4000] }), 4000, 0).map((v) => v - 1);
  const deviation = Math.sqrt(noise.reduce((sum, v) => sum + v * v, 0) / 4000);
  assert.ok(Math.abs(deviation / 0.5 - 1) < 5 * Math.sqrt(0.5 / 4000), String(deviation));
});

test('two layers of noise in one network do not disturb alike', () => {
  const model = sequential([
    dropout({ rate: 0.5, inputShape: [2000] }), dropout({ rate: 0.5 }),
    dense({ units: 1, useBias: false, kernelInitializer: 'zeros' }),
  ]);
  model.compile({ optimizer: sgd({ learningRate: 0 }), loss: 'halfSquaredError' });
  model.trainOnBatch(new Float32Array(2000).fill(1), [-1]);
  const left = model.gradient.filter((v) => v !== 0).length / 2000; // ¼, not ½
  assert.ok(Math.abs(left - 0.25) < 5 * Math.sqrt(0.1875 / 2000), String(left));
});

function normalized(options: SequentialOptions = {}): Sequential {
  const model = sequential([dense({ units: 3, inputShape: [2] }), batchNormalization(), dense({ units: 1 })], options);
  model.compile({ optimizer: sgd({ learningRate: 1e-3 }), loss: 'meanSquaredError' });
  return model;
}

test('batchNormalization refuses a batch that maxBatch would split, and nothing has changed; evaluation '
  + 'may be split', async () => {
  const { x, y } = numbered(9), model = normalized({ maxBatch: 4 }), before = model.getWeights();
  await assert.rejects(model.fit(x, y, { batchSize: 9 }), {
    name: 'ShapeError',
    message:
      'batchNormalization: a batch must be in one piece to be normalised; maxBatch must be at least its size, 9, got 4',
  });
  assert.deepEqual(model.getWeights(), before);
  await model.fit(x, y, { batchSize: 4 });
  const whole = normalized();
  whole.setWeights(model.getWeights());
  assertSameBits(model.predict(x), whole.predict(x));
});

test('moving averages are state beside θ: the optimizer does not see them, weights hold them, a step that fails leaves '
  + 'them', () => {
  const { x, y } = numbered(6), model = normalized();
  const tensors = model.stateTensors.map(({ layer, name, length }) => `${layer}/${name} ${length}`);
  assert.deepEqual(tensors, ['batchNormalization/movingMean 3', 'batchNormalization/movingVariance 3']);
  assertSameBits(model.state, Float32Array.of(0, 0, 0, 1, 1, 1));
  assert.equal(model.theta.length, 9 + 6 + 4);
  assert.match(model.summary(), /\n19 parameters, and 6 numbers beside them that are not trained$/);
  assert.deepEqual(model.getWeights().map((w) => w.length), [6, 3, 3, 3, 3, 3, 3, 1]);
  model.trainOnBatch(x, y);
  const after = model.state.slice();
  assert.ok(after.every((v, i) => v !== Number(i > 2)));
  model.evaluate(x, y);
  model.predict(x);
  assertSameBits(model.state, after, 'after an evaluation');
  assert.throws(() => model.trainOnBatch(x.map(() => Infinity), y), { name: 'NonFiniteError' });
  assertSameBits(model.state, after, 'after a step that failed');
  const copy = normalized({ seed: 9 });
  copy.setWeights(model.getWeights());
  assertSameBits(copy.state, after, 'set');
  assertSameBits(copy.predict(x), model.predict(x));
});

test('a regularizer of one\'s own adds its terms and derivatives', () => {
  const logarithmic = pointwiseRegularizer({
    name: 'logarithmic', factors: ['c'],
    term: ({ w, c }) => mul(c, log(add(1, abs(w)))), derivative: ({ w, c }) => div(mul(c, sign(w)), add(1, abs(w))),
  });
  const model = sequential([dense({
    units: 1, useBias: false, kernelInitializer: [1, -3], kernelRegularizer: logarithmic(0.5), inputShape: [2],
  })]);
  model.compile({ optimizer: sgd({ learningRate: 0 }), loss: 'halfSquaredError' });
  const { loss } = model.trainOnBatch(Float32Array.of(0, 0), [0]);
  assert.ok(Math.abs(loss - 0.5 * (Math.log(2) + Math.log(4))) < 1e-6);
  assertSameBits(model.gradient, Float32Array.of(0.25, -0.125));
});

test('a penalty that is no finite number stops training before anything changes, and says of which tensor '
  + 'it is', () => {
  const model = sequential([
    dense({ units: 1, name: 'heavy', kernelInitializer: [1, 3e20], kernelRegularizer: 'l2', inputShape: [2] }),
  ]);
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'halfSquaredError' });
  assert.throws(() => model.trainOnBatch(Float32Array.of(1, 0), [0]), {
    name: 'NonFiniteError',
    message: "trainOnBatch: the loss is not finite: Infinity is first seen in layer 'heavy', l2 of w[1]; "
      + "the parameters are as they were before this step",
  });
  assertSameBits(model.theta, Float32Array.of(1, 3e20, 0));
});

test('an activity regularizer behind a softmax that a loss would fuse with counts the probabilities', () => {
  const make = (activityRegularizer?: 'l1' | ReturnType<typeof l1>): Sequential => {
    const model = sequential([
      dense({ units: 3, activation: 'softmax', inputShape: [2], ...(activityRegularizer && { activityRegularizer }) }),
    ], { seed: 2 });
    model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy' });
    return model;
  };
  const { x } = numbered(4), y = [0, 1, 2, 1], plain = make(), penalised = make('l1'), heavily = make(l1({ l1: 2 }));
  const difference = penalised.evaluate(x, y).loss - plain.evaluate(x, y).loss;
  assert.ok(Math.abs(difference - 0.01) < 1e-6, `probabilities sum to 1: ${difference}`);
  plain.trainOnBatch(x, y);
  heavily.trainOnBatch(x, y);
  heavily.theta.forEach((v, i) => assert.ok(Math.abs(v - plain.theta[i]) < 1e-6, 'a constant has no gradient'));
});
