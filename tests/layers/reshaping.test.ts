import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import {
  cropping1D, cropping2D, glu, permute, repeatVector, upSampling1D, upSampling2D, zeroPadding1D, zeroPadding2D,
  type Layer,
} from '../../lib/layers/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { bindLayer } from './bindLayer.ts';
import { checkLayers, type LayerCase } from './checkLayer.ts';

const row = (
  title: string, make: () => Layer, inputShape: readonly number[], outputShape: readonly number[],
): LayerCase => ({ title, make, inputShape, outputShape, parameters: [] });

checkLayers([
  row('zeroPadding1D', () => zeroPadding1D({ inputShape: [3, 2] }), [3, 2], [5, 2]),
  row('zeroPadding1D, after alone', () => zeroPadding1D({ padding: [0, 3] }), [3, 2], [6, 2]),
  row('zeroPadding2D', () => zeroPadding2D(), [2, 3, 2], [4, 5, 2]),
  row('zeroPadding2D, uneven', () => zeroPadding2D({ padding: [[1, 0], [2, 3]] }), [2, 3, 1], [3, 8, 1]),
  row('cropping1D', () => cropping1D(), [4, 3], [2, 3]),
  row('cropping2D', () => cropping2D({ cropping: [[0, 1], [2, 1]] }), [3, 5, 2], [2, 2, 2]),
  row('cropping2D, of nothing', () => cropping2D(), [3, 5, 2], [3, 5, 2]),
  row('upSampling1D', () => upSampling1D({ size: 3 }), [2, 3], [6, 3]),
  row('upSampling2D', () => upSampling2D({ size: [1, 3] }), [2, 3, 2], [2, 9, 2]),
  row('upSampling2D, bilinear', () => upSampling2D({ interpolation: 'bilinear' }), [3, 2, 5], [6, 4, 5]),
  row('upSampling2D, bilinear, odd', () => upSampling2D({ size: [3, 4], interpolation: 'bilinear' }), [2, 3, 1],
    [6, 12, 1]),
  row('upSampling2D, bilinear, of one pixel', () => upSampling2D({ size: [1, 2], interpolation: 'bilinear' }),
    [1, 1, 2], [1, 2, 2]),
  row('permute', () => permute({ dims: [2, 1] }), [4, 3], [3, 4]),
  row('permute, to all other places', () => permute({ dims: [4, 3, 1, 2] }), [2, 3, 4, 5], [5, 4, 2, 3]),
  row('permute, to the same places', () => permute({ dims: [1, 2] }), [2, 3], [2, 3]),
  row('repeatVector', () => repeatVector({ n: 3 }), [5], [3, 5]),
  row('glu', () => glu(), [3, 10], [3, 5]),
  row('glu, of an inner axis', () => glu({ axis: 1 }), [4, 3], [2, 3]),
]);

/** One example through a layer, in buffers that held NaN: its output, and what it gives back for ∂J/∂y. */
function passed(
  k: (typeof tables)[number], layer: Layer, { x, dy, shape }: { x: number[]; dy: number[]; shape: number[] },
): { readonly y: Float32Array; readonly dx: Float32Array } {
  const { node, pass = assert.fail() } = bindLayer(k, layer, shape, 1);
  node.x.set(x);
  node.dy.set(dy);
  for (const written of [node.y, node.dx, ...node.caches]) written.fill(NaN);
  pass.forward(1);
  pass.backward(1);
  return node;
}

const f = Math.fround;

for (const k of tables) {
  test(`${k.name}: padding and cropping keep bits, −0 and NaN too; what is around is +0`, () => {
    const padded = passed(k, zeroPadding1D({ padding: [1, 2] }), {
      x: [-0, NaN, 1e-45], dy: [1, -0, 2, 3, 4, NaN], shape: [3, 1],
    });
    assertSameBits(padded.y, Float32Array.of(0, -0, NaN, 1e-45, 0, 0));
    assertSameBits(padded.dx, Float32Array.of(-0, 2, 3));
    const cropped = passed(k, cropping2D({ cropping: [[1, 0], [0, 1]] }), {
      x: [NaN, NaN, NaN, -0, 7, NaN], dy: [-0, 3], shape: [2, 3, 1],
    });
    assertSameBits(cropped.y, Float32Array.of(-0, 7));
    assertSameBits(cropped.dx, Float32Array.of(0, 0, 0, -0, 3, 0));
  });

  test(`${k.name}: what is repeated has the sum of the gradients, in their order from +0`, () => {
    const vector = passed(k, repeatVector({ n: 3 }), { x: [-0, 5], dy: [1e8, -0, 1, -0, -1e8, -0], shape: [2] });
    assertSameBits(vector.y, Float32Array.of(-0, 5, -0, 5, -0, 5));
    assertSameBits(vector.dx, Float32Array.of(f(f(1e8 + 1) - 1e8), 0));
    const image = passed(k, upSampling2D(), { x: [2], dy: [1e8, 1, -1e8, 1], shape: [1, 1, 1] });
    assertSameBits(image.y, Float32Array.of(2, 2, 2, 2));
    assertSameBits(image.dx, Float32Array.of(2)); // down first: 0 and 2
  });

  test(`${k.name}: straight lines go from centre to centre, and are level at the edges`, () => {
    const doubled = upSampling2D({ size: [1, 2], interpolation: 'bilinear' });
    const { y, dx } = passed(k, doubled, { x: [1, 3], dy: [1, 2, 4, 8], shape: [1, 2, 1] });
    assertSameBits(y, Float32Array.of(1, 1.5, 2.5, 3));
    assertSameBits(dx, Float32Array.of(1 + 1.5 + 1, 0.5 + 3 + 8));
    const tripled = upSampling2D({ size: [1, 3], interpolation: 'bilinear' });
    const level = { x: [5, Infinity], dy: [0, 0, 0, 0, 0, 0], shape: [1, 2, 1] };
    const { y: [, first, between] } = passed(k, tripled, level);
    assert.deepEqual([first, between], [5, Infinity]); // a centre sees no neighbour
    const { y: [last] } = passed(k, tripled, { x: [0.1], dy: [0, 0, 0], shape: [1, 1, 1] });
    assert.equal(last, f(f(f(2 / 3) * f(0.1)) + f(f(1 / 3) * f(0.1))));
  });

  test(`${k.name}: axes go where dims has them, and back`, () => {
    const x = Array.from({ length: 24 }, (_, i) => i - 3.5), shape = [2, 3, 4];
    const { y } = passed(k, permute({ dims: [3, 1, 2] }), { x, dy: x, shape });
    const wanted = x.map((_, i) => x[Math.floor(i / 3) % 2 * 12 + i % 3 * 4 + Math.floor(i / 6)]);
    assertSameBits(y, Float32Array.from(wanted));
    assertSameBits(passed(k, permute({ dims: [3, 1, 2] }), { x, dy: wanted, shape }).dx, Float32Array.from(x));
  });

  test(`${k.name}: the second half of an axis is the gate of the first`, () => {
    const { y, dx } = passed(k, glu({ axis: 1 }), { x: [2, -3, 0, 0], dy: [1, 2], shape: [4, 1] });
    assertSameBits(y, Float32Array.of(1, -1.5));
    assertSameBits(dx, Float32Array.of(0.5, 1, 0.5, -1.5));
  });
}

test('options have the defaults of Keras, and are spread over sides and axes', () => {
  assert.deepEqual(zeroPadding1D().margins, [[1, 1]]);
  assert.deepEqual(zeroPadding2D({ padding: [1, 2] }).margins, [[1, 1], [2, 2]]);
  assert.deepEqual(zeroPadding2D({ padding: [[1, 2], 3] }).margins, [[1, 2], [3, 3]]);
  assert.deepEqual([cropping1D().margins, cropping2D().margins], [[[1, 1]], [[0, 0], [0, 0]]]);
  const { size, interpolation } = upSampling2D();
  assert.deepEqual([size, interpolation, upSampling1D().size, glu().axis], [[2, 2], 'nearest', [2], -1]);
});

checkRefusals('options that do not fit, and inputs, are refused by name', [
  [() => zeroPadding1D({ padding: -1 }), RangeError, /^zeroPadding1D: padding must be .*, got -1$/],
  [
    () => zeroPadding1D({ padding: [[1, 1], [1, 1]] } as never), TypeError,
    /^zeroPadding1D: padding\[0\] must be .*, got \[1, 1\]$/,
  ],
  [
    () => zeroPadding2D({ padding: [1] } as never), RangeError,
    /^zeroPadding2D: padding must have 2 entries, got \[1\]$/,
  ],
  [() => zeroPadding2D({ padding: [[1, 0.5], 1] }), RangeError, /^zeroPadding2D: padding\[0\]\[1\] .* got 0.5$/],
  [() => zeroPadding2D({ cropping: 1 } as never), TypeError, /^zeroPadding2D: unknown option 'cropping'/],
  [() => zeroPadding2D().outputShape([3, 3]), ShapeError, /^zeroPadding2D: input must be \(rows, columns, channels\)/],
  [
    () => cropping1D({ cropping: [1, 2] }).outputShape([3, 1]), ShapeError,
    /^cropping1D: input must be larger than cropping \[1, 2\], got \(3, 1\)$/,
  ],
  [() => cropping2D(null as never), TypeError, /^cropping2D: options must be /],
  [() => upSampling1D({ size: 0 }), RangeError, /^upSampling1D: size must be a positive integer, got 0$/],
  [() => upSampling1D({ interpolation: 'bilinear' } as never), TypeError, /^upSampling1D: unknown option/],
  [
    () => upSampling2D({ interpolation: 'bicubic' as never }), RangeError,
    /^upSampling2D: interpolation must be one of 'nearest', 'bilinear', got 'bicubic'$/,
  ],
  [() => permute({ dims: [0, 1] }), RangeError, /^permute: dims\[0\] must be an integer .*, got 0$/],
  [() => permute({ dims: [1, 1] }), RangeError, /^permute: dims must name each axis once, from 1, got \[1, 1\]$/],
  [() => permute({ dims: [] }), RangeError, /^permute: dims must name each axis once, from 1, got \[\]$/],
  [
    () => permute({ dims: [2, 1] }).outputShape([2, 3, 4]), ShapeError,
    /^permute: input must have 2 axes, as dims, got \(2, 3, 4\)$/,
  ],
  [() => repeatVector({ n: 0 }), RangeError, /^repeatVector: n must be a positive integer, got 0$/],
  [() => repeatVector({ n: 2 }).outputShape([2, 3]), ShapeError, /^repeatVector: input must be \(features\), got/],
  [() => glu({ axis: 0 }), RangeError, /^glu: axis must be 1 .*; 0 is the batch$/],
  [
    () => glu({ axis: 1 }).outputShape([3, 4]), ShapeError,
    /^glu: input must have an even size along axis 1, got \(3, 4\)$/,
  ],
]);
