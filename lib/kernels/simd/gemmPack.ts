/**
 * Copies of operands in the order in which gemm reads them.
 * @module
 */

import {
  module, type Body, type Func, type Local, type MemoryType, type Module, type Value,
} from '../../wasm/index.ts';
import { VECTOR_BYTES, floatsOf, vectorsOf, type Float, type Lanes } from './lanes.ts';
import { whileAtLeast } from './loops.ts';

/** (source, sourceStep, rows, columns, target, targetStep, alpha): addresses, and bytes from row to row. */
export type Copy = (
  source: number, sourceStep: number, rows: number, columns: number, target: number, targetStep: number, alpha: number,
) => void;

/** What the module exports. */
export interface CopyFunctions {
  copy: Copy;
  transpose: Copy;
  /** `transpose` where alpha is 1. */
  transposeUnscaled(
    source: number, sourceStep: number, rows: number, columns: number, target: number, targetStep: number,
  ): void;
}

/** The module's bytes. */
export function emitCopies(lanes: Lanes, memory: MemoryType): Uint8Array {
  const m = module({ memory });
  m.export(emitCopy(m, lanes));
  const transpose = emitTranspose(m, lanes);
  m.export(transpose);
  m.export(m.func('transposeUnscaled', { parameters }, (f, given) => {
    f.call(transpose, ...Object.values(given), 1);
  }));
  return m.emit();
}

const parameters = {
  source: 'i32', sourceStep: 'i32', rows: 'i32', columns: 'i32', target: 'i32', targetStep: 'i32',
} as const;

function scaledBy({ float }: Lanes): typeof parameters & { readonly alpha: Float } {
  return { ...parameters, alpha: float };
}

/** A {@link Copy}: target ← alpha ⊗ source, a rows × columns matrix. */
export function emitCopy(m: Module, lanes: Lanes): Func {
  return m.func('copy', { parameters: scaledBy(lanes) }, (f, given) => {
    const { source, sourceStep, rows, columns, target, targetStep, alpha } = given;
    const one = floatsOf(f, lanes), all = vectorsOf(f, lanes), factor = f.local('factor', 'v128', all.splat(alpha));
    const from = f.local('from', 'i32'), to = f.local('to', 'i32'), left = f.local('left', 'i32');
    whileAtLeast(f, rows, 1, () => {
      from.set(source);
      to.set(target);
      left.set(columns);
      whileAtLeast(f, left, lanes.count, () => {
        f.v128.store(to, all.mul(f.v128.load(from), factor));
        advance(f, from, VECTOR_BYTES);
        advance(f, to, VECTOR_BYTES);
      });
      whileAtLeast(f, left, 1, () => {
        one.store(to, one.mul(one.load(from), alpha));
        advance(f, from, lanes.bytes);
        advance(f, to, lanes.bytes);
      });
      source.set(f.i32.add(source, sourceStep));
      target.set(f.i32.add(target, targetStep));
    });
  });
}

/**
 * A {@link Copy}: target ← alpha ⊗ sourceᵀ; the source is rows × columns, the target columns × rows. By squares
 * of 4 × 4, in binary64 2 × 2.
 */
function emitTranspose(m: Module, lanes: Lanes): Func {
  return m.func('transpose', { parameters: scaledBy(lanes) }, (f, given) => {
    const { source, sourceStep, rows, columns, target, targetStep, alpha } = given;
    const one = floatsOf(f, lanes), all = vectorsOf(f, lanes), factor = f.local('factor', 'v128', all.splat(alpha));
    const from = f.local('from', 'i32'), to = f.local('to', 'i32'), left = f.local('left', 'i32');
    const each = Array.from({ length: lanes.count }, (_, i) => i);
    const others = each.slice(1).map((i) => f.local(`from${i}`, 'i32'));
    const vectors = each.map((i) => f.local(`v${i}`, 'v128'));
    const halves = each.map((i) => f.local(`h${i}`, 'v128'));
    const begin = (): void => {
      from.set(source);
      to.set(target);
      left.set(columns);
    };
    whileAtLeast(f, rows, lanes.count, () => {
      begin();
      others.forEach((other, i) => other.set(f.i32.add(i === 0 ? from : others[i - 1], sourceStep)));
      const sources = [from, ...others];
      whileAtLeast(f, left, lanes.count, () => {
        sources.forEach((pointer, i) => vectors[i].set(all.mul(f.v128.load(pointer), factor)));
        transposeSquare(f, lanes, vectors, halves);
        for (const vector of vectors) {
          f.v128.store(to, vector);
          to.set(f.i32.add(to, targetStep));
        }
        for (const pointer of sources) advance(f, pointer, VECTOR_BYTES);
      });
      whileAtLeast(f, left, 1, () => {
        sources.forEach((pointer, i) => one.store(to, one.mul(one.load(pointer), alpha), lanes.bytes * i));
        for (const pointer of sources) advance(f, pointer, lanes.bytes);
        to.set(f.i32.add(to, targetStep));
      });
      source.set(f.i32.add(source, f.i32.mul(sourceStep, lanes.count)));
      advance(f, target, VECTOR_BYTES);
    });
    whileAtLeast(f, rows, 1, () => {
      begin();
      whileAtLeast(f, left, 1, () => {
        one.store(to, one.mul(one.load(from), alpha));
        advance(f, from, lanes.bytes);
        to.set(f.i32.add(to, targetStep));
      });
      source.set(f.i32.add(source, sourceStep));
      advance(f, target, lanes.bytes);
    });
  });
}

function advance(f: Body, pointer: Local<'i32'>, bytes: number): void {
  pointer.set(f.i32.add(pointer, bytes));
}

/** The bytes of two vectors' lanes, in their order: those of the first, then those of the second. */
function shuffle(
  f: Body, a: Local<'v128'>, b: Local<'v128'>, lanes: readonly number[], bytes: number = 4,
): Value<'v128'> {
  const bytesOf = (lane: number): number[] => Array.from({ length: bytes }, (_, byte) => bytes * lane + byte);
  return f.i8x16.shuffle(a, b, lanes.flatMap(bytesOf));
}

/** A square, as wide as a vector, in `rows`, transposed in place; `halves` is scratch. */
export function transposeSquare(
  f: Body, { bytes }: Lanes, rows: readonly Local<'v128'>[], halves: readonly Local<'v128'>[],
): void {
  const [a, b, c, d] = rows;
  if (bytes === 8) {
    halves[0].set(shuffle(f, a, b, [0, 2], bytes));
    b.set(shuffle(f, a, b, [1, 3], bytes));
    a.set(halves[0]);
    return;
  }
  halves[0].set(shuffle(f, a, b, [0, 4, 1, 5]));
  halves[1].set(shuffle(f, a, b, [2, 6, 3, 7]));
  halves[2].set(shuffle(f, c, d, [0, 4, 1, 5]));
  halves[3].set(shuffle(f, c, d, [2, 6, 3, 7]));
  a.set(shuffle(f, halves[0], halves[2], [0, 1, 4, 5]));
  b.set(shuffle(f, halves[0], halves[2], [2, 3, 6, 7]));
  c.set(shuffle(f, halves[1], halves[3], [0, 1, 4, 5]));
  d.set(shuffle(f, halves[1], halves[3], [2, 3, 6, 7]));
}
