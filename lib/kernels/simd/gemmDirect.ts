/**
 * gemm on operands where they lie, for one width of C: what small and narrow layers need.
 * @module
 */
import { module, type Func, type MemoryType, type Module } from '../../wasm/index.ts';
import { emitTile } from './gemmTile.ts';
import { LANES, VECTOR_BYTES } from './lanes.ts';
import { whileAtLeast } from './loops.ts';

/** What a direct gemm is emitted for. */
export interface DirectShape {
  /** Columns of C. */
  readonly n: number;
  /** lda where A is not transposed; undefined where it is. */
  readonly lda: number | undefined;
}

/** (m, k, a, aStep, b, bStep, c, cStep, accumulate), all in bytes but m and k: C ← op(A)·B, or C + op(A)·B. */
export type DirectGemm = (m: number, k: number, a: number, aStep: number, b: number, bStep: number, c: number, cStep: number, accumulate: number) => void;

/** Rows of a tile by its vectors: what fits 15 registers, largest first. */
const TILE_ROWS: Readonly<Record<number, readonly number[]>> = { 1: [8, 4, 2, 1], 2: [5, 4, 3, 2, 1], 3: [3, 2, 1] };

/** Vectors side by side: pairs; an odd number ends with three, one alone stays alone. */
function split(n: number): { pairs: number; last: number } {
  const vectors = Math.ceil(n / LANES);
  const last = vectors === 1 ? 1 : vectors % 2 === 1 ? 3 : 2;
  return { pairs: (vectors - last) / 2, last };
}

/** The module's bytes; it exports `gemm`, a {@link DirectGemm}. */
export function emitDirect({ n, lda }: DirectShape, memory: MemoryType): Uint8Array {
  const m = module({ memory });
  const rowBytes = lda === undefined ? undefined : 4 * lda;
  const { pairs, last } = split(n);
  const lastColumns = ((n - 1) % LANES) + 1;
  const tiles = (vectors: number, columns: number): Strip => ({
    vectors,
    tiles: TILE_ROWS[vectors].map((rows) => ({ rows, func: emitTile(m, `tile${rows}x${vectors}_${columns}`, { rows, vectors, lastColumns: columns, rowBytes }) })),
  });
  const end = tiles(last, lastColumns);
  const middle = pairs === 0 ? undefined : last === 2 && lastColumns === LANES ? end : tiles(2, LANES);
  m.export(emitDriver(m, pairs, middle, end, rowBytes));
  return m.emit();
}

interface Strip {
  readonly vectors: number;
  readonly tiles: readonly { readonly rows: number; readonly func: Func }[];
}

function emitDriver(m: Module, pairs: number, middle: Strip | undefined, end: Strip, rowBytes: number | undefined): Func {
  const parameters = { m: 'i32', k: 'i32', a: 'i32', aStep: 'i32', b: 'i32', bStep: 'i32', c: 'i32', cStep: 'i32', accumulate: 'i32' } as const;
  return m.func('gemm', { parameters }, (f, { m: rows, k, a, aStep, b, bStep, c, cStep, accumulate }) => {
    const left = f.local('left', 'i32'), ai = f.local('ai', 'i32'), ci = f.local('ci', 'i32');
    const runStrip = ({ tiles }: Strip): void => {
      left.set(rows);
      ai.set(a);
      ci.set(c);
      for (const { rows: tileRows, func } of tiles) {
        whileAtLeast(f, left, tileRows, () => {
          f.call(func, ai, aStep, b, bStep, ci, cStep, k, accumulate);
          ai.set(f.i32.add(ai, tileRows * (rowBytes ?? 4)));
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
