/**
 * See lib/kernels/routines/softmax.ts.
 * @module
 */

import type { Program } from '../../../formula/index.ts';
import type { Module } from '../../../wasm/index.ts';
import { crossentropy, exponential } from '../../softmaxFormulas.ts';
import { addressOf, sizeOf } from '../located.ts';
import { eachVectorOfRow, whileAtLeast } from '../loops.ts';
import { SCRATCH } from '../memory.ts';
import type { Linked } from '../modules.ts';
import { linkElementwise } from './elementwise.ts';
import type { Bind } from './emitter.ts';
import { largestOfRow } from './rowMaxima.ts';
import { linkRowSums } from './rowSums.ts';

interface Exports {
  /** a ← z ⊖ max z. */
  shift(m: number, n: number, z: number, a: number): void;
  /** a ← a ⊘ sums[i]. */
  divide(m: number, n: number, sums: number, a: number): void;
}

function emit(m: Module): void {
  emitShift(m);
  emitDivide(m);
}

function emitShift(m: Module): void {
  m.export(m.func('shift', { parameters: { m: 'i32', n: 'i32', z: 'i32', a: 'i32' } }, (f, { m: rows, n, z, a }) => {
    const most = f.local('most', 'v128'), shifted = f.local('shifted', 'v128'), at = f.local('at', 'i32');
    const left = f.local('left', 'i32');
    whileAtLeast(f, rows, 1, () => {
      at.set(z);
      left.set(n);
      largestOfRow(f, left, at, most);
      left.set(n);
      eachVectorOfRow(f, left, [z, a], a, shifted, () => shifted.set(f.f32x4.sub(f.v128.load(z), most)));
    });
  }));
}

function emitDivide(m: Module): void {
  m.export(m.func('divide', { parameters: { m: 'i32', n: 'i32', sums: 'i32', a: 'i32' } }, (
    f, { m: rows, n, sums, a },
  ) => {
    const sum = f.local('sum', 'v128'), quotient = f.local('quotient', 'v128'), left = f.local('left', 'i32');
    whileAtLeast(f, rows, 1, () => {
      sum.set(f.v128.load32_splat(sums));
      left.set(n);
      eachVectorOfRow(f, left, [a], a, quotient, () => quotient.set(f.f32x4.div(f.v128.load(a), sum)));
      sums.set(f.i32.add(sums, 4));
    });
  }));
}

/** Rows whose sums fit the scratch. */
const SUMMED_ROWS = SCRATCH.sums.bytes / 4;

/** The parts of softmax on addresses. */
export interface SoftmaxParts extends Pick<Exports, 'shift'> {
  /** a ← exp a. */
  exponentiate(length: number, a: number): void;
  /**
   * Rows of exponentials ⊘ their sums; with `losses` of at least 0 these become the sums' logarithms less what
   * they were.
   */
  divideBySums(m: number, n: number, a: number, losses: number): void;
}

/** See {@link SoftmaxParts}. */
export function linkSoftmax(linked: Linked): SoftmaxParts {
  const { shift, divide } = linked.routine<Exports>('softmax', emit), rowSums = linkRowSums(linked);
  const on = (program: Program): (n: number, ...addresses: readonly number[]) => void =>
    linkElementwise(linked, program);
  const exponentiate = on(exponential), sums = linked.from(SCRATCH.sums.start);
  let logarithms: ReturnType<typeof on> | undefined;
  return {
    shift, exponentiate,
    divideBySums(m, n, a, losses) {
      for (let i = 0; i < m; i += SUMMED_ROWS) {
        const rows = Math.min(SUMMED_ROWS, m - i), at = a + 4 * i * n;
        rowSums(rows, n, at, sums);
        divide(rows, n, sums, at);
        if (losses >= 0) (logarithms ??= on(crossentropy))(rows, sums, losses + 4 * i);
      }
    },
  };
}

export const bind: Bind = (linked, { sizes: { m, n }, operands: { z, a } }) => {
  const { shift, exponentiate, divideBySums } = linkSoftmax(linked);
  return (run) => {
    const rows = sizeOf(m, run), columns = sizeOf(n, run), atA = addressOf(a, run);
    shift(rows, columns, addressOf(z, run), atA);
    exponentiate(rows * columns, atA);
    divideBySums(rows, columns, atA, -1);
  };
};
