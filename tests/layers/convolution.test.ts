import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { initializers } from '../../lib/initializers/index.ts';
import {
  conv1D, conv1DTranspose, conv2D, conv2DTranspose, depthwiseConv1D, depthwiseConv2D, separableConv1D, separableConv2D,
} from '../../lib/layers/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { checkLayers } from './checkLayer.ts';

checkLayers([
  {
    title: 'conv1D', make: () => conv1D({ filters: 3, kernelSize: 2, activation: 'tanh' }), inputShape: [5, 2],
    outputShape: [4, 3], parameters: [['w', [2, 2, 3]], ['b', [3]]],
  },
  {
    title: 'conv1D, causal, in groups', inputShape: [4, 4], outputShape: [4, 2], parameters: [['w', [2, 2, 2]]],
    make: () => conv1D({ filters: 2, kernelSize: 2, padding: 'causal', dilationRate: 2, groups: 2, useBias: false }),
  },
  {
    title: 'conv2D', make: () => conv2D({ filters: 9, kernelSize: 2 }), inputShape: [3, 4, 2], outputShape: [2, 3, 9],
    parameters: [['w', [2, 2, 2, 9]], ['b', [9]]],
  },
  {
    title: 'conv2D, same, with strides', make: () => conv2D({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' }),
    inputShape: [4, 3, 1], outputShape: [2, 2, 2], parameters: [['w', [3, 3, 1, 2]], ['b', [2]]],
  },
  {
    title: 'depthwiseConv1D', make: () => depthwiseConv1D({ kernelSize: 2, strides: 2 }), inputShape: [5, 3],
    outputShape: [2, 3], parameters: [['w', [2, 3, 1]], ['b', [3]]],
  },
  {
    title: 'depthwiseConv2D', inputShape: [3, 3, 2], outputShape: [3, 3, 4],
    make: () => depthwiseConv2D({ kernelSize: [2, 3], padding: 'same', depthMultiplier: 2 }),
    parameters: [['w', [2, 3, 2, 2]], ['b', [4]]],
  },
  {
    title: 'separableConv1D', make: () => separableConv1D({ filters: 2, kernelSize: 2 }), inputShape: [4, 2],
    outputShape: [3, 2], parameters: [['depthwise', [2, 2, 1]], ['pointwise', [1, 2, 2]], ['b', [2]]],
  },
  {
    title: 'separableConv2D', inputShape: [3, 3, 2], outputShape: [2, 2, 3],
    make: () => separableConv2D({ filters: 3, kernelSize: 2, depthMultiplier: 2, activation: 'sigmoid' }),
    parameters: [['depthwise', [2, 2, 2, 2]], ['pointwise', [1, 1, 4, 3]], ['b', [3]]],
  },
  {
    title: 'conv1DTranspose', make: () => conv1DTranspose({ filters: 3, kernelSize: 3, strides: 2 }),
    inputShape: [3, 2], outputShape: [7, 3], parameters: [['w', [3, 3, 2]], ['b', [3]]],
  },
  {
    title: 'conv2DTranspose', inputShape: [2, 2, 3], outputShape: [4, 5, 2],
    make: () => conv2DTranspose({ filters: 2, kernelSize: [2, 3], strides: 2, outputPadding: [0, 0] }),
    parameters: [['w', [2, 3, 2, 3]], ['b', [2]]],
  },
]);

test('the defaults of a convolution are those stated', () => {
  const { kernelSize, strides, padding, dilationRate, groups, useBias, kernel, bias, activation } =
    conv2D({ filters: 2, kernelSize: [3, 1] });
  assert.deepEqual(
    [kernelSize, strides, padding, dilationRate, groups, useBias, activation],
    [[3, 1], [1, 1], 'valid', [1, 1], 1, true, undefined],
  );
  const { glorotUniform, zeros } = initializers, free = { regularizer: undefined, constraint: undefined };
  assert.deepEqual([kernel, bias], [{ initializer: glorotUniform, ...free }, { initializer: zeros, ...free }]);
  assert.equal(depthwiseConv2D({ kernelSize: 3 }).depthMultiplier, 1);
  assert.equal(conv1DTranspose({ filters: 1, kernelSize: 3 }).outputPadding, undefined);
});

checkRefusals('options of convolutions are refused by name', [
  [() => conv2D({ filters: 0, kernelSize: 3 }), RangeError, /^conv2D: filters must be a positive integer, got 0$/],
  [() => conv2D({ filters: 4 } as never), TypeError, /^conv2D: kernelSize must be .*, got undefined$/],
  [
    () => conv2D({ filters: 4, kernelSize: [3] } as never), RangeError,
    /^conv2D: kernelSize must have 2 numbers, got \[3\]$/,
  ],
  [() => conv1D({ filters: 4, kernelSize: 2, strides: [0] }), RangeError, /^conv1D: strides\[0\] must be .*, got 0$/],
  [() => conv2D({ filters: 4, kernelSize: 2, dilationRate: 1.5 }), RangeError, /^conv2D: dilationRate .* got 1.5$/],
  [() => conv2D({ filters: 4, kernelSize: 2, padding: 'causal' } as never), RangeError, /^conv2D: padding must be one/],
  [() => conv2D({ filters: 4, kernelSize: 2, groups: 3 }), RangeError, /^conv2D: groups must divide the 4 .*, got 3$/],
  [() => conv2D({ filters: 4, kernelsize: 2 } as never), TypeError, /^conv2D: unknown option 'kernelsize'.*kernelSize/],
  [
    () => depthwiseConv2D({ kernelSize: 2, depthMultiplier: 0 }), RangeError,
    /^depthwiseConv2D: depthMultiplier must be a positive integer, got 0$/,
  ],
  [
    () => conv1DTranspose({ filters: 1, kernelSize: 3, strides: 2, outputPadding: 2 }), RangeError,
    /^conv1DTranspose: outputPadding must be below the stride 2, got 2$/,
  ],
]);

checkRefusals('inputs that do not fit are refused by name', [
  [
    () => conv2D({ filters: 1, kernelSize: 2 }).outputShape([4, 4]), ShapeError,
    /^conv2D: input must be \(rows, columns, channels\), got \(4, 4\)$/,
  ],
  [
    () => conv1D({ filters: 1, kernelSize: 2 }).outputShape([4, 4, 1]), ShapeError,
    /^conv1D: input must be \(steps, channels\), got \(4, 4, 1\)$/,
  ],
  [
    () => conv2D({ filters: 2, kernelSize: 2, groups: 2 }).outputShape([4, 4, 3]), ShapeError,
    /^conv2D: groups must divide the 3 channels of the input, got 2$/,
  ],
  [
    () => conv2D({ filters: 1, kernelSize: 5 }).outputShape([4, 8, 1]), ShapeError,
    /^conv2D: the input must have 5 elements for a window of 5, got 4$/,
  ],
  [
    () => conv1DTranspose({ filters: 1, kernelSize: 2, padding: 'same', outputPadding: 0 }).outputShape([1, 1]),
    ShapeError, /^conv1DTranspose: output must have at least 1 element, got 0$/,
  ],
]);
