/**
 * The paths from a weight to the loss: the strongest, and exactly what all others add up to.
 * @module
 */

import type { Factor, Level } from './levels.ts';
import { strength, type SumsToLoss } from './sums.ts';

/** One way by which a weight acts on the loss. */
export interface Path {
  /**
   * Numbers of the units that it goes through, from 1: one of each level, so that of a layer stands twice,
   * for z and for a.
   */
  readonly units: readonly number[];
  /** From ∂J back to ∂w, as the report writes them. */
  readonly factors: readonly Factor[];
  /** Of the factors, in their order; 0 if one is 0, whatever the others are. */
  readonly product: number;
  /** Whether a factor is 0: nothing passes, as through a ReLU that is off. */
  readonly isDead: boolean;
}

/** The beginning of a path: a unit of a level, and how it was reached. */
interface Beginning {
  readonly level: number;
  readonly unit: number;
  readonly before: Beginning | undefined;
  /** The product so far. */
  readonly product: number;
  /** The magnitude of the strongest path that begins so. */
  readonly bound: number;
  readonly children: Beginning[];
}

/** The paths listed, strongest first and dead ones last, and the sum of all that are not. */
export interface Listing {
  readonly paths: readonly Path[];
  readonly remainder: number;
}

/**
 * Lists `most` paths from unit `start` of the first level, whose products begin with `first`, the weight's own factor.
 *
 * Best first: a beginning can do no better than its product times the strongest way on, which is known, so the next
 * to be finished is the next strongest. The remainder adds up, for each beginning that the list does not go on with,
 * its product times all ways on.
 */
export function strongestPaths(
  levels: readonly Level[], start: number, first: Factor, sums: SumsToLoss, most: number,
): Listing {
  const root: Beginning = {
    level: 0, unit: start, before: undefined, product: first.value, bound: times(first.value, sums.strongest[0][start]),
    children: [],
  };
  const queue = new Queue();
  queue.push(root);
  const listed: Beginning[] = [];
  while (listed.length < most) {
    const best = queue.pop();
    if (best === undefined) break;
    if (best.level === levels.length) listed.push(best);
    else for (const child of continuations(levels, best, sums)) queue.push(child);
  }
  return {
    paths: listed.map((end) => finished(levels, end, first)),
    remainder: remainderOf(levels, root, new Set(listed), sums),
  };
}

/** A product in which 0 wins over all. */
function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : strength(a * b);
}

function continuations(levels: readonly Level[], from: Beginning, { strongest }: SumsToLoss): Beginning[] {
  const level = levels[from.level], next = levels.at(from.level + 1);
  for (const v of level.leadsTo[from.unit]) {
    const d = level.derivative(from.unit, v), product = d === 0 || from.product === 0 ? 0 : from.product * d;
    const bound = times(product, next === undefined ? 1 : strongest[from.level + 1][v]);
    from.children.push({ level: from.level + 1, unit: v, before: from, product, bound, children: [] });
  }
  return from.children;
}

/** Σ over the beginnings that were looked at and not listed; exactly 0 where all paths are. */
function remainderOf(
  levels: readonly Level[], from: Beginning, listed: ReadonlySet<Beginning>, sums: SumsToLoss,
): number {
  if (listed.has(from) || from.product === 0) return 0;
  if (from.level === levels.length) return from.product;
  if (from.children.length === 0) return from.product * sums.total[from.level][from.unit];
  let sum = 0;
  for (const child of from.children) sum += remainderOf(levels, child, listed, sums);
  return sum;
}

function finished(levels: readonly Level[], end: Beginning, first: Factor): Path {
  const units: number[] = [], factors: Factor[] = [];
  for (let to = end, from = end.before; from !== undefined; to = from, from = from.before) {
    units.unshift(from.unit + 1);
    factors.push(levels[from.level].factor(from.unit, to.unit));
  }
  factors.push(first);
  const isDead = factors.some(({ value }) => value === 0);
  return { units, factors, product: isDead ? 0 : factors.reduce((product, { value }) => product * value, 1), isDead };
}

/**
 * A heap: the largest bound first; of equal ones the longest beginning, so that the queue stays short, then the first
 * to come.
 */
class Queue {
  readonly #heap: { readonly item: Beginning; readonly order: number }[] = [];
  #pushed = 0;

  push(item: Beginning): void {
    const heap = this.#heap;
    heap.push({ item, order: this.#pushed++ });
    for (let at = heap.length - 1; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): Beginning | undefined {
    const heap = this.#heap;
    if (heap.length === 0) return undefined;
    this.#swap(0, heap.length - 1);
    const { item } = heap[heap.length - 1];
    heap.length--;
    for (let at = 0; ;) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && this.#isBefore(child, first)) first = child;
      }
      if (first === at) return item;
      this.#swap(at, first);
      at = first;
    }
  }

  #isBefore(i: number, j: number): boolean {
    const a = this.#heap[i], b = this.#heap[j];
    if (a.item.bound !== b.item.bound) return a.item.bound > b.item.bound;
    return a.item.level !== b.item.level ? a.item.level > b.item.level : a.order < b.order;
  }

  #swap(i: number, j: number): void {
    [this.#heap[i], this.#heap[j]] = [this.#heap[j], this.#heap[i]];
  }
}
