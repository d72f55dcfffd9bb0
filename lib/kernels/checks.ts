/**
 * What the doors check: that operands lie within their arrays, and that nothing is written over what is still read.
 * @module
 */
import { ShapeError, expectFloat32Array, expectInteger, rangeError } from '../core/errors.ts';

/** Where an operand lies in its array: elements [start, end). Empty operands lie nowhere. */
export interface Operand {
  readonly argument: string;
  readonly array: Float32Array;
  readonly start: number;
  readonly end: number;
}

/** A rows × columns matrix at `offset` with leading dimension `ld`. */
export function expectMatrix(who: string, argument: string, array: unknown, rows: number, columns: number, offset: number, ld: number): Operand {
  expectFloat32Array(who, argument, array);
  expectInteger(who, `${argument}Offset`, offset);
  expectInteger(who, `ld${argument}`, ld, Math.max(1, columns));
  return within(who, argument, array, offset, rows === 0 || columns === 0 ? 0 : (rows - 1) * ld + columns);
}

/** A vector of n elements at `offset`, `increment` apart. */
export function expectVector(who: string, argument: string, array: unknown, n: number, offset: number, increment: number): Operand {
  expectFloat32Array(who, argument, array);
  expectInteger(who, `${argument}Offset`, offset);
  expectInteger(who, `inc${argument.toUpperCase()}`, increment, 1);
  return within(who, argument, array, offset, n === 0 ? 0 : (n - 1) * increment + 1);
}

function within(who: string, argument: string, array: Float32Array, start: number, length: number): Operand {
  if (start + length > array.length) throw new ShapeError(`${who}: ${argument} must hold ${start + length} elements, offset included, got ${array.length}`);
  return { argument, array, start, end: start + length };
}

/** RangeError if what is written shares memory with an operand that is read. */
export function expectApart(who: string, written: Operand, ...read: readonly Operand[]): void {
  for (const operand of read) {
    if (overlap(written, operand)) throw rangeError(`${who}: ${written.argument} must not overlap ${operand.argument} in memory`);
  }
}

/** RangeError if two arrays share memory without being the same elements. */
export function expectSameOrApart(who: string, written: Operand, ...others: readonly Operand[]): void {
  for (const operand of others) {
    const same = written.array.byteOffset + 4 * written.start === operand.array.byteOffset + 4 * operand.start;
    if (!same && overlap(written, operand)) {
      throw rangeError(`${who}: ${written.argument} must not overlap ${operand.argument} in memory, unless they are the same elements`);
    }
  }
}

function overlap(a: Operand, b: Operand): boolean {
  if (a.array.buffer !== b.array.buffer || a.start === a.end || b.start === b.end) return false;
  const aStart = a.array.byteOffset + 4 * a.start, bStart = b.array.byteOffset + 4 * b.start;
  return aStart < bStart + 4 * (b.end - b.start) && bStart < aStart + 4 * (a.end - a.start);
}
