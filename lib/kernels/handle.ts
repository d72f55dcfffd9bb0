/**
 * Tensors by name, before they lie anywhere: what the lists of a plan work on.
 * @module
 */

import type { Tensor } from './calls.ts';

/** A tensor of a plan: a buffer of its own, or a part of one. */
export class Handle implements Tensor {
  readonly layer: string;
  readonly tensor: string;
  readonly length: number;
  /** Elements an example; undefined where it is the batch's, or lasts. */
  readonly perExample: number | undefined;
  /** The handle that it is a part of, from `offset` on. */
  readonly of: Handle | undefined;
  readonly offset: number;

  constructor(
    layer: string, tensor: string, length: number, perExample?: number, of?: Handle, offset: number = 0,
  ) {
    this.layer = layer;
    this.tensor = tensor;
    this.length = length;
    this.perExample = perExample;
    this.of = of;
    this.offset = offset;
  }

  /** `length` elements from `offset` on, under a name of their own. */
  part(layer: string, tensor: string, offset: number, length: number): Handle {
    return new Handle(layer, tensor, length, undefined, this, offset);
  }
}
