/**
 * Images turned, moved, made larger, mirrored, lit otherwise and given noise, all at random.
 * @module
 */

import {
  ShapeError, expectArrayLike, expectFloat32Array, expectFloat32Number, expectInteger,
  expectKnownOptions, expectNumber, expectOneOf, isPlainObject, rangeError, show,
} from '../core/errors.ts';
import { cos64, sin64 } from '../core/float64.ts';
import { scaledBytesOf, type ScaledBytes } from '../core/scaledBytes.ts';
import { normalRowsInto, uniformRowsInto } from '../random/index.ts';
import type { LabelledImages } from './dataset.ts';
import { FILL_MODES, warpInto, type Affine, type FillMode } from './warp.ts';

/** A share either way, or the least and the largest. */
export type Factor = number | readonly [least: number, most: number];

/** What {@link augmentImages} takes. */
export interface AugmentImagesOptions {
  /** Height, width and channels of an image; without channels there is one. */
  readonly shape: readonly number[];
  /** An integer from 0 to 2⁵³ − 1. */
  readonly seed: number;
  /** From 0 to 2³² − 1: each epoch changes an image otherwise. Default 0. */
  readonly epoch?: number;
  /** The number of each image among all examples, from 0 to 2³² − 1. Default 0, 1, …. */
  readonly rows?: ArrayLike<number>;
  /**
   * How far an image is turned, in whole turns, to the left where above 0: 0.05 is up to 18° either way. Default none.
   */
  readonly rotation?: Factor;
  /** How far it is moved, in heights of an image, downwards where above 0; both with one number. Default none. */
  readonly translation?: Factor | { readonly height?: Factor; readonly width?: Factor };
  /** By which share it becomes larger: 0.1 makes 1.1 of 1. Default none. */
  readonly zoom?: Factor;
  /** Which mirror images are as likely as the image itself. Default none. */
  readonly flip?: 'horizontal' | 'vertical' | 'both';
  /**
   * By which share pixels go away from the mean of their channel in the image: x ← (x − mean)·(1 + c) + mean. Default
   * none.
   */
  readonly contrast?: Factor;
  /** What is added to all pixels of an image. Default none. */
  readonly brightness?: Factor;
  /** The standard deviation of what is added to each pixel, normally distributed. Default none. */
  readonly noise?: number;
  /** How pixels beyond the edge are made. Default 'constant'. */
  readonly fillMode?: FillMode;
  /** Those pixels, where it is 'constant'. Default 0. */
  readonly fillValue?: number;
  /** The least and the largest value of a pixel, to which all are brought back at the end. Default: none. */
  readonly range?: readonly [least: number, most: number];
}

const who = 'augmentImages';
const OPTIONS = [
  'shape', 'seed', 'epoch', 'rows', 'rotation', 'translation', 'zoom', 'flip', 'contrast', 'brightness', 'noise',
  'fillMode', 'fillValue', 'range',
];
const TWO_32 = 2 ** 32;
const TWO_PI = 6.283185307179586;
/** The last places of noise in rows; layers count from the first. */
const PLACE = 2 ** 24 - 1, NOISE_PLACE = 2 ** 24 - 2;

/** What an image draws, in this order. */
const DRAWS = { rotation: 0, down: 1, right: 2, zoom: 3, contrast: 4, brightness: 5, horizontal: 6, vertical: 7 };
const COUNT = 8;

type Range = readonly [least: number, most: number];

const NONE: Range = [0, 0];

/** The least and the largest of a factor; [0, 0] where none is given. */
function toRange(argument: string, given: Factor | undefined, least: number, most: number): Range {
  if (given === undefined) return NONE;
  if (typeof given === 'number') {
    expectNumber(who, argument, given, 0, Math.min(-least, most));
    return [-given, given];
  }
  return toPair(argument, given, least, most);
}

/** Two numbers, ascending. */
function toPair(argument: string, given: unknown, least = -Infinity, most = Infinity): Range {
  expectArrayLike(who, argument, given);
  const [from, to] = [given[0], given[1]];
  expectFloat32Number(who, `${argument}[0]`, from, least, most);
  expectFloat32Number(who, `${argument}[1]`, to, least, most);
  if (given.length === 2 && from <= to) return [from, to];
  throw rangeError(`${who}: ${argument} must be two numbers, the least first, got ${show(Array.from(given))}`);
}

/** The options, checked. */
interface Changes {
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly ranges: Readonly<Record<'rotation' | 'down' | 'right' | 'zoom' | 'contrast' | 'brightness', Range>>;
  readonly flip: { readonly horizontal: boolean; readonly vertical: boolean };
  readonly noise: number;
  readonly fillMode: FillMode;
  readonly fillValue: number;
  readonly range: Range;
  /** Whether pixels stay where they are. */
  readonly isStill: boolean;
}

function toShape(given: unknown): readonly [number, number, number] {
  expectArrayLike(who, 'shape', given);
  if (given.length !== 2 && given.length !== 3) {
    throw new ShapeError(`${who}: shape must be [height, width] or [height, width, channels], got ${show(given)}`);
  }
  const [height, width, channels = 1] = Array.from(given, (size, i) => {
    expectInteger(who, `shape[${i}]`, size, 1);
    return size;
  });
  return [height, width, channels];
}

function toChanges(options: AugmentImagesOptions): Changes {
  const { translation, flip, noise = 0, fillMode = 'constant', fillValue = 0, range } = options;
  const isPlain = typeof translation === 'object' && !Array.isArray(translation);
  const moves = (isPlain ? translation : { height: translation, width: translation }) as
    { readonly height?: Factor; readonly width?: Factor };
  expectKnownOptions(who, moves, ['height', 'width']);
  const ranges = {
    rotation: toRange('rotation', options.rotation, -1, 1),
    down: toRange('translation', moves.height, -1e6, 1e6), right: toRange('translation', moves.width, -1e6, 1e6),
    zoom: toRange('zoom', options.zoom, -0.99, 1e6), contrast: toRange('contrast', options.contrast, -1, 1e6),
    brightness: toRange('brightness', options.brightness, -1e30, 1e30),
  };
  if (flip !== undefined) expectOneOf(who, 'flip', flip, ['horizontal', 'vertical', 'both']);
  expectFloat32Number(who, 'noise', noise, 0);
  expectOneOf(who, 'fillMode', fillMode, FILL_MODES);
  expectFloat32Number(who, 'fillValue', fillValue);
  const { rotation, down, right, zoom } = ranges;
  return {
    shape: toShape(options.shape), ranges, noise, fillMode, fillValue,
    flip: { horizontal: flip === 'horizontal' || flip === 'both', vertical: flip === 'vertical' || flip === 'both' },
    range: range === undefined ? [-Infinity, Infinity] : toPair('range', range),
    isStill: flip === undefined && [rotation, down, right, zoom].every(([from, to]) => from === 0 && to === 0),
  };
}

/** What one image draws: a number between the ends of each range. */
type Drawn = Readonly<Record<keyof typeof DRAWS, number>>;

function drawn({ ranges, flip }: Changes, uniform: Float64Array): Drawn {
  const between = (name: keyof Changes['ranges']): number => {
    const [from, to] = ranges[name];
    return from + (to - from) * uniform[DRAWS[name]];
  };
  return {
    rotation: between('rotation'), down: between('down'), right: between('right'), zoom: between('zoom'),
    contrast: between('contrast'), brightness: between('brightness'),
    horizontal: flip.horizontal && uniform[DRAWS.horizontal] < 0.5 ? -1 : 1,
    vertical: flip.vertical && uniform[DRAWS.vertical] < 0.5 ? -1 : 1,
  };
}

/** From places of the result to places of the image, around its middle: back, turned back, smaller, mirrored. */
function mapOf([height, width]: readonly number[], drawn: Drawn): Affine {
  const { rotation, down, right, zoom, horizontal, vertical } = drawn;
  const angle = TWO_PI * rotation, scale = 1 / (1 + zoom), cosine = scale * cos64(angle), sine = scale * sin64(angle);
  const middleX = (width - 1) / 2, middleY = (height - 1) / 2;
  const fromX = middleX + right * width, fromY = middleY + down * height;
  const a = horizontal * cosine, b = horizontal * -sine, d = vertical * sine, e = vertical * cosine;
  return [a, b, middleX - a * fromX - b * fromY, d, e, middleY - d * fromX - e * fromY];
}

/** x ← (x − mean)·(1 + contrast) + mean + brightness + noise, within the range; the mean is each channel's. */
function light(
  image: Float32Array, channels: number, { contrast, brightness }: Drawn, noise: Float32Array, [least, most]: Range,
): void {
  const pixels = image.length / channels;
  for (let channel = 0; channel < channels; channel++) {
    let mean = 0;
    if (contrast !== 0) for (let at = channel; at < image.length; at += channels) mean += image[at];
    mean /= pixels;
    for (let at = channel; at < image.length; at += channels) {
      const value = contrast === 0 ? image[at] : (image[at] - mean) * (1 + contrast) + mean;
      image[at] = Math.min(most, Math.max(least, value + brightness + noise[at]));
    }
  }
}

/** The pixels as they are, or those that bytes stand for. */
function toPixels(given: unknown): Float32Array {
  const bytes = scaledBytesOf(isPlainObject(given) && 'levels' in given ? given.levels : given);
  if (bytes !== undefined) return bytes.toFloat32Array();
  expectFloat32Array(who, 'x', given);
  return given;
}

/** The numbers of the images. */
function toRows(given: ArrayLike<number> | undefined, count: number): ArrayLike<number> {
  if (given === undefined) return Uint32Array.from({ length: count }, (_, i) => i);
  expectArrayLike(who, 'rows', given);
  if (given.length !== count) {
    throw new ShapeError(`${who}: rows must hold ${count}, one an image, got ${given.length}`);
  }
  for (let i = 0; i < count; i++) expectInteger(who, `rows[${i}]`, given[i], 0, TWO_32 - 1);
  return given;
}

/**
 * New images, each changed at random, out of a batch or a whole set:
 *
 *     const images = augmentImages(x, { shape: [28, 28], seed: 0, epoch, rotation: 0.03, translation: 0.1 });
 *
 * An image is mirrored, made larger, turned and moved in one step, so that it is interpolated once (bilinear); then
 * contrast, brightness and noise follow, and it is brought back into `range`. What it draws is a function of seed,
 * epoch and its number in `rows` alone: the same bits on every engine, in batches of any size and order. A factor f
 * stands for [−f, f]; every number between is as likely.
 * Arithmetic: binary64, rounded once where pixels are moved and once where they are lit; sines are bitgrad's own.
 *
 * Shapes: x (images × height × width × channels), floats, scaled bytes, or what has them as `levels`, such as
 *         `digits()`; the result, a new array, the same.
 * Throws: ShapeError for what are no such images; RangeError or TypeError for options that do not fit.
 * Source: the layers RandomRotation, RandomTranslation, RandomZoom, RandomFlip, RandomContrast and RandomBrightness of
 *         Keras 3, by whose factors these go; a `zoom` above 0 is in here, and out there.
 */
export function augmentImages(
  x: Float32Array | ScaledBytes | Pick<LabelledImages, 'levels'>, options: AugmentImagesOptions,
): Float32Array {
  const pixels = toPixels(x);
  expectKnownOptions(who, options, OPTIONS);
  const { seed, epoch = 0 } = options;
  expectInteger(who, 'seed', seed);
  expectInteger(who, 'epoch', epoch, 0, TWO_32 - 1);
  const changes = toChanges(options), { shape, noise, isStill } = changes, size = shape[0] * shape[1] * shape[2];
  if (pixels.length % size !== 0) {
    throw new ShapeError(`${who}: x must hold a multiple of ${size} elements, one image each, got ${pixels.length}`);
  }
  const rows = toRows(options.rows, pixels.length / size);
  const out = isStill ? pixels.slice() : new Float32Array(pixels.length);
  const uniform = new Float64Array(COUNT), added = new Float32Array(size);
  for (let i = 0; i < rows.length; i++) {
    const origin = { seed, step: epoch, row: rows[i] }, at = i * size;
    uniformRowsInto(origin, PLACE, 1, COUNT, uniform);
    const own = drawn(changes, uniform);
    if (!isStill) warpInto(pixels, out, at, shape, mapOf(shape, own), changes.fillMode, changes.fillValue);
    if (noise > 0) normalRowsInto(origin, NOISE_PLACE, 1, size, noise, added);
    light(out.subarray(at, at + size), shape[2], own, added, changes.range);
  }
  return out;
}
