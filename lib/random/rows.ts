/**
 * Random numbers for the rows of a batch: each row's are a function of seed, purpose, place, step and the row's number,
 * so they are the same however the batch is split.
 * @module
 */

import {
  ShapeError, expectFloat32Number, expectInteger, expectObject, isFloat32Array, isFloat64Array, show, typeError,
} from '../core/errors.ts';
import { philox4x32 } from '../core/philox.ts';
import { boxMuller } from './normal.ts';
import { Purpose } from './streams.ts';

/** Which rows, of all that are ever drawn. */
export interface RowOrigin {
  /** An integer from 0 to 2⁵³ − 1. */
  readonly seed: number;
  /** The step of training, from 0 to 2³² − 1. */
  readonly step: number;
  /** The number of the first row within the whole batch, from 0 to 2³² − 1. */
  readonly row: number;
}

const TWO_32 = 4294967296;
/** Places share a word of the counter with the purpose. */
const PLACES = 2 ** 24;
const words = new Uint32Array(4);
const pair = new Float64Array(2);

/**
 * One block: counter (block of the row, row, step, place · 256 + purpose); the streams of other purposes have these
 * in the last word's low byte.
 */
function drawBlock({ seed, step, row }: RowOrigin, place: number, i: number, block: number): void {
  philox4x32(
    block, (row + i) | 0, step | 0, (place * 256 + Purpose.noise) | 0, seed | 0, Math.floor(seed / TWO_32), words,
  );
}

/** RangeError, ShapeError or TypeError unless the rows are ones that can be drawn and `out` has room for them. */
function expectRows(
  who: string, origin: RowOrigin, place: number, count: number, width: number, out: Float32Array | Float64Array,
): void {
  expectObject(who, 'origin', origin);
  const { seed, step, row } = origin;
  expectInteger(who, 'seed', seed);
  expectInteger(who, 'step', step, 0, TWO_32 - 1);
  expectInteger(who, 'place', place, 0, PLACES - 1);
  expectInteger(who, 'count', count, 0, TWO_32);
  expectInteger(who, 'row', row, 0, TWO_32 - Math.max(1, count));
  expectInteger(who, 'width', width);
  expectRoom(who, out, count * width);
}

/** TypeError for what is no array of floats, ShapeError for one of fewer than `length` elements. */
function expectRoom(who: string, out: unknown, length: number): void {
  if (!isFloat32Array(out) && !isFloat64Array(out)) {
    throw typeError(`${who}: out must be a Float32Array or a Float64Array, got ${show(out)}`);
  }
  if (out.length < length) throw new ShapeError(`${who}: out must hold ${length} elements, got ${out.length}`);
}

/**
 * Fills `count` rows of `width` numbers with floats from [0, 1); word j of a row gives number j, its top 24 bits times
 * 2⁻²⁴. `place` is below 2²⁴. The rows lie one after another from the start of `out`; what follows them stays.
 *
 * Throws RangeError, ShapeError or TypeError, and writes nothing, for a place or rows that there are not, or an `out`
 * too short for them.
 */
export function uniformRowsInto(
  origin: RowOrigin, place: number, count: number, width: number, out: Float32Array | Float64Array,
): void {
  expectRows('uniformRowsInto', origin, place, count, width, out);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < width; j += 4) {
      drawBlock(origin, place, i, j >>> 2);
      const lanes = Math.min(4, width - j);
      for (let lane = 0; lane < lanes; lane++) out[i * width + j + lane] = (words[lane] >>> 8) * 5.960464477539063e-8;
    }
  }
}

/**
 * The same with normally distributed numbers of mean 0, rounded to binary32; numbers 2j and 2j + 1 of a row are made of
 * its words 2j and 2j + 1. Throws as `uniformRowsInto`, and RangeError or TypeError for a standardDeviation that is not
 * finite in binary32 or is below 0.
 */
export function normalRowsInto(
  origin: RowOrigin, place: number, count: number, width: number, standardDeviation: number,
  out: Float32Array | Float64Array,
): void {
  expectRows('normalRowsInto', origin, place, count, width, out);
  expectFloat32Number('normalRowsInto', 'standardDeviation', standardDeviation, 0);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < width; j += 2) {
      const lane = j & 2;
      if (lane === 0) drawBlock(origin, place, i, j >>> 2);
      boxMuller((words[lane] >>> 8) * 5.960464477539063e-8, (words[lane + 1] >>> 8) * 5.960464477539063e-8, pair);
      const at = i * width + j;
      out[at] = Math.fround(standardDeviation * pair[0]);
      if (j + 1 < width) out[at + 1] = Math.fround(standardDeviation * pair[1]);
    }
  }
}
