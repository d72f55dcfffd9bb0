/**
 * gemv with lanes across the elements of y.
 * @module
 */

import type { Local, Module } from '../../../wasm/index.ts';
import { transposeSquare } from '../gemmPack.ts';
import {
  VECTOR_BYTES, loadFirst, loadLane, loadSplat, startSums, storeColumns, vectorsOf, type Float, type Lanes,
} from '../lanes.ts';
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

const integers = {
  a: 'i32', aStep: 'i32', x: 'i32', xStep: 'i32', accumulate: 'i32', y: 'i32',
} as const;

function parametersOf({ float }: Lanes): {
  readonly m: 'i32'; readonly n: 'i32'; readonly alpha: Float;
} & typeof integers {
  return { m: 'i32', n: 'i32', alpha: float, ...integers };
}

/** Adds its functions to a module. */
function emit(m: Module, lanes: Lanes): void {
  emitTransposed(m, lanes);
  emitPlain(m, lanes);
}

/** Down the rows of A, strip by strip of columns. */
function emitTransposed(m: Module, lanes: Lanes): void {
  m.export(m.func('transposed', { parameters: parametersOf(lanes) }, (f, given) => {
    const { m: rows, n, alpha, a, aStep, x, xStep, accumulate, y } = given, all = vectorsOf(f, lanes);
    const factor = f.local('factor', 'v128', all.splat(alpha)), xi = f.local('xi', 'v128');
    const at = f.local('at', 'i32'), from = f.local('from', 'i32'), left = f.local('left', 'i32');
    eachStrip(f, n, [a, y], (sums, store) => {
      startSums(f, sums, accumulate, y, lanes);
      at.set(a);
      from.set(x);
      left.set(rows);
      whileAtLeast(f, left, 1, () => {
        xi.set(loadSplat(f, lanes, from));
        sums.forEach((sum, v) =>
          sum.set(all.add(all.mul(all.mul(factor, f.v128.load(at, v * VECTOR_BYTES)), xi), sum)));
        at.set(f.i32.add(at, aStep));
        from.set(f.i32.add(from, xStep));
      });
      sums.forEach((sum, v) => store(y, sum, v));
    }, lanes);
  }));
}

/**
 * Along as many rows of A as a vector has lanes, in squares that are transposed on the way; what is left over, element
 * by element.
 */
function emitPlain(m: Module, lanes: Lanes): void {
  m.export(m.func('plain', { parameters: parametersOf(lanes) }, (f, given) => {
    const { m: rows, n, alpha, a, aStep, x, xStep, accumulate, y } = given, all = vectorsOf(f, lanes);
    const factor = f.local('factor', 'v128', all.splat(alpha)), sum = f.local('sum', 'v128');
    const from = f.local('from', 'i32'), left = f.local('left', 'i32');
    const each = Array.from({ length: lanes.count }, (_, i) => i), { bytes } = lanes;
    const pointers = each.map((i) => f.local(`row${i}`, 'i32'));
    const vectors = each.map((i) => f.local(`v${i}`, 'v128'));
    const halves = each.map((i) => f.local(`h${i}`, 'v128'));
    const addColumn = (column: Local<'v128'>): void => {
      sum.set(all.add(all.mul(all.mul(factor, column), loadSplat(f, lanes, from)), sum));
      from.set(f.i32.add(from, xStep));
    };
    const advance = (by: number): void => {
      for (const pointer of pointers) pointer.set(f.i32.add(pointer, by));
    };
    whileAtLeast(f, rows, lanes.count, () => {
      startSums(f, [sum], accumulate, y, lanes);
      pointers.forEach((pointer, i) => pointer.set(i === 0 ? a : f.i32.add(pointers[i - 1], aStep)));
      a.set(f.i32.add(pointers[lanes.count - 1], aStep));
      from.set(x);
      left.set(n);
      whileAtLeast(f, left, lanes.count, () => {
        pointers.forEach((pointer, i) => vectors[i].set(f.v128.load(pointer)));
        transposeSquare(f, lanes, vectors, halves);
        vectors.forEach(addColumn);
        advance(VECTOR_BYTES);
      });
      whileAtLeast(f, left, 1, () => {
        vectors[0].set(loadFirst(f, lanes, pointers[0]));
        for (const i of each.slice(1)) vectors[0].set(loadLane(f, lanes, pointers[i], vectors[0], i));
        addColumn(vectors[0]);
        advance(bytes);
      });
      f.v128.store(y, sum);
      y.set(f.i32.add(y, VECTOR_BYTES));
    });
    whileAtLeast(f, rows, 1, () => {
      sum.set(all.splat(0));
      f.if(accumulate, () => sum.set(loadFirst(f, lanes, y)));
      pointers[0].set(a);
      from.set(x);
      left.set(n);
      whileAtLeast(f, left, 1, () => {
        vectors[0].set(loadFirst(f, lanes, pointers[0]));
        addColumn(vectors[0]);
        pointers[0].set(f.i32.add(pointers[0], bytes));
      });
      storeColumns(f, y, sum, 1, 0, lanes);
      a.set(f.i32.add(a, aStep));
      y.set(f.i32.add(y, bytes));
    });
  }));
}

/** The functions on addresses. */
export function linkGemv(linked: Linked): GemvFunctions {
  return linked.routine<GemvFunctions>('gemv', emit);
}

export const bind: Bind = (
  linked, { transposes: { trans }, sizes: { m, n }, scalars: { alpha, beta }, operands: { a, x, y } },
) => {
  const { plain, transposed } = linkGemv(linked), product = trans === 'N' ? plain : transposed, scal = linkScal(linked);
  const { lanes } = linked;
  if (!isDense(y, lanes)) return undefined;
  return (run) => {
    const rows = sizeOf(m, run), columns = sizeOf(n, run), factor = numberOf(beta, run, lanes);
    const scale = numberOf(alpha, run, lanes);
    const atA = addressOf(a, run), atX = addressOf(x, run), atY = addressOf(y, run);
    if (factor !== 0 && factor !== 1) scal(trans === 'N' ? rows : columns, factor, atY);
    product(rows, columns, scale, atA, a.step, atX, x.step, factor === 0 ? 0 : 1, atY);
  };
};
