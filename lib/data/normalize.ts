/**
 * Vectors along one axis scaled to length 1, as `keras.utils.normalize` does.
 * @module
 */

import { expectFloat32Array, expectInteger, expectKnownOptions, rangeError, show } from '../core/errors.ts';
import { beginBlock, endBlock, lanes } from '../core/blockSums.ts';
import { expectShape, sizeOf } from '../core/shape.ts';

/** How {@link normalize} measures. */
export interface NormalizeOptions {
  /** The axis along which a vector runs, from −rank to rank − 1; negative counts from the end. Default −1, the last. */
  readonly axis?: number;
  /** Which norm: 1 is Σ|xᵢ|, 2 is √Σxᵢ², Infinity is max|xᵢ|. Default 2. */
  readonly order?: number;
}

type Norm = (x: Float32Array, start: number, length: number, stride: number) => number;

/** Σ f(xᵢ), as lib/core/blockSums.ts adds up. */
function sumOf(x: Float32Array, start: number, length: number, stride: number, squared: boolean): number {
  let total = 0;
  for (let i = 0, at = start; i < length;) {
    for (const end = beginBlock(i, length); i < end; i++, at += stride) {
      lanes[i & 3] += squared ? Math.fround(x[at] * x[at]) : Math.abs(x[at]);
    }
    total = endBlock(total);
  }
  return total;
}

const sumNorm: Norm = (x, start, length, stride) => sumOf(x, start, length, stride, false);

const euclideanNorm: Norm = (x, start, length, stride) =>
  Math.fround(Math.sqrt(sumOf(x, start, length, stride, true)));

const maximumNorm: Norm = (x, start, length, stride) => {
  let largest = 0;
  for (let i = 0, at = start; i < length; i++, at += stride) {
    const size = Math.abs(x[at]);
    if (size > largest || size !== size) largest = size; // nothing is above NaN, so NaN stays
  }
  return largest;
};

const NORMS: ReadonlyMap<unknown, Norm> = new Map([[1, sumNorm], [2, euclideanNorm], [Infinity, maximumNorm]]);

/**
 * Each vector along `axis` ⊘ its norm; a vector whose norm is 0 stays as it is.
 *
 * On images of shape (n, 28, 28) the default makes every *row of 28 pixels* a unit vector, not every image; axis 1
 * does it to every column. To bring bytes to 0 … 1 instead, see `scaleBytes`.
 *
 * Shapes: `x` any `shape`, row-major; the result, a new array, the same.
 * Order:  the sums run in blocks of 4,096 elements, each in four lanes, all in binary32; then √, then one ⊘ an element.
 * Range:  squares are not scaled: order 2 is meant for vectors whose squares sum within binary32. Where the sum
 *         overflows, the norm is Infinity and finite elements become 0; where all squares underflow, it counts as 0.
 * Throws: ShapeError if `x` does not hold what `shape` says; RangeError for a size below 1, and for an axis or order
 *         that does not exist.
 * Source: keras.utils.normalize (Keras 2.2.4), which computes in binary64 when given bytes; here all is binary32.
 */
export function normalize(x: Float32Array, shape: readonly number[], options: NormalizeOptions = {}): Float32Array {
  expectShape('normalize', 'shape', shape);
  expectFloat32Array('normalize', 'x', x, sizeOf(shape));
  expectKnownOptions('normalize', options, ['axis', 'order']);
  const { axis = -1, order = 2 } = options;
  expectInteger('normalize', 'axis', axis, -shape.length, shape.length - 1);
  const norm = NORMS.get(order);
  if (norm === undefined) throw rangeError(`normalize: order must be 1, 2 or Infinity, got ${show(order)}`);
  return divideByNorm(x, shape, axis < 0 ? axis + shape.length : axis, norm);
}

function divideByNorm(x: Float32Array, shape: readonly number[], axis: number, norm: Norm): Float32Array {
  const length = shape[axis];
  const stride = sizeOf(shape.slice(axis + 1));
  const out = new Float32Array(x.length);
  for (let block = 0; block < x.length; block += length * stride) {
    for (let start = block; start < block + stride; start++) {
      const size = norm(x, start, length, stride);
      const divisor = size === 0 ? 1 : size;
      for (let i = 0, at = start; i < length; i++, at += stride) out[at] = x[at] / divisor;
    }
  }
  return out;
}
