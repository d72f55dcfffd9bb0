/**
 * Axes of an example as options name them, and arrays with some of their axes moved to the end.
 * @module
 */

import { ShapeError, expectArray, expectInteger, rangeError, show } from '../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../core/shape.ts';
import { perExample, type List, type Size, type Tensor } from '../kernels/index.ts';
import * as k from '../kernels/allCalls.ts';

/** An axis or several, counted as Keras does: 0 is the batch, 1 the first of an example, −1 the last. */
export type Axis = number | readonly number[];

/** TypeError or RangeError unless `axes` is a list of axes, one at least. */
export function expectAxes(who: string, argument: string, axes: unknown): void {
  expectArray(who, argument, axes);
  if (axes.length === 0) throw rangeError(`${who}: ${argument} must name an axis, got ${show(axes)}`);
  axes.forEach((axis, i) => expectAxis(who, `${argument}[${i}]`, axis));
}

/** TypeError or RangeError unless `axis` is an integer other than 0, which is the batch's. */
export function expectAxis(who: string, argument: string, axis: unknown): void {
  expectInteger(who, argument, axis, Number.MIN_SAFE_INTEGER);
  if (axis !== 0) return;
  const wanted = '1 for the first axis of an example, or −1 for the last';
  throw rangeError(`${who}: ${argument} must be ${wanted}; 0 is the batch`);
}

/** The axes of a shape that are meant, counted from 0, ascending. Throws ShapeError where there is none such. */
export function axesOf(who: string, argument: string, axis: Axis, shape: Shape): readonly number[] {
  const given = typeof axis === 'number' ? [axis] : axis, rank = shape.length;
  const axes = given.map((one) => {
    const from0 = one < 0 ? one + rank : one - 1;
    if (from0 >= 0 && from0 < rank) return from0;
    throw new ShapeError(`${who}: ${argument} must be from 1 to ${rank} or from -${rank} to -1, the axes of an example `
      + `of shape ${formatShape(shape)}, got ${one}`);
  });
  if (new Set(axes).size === axes.length) return axes.sort((a, b) => a - b);
  const got = `${show(axis)} of shape ${formatShape(shape)}`;
  throw new ShapeError(`${who}: ${argument} must name each axis once, got ${got}`);
}

/** A call of `swapAxes`, without its arrays. */
export interface Swap {
  readonly m: Size;
  readonly a: number;
  readonly b: number;
  readonly n: number;
}

/** Examples of a shape as a matrix: a row for each place along the other axes, whose elements run along the `axes`. */
export class Arrangement {
  /** Rows of an example, and elements of a row. */
  readonly rows: number;
  readonly width: number;
  readonly #swaps: readonly Swap[];

  constructor(shape: Shape, axes: readonly number[]) {
    this.width = sizeOf(axes.map((axis) => shape[axis]));
    this.rows = sizeOf(shape) / this.width;
    this.#swaps = swapsOf(shape, axes);
  }

  /** Whether the elements lie in that order as they are. */
  get isInPlace(): boolean {
    return this.#swaps.length === 0;
  }

  /** to ← from, in rows; `scratch` is asked for where it takes several steps, which one axis never does. */
  toRows(from: Tensor, to: Tensor, scratch: () => Tensor = noScratch): List {
    return inOrder(this.#swaps, from, to, scratch);
  }

  /** to ← from, in rows before and as examples have it after. */
  fromRows(from: Tensor, to: Tensor, scratch: () => Tensor = noScratch): List {
    return inOrder(undone(this.#swaps), from, to, scratch);
  }
}

function noScratch(): never {
  throw new Error('axes: an arrangement of several axes needs scratch');
}

/** Each stretch of other axes after the first of `axes` goes before these. */
function swapsOf(shape: Shape, axes: readonly number[]): Swap[] {
  const swaps: Swap[] = [], first = axes[0] ?? shape.length;
  let m = sizeOf(shape.slice(0, first)), a = 1;
  for (let at = first, end = first; at < shape.length; at = end) {
    const isMeant = axes.includes(at);
    while (end < shape.length && axes.includes(end) === isMeant) end++;
    const length = sizeOf(shape.slice(at, end));
    if (isMeant) a *= length;
    else {
      swaps.push({ m: perExample(m), a, b: length, n: sizeOf(shape.slice(end)) });
      m *= length;
    }
  }
  return swaps;
}

/** The swaps that bring back what these change. */
export function undone(swaps: readonly Swap[]): readonly Swap[] {
  return swaps.map(({ m, a, b, n }) => ({ m, a: b, b: a, n })).reverse();
}

/** One swap after the other: the last writes `to`, the one before it scratch, and so on. */
export function inOrder(
  swaps: readonly Swap[], from: Tensor, to: Tensor, scratch: () => Tensor,
): List {
  const between = swaps.length > 1 ? scratch() : to;
  let source = from;
  return swaps.map(({ m, a, b, n }, i) => {
    const target = (swaps.length - i) % 2 === 1 ? to : between, call = k.swapAxes(m, a, b, n, source, target);
    source = target;
    return call;
  });
}
