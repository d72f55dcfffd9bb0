/**
 * An input of a plan, in buffers.
 * @module
 */

import { sizeOf } from '../core/shape.ts';
import { wholeNumbersOf, type WholeNumbers } from '../graph/index.ts';
import type { FloatArray, Indices, Kernels, RowSource } from '../kernels/index.ts';
import { expectWholeNumbers } from './examples.ts';
import { loadRows } from './loadRows.ts';
import type { Network } from './network.ts';

export class Start<A extends FloatArray> {
  /** The batch's rows, maxBatch × width. */
  readonly x: A;
  /** Numbers an example. */
  readonly width: number;
  /** What messages call it. */
  readonly #name: string;
  /** What it holds, where that is whole numbers. */
  readonly #whole: WholeNumbers | undefined;

  constructor(x: A, width: number, name: string, whole: WholeNumbers | undefined) {
    this.x = x;
    this.width = width;
    this.#name = name;
    this.#whole = whole;
  }

  /**
   * Copies rows: those that `order` lists from `first` on, or rows first, first + 1, … without it. Throws RangeError,
   * as `who`, for an id or a number of a mask that is none.
   */
  load(
    who: string, k: Kernels<A>, x: RowSource, order: Indices | undefined, first: number, batch: number,
  ): void {
    loadRows(k, x, this.width, order, first, batch, this.x);
    if (this.#whole === undefined) return;
    expectWholeNumbers({ who, order, first, name: this.#name }, this.x, batch, this.width, this.#whole);
  }
}

/** Those of a network, in their buffers. */
export function startsOf<A extends FloatArray>({ graph }: Network, inputs: readonly A[]): Start<A>[] {
  const whole = wholeNumbersOf(graph), isOnly = inputs.length === 1;
  return graph.inputs.map(({ shape }, i) =>
    new Start(inputs[i], sizeOf(shape), isOnly ? 'x' : `x.${graph.inputNames[i]}`, whole[i]));
}
