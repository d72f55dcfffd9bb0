/**
 * Functors on rows: of a matrix θ (an embedding, say) and its slots only the rows that have a gradient.
 * @module
 */

import {
  ShapeError, expectFloat32Array, expectFloat32Number, expectInteger, expectObject, isInt32Array,
  isUint32Array, rangeError, show, typeError } from '../../core/errors.ts';
import type { Program } from '../../formula/index.ts';
import { expectApart, whole } from '../../kernels/checks.ts';
import { defaultKernels, type Indices } from '../../kernels/index.ts';

/** A gradient by rows: row r of `gradient` belongs to row indices[r] of θ. */
export interface Rows {
  readonly gradient: Float32Array;
  readonly indices: Indices;
}

/**
 * Elements a row. Throws TypeError, ShapeError or RangeError unless gradient and indices fit each other and θ.
 * The arrays are θ and its slots by name, which must be as long as θ and share no memory with one another,
 * the gradient or the indices.
 */
export function expectRows(
  who: string, arrays: Readonly<Record<string, Float32Array>>, { gradient, indices }: Rows,
): number {
  const { theta } = arrays;
  for (const [name, array] of Object.entries(arrays)) {
    expectFloat32Array(who, name, array, name === 'theta' ? undefined : theta.length);
  }
  expectFloat32Array(who, 'gradient', gradient);
  expectIndices(who, indices);
  const operands = Object.entries({ ...arrays, gradient, indices }).map(([name, array]) => whole(name, array));
  operands.forEach((operand, i) => expectApart(who, operand, ...operands.slice(i + 1)));
  if (indices.length === 0) {
    if (gradient.length > 0) throw noRows(who, gradient, indices);
    return 0;
  }
  const width = gradient.length / indices.length;
  if (!Number.isInteger(width) || width === 0) throw noRows(who, gradient, indices);
  if (theta.length % width !== 0) throw new ShapeError(
    `${who}: theta must hold rows of ${width} elements, as gradient does, got ${theta.length} elements`,
  );
  indices.forEach((index, i) => expectInteger(who, `indices[${i}]`, index, 0, theta.length / width - 1));
  return width;
}

function expectIndices(who: string, indices: unknown): asserts indices is Indices {
  if (isInt32Array(indices) || isUint32Array(indices)) return;
  throw typeError(`${who}: indices must be an Int32Array or Uint32Array, got ${show(indices)}`);
}

function noRows(who: string, gradient: Float32Array, indices: Indices): ShapeError {
  return new ShapeError(
    `${who}: gradient must hold one row for each of ${indices.length} indices, got ${gradient.length} elements`,
  );
}

/** {@link expectRows} where each row must be named once, as `sumDuplicates` makes it; else RangeError. */
export function expectDistinctRows(who: string, arrays: Readonly<Record<string, Float32Array>>, rows: Rows): void {
  expectRows(who, arrays, rows);
  const { indices } = rows, first = new Map<number, number>();
  indices.forEach((index, i) => {
    const earlier = first.get(index);
    if (earlier !== undefined) throw rangeError(
      `${who}: indices must name each row once (see sumDuplicates), got ${index} at ${earlier} and ${i}`,
    );
    first.set(index, i);
  });
}

/** RangeError unless all are finite numbers; their values in order. */
export function expectScalars(who: string, scalars: Readonly<Record<string, number>>): number[] {
  for (const [name, value] of Object.entries(scalars)) expectFloat32Number(who, name, value);
  return Object.values(scalars);
}

/**
 * Runs a program, whose last array is the gradient, on the rows of `arrays` that the gradient names: one after another,
 * so that a row named twice is stepped twice.
 *
 * Throws as {@link expectRows}, and RangeError for a scalar that is not finite.
 */
export function runOnRows(
  who: string, program: Program, arrays: Readonly<Record<string, Float32Array>>, rows: Rows,
  scalars: Readonly<Record<string, number>>,
): void {
  const width = expectRows(who, arrays, rows), values = expectScalars(who, scalars), all = Object.values(arrays);
  const k = defaultKernels(), { gradient, indices } = rows;
  indices.forEach((index, row) => {
    const parts = all.map((array) => array.subarray(index * width, (index + 1) * width));
    k.elementwise(program, width, [...parts, gradient.subarray(row * width, (row + 1) * width)], values);
  });
}

/**
 * The same gradient with every row named once, in the order of first appearance, the rows of one index summed
 * in theirs: what TensorFlow's Python layer does before its sparse kernels. Throws TypeError or ShapeError for gradient
 * and indices that do not fit.
 */
export function sumDuplicates(rows: Rows): { gradient: Float32Array; indices: Indices } {
  expectObject('sumDuplicates', 'rows', rows);
  const { gradient, indices } = rows;
  expectFloat32Array('sumDuplicates', 'gradient', gradient);
  expectIndices('sumDuplicates', indices);
  const width = indices.length === 0 ? 0 : gradient.length / indices.length;
  if (!Number.isInteger(width) || width * indices.length !== gradient.length) {
    throw noRows('sumDuplicates', gradient, indices);
  }
  const places = new Map<number, number>();
  indices.forEach((index) => { if (!places.has(index)) places.set(index, places.size); });
  const sums = new Float32Array(places.size * width), k = defaultKernels();
  indices.forEach((index, row) =>
    k.axpy(width, 1, gradient, row * width, 1, sums, (places.get(index) ?? 0) * width, 1));
  const distinct = [...places.keys()];
  return { gradient: sums, indices: isInt32Array(indices) ? Int32Array.from(distinct) : Uint32Array.from(distinct) };
}
