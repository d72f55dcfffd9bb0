/**
 * Embedding and masking, and the masks that other layers make and read.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import type { Shape } from '../../lib/core/shape.ts';
import {
  add, concatenate, conv1D, dense, dropout, embedding, globalAveragePooling1D, masking, maximum, minimum, multiply,
  rmsNormalization, type Layer,
} from '../../lib/layers/index.ts';
import { input, model, sequential } from '../../lib/model/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { checkLayers, type LayerCase } from './checkLayer.ts';
import { layerBench } from './layerBench.ts';

const merged = (title: string, make: () => Layer, masked: readonly boolean[]): LayerCase => ({
  title, make, masked, inputShapes: masked.map(() => [3, 2]), outputShape: [3, 2], parameters: [],
});

checkLayers([
  {
    title: 'embedding', make: () => embedding({ inputDim: 5, outputDim: 3 }), inputShape: [4], outputShape: [4, 3],
    parameters: [['w', [5, 3]]],
  },
  {
    title: 'embedding of several axes, maskZero', make: () => embedding({ inputDim: 3, outputDim: 17, maskZero: true }),
    inputShape: [2, 3], outputShape: [2, 3, 17], parameters: [['w', [3, 17]]],
  },
  { title: 'masking', make: () => masking(), inputShape: [4, 3], outputShape: [4, 3], parameters: [] },
  {
    title: 'globalAveragePooling1D, mask', make: () => globalAveragePooling1D(), inputShape: [5, 3], masked: [true],
    outputShape: [3], parameters: [],
  },
  merged('multiply, masks', () => multiply(), [true, true, true]),
  merged('multiply, one mask', () => multiply(), [true, false]),
  merged('maximum, masks', () => maximum(), [true, true, true]),
  merged('minimum, one mask', () => minimum(), [false, true]),
]);

const of = (...values: number[]): Float32Array => Float32Array.from(values);

test('a row of an embedding gets what its ids get, in order of examples; rows without an id get 0', () => {
  for (const k of tables) {
    const bench = layerBench(k, embedding({ inputDim: 4, outputDim: 2 }), [[3]], 2);
    bench.parameters['w'].set([1, 2, 3, 4, 5, 6, 7, 8]);
    bench.inputs[0].set([2, 0, 2, 3, 2, 3]);
    bench.factors[0].set([2 ** 24, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, 1]);
    bench.forward(2);
    bench.backward(2);
    assertSameBits(bench.outputs[0], of(5, 6, 1, 2, 5, 6, 7, 8, 5, 6, 7, 8));
    assertSameBits(bench.gradients['w'], of(1, 1, 0, 0, 2 ** 24, 3, 0, 2));
  }
});

test('a step is masked where all features equal maskValue in binary32, and becomes 0; NaN is another value', () => {
  for (const k of tables) {
    const bench = layerBench(k, masking({ maskValue: 0.1 }), [[4, 2]], 1);
    bench.inputs[0].set([0.1, 0.1, 0.1, 0, NaN, 0.1, -0.1, 0.1]);
    bench.forward(1);
    assertSameBits(bench.outputMask ?? of(), of(0, 1, 1, 1));
    assertSameBits(bench.outputs[0], of(0, 0, 0.1, 0, NaN, 0.1, -0.1, 0.1));
    const zeros = layerBench(k, masking(), [[3, 1]], 1);
    zeros.inputs[0].set([0, -0, 2 ** -149]);
    zeros.forward(1);
    assertSameBits(zeros.outputMask ?? of(), of(0, 0, 1));
  }
});

/** The mask that a layer's output carries, for masks of its inputs. */
function maskOf(layer: Layer, shapes: readonly Shape[], masks: readonly (readonly number[] | undefined)[]) {
  const [k] = tables, bench = layerBench(k, layer, shapes, 1, masks.map((mask) => mask !== undefined));
  masks.flatMap((mask) => (mask === undefined ? [] : [mask])).forEach((mask, i) => { bench.masks[i].set(mask); });
  bench.forward(1);
  return bench.outputMask && [...bench.outputMask];
}

test('what a merge carries as its mask', () => {
  const steps: Shape = [4, 2], a = [1, 1, 0, 0], b = [1, 0, 1, 0];
  assert.deepEqual(maskOf(add(), [steps, steps], [a, b]), [1, 1, 1, 0]);
  assert.deepEqual(maskOf(add(), [steps, [2]], [a, undefined]), undefined);
  assert.deepEqual(maskOf(concatenate(), [steps, [4, 1]], [a, b]), [1, 1, 1, 0]);
  assert.deepEqual(maskOf(concatenate(), [steps, steps], [a, undefined]), [1, 1, 1, 1]);
  assert.deepEqual(maskOf(concatenate({ axis: 1 }), [steps, [1, 2]], [a, undefined]), [1, 1, 0, 0, 1]);
  assert.deepEqual(maskOf(concatenate({ axis: 1 }), [steps, [1, 2]], [undefined, undefined]), undefined);
});

test('dense, dropout and their like pass a mask on; convolutions and rmsNormalization drop it', () => {
  const steps: Shape = [3, 2], mask = [0, 1, 0];
  for (const layer of [dense({ units: 4, activation: 'tanh' }), dropout({ rate: 0.5 })]) {
    assert.deepEqual(maskOf(layer, [steps], [mask]), mask);
  }
  for (const layer of [conv1D({ filters: 2, kernelSize: 2 }), rmsNormalization()]) {
    assert.equal(maskOf(layer, [steps], [mask]), undefined);
  }
});

test('where all inputs of a largest are masked the first is taken, where one is another, whatever they hold', () => {
  for (const k of tables) {
    const bench = layerBench(k, maximum(), [[4, 1], [4, 1]], 1, [true, true]);
    bench.inputs[0].set([1, 2, NaN, 4]);
    bench.inputs[1].set([5, NaN, 3, 9]);
    bench.masks[0].set([1, 1, 0, 0]);
    bench.masks[1].set([1, 0, 1, 0]);
    bench.factors[0].fill(1);
    bench.forward(1);
    bench.backward(1);
    assertSameBits(bench.outputs[0], of(5, 2, 3, 4));
    assert.deepEqual(bench.inputGradients.map((dx) => [...dx]), [[0, 1, 0, 1], [1, 0, 1, 0]]);
  }
});

test('the mean of no steps is 0, and so is its gradient', () => {
  for (const k of tables) {
    const bench = layerBench(k, globalAveragePooling1D(), [[2, 1]], 2, [true]);
    bench.inputs[0].set([NaN, Infinity, NaN, 3]);
    bench.masks[0].set([0, 0, 0, 1]);
    bench.factors[0].set([1, 2]);
    bench.forward(2);
    bench.backward(2);
    assertSameBits(bench.outputs[0], of(0, 3));
    assert.deepEqual([...bench.inputGradients[0]], [0, 0, 0, 2]);
  }
});

test('the first values of an embedding are uniform in ±0.05, and a model learns by it', () => {
  const first = embedding({ inputDim: 50, outputDim: 4, inputShape: [2] });
  const net = sequential([first, dense({ units: 1 })], { seed: 1 });
  const [w] = net.getWeights('embedding');
  assert.ok(w.every((value) => Math.abs(value) <= 0.05) && Math.max(...w) > 0.04 && Math.min(...w) < -0.04);
  net.compile({ optimizer: 'adam', loss: 'mse' });
  const x = of(1, 2, 3, 4), y = of(1, -1, 0.5, 0);
  const before = net.trainOnBatch(x, y).loss;
  for (let step = 0; step < 400; step++) net.trainOnBatch(x, y);
  assert.ok(net.trainOnBatch(x, y).loss < before / 20);
  assertSameBits(net.getWeights('embedding')[0].subarray(20), w.subarray(20)); // of ids that never came
});

checkRefusals('embedding and masking refuse by name what does not fit', [
  [() => embedding({ inputDim: 0, outputDim: 2 }), RangeError, /^embedding: inputDim must be .* from 1 to 16777216,/],
  [() => embedding({ inputDim: 2 ** 24 + 1, outputDim: 2 }), RangeError, /^embedding: inputDim must be/],
  [() => embedding({ inputDim: 2, outputDim: 1.5 }), RangeError, /^embedding: outputDim must be a positive integer/],
  [() => embedding({ inputDim: 2, outputDim: 2, maskZero: 1 } as never), TypeError, /^embedding: maskZero must/],
  [() => embedding({ inputDim: 2, outputDim: 2, maskzero: true } as never), TypeError, /^embedding: .*maskZero/],
  [() => masking({ maskValue: NaN }), RangeError, /^masking: maskValue must be a finite number/],
  [() => masking().outputShape([]), ShapeError, /^masking: input must have at least one axis/],
  [() => {
    const x = input({ shape: [2] });
    return model({ inputs: x, outputs: embedding({ inputDim: 3, outputDim: 2 }).apply(dense({ units: 2 }).apply(x)) });
  }, ShapeError, /layer 'embedding' must read ids from an input of the model/],
  [() => {
    const x = input({ shape: [2, 2] });
    return model({ inputs: x, outputs: masking().apply(dense({ units: 2 }).apply(x)) });
  }, TypeError, /its mask must be made of inputs of the model/],
  [() => add().apply([input({ shape: [2, 2] }), input({ shape: [2, 2] })], {
    mask: [input({ shape: [2] }), input({ shape: [2, 2] })],
  }), ShapeError, /^add: masks must be of/],
  [() => globalAveragePooling1D().apply(input({ shape: [2, 3] }), { mask: input({ shape: [2, 3] }) }), ShapeError,
    /^globalAveragePooling1D: mask must be of shape \(2\), got \(2, 3\)$/],
]);
