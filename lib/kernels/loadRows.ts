/**
 * Rows of the caller's data, in the order of a list.
 * @module
 */

import { QUOTIENTS, ScaledBytes } from '../core/scaledBytes.ts';
import type { FloatArray } from './routines/routine.ts';

/** Row numbers, as `loadRows` takes them. */
export type Indices = Int32Array | Uint32Array;

/** What rows are loaded from: numbers, or the bytes that stand for some. */
export type RowSource = Float32Array | ScaledBytes;

/** See {@link Kernels.loadRows}: the same for every table, which may load bytes in a faster way. */
export function loadRows(
  count: number, width: number, source: RowSource, indices: Indices | undefined, first: number, out: FloatArray,
): void {
  if (indices !== undefined && count > 0 && width > 1) out[0] = touchRows(count, width, source, indices, first);
  for (let r = 0; r < count; r++) {
    const from = rowOf(indices, first + r) * width;
    if (source instanceof ScaledBytes) scaleRow(source.bytes, from, width, out, r * width);
    else if (width === 1) out[r] = source[from];
    else out.set(source.subarray(from, from + width), r * width);
  }
}

/** The number of a row: without a list, rows come in their order. */
export function rowOf(indices: Indices | undefined, r: number): number {
  return indices === undefined ? r : indices[r];
}

/**
 * Reads the ends of each row. Such reads wait for memory together, whereas each row of a copy waits alone. What it
 * returns is of no use but that the reads are not left out.
 */
export function touchRows(
  count: number, width: number, source: RowSource, indices: Indices | undefined, first: number,
): number {
  const values = source instanceof ScaledBytes ? source.bytes : source;
  let all = 0;
  for (let r = 0; r < count; r++) {
    const from = rowOf(indices, first + r) * width;
    all += values[from] + values[from + width - 1];
  }
  return all;
}

function scaleRow(bytes: Uint8Array, from: number, width: number, out: FloatArray, to: number): void {
  for (let j = 0; j < width; j++) out[to + j] = QUOTIENTS[bytes[from + j]];
}
