/**
 * Where in arrays of sequences the rows lie that a call works on.
 * @module
 */

import { perExample, type Size, type Tensor } from '../../kernels/index.ts';
import { eachTurn } from '../../kernels/lists.ts';

/** Tensor, offset, elements from one row to the next: how routines and formulas on rows take a matrix. */
export type Lying = readonly [tensor: Tensor, offset: number, step: number];

/** Rows of arrays that all have so many steps an example, which lie one after the other. */
export class Rows {
  readonly count: Size;
  readonly #steps: number;
  readonly #first: number;
  readonly #perTurn: number;

  private constructor(count: Size, steps: number, first: number, perTurn: number) {
    this.count = count;
    this.#steps = steps;
    this.#first = first;
    this.#perTurn = perTurn;
  }

  /** All rows of arrays of so many steps: one after the other. */
  static all(steps: number): Rows {
    return new Rows(perExample(steps), 1, 0, 0);
  }

  /** A row an example: step `first`, in a loop so many steps further on with each turn. */
  static step(steps: number, first: number, perTurn: number = 0): Rows {
    return new Rows(perExample(1), steps, first, perTurn);
  }

  /** The rows of an array whose steps have so many elements, from one of their columns on. */
  of(tensor: Tensor, width: number, column: number = 0): Lying {
    const moving = this.#perTurn === 0 ? tensor : eachTurn(tensor, this.#perTurn * width);
    return [moving, this.#first * width + column, this.#steps * width];
  }
}

/** The rows of what has no steps, as a state. */
export const examples: Rows = Rows.step(1, 0);
