/**
 * What lies around an image: options that say how much, and copies of an image from and to its place within a larger.
 * @module
 */

import { expectArray, rangeError, show } from '../../core/errors.ts';
import { perExample, type List, type Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { eachTurn } from '../../kernels/lists.ts';
import { toSizes } from '../sizes.ts';

/** How much lies before and after along one axis; one number for both. */
export type Margins1D = number | readonly [before: number, after: number];

/** The same down and along, or one number for all four sides. */
export type Margins2D = number | readonly [down: Margins1D, along: Margins1D];

/** Of one axis, before and after. */
export type Margin = readonly [before: number, after: number];

/** The margins of each axis. Throws RangeError or TypeError for what are none. */
export function toMargins(who: string, argument: string, given: unknown, axes: 1 | 2): Margin[] {
  const margin = (name: string, one: unknown): Margin => {
    const [before, after] = toSizes(who, name, one, 2, 0);
    return [before, after];
  };
  if (axes === 1) return [margin(argument, given)];
  if (typeof given === 'number') return [margin(argument, given), margin(argument, given)];
  expectArray(who, argument, given);
  if (given.length !== axes) throw rangeError(`${who}: ${argument} must have ${axes} entries, got ${show(given)}`);
  return given.map((one, axis) => margin(`${argument}[${axis}]`, one));
}

/** An image within a larger one. */
export class Inset {
  readonly #rows: number;
  readonly #width: number;
  /** Elements of a line of the larger image, and of all of it. */
  readonly #line: number;
  readonly #whole: number;
  /** Where the first element lies in it. */
  readonly #at: number;

  /** `size` is that of the inner image, of one axis or two. */
  constructor(size: readonly number[], margins: readonly Margin[], channels: number) {
    const [[rows, columns], [[top, bottom], [left, right]]] = size.length === 1
      ? [[size[0], 1], [margins[0], [0, 0]]] : [size, margins];
    this.#rows = rows;
    this.#width = columns * channels;
    this.#line = (left + columns + right) * channels;
    this.#whole = (top + rows + bottom) * this.#line;
    this.#at = top * this.#line + left * channels;
  }

  /** outer ← inner, in its place, example by example; what is around it stays. */
  put(inner: Tensor, outer: Tensor): List {
    const rows = this.#rows, width = this.#width, from = eachTurn(inner, rows * width);
    const copied = k.lacpy(rows, width, from, 0, width, eachTurn(outer, this.#whole), this.#at, this.#line);
    return [{ count: perExample(1), body: [copied] }];
  }

  /** inner ← what is in its place. */
  take(outer: Tensor, inner: Tensor): List {
    const rows = this.#rows, width = this.#width, to = eachTurn(inner, rows * width);
    const copied = k.lacpy(rows, width, eachTurn(outer, this.#whole), this.#at, this.#line, to, 0, width);
    return [{ count: perExample(1), body: [copied] }];
  }
}
