/**
 * The arrays of a plan's tensors.
 * @module
 */

import { Handle } from '../kernels/handle.ts';
import type { FloatArray, Kernels, Tensor } from '../kernels/index.ts';

export class Buffers<A extends FloatArray> {
  readonly #k: Kernels<A>;
  readonly #arrays = new Map<Tensor, A>();

  constructor(k: Kernels<A>) {
    this.#k = k;
  }

  /** Gives every tensor a buffer that has none yet. */
  allocate(handles: readonly Handle[]): void {
    for (const handle of handles) {
      if (!this.#arrays.has(handle)) this.#arrays.set(handle, this.#k.allocate(handle.length));
    }
  }

  /** The array of a tensor, the same each time. Throws Error for one that has no buffer. */
  readonly of = (tensor: Tensor): A => {
    const known = this.#arrays.get(tensor);
    if (known !== undefined) return known;
    if (!(tensor instanceof Handle) || tensor.of === undefined) {
      throw new Error('plan: a tensor is used that has no buffer');
    }
    const { of, offset, length } = tensor, part = this.of(of).subarray(offset, offset + length) as A;
    this.#arrays.set(tensor, part);
    return part;
  };
}
