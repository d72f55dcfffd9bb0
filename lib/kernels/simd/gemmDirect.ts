/**
 * gemm on operands where they lie, for one width of C: what small and narrow layers need.
 * @module
 */

import { module, type Body, type Func, type Local, type MemoryType, type Module } from '../../wasm/index.ts';
import { emitTile } from './gemmTile.ts';
import { F32X4, VECTOR_BYTES, type Lanes } from './lanes.ts';
import { whileAtLeast } from './loops.ts';
import { SCRATCH } from './memory.ts';

/** What a direct gemm is emitted for. */
export interface DirectShape {
  /** Columns of C. */
  readonly n: number;
  /** lda where A is not transposed; undefined where it is. */
  readonly lda: number | undefined;
}

/** (m, k, a, aStep, b, bStep, c, cStep, accumulate), all in bytes but m and k: C ← op(A)·B, or C + op(A)·B. */
export type DirectGemm = (
  m: number, k: number, a: number, aStep: number, b: number, bStep: number, c: number, cStep: number,
  accumulate: number,
) => void;

/** Rows of a tile by its vectors: what fits 15 registers, largest first. */
export const TILE_ROWS: Readonly<Record<number, readonly number[]>> =
  { 1: [8, 4, 2, 1], 2: [5, 4, 3, 2, 1], 3: [3, 2, 1] };

/**
 * Rows of B that lie so far apart share few sets of the first-level cache; where a strip of them is used by so many
 * rows of A, and is short enough for the scratch, it is copied first.
 */
const PACK_STEP_BYTES = 512;
const PACK_ROWS = 16;
const PACK_INNER = 4096;

/**
 * Where A is transposed a tile reads a line of the cache for each few elements of it. Of so many rows the lines are
 * still there for the next tile; with several strips they have to stay for the next strip too. What is summed goes on
 * from C. Measured: `npm run bench -- --filter gemm`.
 */
const BLOCK_ROWS = { oneStrip: 512, strips: 128 };

/** Vectors side by side: pairs; an odd number ends with three, one alone stays alone. */
export function split(n: number, lanes: Lanes = F32X4): { pairs: number; last: number } {
  const vectors = Math.ceil(n / lanes.count);
  const last = vectors === 1 ? 1 : vectors % 2 === 1 ? 3 : 2;
  return { pairs: (vectors - last) / 2, last };
}

/** The module's bytes; it exports `gemm`, a {@link DirectGemm}. */
export function emitDirect({ n, lda }: DirectShape, lanes: Lanes, memory: MemoryType): Uint8Array {
  const m = module({ memory });
  const rowBytes = lda === undefined ? undefined : lanes.bytes * lda;
  const { pairs, last } = split(n, lanes);
  const lastColumns = ((n - 1) % lanes.count) + 1;
  const tiles = (vectors: number, columns: number): Strip => ({
    vectors,
    tiles: TILE_ROWS[vectors].map((rows) => ({
      rows,
      func: emitTile(m, `tile${rows}x${vectors}_${columns}`, lanes, { rows, vectors, lastColumns: columns, rowBytes }),
    })),
  });
  const end = tiles(last, lastColumns);
  const middle = pairs === 0 ? undefined : last === 2 && lastColumns === lanes.count ? end : tiles(2, lanes.count);
  const driver = emitDriver(m, pairs, middle, end, rowBytes, lanes);
  m.export(lda === undefined ? emitBlocks(m, driver, pairs === 0 ? BLOCK_ROWS.oneStrip : BLOCK_ROWS.strips) : driver);
  return m.emit();
}

interface Strip {
  readonly vectors: number;
  readonly tiles: readonly { readonly rows: number; readonly func: Func }[];
}

/** Copies a strip of B, so that its rows are adjacent; uses three locals for itself. */
function copyStrip(
  f: Body, vectors: number, b: Local<'i32'>, bStep: Local<'i32'>, target: Local<'i32'>, k: Local<'i32'>,
  left: Local<'i32'>, from: Local<'i32'>, to: Local<'i32'>,
): void {
  left.set(k);
  from.set(b);
  to.set(target);
  whileAtLeast(f, left, 1, () => {
    for (let v = 0; v < vectors; v++) f.v128.store(to, f.v128.load(from, v * VECTOR_BYTES), v * VECTOR_BYTES);
    from.set(f.i32.add(from, bStep));
    to.set(f.i32.add(to, vectors * VECTOR_BYTES));
  });
}

const parameters = {
  m: 'i32', k: 'i32', a: 'i32', aStep: 'i32', b: 'i32', bStep: 'i32', c: 'i32', cStep: 'i32', accumulate: 'i32',
} as const;

/** `driver` on so many rows of A and B after the other. */
function emitBlocks(m: Module, driver: Func, block: number): Func {
  return m.func('gemm', { parameters }, (f, { m: rows, k, a, aStep, b, bStep, c, cStep, accumulate }) => {
    whileAtLeast(f, k, block, () => {
      f.call(driver, rows, block, a, aStep, b, bStep, c, cStep, accumulate);
      a.set(f.i32.add(a, f.i32.mul(aStep, block)));
      b.set(f.i32.add(b, f.i32.mul(bStep, block)));
      accumulate.set(1);
    });
    f.if(k, () => f.call(driver, rows, k, a, aStep, b, bStep, c, cStep, accumulate));
  });
}

function emitDriver(
  m: Module, pairs: number, middle: Strip | undefined, end: Strip, rowBytes: number | undefined, lanes: Lanes,
): Func {
  const name = rowBytes === undefined ? 'blockOfGemm' : 'gemm';
  return m.func(name, { parameters }, (f, { m: rows, k, a, aStep, b, bStep, c, cStep, accumulate }) => {
    const left = f.local('left', 'i32'), ai = f.local('ai', 'i32'), ci = f.local('ci', 'i32');
    const strip = f.local('strip', 'i32'), stripStep = f.local('stripStep', 'i32');
    const runStrip = ({ tiles, vectors }: Strip): void => {
      strip.set(b);
      stripStep.set(bStep);
      f.if(f.i32.and(
        f.i32.ge_u(bStep, PACK_STEP_BYTES), f.i32.and(f.i32.ge_u(rows, PACK_ROWS), f.i32.le_u(k, PACK_INNER)),
      ), () => {
        strip.set(f.from(SCRATCH.packedA.start));
        stripStep.set(vectors * VECTOR_BYTES);
        copyStrip(f, vectors, b, bStep, strip, k, left, ai, ci);
      });
      left.set(rows);
      ai.set(a);
      ci.set(c);
      for (const { rows: tileRows, func } of tiles) {
        whileAtLeast(f, left, tileRows, () => {
          f.call(func, ai, aStep, strip, stripStep, ci, cStep, k, accumulate);
          ai.set(f.i32.add(ai, tileRows * (rowBytes ?? lanes.bytes)));
          ci.set(f.i32.add(ci, f.i32.mul(cStep, tileRows)));
        });
      }
    };
    if (middle !== undefined) {
      const strips = f.local('strips', 'i32', pairs);
      f.loop((again) => {
        runStrip(middle);
        b.set(f.i32.add(b, middle.vectors * VECTOR_BYTES));
        c.set(f.i32.add(c, middle.vectors * VECTOR_BYTES));
        f.br_if(again, strips.tee(f.i32.sub(strips, 1)));
      });
    }
    runStrip(end);
  });
}
