/**
 * Data on their way to another thread: shared, moved, or copied once.
 * @module
 */

import { isTypedArray } from '../core/errors.ts';
import { ScaledBytes } from '../core/scaledBytes.ts';
import type { Examples } from '../plan/index.ts';
import type { CrossingData } from './messages.ts';

/** Bytes that stand for numbers, as they cross: an object of a class would arrive without it. */
interface Scaled {
  readonly scaledBytes: Uint8Array;
}

type View = Uint8Array | Float32Array | Float64Array;

/** Prepares arrays for one message; `moved` are the memories that this thread loses with it. */
export class Crossing {
  readonly moved: Set<ArrayBufferLike> = new Set();
  readonly #isMoving: boolean;

  /** `isMoving`: whether arrays are moved that are not shared, or a copy of each. */
  constructor(isMoving: boolean) {
    this.#isMoving = isMoving;
  }

  dataOf({ x, y, weights }: Examples): CrossingData {
    const cross = (columns: readonly unknown[]): unknown[] => columns.map((column) => this.#column(column));
    return { x: cross(x), y: cross(y), sampleWeight: cross(weights) };
  }

  #column(column: unknown): unknown {
    if (column instanceof ScaledBytes) return { scaledBytes: this.#view(column.bytes) };
    return isTypedArray(column) ? this.#view(column as View) : column;
  }

  /** A copy of the part of its memory that it is a view of: a message would copy all of that. */
  #view(view: View): View {
    if (typeof SharedArrayBuffer === 'function' && view.buffer instanceof SharedArrayBuffer) return view;
    const own = this.#isMoving ? view : view.slice();
    this.moved.add(own.buffer);
    return own;
  }
}

/** What has come, as `fit` takes it. */
export function arrived(columns: readonly unknown[]): unknown[] {
  return columns.map((column) => (isScaled(column) ? new ScaledBytes(column.scaledBytes) : column));
}

function isScaled(column: unknown): column is Scaled {
  return typeof column === 'object' && column !== null && 'scaledBytes' in column;
}
