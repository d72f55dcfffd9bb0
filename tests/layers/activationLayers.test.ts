import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activation, dense, prelu, type Layer } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { bindLayer } from './bindLayer.ts';
import { checkLayers } from './checkLayer.ts';

checkLayers([
  {
    title: 'prelu', make: () => prelu({ inputShape: [2, 3] }), inputShape: [2, 3], outputShape: [2, 3],
    parameters: [['alpha', [2, 3]]],
  },
  {
    title: 'activation', make: () => activation('relu', { inputShape: [2, 3] }), inputShape: [2, 3],
    outputShape: [2, 3], parameters: [],
  },
]);

checkRefusals('prelu and activation refuse options by name', [
  [
    () => prelu({ alpha: 0.3 } as never), TypeError,
    /^prelu: unknown option 'alpha'; it takes alphaInitializer, sharedAxes, inputShape, name/,
  ],
  [
    () => prelu({ alphaInitializer: 'none' }), TypeError,
    /^prelu: alphaInitializer must be one of .* got 'none'; did you mean 'one'\?$/,
  ],
  [() => activation('rellu' as never), TypeError,
    /^activation: activation must be one of 'celu', .*, 'linear' or an Activation, got 'rellu'; did you .* 'relu'\?$/],
  [() => activation('relu', { alpha: 1 } as never), TypeError, /^activation: unknown option 'alpha'/],
]);

test('prelu: known answers, by hand', () => {
  const model = sequential([prelu({ inputShape: [3], alphaInitializer: [0.5, 0.25, 2] })]);
  assert.deepEqual(model.predict(Float32Array.of(-2, 4, -0, 3, -8, -1)), Float32Array.of(-1, 4, -0, 3, -2, -2));
  model.compile({ optimizer: sgd({ learningRate: 1 }), loss: 'halfSquaredError' });
  model.trainOnBatch(Float32Array.of(-2, 4, -1), Float32Array.of(1, 1, 1)); // a = (−1, 4, −2), ∂J/∂a = (−2, 3, −3)
  assert.deepEqual(model.gradient, Float32Array.of(4, 0, 3));
});

for (const k of tables) {
  test(`prelu, ${k.name}: at ±0 the slope is 1 and alpha gets nothing, NaN stays NaN, every bit as stated`, () => {
    const x = [0, -0, NaN, -(2 ** -149), Infinity, -Infinity, -2, 3], dy = [2, 3, 4, 5, 6, 7, -1, -0.3];
    const { node, pass } = bindLayer(k, prelu(), [4], 2);
    node.x.set(x);
    node.dy.set(dy);
    node.parameters.alpha.set([0.3, 0.5, 2, -4]);
    pass?.forward(2);
    assertSameBits(node.y, Float32Array.of(0, -0, NaN, 2 ** -147, Infinity, -Infinity, -4, 3));
    pass?.backward(2);
    assertSameBits(node.dx, Float32Array.of(2, 3, 4, -20, 6, 3.5, -2, -0.3));
    assertSameBits(node.gradients.alpha, Float32Array.of(0, -Infinity, 2, -5 * 2 ** -149));
  });
}

test('an activation as a layer gives the bits of the same activation within the layer before it', () => {
  const x = Float32Array.from({ length: 12 }, (_, i) => (i * 7) % 11 / 4 - 1), y = [2, 0, 1];
  const train = (layers: Layer[]) => {
    const model = sequential(layers, { seed: 5 });
    model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy' });
    for (let i = 0; i < 3; i++) model.trainOnBatch(x, y);
    return model.theta;
  };
  assertSameBits(
    train([dense({ units: 5, inputShape: [4] }), activation('gelu'), dense({ units: 3 }), activation('softmax')]),
    train([dense({ units: 5, inputShape: [4], activation: 'gelu' }), dense({ units: 3, activation: 'softmax' })]),
  );
});
