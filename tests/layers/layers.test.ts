import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { dense, flatten } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { checkLayers } from './checkLayer.ts';

checkLayers([
  {
    title: 'dense', make: () => dense({ units: 5, inputShape: [7] }),
    inputShape: [7], outputShape: [5], parameters: [['w', [7, 5]], ['b', [5]]],
  },
  {
    title: 'dense without bias', make: () => dense({ units: 3, useBias: false, inputShape: [4] }),
    inputShape: [4], outputShape: [3], parameters: [['w', [4, 3]]],
  },
  {
    title: 'dense on the last of three axes', make: () => dense({ units: 4, inputShape: [2, 3, 5] }),
    inputShape: [2, 3, 5], outputShape: [2, 3, 4], parameters: [['w', [5, 4]], ['b', [4]]],
  },
  {
    title: 'dense from one input to one unit', make: () => dense({ units: 1, inputShape: [1] }),
    inputShape: [1], outputShape: [1], parameters: [['w', [1, 1]], ['b', [1]]],
  },
  {
    title: 'flatten', make: () => flatten({ inputShape: [2, 3, 4] }), inputShape: [2, 3, 4], outputShape: [24],
    parameters: [], isRename: true,
  },
  {
    title: 'flatten of one axis', make: () => flatten(), inputShape: [6], outputShape: [6], parameters: [],
    isRename: true,
  },
]);

checkRefusals('dense and flatten refuse options by name', [
  [
    () => dense({ units: 1, inputShape: [null, 2] as never }), TypeError,
    /^dense: inputShape\[0\] must be .*, got null; sizes are fixed: fill shorter sequences up, and mask what does not/,
  ],
  [() => dense({ units: 0 }), RangeError, /^dense: units must be a positive integer, got 0$/],
  [() => dense({ units: -3 }), RangeError, /^dense: units must be a positive integer, got -3$/],
  [() => dense({ units: 2.5 }), RangeError, /^dense: units .* got 2\.5$/],
  [() => dense({ units: '4' as never }), TypeError, /^dense: units .* got '4'$/],
  [
    () => dense({ units: 4, activaton: 'relu' } as never), TypeError,
    /^dense: unknown option 'activaton'; it takes units, activation, /,
  ],
  [
    () => dense({ units: 4, activation: 'rellu' as never }), TypeError,
    /^dense: activation must be one of 'celu', .* got 'rellu'; did you mean 'relu'\?$/,
  ],
  [() => dense({ units: 4, activation: {} as never }), TypeError, /^dense: activation .* got an object/],
  [() => dense({ units: 4, inputShape: [] }), ShapeError, /^dense: inputShape must be a list of sizes/],
  [
    () => dense({ units: 4, inputShape: [3, 0] }), RangeError,
    /^dense: inputShape\[1\] must be a positive integer, got 0$/,
  ],
  [
    () => dense({ units: 4, inputShape: 3 as never }), ShapeError,
    /^dense: inputShape must be a list of sizes .* got 3$/,
  ],
  [
    () => dense({ units: 4, kernelInitializer: 'glorot' }), TypeError,
    /^dense: kernelInitializer must be one of 'constant', .* got 'glorot'$/,
  ],
  [() => dense({ units: 4, biasInitializer: 3 as never }), TypeError, /^dense: biasInitializer .* got 3$/],
  [() => dense({ units: 4 }).outputShape([]), ShapeError, /^dense: input must have at least one axis, got \(\)$/],
  [() => flatten({ shape: [2] } as never), TypeError, /^flatten: unknown option 'shape'/],
  [() => flatten({ inputShape: [2, -1] }), RangeError, /^flatten: inputShape\[1\] .* got -1$/],
]);

test('a shape that was given is copied: changing the list afterwards changes no layer', () => {
  const shape = [2, 3];
  const layers = [dense({ units: 4, inputShape: shape }), flatten({ inputShape: shape })];
  shape[0] = 9;
  for (const layer of layers) assert.deepEqual(layer.inputShape, [2, 3]);
});

test('exact weights given by hand are the first values, row-major, rounded to binary32', () => {
  const model = sequential([dense({
    units: 2, kernelInitializer: [1, 2, 3, 4, 5, 0.1], biasInitializer: Float64Array.of(7, 8), inputShape: [3],
  })]);
  assert.deepEqual(model.theta, Float32Array.of(1, 2, 3, 4, 5, 0.1, 7, 8));
  assert.deepEqual(model.predict(Float32Array.of(1, 10, 100)), Float32Array.of(1 + 30 + 500 + 7, 2 + 40 + 10 + 8));
});

test('flatten in the middle of a network passes values and gradients on, row-major', () => {
  const model = sequential([
    dense({ units: 2, inputShape: [3, 1], kernelInitializer: [1, 10], useBias: false }), flatten(), flatten(),
  ]);
  assert.deepEqual(model.predict(Float32Array.of(1, 2, 3)), Float32Array.of(1, 10, 2, 20, 3, 30));
});
