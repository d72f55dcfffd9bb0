/**
 * An input of a plan, in buffers.
 * @module
 */

import { sizeOf } from '../core/shape.ts';
import { idsOf } from '../graph/index.ts';
import type { FloatArray, Indices, Kernels } from '../kernels/index.ts';
import { expectIds } from './examples.ts';
import { loadRows } from './loadRows.ts';
import type { Network } from './network.ts';

export class Start<A extends FloatArray> {
  /** The batch's rows, maxBatch × width. */
  readonly x: A;
  /** Numbers an example. */
  readonly width: number;
  /** What messages call it. */
  readonly #name: string;
  /** Below what its ids are; undefined where it holds none. */
  readonly #ids: number | undefined;

  constructor(x: A, width: number, name: string, ids: number | undefined) {
    this.x = x;
    this.width = width;
    this.#name = name;
    this.#ids = ids;
  }

  /**
   * Copies rows: those that `order` lists from `first` on, or rows first, first + 1, … without it. Throws RangeError,
   * as `who`, for an id that is none.
   */
  load(
    who: string, k: Kernels<A>, x: Float32Array, order: Indices | undefined, first: number, batch: number,
  ): void {
    loadRows(k, x, this.width, order, first, batch, this.x);
    if (this.#ids === undefined) return;
    expectIds({ who, order, first, name: this.#name }, this.x, batch, this.width, this.#ids);
  }
}

/** Those of a network, in their buffers. */
export function startsOf<A extends FloatArray>({ graph }: Network, inputs: readonly A[]): Start<A>[] {
  const ids = idsOf(graph), isOnly = inputs.length === 1;
  return graph.inputs.map(({ shape }, i) =>
    new Start(inputs[i], sizeOf(shape), isOnly ? 'x' : `x.${graph.inputNames[i]}`, ids[i]));
}
