/**
 * What the doors check: that operands lie within their arrays, and that nothing is written over what is still read.
 * @module
 */

import { ShapeError, rangeError } from '../core/errors.ts';
import type { Indices } from './loadRows.ts';

/**
 * Where an operand lies in its array: rows of `width` elements, `stride` apart, within [start, end). Empty operands lie
 * nowhere.
 */
export interface CheckedOperand {
  readonly argument: string;
  readonly array: Float32Array | Indices;
  readonly start: number;
  readonly end: number;
  readonly width: number;
  /** Infinity for what is one row. */
  readonly stride: number;
}

/** ShapeError if `array` ends before what lies in it. */
export function expectEnough(who: string, argument: string, array: Float32Array, length: number): void {
  if (length <= array.length) return;
  throw new ShapeError(`${who}: ${argument} must hold ${length} elements, offset included, got ${array.length}`);
}

/** All of an array, which has been checked to be one. */
export function whole(argument: string, array: Float32Array | Indices): CheckedOperand {
  return { argument, array, start: 0, end: array.length, width: array.length, stride: Infinity };
}

/** RangeError if what is written shares an element with an operand that is read. */
export function expectApart(who: string, written: CheckedOperand, ...read: readonly CheckedOperand[]): void {
  for (const operand of read) {
    if (!overlap(written, operand)) continue;
    throw rangeError(`${who}: ${written.argument} must not overlap ${operand.argument} in memory`);
  }
}

/** RangeError if two arrays share memory without being the same elements. */
export function expectSameOrApart(who: string, written: CheckedOperand, ...others: readonly CheckedOperand[]): void {
  for (const operand of others) {
    const same = written.array.byteOffset + 4 * written.start === operand.array.byteOffset + 4 * operand.start;
    if (same || !overlap(written, operand)) continue;
    const what = `${written.argument} must not overlap ${operand.argument} in memory`;
    throw rangeError(`${who}: ${what}, unless they are the same elements`);
  }
}

/**
 * RangeError unless each operand of an element-wise routine that is written lies apart from the others; it may be the
 * same elements as one that is only read, since all are read at an element before any is written there.
 */
export function expectElementwise(
  who: string, operands: readonly CheckedOperand[], roles: readonly { readonly writes: boolean }[],
): void {
  operands.forEach((written, i) => {
    if (!roles[i].writes) return;
    operands.forEach((other, j) => {
      if (!roles[j].writes) expectSameOrApart(who, written, other);
      else if (j > i) expectApart(who, written, other);
    });
  });
}

/**
 * Whether two operands have an element in common. Where rows of both are one stride apart, or one has a single row,
 * columns tell.
 */
function overlap(a: CheckedOperand, b: CheckedOperand): boolean {
  if (a.array.buffer !== b.array.buffer || a.start === a.end || b.start === b.end) return false;
  const distance = (b.array.byteOffset - a.array.byteOffset) / 4 + b.start - a.start; // of their first elements
  if (distance >= a.end - a.start || -distance >= b.end - b.start) return false;
  const stride = Math.min(a.stride, b.stride), larger = Math.max(a.stride, b.stride);
  if (stride === Infinity || (larger !== stride && larger !== Infinity)) return true;
  const column = ((distance % stride) + stride) % stride; // where a row of b starts, within a's
  return column < a.width || column + b.width > stride;
}
