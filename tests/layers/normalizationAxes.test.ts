/**
 * Layers of normalisation along any axes, and those that came with them, in the suite of all layers.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import {
  activation, batchNormalization, groupNormalization, layerNormalization, prelu, rescaling, rmsNormalization, softmax,
  spatialDropout1D, spatialDropout2D, unitNormalization,
} from '../../lib/layers/index.ts';
import { input, model, sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { bindLayer } from './bindLayer.ts';
import { checkLayers } from './checkLayer.ts';

checkLayers([
  {
    title: 'batchNormalization of axis 1', make: () => batchNormalization({ axis: 1 }), inputShape: [3, 2, 2],
    outputShape: [3, 2, 2], parameters: [['gamma', [3]], ['beta', [3]]], isCoupled: true,
  },
  {
    title: 'batchNormalization, mask', make: () => batchNormalization(), inputShape: [4, 3], masked: [true],
    outputShape: [4, 3], parameters: [['gamma', [3]], ['beta', [3]]], isCoupled: true,
  },
  {
    title: 'layerNormalization of inner axes', make: () => layerNormalization({ axis: [3, 1] }),
    inputShape: [2, 3, 4], outputShape: [2, 3, 4], parameters: [['gamma', [2, 4]], ['beta', [2, 4]]],
  },
  {
    title: 'layerNormalization of axes with two between', make: () => layerNormalization({ axis: [-5, 3] }),
    inputShape: [2, 3, 2, 2, 3], outputShape: [2, 3, 2, 2, 3], parameters: [['gamma', [2, 2]], ['beta', [2, 2]]],
  },
  {
    title: 'groupNormalization', make: () => groupNormalization({ groups: 2 }), inputShape: [3, 4],
    outputShape: [3, 4], parameters: [['gamma', [4]], ['beta', [4]]],
  },
  {
    title: 'groupNormalization of axis 1, bare',
    make: () => groupNormalization({ groups: -1, axis: 1, center: false, scale: false }), inputShape: [2, 5],
    outputShape: [2, 5], parameters: [],
  },
  {
    title: 'rmsNormalization', make: () => rmsNormalization({ epsilon: 0.1 }), inputShape: [2, 5],
    outputShape: [2, 5], parameters: [['scale', [5]]],
  },
  {
    title: 'rmsNormalization of axis 1', make: () => rmsNormalization({ axis: 1 }), inputShape: [3, 2],
    outputShape: [3, 2], parameters: [['scale', [3]]],
  },
  {
    title: 'unitNormalization', make: () => unitNormalization({ inputShape: [4] }), inputShape: [4], outputShape: [4],
    parameters: [],
  },
  {
    title: 'unitNormalization of axes 1 and 3', make: () => unitNormalization({ axis: [1, 3] }), inputShape: [2, 3, 2],
    outputShape: [2, 3, 2], parameters: [],
  },
  {
    title: 'rescaling', make: () => rescaling({ scale: 0.125, offset: -1 }), inputShape: [2, 3], outputShape: [2, 3],
    parameters: [],
  },
  {
    title: 'rescaling of each channel', make: () => rescaling({ scale: [0.5, -2, 3], offset: [0, 1, -1] }),
    inputShape: [2, 3], outputShape: [2, 3], parameters: [],
  },
  {
    title: 'spatialDropout1D', make: () => spatialDropout1D({ rate: 0.4 }), inputShape: [3, 4], outputShape: [3, 4],
    parameters: [],
  },
  {
    title: 'spatialDropout2D', make: () => spatialDropout2D({ rate: 0.25 }), inputShape: [2, 3, 5],
    outputShape: [2, 3, 5], parameters: [],
  },
  {
    title: 'softmax along the first axis', make: () => activation(softmax({ axis: 1 })), inputShape: [3, 2],
    outputShape: [3, 2], parameters: [],
  },
  {
    title: 'softmax along an inner axis', make: () => activation(softmax({ axis: -2 })), inputShape: [2, 3, 2],
    outputShape: [2, 3, 2], parameters: [],
  },
  {
    title: 'prelu with slopes of channels', make: () => prelu({ sharedAxes: [1, 2] }), inputShape: [2, 2, 3],
    outputShape: [2, 2, 3], parameters: [['alpha', [1, 1, 3]]],
  },
  {
    title: 'prelu with slopes of rows', make: () => prelu({ sharedAxes: [-1] }), inputShape: [3, 2],
    outputShape: [3, 2], parameters: [['alpha', [3, 1]]],
  },
  {
    title: 'prelu with one slope', make: () => prelu({ sharedAxes: [1, 2] }), inputShape: [3, 2],
    outputShape: [3, 2], parameters: [['alpha', [1, 1]]],
  },
]);

checkRefusals('axes and options of these layers are refused by name', [
  [() => layerNormalization({ axis: 0 }), RangeError, /^layerNormalization: axis must be 1 for .*; 0 is the batch$/],
  [() => layerNormalization({ axis: 1.5 }), RangeError, /^layerNormalization: axis must be an integer .*, got 1.5$/],
  [() => layerNormalization({ axis: [] }), RangeError, /^layerNormalization: axis must name an axis, got \[\]$/],
  [() => layerNormalization({ axis: [1, '2'] as never }), TypeError, /^layerNormalization: axis\[1\] .*, got '2'$/],
  [() => batchNormalization({ axis: [1] as never }), TypeError, /^batchNormalization: axis must be .*, got \[1\]$/],
  [
    () => layerNormalization({ axis: 3 }).outputShape([2, 3]), ShapeError,
    /^layerNormalization: axis must be from 1 to 2 or from -2 to -1, the axes of .* of shape \(2, 3\), got 3$/,
  ],
  [
    () => rmsNormalization({ axis: [1, -2] }).outputShape([2, 3]), ShapeError,
    /^rmsNormalization: axis must name each axis once, got \[1, -2\] of shape \(2, 3\)$/,
  ],
  [() => groupNormalization({ groups: 0 }), RangeError, /^groupNormalization: groups .*, got 0$/],
  [
    () => groupNormalization({ groups: 3 }).outputShape([2, 4]), ShapeError,
    /^groupNormalization: groups must divide the channels, 4, got 3$/,
  ],
  [() => unitNormalization({ epsilon: 1 } as never), TypeError, /^unitNormalization: unknown option 'epsilon'/],
  [() => rescaling({} as never), TypeError, /^rescaling: scale must be .*, got undefined$/],
  [() => rescaling({ scale: [1, NaN] }), RangeError, /^rescaling: scale\[1\] must be .*, got NaN$/],
  [
    () => rescaling({ scale: 1, offset: [1, 2] }).outputShape([2, 3]), ShapeError,
    /^rescaling: offset must hold 3 numbers for inputs of shape \(2, 3\), got 2$/,
  ],
  [() => spatialDropout1D({ rate: 1 }), RangeError, /^spatialDropout1D: rate .* got 1$/],
  [
    () => spatialDropout2D({ rate: 0.5 }).outputShape([2, 3]), ShapeError,
    /^spatialDropout2D: input must be of shape \(height, width, channels\), got \(2, 3\)$/,
  ],
  [() => prelu({ sharedAxes: 1 as never }), TypeError, /^prelu: sharedAxes must be .*, got 1$/],
  [
    () => prelu({ sharedAxes: [3] }).outputShape([2, 3]), ShapeError,
    /^prelu: sharedAxes must be from 1 to 2 .* got 3$/,
  ],
]);

test('a channel is dropped at all places or at none, with the bits of dropout of the channels alone', () => {
  for (const k of tables) {
    const { node, pass } = bindLayer(k, spatialDropout2D({ rate: 0.5 }), [2, 3, 5], 7);
    node.x.fill(1);
    pass?.train(7, { seed: 1, step: 2, row: 0, batch: 7 });
    const first: number[] = [];
    for (let i = 0; i < 7; i++) {
      const rows = Array.from({ length: 6 }, (_, place) => node.y.slice((i * 6 + place) * 5, (i * 6 + place + 1) * 5));
      first.push(...rows[0]);
      for (const row of rows) assertSameBits(row, rows[0], `example ${i}`);
    }
    assert.ok(first.includes(0) && first.includes(2));
    const { node: alone, pass: passAlone } = bindLayer(k, spatialDropout1D({ rate: 0.5 }), [1, 5], 7);
    alone.x.fill(1);
    passAlone?.train(7, { seed: 1, step: 2, row: 0, batch: 7 });
    assertSameBits(alone.y, Float32Array.from(first), k.name);
  }
});

test('rows at the ends of the range: 10²⁸ has length 1 and root mean square 1, 0 stays 0', () => {
  const x = Float32Array.of(3e28, 4e28, 0, 0, 3e-20, 4e-20);
  const unit = sequential([unitNormalization({ inputShape: [2] })]).predict(x);
  [0.6, 0.8, 0, 0, 3e-8, 4e-8].forEach((wanted, i) => assert.ok(Math.abs(unit[i] - wanted) <= 1e-6 * wanted, `${i}`));
  const rms = sequential([rmsNormalization({ inputShape: [2] })]).predict(x.subarray(0, 4));
  [0.6, 0.8].forEach((wanted, i) => assert.ok(Math.abs(rms[i] - wanted * Math.SQRT2) <= 1e-6, `${i}`));
  assert.deepEqual([rms[2], rms[3]], [0, 0]);
});

test('softmax along an axis has the bits of softmax of rows, and of the last axis is softmax itself', () => {
  const x = Float32Array.from({ length: 6 }, (_, i) => (i * 5) % 7 - 2.25);
  const turned = [0, 2, 4, 1, 3, 5].map((i) => x[i]);
  const along = sequential([activation(softmax({ axis: 1 }), { inputShape: [3, 2] })]).predict(x);
  const rows = sequential([activation('softmax', { inputShape: [2, 3] })]).predict(Float32Array.from(turned));
  assertSameBits(along, Float32Array.from([0, 3, 1, 4, 2, 5], (i) => rows[i]));
  assert.equal(softmax({ axis: -1 }), softmax());
  assert.throws(() => sequential([activation(softmax({ axis: 3 }), { inputShape: [3, 2] })]), ShapeError);
});

test('a list of numbers rescales as its numbers do', () => {
  const x = Float32Array.of(1, -2, 0.3, 7), inputShape = [2];
  const [one, many] = [
    rescaling({ scale: 0.3, offset: 0.7, inputShape }),
    rescaling({ scale: [0.3, 0.3], offset: [0.7, 0.7], inputShape }),
  ].map((layer) => sequential([layer]).predict(x));
  assertSameBits(many, one);
});

test('batchNormalization: where no row is valid, mean and variance are 0', () => {
  const x = input({ shape: [2, 1], name: 'x' }), mask = input({ shape: [2], name: 'mask' });
  const net = model({ inputs: [x, mask], outputs: batchNormalization({ momentum: 0 }).apply(x, { mask }) });
  net.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  net.trainOnBatch({ x: Float32Array.of(2, 5), mask: Float32Array.of(0, 0) }, Float32Array.of(0, 0));
  assert.deepEqual([...net.state], [0, 0]);
});

checkRefusals('batchNormalization: a mask must have a number a row', [{}, { axis: 1 }].map((options) => {
  const x = input({ shape: [3, 2, 2], name: 'x' }), mask = input({ shape: [3], name: 'mask' });
  return [
    () => model({ inputs: [x, mask], outputs: batchNormalization(options).apply(x, { mask }) }), ShapeError,
    /^batchNormalization: axis must be the last of an input with a mask, .* got -?1$/,
  ];
}));
