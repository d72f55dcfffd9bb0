/**
 * Views of the tensors in flat buffers, for Adafactor.
 * @module
 */

import type { Parameter } from '../core/parameter.ts';
import { sizeOf, type Shape } from '../core/shape.ts';

/** How many matrices a tensor is, the last two axes each, and their size; 0 matrices for a vector. */
export function rowsAndColumns(
  shape: Shape,
): { readonly matrices: number; readonly rows: number; readonly columns: number } {
  if (shape.length < 2) return { matrices: 0, rows: 0, columns: 0 };
  const rows = shape[shape.length - 2], columns = shape[shape.length - 1];
  return { matrices: sizeOf(shape) / (rows * columns), rows, columns };
}

/** Where a matrix and its factors lie. */
export interface MatrixViews {
  readonly rows: number;
  readonly columns: number;
  /** Its part of `update`. */
  readonly matrix: Float32Array;
  readonly row: Float32Array;
  readonly column: Float32Array;
  readonly share: Float32Array;
  readonly columnSums: Float32Array;
}

/** Where a tensor and its second moment lie. */
export interface TensorViews {
  readonly theta: Float32Array;
  readonly gradient: Float32Array;
  readonly update: Float32Array;
  /** Empty for matrices. */
  readonly v: Float32Array;
  readonly matrices: readonly MatrixViews[];
}

/** Views of all tensors of θ; of one, a vector, where there is no table of them. */
export function tensorViews(
  theta: Float32Array, gradient: Float32Array, slots: Readonly<Record<string, Float32Array>>,
  parameters: readonly Parameter[],
): TensorViews[] {
  const taken: Record<string, number> = {};
  /** The next part of a buffer that holds one part after the other. */
  const next = (name: string, length: number): Float32Array => {
    const start = taken[name] ?? 0;
    taken[name] = start + length;
    return slots[name].subarray(start, start + length);
  };
  const bare = { shape: [theta.length], offset: 0, length: theta.length };
  return (parameters.length === 0 ? [bare] : parameters).map(({ shape, offset, length }) => {
    const { matrices: count, rows, columns } = rowsAndColumns(shape);
    const own = theta.subarray(offset, offset + length), ownGradient = gradient.subarray(offset, offset + length);
    const update = slots.update.subarray(offset, offset + length), v = next('v', count === 0 ? length : 0);
    const matrices = Array.from({ length: count }, (_, i): MatrixViews => {
      const matrix = update.subarray(i * rows * columns, (i + 1) * rows * columns);
      const row = next('row', rows), share = next('share', rows), column = next('column', columns);
      return { rows, columns, matrix, row, column, share, columnSums: next('columnSums', columns) };
    });
    return { theta: own, gradient: ownGradient, update, v, matrices };
  });
}
