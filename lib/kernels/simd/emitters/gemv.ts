/**
 * gemv with lanes across the elements of y, four at a time.
 * @module
 */

import type { Local, Module } from '../../../wasm/index.ts';
import { transposeSquare } from '../gemmPack.ts';
import { LANES, VECTOR_BYTES, startSums } from '../lanes.ts';
import { addressOf, isDense, numberOf, sizeOf } from '../located.ts';
import { eachStrip, whileAtLeast } from '../loops.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';
import { linkScal } from './scal.ts';

/**
 * (rows, columns of A, alpha, a, aStep, x, xStep, accumulate, y): addresses, and bytes from row to row and from element
 * to element.
 */
type Gemv = (
  m: number, n: number, alpha: number, a: number, aStep: number, x: number, xStep: number, accumulate: number,
  y: number,
) => void;

/** What the module exports. */
interface GemvFunctions {
  /** y ← A·x, or y + A·x. */
  plain: Gemv;
  /** y ← Aᵀ·x, or y + Aᵀ·x. */
  transposed: Gemv;
}

const parameters = {
  m: 'i32', n: 'i32', alpha: 'f32', a: 'i32', aStep: 'i32', x: 'i32', xStep: 'i32', accumulate: 'i32', y: 'i32',
} as const;

/** Adds its functions to a module. */
export function emit(m: Module): void {
  emitTransposed(m);
  emitPlain(m);
}

/** Down the rows of A, strip by strip of columns. */
function emitTransposed(m: Module): void {
  m.export(m.func('transposed', { parameters }, (f, { m: rows, n, alpha, a, aStep, x, xStep, accumulate, y }) => {
    const factor = f.local('factor', 'v128', f.f32x4.splat(alpha)), xi = f.local('xi', 'v128');
    const at = f.local('at', 'i32'), from = f.local('from', 'i32'), left = f.local('left', 'i32');
    eachStrip(f, n, [a, y], (sums, store) => {
      startSums(f, sums, accumulate, y);
      at.set(a);
      from.set(x);
      left.set(rows);
      whileAtLeast(f, left, 1, () => {
        xi.set(f.v128.load32_splat(from));
        sums.forEach((sum, v) =>
          sum.set(f.f32x4.add(f.f32x4.mul(f.f32x4.mul(factor, f.v128.load(at, v * VECTOR_BYTES)), xi), sum)));
        at.set(f.i32.add(at, aStep));
        from.set(f.i32.add(from, xStep));
      });
      sums.forEach((sum, v) => store(y, sum, v));
    });
  }));
}

/** Along four rows of A at once, in squares that are transposed on the way; what is left over, element by element. */
function emitPlain(m: Module): void {
  m.export(m.func('plain', { parameters }, (f, { m: rows, n, alpha, a, aStep, x, xStep, accumulate, y }) => {
    const factor = f.local('factor', 'v128', f.f32x4.splat(alpha)), sum = f.local('sum', 'v128');
    const from = f.local('from', 'i32'), left = f.local('left', 'i32');
    const pointers = [0, 1, 2, 3].map((i) => f.local(`row${i}`, 'i32'));
    const vectors = [0, 1, 2, 3].map((i) => f.local(`v${i}`, 'v128'));
    const halves = [0, 1, 2, 3].map((i) => f.local(`h${i}`, 'v128'));
    const addColumn = (column: Local<'v128'>): void => {
      sum.set(f.f32x4.add(f.f32x4.mul(f.f32x4.mul(factor, column), f.v128.load32_splat(from)), sum));
      from.set(f.i32.add(from, xStep));
    };
    const advance = (bytes: number): void => {
      for (const pointer of pointers) pointer.set(f.i32.add(pointer, bytes));
    };
    whileAtLeast(f, rows, LANES, () => {
      startSums(f, [sum], accumulate, y);
      pointers.forEach((pointer, i) => pointer.set(i === 0 ? a : f.i32.add(pointers[i - 1], aStep)));
      a.set(f.i32.add(pointers[3], aStep));
      from.set(x);
      left.set(n);
      whileAtLeast(f, left, LANES, () => {
        pointers.forEach((pointer, i) => vectors[i].set(f.v128.load(pointer)));
        transposeSquare(f, vectors, halves);
        vectors.forEach(addColumn);
        advance(VECTOR_BYTES);
      });
      whileAtLeast(f, left, 1, () => {
        vectors[0].set(f.v128.load32_zero(pointers[0]));
        for (const i of [1, 2, 3]) vectors[0].set(f.v128.load32_lane(pointers[i], vectors[0], i));
        addColumn(vectors[0]);
        advance(4);
      });
      f.v128.store(y, sum);
      y.set(f.i32.add(y, VECTOR_BYTES));
    });
    whileAtLeast(f, rows, 1, () => {
      sum.set(f.f32x4.splat(0));
      f.if(accumulate, () => sum.set(f.v128.load32_zero(y)));
      pointers[0].set(a);
      from.set(x);
      left.set(n);
      whileAtLeast(f, left, 1, () => {
        vectors[0].set(f.v128.load32_zero(pointers[0]));
        addColumn(vectors[0]);
        pointers[0].set(f.i32.add(pointers[0], 4));
      });
      f.v128.store32_lane(y, sum, 0);
      a.set(f.i32.add(a, aStep));
      y.set(f.i32.add(y, 4));
    });
  }));
}

/** The functions on addresses. */
export function linkGemv(linked: Linked): GemvFunctions {
  return linked.routines<GemvFunctions>('gemv');
}

export const bind: Bind = (
  linked, { transposes: { trans }, sizes: { m, n }, scalars: { alpha, beta }, operands: { a, x, y } },
) => {
  const { plain, transposed } = linkGemv(linked), product = trans === 'N' ? plain : transposed, scal = linkScal(linked);
  if (!isDense(y)) return undefined;
  return (run) => {
    const rows = sizeOf(m, run), columns = sizeOf(n, run), factor = numberOf(beta, run), scale = numberOf(alpha, run);
    const atA = addressOf(a, run), atX = addressOf(x, run), atY = addressOf(y, run);
    if (factor !== 0 && factor !== 1) scal(trans === 'N' ? rows : columns, factor, atY);
    product(rows, columns, scale, atA, a.step, atX, x.step, factor === 0 ? 0 : 1, atY);
  };
};
