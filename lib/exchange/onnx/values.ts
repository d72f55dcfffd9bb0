/**
 * What flows through a graph that is read: constants, and tensors of our layers.
 *
 * A file counts axes with the batch among them, images channels first. A traced value says for each axis of the file
 * which one of ours it is, so that transposing costs no layer until one needs another order.
 * @module
 */

import { permuted } from '../../core/permuted.ts';
import type { Shape } from '../../core/shape.ts';
import type { SymbolicTensor } from '../../layers/index.ts';

/** Numbers that are known. In whole numbers NaN stands for the size of the batch, which is not. */
export interface Constant {
  readonly dims: readonly number[];
  readonly isFloat: boolean;
  /** Row-major; of a uniform one a single number, which all elements are. */
  readonly data: Float32Array | Float64Array;
  readonly isUniform?: boolean;
}

/** In place of an axis of ours: the file's axis has size 1, and ours has none for it. */
export const NONE = -1;

/** What layers give. */
export interface Traced {
  readonly tensor: SymbolicTensor;
  /** For each axis of the file which one of ours it is, 0 being the batch, or NONE. */
  readonly axes: readonly number[];
  /**
   * Of an example that was flattened while its axes stood in another order than the file's: its shape before, and its
   * axes in the order of the file.
   */
  readonly flat?: { readonly shape: Shape; readonly order: readonly number[] };
  /** Whether no element is below 0. */
  readonly isNotNegative?: boolean;
  /** Of a product without a bias: the same with one. */
  readonly withBias?: (bias: Float32Array) => Traced;
}

/** What layers give, where the file has the batch and an axis beside it as one: batch and heads, steps and batch. */
export interface Merged {
  /** The same with both apart. */
  readonly inner: Traced;
  /** Where the first of both stands among its axes. */
  readonly pair: number;
}

export type Value = Constant | Traced | Merged;

/** A size that depends on the batch's without being it. In whole numbers it stands for any such. */
export const UNKNOWN: number = Infinity;

export function isTraced(value: Value | undefined): value is Traced {
  return value !== undefined && 'tensor' in value;
}

export function isConstant(value: Value | undefined): value is Constant {
  return value !== undefined && 'data' in value;
}

export function isMerged(value: Value | undefined): value is Merged {
  return value !== undefined && 'inner' in value;
}

/** The sizes that the file has for it: NaN for the batch. */
export function dimsOf(value: Value): readonly number[] {
  if (isMerged(value)) {
    const dims = dimsOf(value.inner), { pair } = value;
    return [...dims.slice(0, pair), UNKNOWN, ...dims.slice(pair + 2)];
  }
  return isConstant(value) ? value.dims : value.axes.map((axis) => sizeAlong(value, axis));
}

function sizeAlong({ tensor }: Traced, axis: number): number {
  if (axis === 0) return NaN;
  return axis === NONE ? 1 : tensor.shape[axis - 1];
}

/** Axes in the order of the file, the batch being its axis `batch`. */
export function plainAxes(rank: number, batch: number): number[] {
  return Array.from({ length: rank }, (_, axis) => (axis === batch ? 0 : axis < batch ? axis + 1 : axis));
}

/** Row-major steps along each axis. */
export function stridesOf(dims: readonly number[]): number[] {
  const strides = dims.map(() => 1);
  for (let axis = dims.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * dims[axis + 1];
  return strides;
}

export function productOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/**
 * A constant of other sizes whose elements are some of those of another: the one at each place is that at `at`, of the
 * place along each axis.
 */
export function picked(from: Constant, dims: readonly number[], at: (place: readonly number[]) => number): Constant {
  const { isFloat, data, isUniform } = from;
  if (isUniform === true) return { dims, isFloat, data, isUniform };
  const count = productOf(dims), out = isFloat ? new Float32Array(count) : new Float64Array(count);
  const place = dims.map(() => 0);
  for (let i = 0; i < count; i++) {
    out[i] = data[at(place)];
    for (let axis = dims.length - 1; axis >= 0 && ++place[axis] === dims[axis]; axis--) place[axis] = 0;
  }
  return { dims, isFloat, data: out };
}

/** With its axes in another order. */
export function transposed(from: Constant, order: readonly number[]): Constant {
  const { isFloat, data, isUniform } = from, dims = order.map((axis) => from.dims[axis]);
  if (isUniform === true) return { ...from, dims };
  return { dims, isFloat, data: permuted(data, from.dims, order) };
}

/** As binary32, each element by itself. */
export function floatsOf({ dims, data, isUniform }: Constant): Float32Array {
  return isUniform === true ? new Float32Array(productOf(dims)).fill(data[0]) : Float32Array.from(data);
}

/** The same elements under other sizes. */
export function resized(from: Constant, dims: readonly number[]): Constant {
  return { ...from, dims };
}
