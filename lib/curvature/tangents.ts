/**
 * Which array holds the derivative of which.
 * @module
 */

import type { FloatArray } from '../kernels/index.ts';

interface Block<A> {
  /** In bytes, of the buffer. */
  readonly start: number;
  readonly end: number;
  readonly tangent: A;
}

/** Arrays in pairs: values, and their derivatives in a direction. Every view of the one has its view of the other. */
export class Tangents<A extends FloatArray> {
  readonly #blocks = new WeakMap<ArrayBufferLike, Block<A>[]>();
  readonly #views = new WeakMap<FloatArray, A>();

  /** Makes `tangent` the derivative of `values`, and returns these. */
  pair(values: A, tangent: A): A {
    const { buffer, byteOffset, byteLength } = values;
    const blocks = this.#blocks.get(buffer) ?? [];
    blocks.push({ start: byteOffset, end: byteOffset + byteLength, tangent });
    this.#blocks.set(buffer, blocks);
    this.#views.set(values, tangent);
    return values;
  }

  /**
   * The derivative of an array that was paired, or of a view of one. Throws Error for any other: it does not belong
   * to the plan.
   */
  of(values: A): A {
    const found = this.#views.get(values);
    if (found !== undefined) return found;
    const { byteOffset, byteLength, BYTES_PER_ELEMENT } = values;
    const block = this.#blocks.get(values.buffer)?.find(({ start, end }) =>
      start <= byteOffset && byteOffset + byteLength <= end);
    if (block === undefined) throw new Error('curvature: an array that no plan has allocated has no derivative');
    const first = (byteOffset - block.start) / BYTES_PER_ELEMENT;
    const tangent = block.tangent.subarray(first, first + values.length) as A;
    this.#views.set(values, tangent);
    return tangent;
  }
}
