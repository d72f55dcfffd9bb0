/**
 * Every table that linear algebra runs on, and how its operands are placed there.
 * @module
 */
import type { Philox } from '../../lib/core/philox.ts';
import {
  createFloat64Kernels, createKernels, defaultFloat64Kernels, type FloatArray, type Kernels,
} from '../../lib/kernels/index.ts';
import { rounds, type Round } from './oracle.ts';

/** A table and its arithmetic. */
export interface Row<A extends FloatArray = Float32Array> {
  readonly name: string;
  readonly k: Kernels<A>;
  readonly round: Round;
  /**
   * Copies a rows × columns matrix to where `offset` and `ld` say, in memory of the table's or in a plain array;
   * NaN lies between.
   */
  place(values: readonly number[], rows: number, columns: number, offset: number, ld: number): A;
}

function row<A extends FloatArray>(name: string, k: Kernels<A>, round: Round, make: (length: number) => A): Row<A> {
  const place = (values: readonly number[], rows: number, columns: number, offset: number, ld: number): A => {
    const array = make(offset + rows * ld);
    array.fill(NaN);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) array[offset + i * ld + j] = values[i * columns + j];
    }
    return array;
  };
  return { name, k, round, place };
}

const reference = createKernels('reference'), simd = createKernels('simd'), double = createFloat64Kernels();

/** A fresh row each, for one test: the memory of a SIMD table is used up. */
export function rows32(elements: number, arrays: number): readonly Row[] {
  const own = simd.reserve(elements, arrays);
  return [
    row('reference', reference, rounds.binary32, (length) => new Float32Array(length)),
    row('simd', own, rounds.binary32, (length) => own.allocate(length)),
    row('simd elsewhere', simd, rounds.binary32, (length) => new Float32Array(length)),
  ];
}

/** The same in binary64. */
export function rows64(elements: number, arrays: number): readonly Row<Float64Array>[] {
  const fast = defaultFloat64Kernels(), own = fast.reserve(elements, arrays);
  return [
    row('float64', double, rounds.binary64, (length) => new Float64Array(length)),
    row('float64 simd', own, rounds.binary64, (length) => own.allocate(length)),
    row('float64 simd elsewhere', fast, rounds.binary64, (length) => new Float64Array(length)),
  ];
}

/** The matrix within a placed array. */
export function taken(array: FloatArray, rows: number, columns: number, offset: number, ld: number): number[] {
  return Array.from({ length: rows * columns }, (_, i) => array[offset + Math.floor(i / columns) * ld + (i % columns)]);
}

/** Random numbers of [−1, 1). */
export function draw(random: Philox, length: number): number[] {
  return Array.from({ length }, () => random.nextFloat() * 2 - 1);
}
