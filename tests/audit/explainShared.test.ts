/**
 * Explanations of weights that stand at several places.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainGradient } from '../../lib/audit/index.ts';
import {
  conv1D, conv2D, conv2DTranspose, dense, depthwiseConv2D, flatten, sequential, sgd, type Layer,
} from '../../lib/index.ts';
import { uniform } from '../../lib/random/index.ts';
import { assertClose } from '../helpers/close.ts';

/** A layer on images of 12 numbers, and two outputs. */
function modelOf(layer: Layer) {
  const model = sequential([layer, flatten(), dense({ units: 2, activation: 'tanh' })], { seed: 4 });
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
  return model;
}

const INPUTS = 12, EXAMPLES = 2;
const x = uniform({ seed: 3, length: EXAMPLES * INPUTS, low: -1, high: 1 }), y = Float32Array.of(0.5, -0.5, 0.25, 1);

/** Uses of the weight of unit i and input j, or of the bias. */
const CASES: readonly (readonly [title: string, uses: number, make: () => Layer, i: number, j?: number])[] = [
  [
    'conv1D', 5, () => conv1D({ filters: 2, kernelSize: 2, activation: 'tanh', padding: 'causal', inputShape: [6, 2] }),
    3, 2,
  ],
  ['conv2D', 6, () => conv2D({ filters: 2, kernelSize: 2, inputShape: [3, 4, 1], activation: 'sigmoid' }), 1, 1],
  ['conv2D, bias', 6, () => conv2D({ filters: 2, kernelSize: 2, inputShape: [3, 4, 1], activation: 'sigmoid' }), 2],
  ['depthwiseConv2D', 2, () => depthwiseConv2D({ kernelSize: 2, strides: [2, 1], inputShape: [2, 3, 2] }), 1, 1],
  ['conv2DTranspose', 4, () => conv2DTranspose({ filters: 1, kernelSize: 2, strides: 2, inputShape: [2, 2, 3] }), 1, 2],
  ['dense on rows', 3, () => dense({ units: 2, inputShape: [3, 4] }), 2, 3],
];

for (const [title, uses, make, i, j] of CASES) {
  test(`${title}: a weight is explained by all places where it is used`, () => {
    const model = modelOf(make()), weight = { layer: 2, i, ...(j !== undefined && { j }) };
    const all = explainGradient(model, x, y, { ...weight, most: 1000 });
    assert.equal(all.weight.uses.length, uses);
    assert.equal(all.pathCount, BigInt(EXAMPLES * uses * 2)); // each goes on to both outputs
    assert.deepEqual([all.paths.length, all.remainder], [EXAMPLES * uses * 2, 0]);
    assertClose([all.value], [all.backpropagated], 1e-6, title);
    assertClose([all.value], [all.finiteDifference], 1e-6, title);
    const places = new Set(all.paths.map(({ units: [unit] }) => unit));
    assert.deepEqual(places, new Set(all.weight.uses.map((use) => use.i)));
    model.trainOnBatch(x, y);
    assert.deepEqual([all.backpropagated, all.update.after], [
      model.gradient[all.weight.index], model.theta[all.weight.index],
    ]);
  });

  test(`${title}: the strongest paths of all places are listed, the rest is one number`, () => {
    const weight = { layer: 2, i, ...(j !== undefined && { j }) }, model = modelOf(make());
    const all = explainGradient(model, x, y, { ...weight, most: 1000 });
    const few = explainGradient(model, x, y, { ...weight, most: 3 });
    few.examples.forEach(({ paths, remainder, value }, e) => {
      const strongest = all.examples[e].paths.slice(0, 3).map(({ product }) => Math.abs(product));
      assert.deepEqual(paths.map(({ product }) => Math.abs(product)), strongest);
      const listed = paths.reduce((sum, { product }) => sum + product, 0);
      assertClose([listed + remainder], [value], 1e-12, title);
      assertClose([value], [all.examples[e].value], 1e-12, title);
    });
    assert.ok(few.toMarkdown().includes(few.weight.symbol));
    assert.match(few.toSvg(), /<svg/);
  });
}

test('one example of a shared weight is put into words that name its places', () => {
  const model = modelOf(conv2D({ filters: 2, kernelSize: 2, inputShape: [3, 4, 1] }));
  const text = String(explainGradient(model, x.subarray(0, INPUTS), y.subarray(0, 2), { layer: 2, i: 1, j: 1 }));
  assert.match(text, /begin at the 6 places where the weight is used/);
});
