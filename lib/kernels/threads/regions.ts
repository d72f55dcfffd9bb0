/**
 * What a call touches, byte by byte, and which calls of several threads must not run at the same time.
 * @module
 */

import type { Call } from '../calls.ts';
import { placeOperand, placesOf, span } from '../routines/placeCall.ts';
import type { FloatArray } from '../routines/routine.ts';

/** Rows of so many bytes; each begins `step` bytes after the one before. */
export interface Region {
  /** What lies in different ones never meets. */
  readonly buffer: ArrayBufferLike;
  readonly start: number;
  readonly end: number;
  readonly width: number;
  readonly step: number;
  /** Bytes that it moves on with each turn of a loop. */
  readonly perTurn: number;
  readonly isWritten: boolean;
}

/** What a call touches whose sizes are numbers. */
export function regionsOf<A extends FloatArray>({ routine, args, moves = [] }: Call<A>): Region[] {
  return placesOf(routine).operands.flatMap((place): Region[] => {
    const operand = placeOperand<A>(place, args as readonly (A | number | string)[]);
    const { array, offset, step, columns, position, parameter: { access } } = operand, length = span(operand);
    if (length === 0) return [];
    const { BYTES_PER_ELEMENT: bytes, buffer } = array, start = array.byteOffset + bytes * offset;
    const perTurn = bytes * (moves.find((move) => move.position === position)?.perTurn ?? 0);
    const isDense = columns === step || length === columns;
    return [{
      buffer, start, end: start + bytes * length, perTurn, isWritten: access !== 'reads',
      width: isDense ? bytes * length : bytes * columns, step: isDense ? 0 : bytes * step,
    }];
  });
}

/** Whether two regions have a byte in common, in some turn of a loop. */
export function meet(a: Region, b: Region): boolean {
  if (a.buffer !== b.buffer) return false;
  if (a.perTurn !== b.perTurn) return true; // they pass each other, for all that is known here
  if (a.end <= b.start || b.end <= a.start) return false;
  if (a.step !== b.step || a.step === 0) return true;
  const shift = (((b.start - a.start) % a.step) + a.step) % a.step;
  return shift < a.width || shift + b.width > a.step;
}

/** Whether one of two calls writes what the other touches. */
export function areAtOdds(some: readonly Region[], others: readonly Region[]): boolean {
  return some.some((a) => others.some((b) => (a.isWritten || b.isWritten) && meet(a, b)));
}
