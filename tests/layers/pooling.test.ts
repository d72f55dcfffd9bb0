import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import {
  averagePooling1D, averagePooling2D, globalAveragePooling1D, globalAveragePooling2D, globalMaxPooling1D,
  globalMaxPooling2D, maxPooling1D, maxPooling2D, type Layer,
} from '../../lib/layers/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { checkLayers } from './checkLayer.ts';
import { layerBench } from './layerBench.ts';

checkLayers([
  {
    title: 'maxPooling1D', make: () => maxPooling1D({ inputShape: [5, 3] }), inputShape: [5, 3], outputShape: [2, 3],
    parameters: [],
  },
  {
    title: 'maxPooling1D, overlapping, same', make: () => maxPooling1D({ poolSize: 3, strides: 2, padding: 'same' }),
    inputShape: [6, 2], outputShape: [3, 2], parameters: [],
  },
  {
    title: 'maxPooling2D', make: () => maxPooling2D(), inputShape: [4, 3, 5], outputShape: [2, 1, 5], parameters: [],
  },
  {
    title: 'maxPooling2D, overlapping, same',
    make: () => maxPooling2D({ poolSize: [3, 2], strides: [1, 2], padding: 'same' }),
    inputShape: [2, 3, 1], outputShape: [2, 2, 1], parameters: [],
  },
  {
    title: 'averagePooling1D, with gaps', make: () => averagePooling1D({ poolSize: [2], strides: [3] }),
    inputShape: [6, 2], outputShape: [2, 2], parameters: [],
  },
  {
    title: 'averagePooling2D, overlapping, same',
    make: () => averagePooling2D({ poolSize: 3, strides: 2, padding: 'same' }),
    inputShape: [4, 3, 5], outputShape: [2, 2, 5], parameters: [],
  },
  {
    title: 'globalMaxPooling1D', make: () => globalMaxPooling1D(), inputShape: [4, 3], outputShape: [3], parameters: [],
  },
  {
    title: 'globalMaxPooling2D, with its axes', make: () => globalMaxPooling2D({ keepDims: true }),
    inputShape: [2, 3, 2], outputShape: [1, 1, 2], parameters: [],
  },
  {
    title: 'globalAveragePooling1D, with its axis', make: () => globalAveragePooling1D({ keepDims: true }),
    inputShape: [5, 2], outputShape: [1, 2], parameters: [],
  },
  {
    title: 'globalAveragePooling2D', make: () => globalAveragePooling2D(), inputShape: [2, 3, 7], outputShape: [7],
    parameters: [],
  },
]);

/** One example through a layer: its output, and what it gives back for ∂J/∂y. */
function passed(
  k: (typeof tables)[number], layer: Layer, { x, dy, shape }: { x: number[]; dy: number[]; shape: number[] },
): { readonly y: Float32Array; readonly dx: Float32Array } {
  const bench = layerBench(k, layer, [shape], 1);
  bench.inputs[0].set(x);
  bench.factors[0].set(dy.slice(0, bench.factors[0].length));
  bench.forward(1);
  bench.backward(1);
  return { y: bench.outputs[0], dx: bench.inputGradients[0] };
}

for (const k of tables) {
  test(`${k.name}: of equal elements the first is taken, and has all of the gradient, in global pooling too`, () => {
    const ties = { x: [1, 7, 7, 0, 2, 2], dy: [3, 5], shape: [6, 1] };
    const windows = passed(k, maxPooling1D({ poolSize: 3 }), ties);
    assertSameBits(windows.y, Float32Array.of(7, 2));
    assertSameBits(windows.dx, Float32Array.of(0, 3, 0, 0, 5, 0));
    assertSameBits(passed(k, globalMaxPooling1D(), ties).dx, Float32Array.of(0, 3, 0, 0, 0, 0));
  });

  test(`${k.name}: NaN is the largest, and the first of several has the gradient; −∞ can be the largest`, () => {
    const given = { x: [1, NaN, 9, NaN, -Infinity, -Infinity], dy: [3, 5, 2], shape: [6, 1] };
    const { y, dx } = passed(k, maxPooling1D(), given);
    assertSameBits(y, Float32Array.of(NaN, NaN, -Infinity));
    assertSameBits(dx, Float32Array.of(0, 3, 0, 5, 2, 0));
    const [first] = passed(k, globalMaxPooling1D(), given).dx.slice(1);
    assert.equal(first, 3);
  });

  test(`${k.name}: a mean counts what lies in the image, and divides at last`, () => {
    const given = { x: [1, 2, 6, 0.1, 0.2], dy: [6, 6, 6], shape: [5, 1] }, f = Math.fround;
    const { y, dx } = passed(k, averagePooling1D({ poolSize: 3, strides: 2, padding: 'same' }), given);
    const middle = f(f(f(2 + 6) + f(0.1)) / 3), last = f(f(f(0.1) + f(0.2)) / 2);
    assertSameBits(y, Float32Array.of(1.5, middle, last));
    assertSameBits(dx, Float32Array.of(3, 5, 2, 5, 3));
  });
}

test('the strides of a pooling are its size unless they are given', () => {
  const { poolSize, strides, padding } = maxPooling2D({ poolSize: [3, 2] });
  assert.deepEqual([poolSize, strides, padding], [[3, 2], [3, 2], 'valid']);
  assert.deepEqual(averagePooling1D().strides, [2]);
});

checkRefusals('options of poolings, and inputs that do not fit, are refused by name', [
  [() => maxPooling2D({ poolSize: 0 }), RangeError, /^maxPooling2D: poolSize must be a positive integer, got 0$/],
  [
    () => averagePooling1D({ poolSize: [2, 2] } as never), RangeError,
    /^averagePooling1D: poolSize must have 1 numbers, got \[2, 2\]$/,
  ],
  [() => maxPooling1D({ strides: 1.5 }), RangeError, /^maxPooling1D: strides .* got 1.5$/],
  [
    () => maxPooling1D({ padding: 'causal' as never }), RangeError,
    /^maxPooling1D: padding must be one of 'valid', 'same', got 'causal'$/,
  ],
  [() => maxPooling2D({ poolsize: 2 } as never), TypeError, /^maxPooling2D: unknown option 'poolsize'.*poolSize/],
  [
    () => globalMaxPooling2D({ keepDims: 1 as never }), TypeError,
    /^globalMaxPooling2D: keepDims must be true or false, got 1$/,
  ],
  [
    () => maxPooling2D({ poolSize: 3 }).outputShape([2, 5, 1]), ShapeError,
    /^maxPooling2D: the input must have 3 elements for a window of 3, got 2$/,
  ],
  [
    () => globalAveragePooling1D().outputShape([2, 5, 1]), ShapeError,
    /^globalAveragePooling1D: input must be \(steps, channels\), got \(2, 5, 1\)$/,
  ],
]);
