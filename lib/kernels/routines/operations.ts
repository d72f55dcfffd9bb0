/**
 * What the definition of one output element is written in.
 *
 * A definition runs over any kind of value: numbers that a trace records one by one, or expressions that are compared
 * with those of emitted code. It chooses no rounding and no memory.
 * @module
 */

import { SUM_BLOCK } from '../../core/blockSums.ts';
import type { Program } from '../../formula/index.ts';

/** BLAS's op(X): 'N' is X, 'T' its transpose. */
export type Transpose = 'N' | 'T';

/** The operations of a definition on values V: each is ⊕ ⊖ ⊗ ⊘ √ or a comparison, rounded once. */
export interface Operations<V> {
  /** A number of the definition itself. */
  constant(value: number): V;
  /** A scalar of the call by its name, at the precision of the arrays. */
  scalar(name: string, value: number): V;
  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  mul(a: V, b: V): V;
  div(a: V, b: V): V;
  sqrt(a: V): V;
  abs(a: V): V;
  /** b if b > a, else a: passes over NaN in b. */
  maximum(a: V, b: V): V;
  /** The one result of a formula. */
  through(program: Program, ...inputs: readonly V[]): V;
  /** The number itself, where a definition depends on it: an exponent, a NaN. */
  number(value: V): number;
  /** Says which element the next operations serve; without it they serve the element that is defined. */
  aim(operand: string, i: number, j?: number): void;
}

/**
 * An operand of a definition, by row and column; a vector has rows only. What is transposed is seen as it enters
 * the product.
 */
export interface Elements<V> {
  readonly rows: number;
  readonly columns: number;
  at(i: number, j?: number): V;
}

/**
 * A call as definitions see it: transposes, sizes, scalars (at the precision of the arrays) and operands, each by its
 * name.
 */
export interface Definition<V> {
  readonly transposes: Readonly<Record<string, Transpose>>;
  readonly sizes: Readonly<Record<string, number>>;
  readonly scalars: Readonly<Record<string, number>>;
  readonly operands: Readonly<Record<string, Elements<V>>>;
}

/** factor ⊗ a; a itself where the factor is 1, which changes nothing. */
export function scaled<V>(o: Operations<V>, name: string, factor: number, a: V): V {
  return factor === 1 ? a : o.mul(o.scalar(name, factor), a);
}

/** Where a sum begins: beta ⊗ c; +0, c unread, when beta is 0. */
export function begun<V>(o: Operations<V>, beta: number, c: Elements<V>, i: number, j: number = 0): V {
  return beta === 0 ? o.constant(0) : scaled(o, 'beta', beta, c.at(i, j));
}

/** The sum of n terms as lib/core/blockSums.ts says: blocks in four lanes each, whose sums are added in order. */
export function inLanes<V>(o: Operations<V>, n: number, term: (i: number) => V): V {
  let total = blockInLanes(o, 0, Math.min(SUM_BLOCK, n), term);
  for (let start = SUM_BLOCK; start < n; start += SUM_BLOCK) {
    total = o.add(total, blockInLanes(o, start, Math.min(start + SUM_BLOCK, n), term));
  }
  return total;
}

function blockInLanes<V>(o: Operations<V>, start: number, end: number, term: (i: number) => V): V {
  const lanes = [0, 0, 0, 0].map((zero) => o.constant(zero));
  for (let i = start; i < end; i++) lanes[i & 3] = o.add(lanes[i & 3], term(i));
  const [l0, l1, l2, l3] = lanes;
  return o.add(o.add(l0, l1), o.add(l2, l3));
}

/** The largest of a row, NaN passed over; −∞ where there is nothing. */
export function rowMaximum<V>(o: Operations<V>, n: number, x: Elements<V>, i: number): V {
  let largest = o.constant(-Infinity);
  for (let j = 0; j < n; j++) largest = o.maximum(largest, x.at(i, j));
  return largest;
}

/** Values of rows as they are asked for, each worked out once. */
export function perRow<R>(make: (i: number) => R): (i: number) => R {
  const known = new Map<number, R>();
  return (i) => {
    let row = known.get(i);
    if (row === undefined) known.set(i, row = make(i));
    return row;
  };
}
