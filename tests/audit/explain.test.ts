import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainGradient, type Explanation } from '../../lib/audit/index.ts';
import { activation, dense, flatten, reshape } from '../../lib/layers/index.ts';
import { StateError } from '../../lib/core/errors.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { tables } from '../kernels/tables.ts';
import { denseModel, exactGradient, examplesOf, reportCase, type Shape } from './explainCases.ts';

/** Every weight and bias of a dense network, explained. */
function explainAll(
  model: Sequential, x: Float32Array, y: ArrayLike<number>, widths: readonly number[], most?: number,
): Explanation[] {
  const limit = most === undefined ? {} : { most };
  return widths.slice(1).flatMap((units, l) => Array.from({ length: units }, (_, i) => [
    ...Array.from({ length: widths[l] }, (_, j) =>
      explainGradient(model, x, y, { layer: l + 2, i: i + 1, j: j + 1, ...limit })),
    explainGradient(model, x, y, { layer: l + 2, i: i + 1, ...limit }),
  ]).flat());
}

const magnitudeOf = ({ examples }: Explanation): number =>
  examples.reduce((sum, { magnitude }) => sum + magnitude, 0) / examples.length;

for (const kernels of tables) {
  test(`${kernels.name}: of the report's six paths one is alive: 0.2 · 1 · 4.2 · 1 · 2.5 · 1 · 0.3 = 0.63`, () => {
    const { model, x, y } = reportCase(kernels);
    const explanation = explainGradient(model, x, y, { layer: 2, i: 1, j: 1 });
    const { paths, pathCount, livePaths, value, remainder, backpropagated, ulps, finiteDifference, hasKink } =
      explanation;
    assert.deepEqual([pathCount, livePaths, paths.length, remainder], [6n, 1n, 6, 0]);
    const [{ factors, units, product, isDead }, ...others] = paths;
    assert.deepEqual(factors.map(({ symbol }) => symbol), [
      '∂J/∂a⁴₁', '∂a⁴₁/∂z⁴₁', '∂z⁴₁/∂a³₁', '∂a³₁/∂z³₁', '∂z³₁/∂a²₁', '∂a²₁/∂z²₁', '∂z²₁/∂w²₁₁',
    ]);
    assertClose(factors.map((factor) => factor.value), [0.2, 1, 4.2, 1, 2.5, 1, 0.3], 2e-6);
    assert.deepEqual([units, isDead], [[1, 1, 1, 1, 1, 1], false]);
    assert.ok(others.every((path) => path.isDead && Object.is(path.product, 0)));
    assertClose([value, product, finiteDifference], [0.63, 0.63, 0.63], 4e-6);
    assert.equal(value, product);
    assert.deepEqual([ulps, hasKink], [0, false]);
    model.trainOnBatch(x, y);
    assert.equal(backpropagated, model.gradient[0]);
  });
}

test('the product of a path is what a calculator gives, factor by factor', () => {
  const { model, x, y } = reportCase();
  const [{ factors, product }] = explainGradient(model, x, y, { layer: 2, i: 1, j: 1 }).paths;
  let own = 1;
  for (const { value } of factors) own *= value;
  assert.equal(product, own);
});

test('the chain of functions is the report\'s, with z⁴ₖ built of all three units before it', () => {
  const { model, x, y } = reportCase();
  const { functions } = explainGradient(model, x, y, { layer: 2, i: 1, j: 1 });
  assert.deepEqual(functions.map(({ left, right }) => `${left} = ${right}`), [
    'z²₁ = w²₁₁ a¹₁ + w²₁₂ a¹₂ + w²₁₃ a¹₃ + b²₁', 'a²₁ = ReLU(z²₁)', 'z³ₖ = w³ₖ₁ a²₁ + w³ₖ₂ a²₂ + b³ₖ',
    'a³ₖ = ReLU(z³ₖ)', 'z⁴ₖ = w⁴ₖ₁ a³₁ + w⁴ₖ₂ a³₂ + w⁴ₖ₃ a³₃ + b⁴ₖ', 'a⁴ₖ = ReLU(z⁴ₖ)', 'J = ½ Σₖ (a⁴ₖ − yₖ)²',
  ]);
  assertClose([functions[0].value ?? NaN], [0.6 * 0.3 + 0.5 * 0.8 - 0.4 * 0.5 - 0.26], 1e-6);
});

test('each path of a 2-3-2-2 network is the product worked out by hand', () => {
  const shape: Shape = { widths: [2, 3, 2, 2], activations: ['tanh', 'sigmoid', 'linear'], loss: 'meanSquaredError' };
  const model = denseModel(shape, 5), { x, y } = examplesOf(shape, 1, 5);
  const [w2, b2, w3, b3, w4, b4] = model.getWeights().map((tensor) => [...tensor]);
  const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
  const a2 = b2.map((b, i) => Math.tanh(b + x[0] * w2[i] + x[1] * w2[3 + i]));
  const a3 = b3.map((b, i) => sigmoid(b + a2[0] * w3[i] + a2[1] * w3[2 + i] + a2[2] * w3[4 + i]));
  const a4 = b4.map((b, i) => b + a3[0] * w4[i] + a3[1] * w4[2 + i]);
  const { paths, pathCount } = explainGradient(model, x, y, { layer: 2, i: 3, j: 2 });
  assert.equal(pathCount, 4n);
  for (const { units: [, , hidden, , output], product, factors } of paths) {
    const h = hidden - 1, o = output - 1;
    const byHand = [2 * (a4[o] - y[o]) / 2, 1, w4[h * 2 + o], a3[h] * (1 - a3[h]), w3[4 + h], 1 - a2[2] * a2[2], x[1]];
    assertClose(factors.map(({ value }) => value), byHand, 1e-6);
    assertClose([product], [byHand.reduce((a, b) => a * b)], 1e-6);
  }
  assert.equal(new Set(paths.map(({ units }) => units.join())).size, 4);
});

const SHAPES: readonly Shape[] = [
  { widths: [3, 4, 2], activations: ['relu', 'linear'], loss: 'halfSquaredError' },
  { widths: [4, 5, 3, 2], activations: ['relu', 'tanh', 'sigmoid'], loss: 'meanSquaredError' },
  { widths: [3, 5, 4], activations: ['relu', 'softmax'], loss: 'sparseCategoricalCrossentropy' },
  { widths: [3, 5, 4], activations: ['elu', 'softmax'], loss: 'categoricalCrossentropy' },
  { widths: [2, 3, 1], activations: ['swish', 'sigmoid'], loss: 'binaryCrossentropy' },
  { widths: [2, 3, 3], activations: ['gelu', 'sigmoid'], loss: 'binaryCrossentropy' },
  { widths: [3, 4, 3], activations: ['softplus', 'softmax'], loss: 'meanSquaredError' },
  { widths: [3, 4, 3], activations: ['leakyRelu', 'logSoftmax'], loss: 'meanSquaredError' },
  { widths: [3, 4, 3, 2], activations: ['relu', 'softmax', 'linear'], loss: 'huber' },
  { widths: [4, 3], activations: ['sigmoid'], loss: 'sparseCategoricalCrossentropy' },
  {
    widths: [2, 2, 2, 2, 2, 2, 2], activations: ['tanh', 'relu', 'selu', 'mish', 'relu', 'linear'],
    loss: 'halfSquaredError',
  },
];

for (const [seed, shape] of SHAPES.entries()) {
  test(`paths add up to back-propagation for each parameter of ${shape.widths.join('-')}, `
    + `${shape.activations.join(', ')}, ${shape.loss}`, () => {
    const model = denseModel(shape, seed), count = 2, { x, y } = examplesOf(shape, count, seed + 40);
    const all = explainAll(model, x, y, shape.widths), exact = exactGradient(model, x, y);
    const { theta } = model, before = theta.slice();
    assert.deepEqual(all.map(({ weight }) => weight.index).sort((a, b) => a - b), Array.from(theta, (_, p) => p));
    for (const explanation of all) {
      const { value, backpropagated, finiteDifference, hasKink, weight: { index, symbol } } = explanation;
      const room = 2 ** -19 * magnitudeOf(explanation);
      assert.ok(
        Math.abs(value - backpropagated) <= room,
        `${symbol}: ${value} and ${backpropagated}, paths amount to ${magnitudeOf(explanation)}`,
      );
      assert.ok(Math.abs(value - exact[index]) <= room + 1e-12, `${symbol}: ${value}, exactly ${exact[index]}`);
      if (!hasKink) assertClose([finiteDifference], [exact[index]], 1e-7, symbol);
      assert.equal(explanation.remainder, 0);
    }
    assert.deepEqual(theta, before, 'the model is as it was');
    model.trainOnBatch(x, y);
    for (const { weight: { index }, backpropagated, update } of all) {
      assert.equal(backpropagated, model.gradient[index]);
      assert.equal(update.after, model.theta[index]);
    }
  });
}

test('where the loss stands for the softmax, ∂J/∂z is one factor: a − y', () => {
  const shape = SHAPES[2], { x, y } = examplesOf(shape, 1, 3);
  const { paths, examples: [{ values: { layers } }], pathCount } =
    explainGradient(denseModel(shape, 1), x, y, { layer: 2, i: 2, j: 1 });
  assert.equal(pathCount, 4n);
  for (const { factors: [{ symbol, value }], units } of paths) {
    const unit = units[units.length - 1];
    assert.equal(symbol, `∂J/∂z³${'₁₂₃₄'[unit - 1]}`);
    assertClose([value], [layers[2].a[unit - 1] - Number(y[0] === unit - 1)], 1e-6);
  }
});

test('of a softmax that stands alone each output depends on each z: paths go through all pairs', () => {
  const shape = SHAPES[6], { x, y } = examplesOf(shape, 1, 3);
  const { paths, pathCount, examples: [{ values: { layers } }] } =
    explainGradient(denseModel(shape, 1), x, y, { layer: 2, i: 2, j: 1 });
  assert.equal(pathCount, 9n);
  const a = layers[2].a;
  for (const { factors, units: [, , z, out] } of paths) {
    const derivative = factors.find(({ symbol }) => /^∂a³.\/∂z³.$/.test(symbol));
    assertClose([derivative?.value ?? NaN], [a[out - 1] * (Number(z === out) - a[z - 1])], 1e-12);
  }
});

test('an Activation belongs to its Dense; Flatten and Reshape are no layers; a bias is multiplied by 1', () => {
  const layers = [
    flatten({ inputShape: [2, 2] }), dense({ units: 3, kernelInitializer: 'glorotNormal' }),
    reshape({ targetShape: [3, 1] }), activation('tanh'), flatten(), dense({ units: 2 }), activation('softmax'),
  ];
  const model = sequential(layers, { seed: 3 });
  model.compile({ optimizer: sgd(), loss: 'sparseCategoricalCrossentropy' });
  const x = Float32Array.of(0.3, -0.2, 0.9, 0.4);
  const explanation = explainGradient(model, x, [1], { layer: 2, i: 2, bias: true });
  assert.deepEqual(explanation.paths[0].factors.map(({ symbol }) => symbol.replace(/[₁₂₃]/g, '')), [
    '∂J/∂z³', '∂z³/∂a²', '∂a²/∂z²', '∂z²/∂b²',
  ]);
  assert.equal(explanation.paths[0].factors[3].value, 1);
  assertClose([explanation.value], [explanation.backpropagated], 2 ** -20);
  assert.equal(explanation.weight.index, 12 + 1);
  assert.deepEqual([explanation.weight.name, explanation.weight.symbol], ['dense', 'b²₂']);
});

test('the mean over examples has the bits of a training step, in one piece or micro-batches, weighted or not', () => {
  const shape = SHAPES[2], { x, y } = examplesOf(shape, 7, 9);
  for (const options of [{}, { sampleWeight: [1, 0, 2, 0.5, 1, 3, 1] }, { classWeight: { 1: 3, 2: 0.25 } }]) {
    const model = denseModel(shape, 4), weight = { layer: 3, i: 2, j: 4 };
    const { value, backpropagated, examples, weight: { index }, loss, pathCount } =
      explainGradient(model, x, y, { ...weight, ...options });
    const trained = model.trainOnBatch(x, Array.from(y), options);
    assert.equal(backpropagated, model.gradient[index]);
    assert.equal(loss, trained.loss);
    assertClose([value], [examples.reduce((sum, own) => sum + own.weight * own.value, 0) / 7], 1e-15);
    assertClose([value], [backpropagated], 2 ** -21);
    assert.equal(pathCount, 7n);
  }
});

test('a regularizer\'s share stands by itself and counts in all witnesses', () => {
  const model = sequential(
    [dense({ units: 2, activation: 'tanh', inputShape: [2], kernelRegularizer: 'l2' }), dense({ units: 1 })],
    { seed: 2 },
  );
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  const x = Float32Array.of(0.5, -0.7), y = [0.3];
  const { penalty, value, backpropagated, finiteDifference, examples, weight } =
    explainGradient(model, x, y, { layer: 2, i: 1, j: 2 });
  assertClose([penalty], [2 * 0.01 * weight.value], 1e-9);
  assert.equal(value, examples[0].value + penalty);
  assertClose([value, finiteDifference], [backpropagated, backpropagated], 1e-6);
  model.trainOnBatch(x, y);
  assert.equal(backpropagated, model.gradient[weight.index]);
});

test('where all is dead, the reason is named: an input of 0, or a unit that is off', () => {
  const { model, x, y } = reportCase();
  const silent = explainGradient(model, Float32Array.of(0, 0.8, -0.5), y, { layer: 2, i: 1, j: 1 });
  assert.deepEqual([silent.value, silent.livePaths, silent.pathCount], [0, 0n, 6n]);
  assert.deepEqual(silent.examples[0].dead.map(({ factor, paths }) => [factor.formula, paths]), [['a¹₁', 6n]]);
  assert.match(String(silent), /a¹₁, which is 0 in this example/);
  const off = explainGradient(model, x, y, { layer: 3, i: 2, j: 1 });
  assert.deepEqual([off.value, off.backpropagated, off.livePaths], [0, 0, 0n]);
  assert.match(String(off), /Unit 2 of layer 3 is off: z³₂ = −0\.87, where ReLU′ is 0/);
  const { examples: [{ dead, through }] } = explainGradient(model, x, y, { layer: 2, i: 1, j: 1 });
  assert.deepEqual(
    dead.map(({ factor, paths }) => [factor.symbol, paths]), [['∂a³₂/∂z³₂', 2n], ['∂a³₃/∂z³₃', 2n], ['∂a⁴₂/∂z⁴₂', 1n]],
  );
  assertClose(through.map(({ sum }) => sum), [0.63, 0, 0, 0.63, 0], 4e-6);
});

test('a weight that is not there, and a model that is not compiled, are refused', () => {
  const { model, x, y } = reportCase();
  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ layer: 1, i: 1, j: 1 }, /layer must be an integer from 2 to 4, got 1/],
    [{ layer: 2, i: 3, j: 1 }, /i must be an integer from 1 to 2, got 3/],
    [{ layer: 2, i: 1, j: 0 }, /j must be an integer from 1 to 3, got 0/],
    [{ layer: 2, i: 1, bias: false }, /j must be an integer from 1 to 3/],
    [{ layer: 2, i: 1, k: 3 }, /unknown option 'k'/],
    [{ layer: 2, i: 1, most: -1 }, /most must be a non-negative integer, got -1/],
  ];
  for (const [options, message] of wrong) {
    assert.throws(() => explainGradient(model, x, y, { layer: 2, i: 1, ...options }), message);
  }
  assert.throws(() => explainGradient(model, x.subarray(1), y, { layer: 2, i: 1 }), /explainGradient: x/);
  assert.throws(
    () =>
      explainGradient(sequential([dense({ units: 1, inputShape: [1] })]), Float32Array.of(1), [1], { layer: 2, i: 1 }),
    StateError,
  );
  const bare = sequential([dense({ units: 1, inputShape: [1], useBias: false })]);
  bare.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  assert.throws(
    () => explainGradient(bare, Float32Array.of(1), [1], { layer: 2, i: 1 }),
    /bias must be false, got true; layer 2 \('dense'\) has none/,
  );
});
