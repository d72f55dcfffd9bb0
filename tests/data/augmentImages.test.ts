import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { augmentImages, digits, type AugmentImagesOptions } from '../../lib/data/index.ts';
import { warpInto } from '../../lib/data/warp.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { peers } from './peers.ts';

function assertNear(got: ArrayLike<number>, wanted: ArrayLike<number>, bound: number, title = ''): void {
  assert.equal(got.length, wanted.length);
  for (let i = 0; i < got.length; i++) {
    assert.ok(Math.abs(got[i] - wanted[i]) <= bound, `${title} ${i}: ${got[i]}, not ${wanted[i]}`);
  }
}

test("an image through an affine map is Keras' for each way of filling", () => {
  const { image, shape, cases } = peers.affine, [height, width, channels] = shape;
  for (const { name, transform, fillMode, y } of cases) {
    const out = new Float32Array(image.length), [a, b, c, d, e, f] = transform;
    warpInto(image, out, 0, [height, width, channels], [a, b, c, d, e, f], fillMode, 0.5);
    assertNear(out, y, 1e-5, `${name}, ${fillMode}`);
  }
});

const all: Omit<AugmentImagesOptions, 'shape' | 'seed'> = {
  rotation: 0.1, translation: { height: 0.1, width: [0, 0.2] }, zoom: [-0.2, 0.3], flip: 'both', contrast: 0.3,
  brightness: 0.1, noise: 0.05, fillMode: 'reflect', range: [0, 1],
};

test('an image is changed the same whatever batch it is in, and otherwise in another epoch and by another seed', () => {
  const random = new Philox(3, 16), shape = [6, 5, 2], size = 60, count = 12;
  const x = Float32Array.from({ length: count * size }, () => random.nextFloat());
  const whole = augmentImages(x, { ...all, shape, seed: 9, epoch: 4 });
  const rows = [7, 0, 11, 3], image = (row: number): number[] => [...x.subarray(row * size, (row + 1) * size)];
  const some = Float32Array.from(rows.flatMap(image));
  const taken = augmentImages(some, { ...all, shape, seed: 9, epoch: 4, rows });
  rows.forEach((row, i) => assertSameBits(
    taken.subarray(i * size, (i + 1) * size), whole.subarray(row * size, (row + 1) * size)));
  for (const other of [{ seed: 9, epoch: 5 }, { seed: 10, epoch: 4 }]) {
    assert.notDeepEqual(augmentImages(x, { ...all, shape, ...other }), whole);
  }
  assert.ok(whole.every((value) => value >= 0 && value <= 1));
});

test('its bits are those that were recorded', () => {
  const { train } = digits({ seed: 1, train: 20, test: 0 });
  const { buffer } = augmentImages(train.x, { ...all, shape: [28, 28], seed: 2 ** 40 + 1, epoch: 3 });
  assert.equal(createHash('sha256').update(new Uint8Array(buffer)).digest('hex'),
    '370e78d3372223c6250fa8c8bc44b2d58a633c877892128d8edc328f8b99726f');
});

test('bytes, and images that have them, are changed as the floats that they stand for', () => {
  const { train } = digits({ seed: 1, train: 6, test: 0 }), own = { ...all, shape: [28, 28], seed: 4 };
  const wanted = augmentImages(train.x, own);
  assertSameBits(augmentImages(train.levels, own), wanted);
  assertSameBits(augmentImages(train, own), wanted);
  assertSameBits(augmentImages(train.levels, { shape: [28, 28], seed: 4 }), train.x);
  assert.equal(train.levels.bytes.length, 6 * 784);
});

test('each change does what its name says', () => {
  const shape = [3, 3], x = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), one = (options: object): Float32Array =>
    augmentImages(x, { shape, seed: 0, ...options });
  assertSameBits(one({}), x);
  assertNear(one({ rotation: [0.25, 0.25] }), [3, 6, 9, 2, 5, 8, 1, 4, 7], 1e-5); // to the left
  assertNear(one({ translation: { height: [1 / 3, 1 / 3] }, fillValue: -1 }), [-1, -1, -1, 1, 2, 3, 4, 5, 6], 1e-5);
  assertNear(one({ translation: { width: [1 / 3, 1 / 3] }, fillMode: 'nearest' }), [1, 1, 2, 4, 4, 5, 7, 7, 8], 1e-5);
  assertNear(one({ zoom: [1, 1] }), [3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7], 1e-5); // twice as large
  assertNear(one({ contrast: [1, 1] }), [-3, -1, 1, 3, 5, 7, 9, 11, 13], 1e-5);
  assertNear(one({ brightness: [0.5, 0.5], range: [2, 8] }), [2, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8, 8], 1e-5);
  const channels = augmentImages(Float32Array.of(0, 10, 2, 30), { shape: [1, 2, 2], seed: 0, contrast: [-1, -1] });
  assertNear(channels, [1, 20, 1, 20], 1e-5); // each channel at its own mean
});

test('mirror images are as likely as images, draws fill their ranges, and noise has its deviation', () => {
  const count = 2000, x = Float32Array.from({ length: 4 * count }, (_, i) => i % 4), shape = [2, 2];
  const kinds = new Map<string, number>(), mirrored = augmentImages(x, { shape, seed: 5, flip: 'both' });
  for (let i = 0; i < count; i++) {
    const kind = mirrored.subarray(4 * i, 4 * i + 4).join();
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  assert.deepEqual([...kinds.keys()].sort(), ['0,1,2,3', '1,0,3,2', '2,3,0,1', '3,2,1,0']);
  for (const seen of kinds.values()) assert.ok(Math.abs(seen - count / 4) < 100);
  const lit = augmentImages(new Float32Array(count), { shape: [1, 1], seed: 5, brightness: [-1, 3] });
  assertNear([Math.min(...lit), Math.max(...lit), lit.reduce((sum, value) => sum + value) / count], [-1, 3, 1], 0.1);
  const noisy = augmentImages(new Float32Array(4 * count), { shape, seed: 5, noise: 2 });
  const square = noisy.reduce((sum, value) => sum + value * value, 0) / noisy.length;
  assertNear([Math.sqrt(square)], [2], 0.05);
});

const x = new Float32Array(8), shape = [2, 2];
checkRefusals('what does not fit is refused', [
  [() => augmentImages(x, { shape: [3, 2], seed: 0 }), ShapeError, /: x must hold a multiple of 6 elements/],
  [() => augmentImages(x, { shape: [4], seed: 0 }), ShapeError, /^augmentImages: shape must be \[height, width\] or /],
  [() => augmentImages(x, { shape } as never), TypeError, /^augmentImages: seed must be/],
  [() => augmentImages(x, { shape, seed: 0, rows: [1] }), ShapeError, /^augmentImages: rows must hold 2, .* got 1$/],
  [() => augmentImages(x, { shape, seed: 0, rows: [1, -1] }), RangeError, /: rows\[1\] must be .* got -1$/],
  [() => augmentImages(x, { shape, seed: 0, zoom: -0.1 }), RangeError, /: zoom must be a number from 0 to/],
  [() => augmentImages(x, { shape, seed: 0, zoom: [-1, 0] }), RangeError, /: zoom\[0\] must be .* got -1$/],
  [() => augmentImages(x, { shape, seed: 0, zoom: [1, 0] }), RangeError, /: zoom must be two numbers, the/],
  [() => augmentImages(x, { shape, seed: 0, flip: 'left' as never }), RangeError, /: flip must be one of/],
  [
    () => augmentImages(x, { shape, seed: 0, translation: { heigth: 1 } as never }), TypeError,
    /^augmentImages: unknown option 'heigth'; it takes height, width; did you mean 'height'\?$/,
  ],
  [() => augmentImages(x, { shape, seed: 0, fillMode: 'wrap' as never }), RangeError, /: fillMode must be/],
]);
