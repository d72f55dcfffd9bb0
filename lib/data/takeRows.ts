/**
 * Rows of arrays.
 * @module
 */

import { ShapeError, isTypedArray, show, typeError } from '../core/errors.ts';
import { ScaledBytes, scaledBytesOf } from '../core/scaledBytes.ts';

/** What rows can be taken of: an array, a typed array or bytes of rows of equal length, or what selects them itself. */
export type Rows = readonly unknown[] | TypedArray | ScaledBytes | Selectable;

/** A table: rows taken by their numbers make another one. */
export interface Selectable {
  readonly rows: number;
  select(rows: ArrayLike<number>): Selectable;
}

/** A typed array of any kind, as far as rows are taken of it. */
export interface TypedArray extends ArrayLike<number> {
  subarray(start: number, end: number): TypedArray;
  set(from: TypedArray, at: number): void;
}

/** Elements of each of `count` rows; undefined for what has rows by itself. Throws TypeError or ShapeError. */
function widthOf(who: string, argument: string, data: unknown, count: number): number | undefined {
  if (Array.isArray(data) || isTypedArray(data)) {
    if (data.length % count === 0) return data.length / count;
    const wanted = `a multiple of ${count} elements, one row an example`;
    throw new ShapeError(`${who}: ${argument} must hold ${wanted}, got ${data.length}`);
  }
  const { rows, select } = (typeof data === 'object' && data !== null ? data : {}) as Partial<Selectable>;
  if (typeof rows !== 'number' || typeof select !== 'function') {
    throw typeError(`${who}: ${argument} must be an array, a typed array or a table, got ${show(data)}`);
  }
  if (rows === count) return undefined;
  throw new ShapeError(`${who}: ${argument} must have ${count} rows, one an example, got ${rows}`);
}

/** Takes of data of `count` rows those with these numbers; a function, which may be called again for others. */
export function takerOf<R extends Rows>(
  who: string, argument: string, data: R, count: number,
): (rows: Uint32Array) => R {
  const bytes = scaledBytesOf(data), given: Rows = bytes?.bytes ?? data;
  const width = widthOf(who, argument, given, count);
  return (rows) => {
    const taken: Rows = bytes && width ? new ScaledBytes(takeTyped(bytes.bytes, rows, width))
      : width === undefined ? (given as Selectable).select(rows)
      : Array.isArray(given) ? Array.from(rows, (row) => given.slice(row * width, (row + 1) * width)).flat()
      : takeTyped(given as TypedArray, rows, width);
    return taken as R;
  };
}

/** Copies, as the `slice` of a Buffer does not. */
const { slice } = Object.getPrototypeOf(Float32Array.prototype) as { slice(start: number, end: number): unknown };

/** Rows are no more than the data has. */
function takeTyped<T extends TypedArray>(data: T, rows: Uint32Array, width: number): T {
  const out = Reflect.apply(slice, data, [0, rows.length * width]) as T;
  rows.forEach((row, i) => out.set(data.subarray(row * width, (row + 1) * width), i * width));
  return out;
}
