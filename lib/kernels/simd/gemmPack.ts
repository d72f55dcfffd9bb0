/**
 * Copies of operands in the order in which gemm reads them.
 * @module
 */

import {
  module, type Body, type Func, type Local, type MemoryType, type Module, type Value,
} from '../../wasm/index.ts';
import { LANES, VECTOR_BYTES } from './lanes.ts';
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
export function emitCopies(memory: MemoryType): Uint8Array {
  const m = module({ memory });
  m.export(emitCopy(m));
  const transpose = emitTranspose(m), { alpha: _, ...integers } = parameters;
  m.export(transpose);
  m.export(m.func('transposeUnscaled', { parameters: integers }, (f, given) => {
    f.call(transpose, ...Object.values(given), 1);
  }));
  return m.emit();
}

const parameters = {
  source: 'i32', sourceStep: 'i32', rows: 'i32', columns: 'i32', target: 'i32', targetStep: 'i32', alpha: 'f32',
} as const;

/** A {@link Copy}: target ← alpha ⊗ source, a rows × columns matrix. */
export function emitCopy(m: Module): Func {
  return m.func('copy', { parameters }, (f, { source, sourceStep, rows, columns, target, targetStep, alpha }) => {
    const factor = f.local('factor', 'v128', f.f32x4.splat(alpha));
    const from = f.local('from', 'i32'), to = f.local('to', 'i32'), left = f.local('left', 'i32');
    whileAtLeast(f, rows, 1, () => {
      from.set(source);
      to.set(target);
      left.set(columns);
      whileAtLeast(f, left, LANES, () => {
        f.v128.store(to, f.f32x4.mul(f.v128.load(from), factor));
        advance(f, from, VECTOR_BYTES);
        advance(f, to, VECTOR_BYTES);
      });
      whileAtLeast(f, left, 1, () => {
        f.f32.store(to, f.f32.mul(f.f32.load(from), alpha));
        advance(f, from, 4);
        advance(f, to, 4);
      });
      source.set(f.i32.add(source, sourceStep));
      target.set(f.i32.add(target, targetStep));
    });
  });
}

/**
 * A {@link Copy}: target ← alpha ⊗ sourceᵀ; the source is rows × columns, the target columns × rows. By squares
 * of 4 × 4.
 */
function emitTranspose(m: Module): Func {
  return m.func('transpose', { parameters }, (f, { source, sourceStep, rows, columns, target, targetStep, alpha }) => {
    const factor = f.local('factor', 'v128', f.f32x4.splat(alpha));
    const from = f.local('from', 'i32'), to = f.local('to', 'i32'), left = f.local('left', 'i32');
    const others = [1, 2, 3].map((i) => f.local(`from${i}`, 'i32'));
    const vectors = [0, 1, 2, 3].map((i) => f.local(`v${i}`, 'v128'));
    const halves = [0, 1, 2, 3].map((i) => f.local(`h${i}`, 'v128'));
    const begin = (): void => {
      from.set(source);
      to.set(target);
      left.set(columns);
    };
    whileAtLeast(f, rows, LANES, () => {
      begin();
      others.forEach((other, i) => other.set(f.i32.add(i === 0 ? from : others[i - 1], sourceStep)));
      const sources = [from, ...others];
      whileAtLeast(f, left, LANES, () => {
        sources.forEach((pointer, i) => vectors[i].set(f.f32x4.mul(f.v128.load(pointer), factor)));
        transposeSquare(f, vectors, halves);
        for (const vector of vectors) {
          f.v128.store(to, vector);
          to.set(f.i32.add(to, targetStep));
        }
        for (const pointer of sources) advance(f, pointer, VECTOR_BYTES);
      });
      whileAtLeast(f, left, 1, () => {
        sources.forEach((pointer, i) => f.f32.store(to, f.f32.mul(f.f32.load(pointer), alpha), 4 * i));
        for (const pointer of sources) advance(f, pointer, 4);
        to.set(f.i32.add(to, targetStep));
      });
      source.set(f.i32.add(source, f.i32.shl(sourceStep, 2)));
      advance(f, target, VECTOR_BYTES);
    });
    whileAtLeast(f, rows, 1, () => {
      begin();
      whileAtLeast(f, left, 1, () => {
        f.f32.store(to, f.f32.mul(f.f32.load(from), alpha));
        advance(f, from, 4);
        to.set(f.i32.add(to, targetStep));
      });
      source.set(f.i32.add(source, sourceStep));
      advance(f, target, 4);
    });
  });
}

function advance(f: Body, pointer: Local<'i32'>, bytes: number): void {
  pointer.set(f.i32.add(pointer, bytes));
}

/** The bytes of two vectors' lanes, 0 to 3 of the first and 4 to 7 of the second. */
function shuffle(f: Body, a: Local<'v128'>, b: Local<'v128'>, lanes: readonly number[]): Value<'v128'> {
  return f.i8x16.shuffle(a, b, lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)));
}

/** A square of 4 × 4 in `rows`, transposed in place; `halves` is scratch. */
export function transposeSquare(f: Body, rows: readonly Local<'v128'>[], halves: readonly Local<'v128'>[]): void {
  const [a, b, c, d] = rows;
  halves[0].set(shuffle(f, a, b, [0, 4, 1, 5]));
  halves[1].set(shuffle(f, a, b, [2, 6, 3, 7]));
  halves[2].set(shuffle(f, c, d, [0, 4, 1, 5]));
  halves[3].set(shuffle(f, c, d, [2, 6, 3, 7]));
  a.set(shuffle(f, halves[0], halves[2], [0, 1, 4, 5]));
  b.set(shuffle(f, halves[0], halves[2], [2, 3, 6, 7]));
  c.set(shuffle(f, halves[1], halves[3], [0, 1, 4, 5]));
  d.set(shuffle(f, halves[1], halves[3], [2, 3, 6, 7]));
}
