/**
 * Features brought to one scale: fitted on the data to learn from, applied to all data.
 * @module
 */

import {
  ShapeError, expectArrayLike, expectFloat32Numbers, expectInteger, expectKnownOptions, rangeError, show,
} from '../core/errors.ts';
import { expectRows, takeFloat32, type Numbers } from '../core/numbers.ts';
import { sizeOf } from '../core/shape.ts';
import { momentsOf } from './moments.ts';

/** Mean and variance of each feature, and what they do to data: an object of which JSON keeps the numbers. */
export interface Scaling {
  /** What is taken from each feature, in binary32. */
  readonly mean: readonly number[];
  /** The square of what each is divided by then, in binary32. */
  readonly variance: readonly number[];
  /** (x ⊖ mean) ⊘ √variance for rows of these features, as a new array. Throws ShapeError for what are no such rows. */
  apply(x: Numbers): Float32Array;
  /** The way back, (y ⊗ √variance) ⊕ mean, as a new array. */
  invert(y: Numbers): Float32Array;
}

/** What {@link standardize} and {@link minMax} take. */
export interface ScalingOptions {
  /** How many numbers a row has: x is (rows × features). Default: as many as the arrays in x have, if it has such. */
  readonly features?: number;
}

/**
 * The scaling of these means and variances, such as a JSON file has kept. Its `apply` has the bits of the layer
 * `normalization({ mean, variance })`.
 *
 * Throws: RangeError for a variance that is not above 0, and for numbers beyond binary32; ShapeError unless there are
 *         as many of one as of the other.
 */
export function scaling(options: { readonly mean: ArrayLike<number>; readonly variance: ArrayLike<number> }): Scaling {
  const who = 'scaling';
  expectKnownOptions(who, options, ['mean', 'variance']);
  for (const name of ['mean', 'variance'] as const) {
    expectArrayLike(who, name, options[name]);
    expectFloat32Numbers(who, name, options[name]);
  }
  const mean = Float32Array.from(options.mean), variance = Float32Array.from(options.variance);
  if (variance.length !== mean.length) {
    throw new ShapeError(`${who}: variance must hold ${mean.length} elements, as mean does, got ${variance.length}`);
  }
  const wrong = variance.findIndex((value) => !(value > 0 && value < Infinity));
  if (wrong >= 0) {
    throw rangeError(`${who}: variance[${wrong}] must be a finite number above 0, got ${show(variance[wrong])}`);
  }
  return scalingOf(mean, variance);
}

function scalingOf(mean: Float32Array, variance: Float32Array): Scaling {
  const { fround } = Math, n = mean.length, deviation = variance.map((value) => Math.sqrt(value));
  const onRows = (who: string, given: Numbers, f: (value: number, i: number) => number): Float32Array => {
    const { values: x, shape } = takeFloat32(who, 'x', given);
    expectRows(who, 'x', shape, [n]);
    if (x.length % n !== 0) {
      const wanted = `a multiple of ${n} elements, one row of features each`;
      throw new ShapeError(`${who}: x must hold ${wanted}, got ${x.length}`);
    }
    return x.map((value, at) => f(value, at % n));
  };
  return Object.freeze({
    mean: Object.freeze([...mean]), variance: Object.freeze([...variance]),
    apply: (x) => onRows('apply', x, (value, i) => fround(value - mean[i]) / deviation[i]),
    invert: (y) => onRows('invert', y, (value, i) => fround(value * deviation[i]) + mean[i]),
  } satisfies Scaling);
}

/** Rows of features. ShapeError unless there is one at least. */
function takeFeatures(
  who: string, given: Numbers, options: ScalingOptions,
): { readonly values: Float32Array; readonly features: number } {
  expectKnownOptions(who, options, ['features']);
  const { values, shape } = takeFloat32(who, 'x', given);
  const { features = shape && sizeOf(shape.slice(1)) } = options;
  expectInteger(who, 'features', features, 1);
  expectRows(who, 'x', shape, [features]);
  if (values.length > 0 && values.length % features === 0) return { values, features };
  const wanted = `a positive multiple of ${features} elements, one row of features each`;
  throw new ShapeError(`${who}: x must hold ${wanted}, got ${values.length}`);
}

/** RangeError where the scale of a feature is no finite number above 0, as data that are not finite make it. */
function expectFit(who: string, values: Float32Array): void {
  const wrong = values.findIndex((value) => !(value > 0 && value < Infinity));
  if (wrong < 0) return;
  throw rangeError(`${who}: x must be finite and spread within binary32, got a feature ${wrong} that is not`);
}

/**
 * Fits mean and variance of each feature, so that `apply` gives mean 0 and deviation 1:
 *
 *     const { apply } = standardize(train.x, { features: 4 });
 *     await model.fit(apply(train.x), train.y);
 *     model.evaluate(apply(test.x), test.y);
 *
 * mean = Σx / n and variance = Σ(x − mean)² / n, each sum in one binary64 accumulator down the rows, rounded once to
 * binary32. A feature that is the same in all rows has variance 1: it becomes 0. `normalization({ mean, variance })` of
 * bitgrad/layers does the same inside a model, and goes into its checkpoint.
 *
 * Shapes: `x` (rows × features), flat with `features` given, or an array of arrays.
 * Throws: ShapeError for what are no such rows; RangeError for a feature that holds NaN or Infinity, or whose variance
 *         is none of binary32.
 * Source: scikit-learn's `StandardScaler`, which divides by n too.
 */
export function standardize(x: Numbers, options: ScalingOptions = {}): Scaling {
  const { values, features } = takeFeatures('standardize', x, options);
  const each = Uint32Array.from({ length: features }, (_, i) => i);
  const { mean, variance } = momentsOf(values, each, features);
  const rounded = Float32Array.from(variance, (value) => (value === 0 ? 1 : value));
  expectFit('standardize', rounded);
  return scalingOf(Float32Array.from(mean), rounded);
}

const squareOf = (value: number): number => value * value;

/**
 * Fits the least and the largest value of each feature, so that `apply` gives numbers from 0 to 1, of the fitted rows:
 * mean is the least value, √variance the range max ⊖ min. A feature that is the same in all rows has range 1: it
 * becomes 0. The rest is as in {@link standardize}.
 *
 * Throws: ShapeError for what are no such rows; RangeError for a feature that holds NaN or Infinity, or whose range has
 *         a square beyond binary32.
 * Source: scikit-learn's `MinMaxScaler`; here the least value is taken away first, so that the ends are 0 and 1.
 */
export function minMax(x: Numbers, options: ScalingOptions = {}): Scaling {
  const { values, features } = takeFeatures('minMax', x, options);
  const least = new Float32Array(features).fill(Infinity), most = new Float32Array(features).fill(-Infinity);
  for (let at = 0; at < values.length; at++) {
    const i = at % features;
    least[i] = Math.min(least[i], values[at]);
    most[i] = Math.max(most[i], values[at]);
  }
  // the root of a rounded square is the number itself
  const squared = most.map((value, i) => (value === least[i] ? 1 : squareOf(Math.fround(value - least[i]))));
  expectFit('minMax', squared);
  return scalingOf(least, squared);
}
