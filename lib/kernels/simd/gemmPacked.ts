/**
 * gemm in blocks of packed operands: what large matrices need.
 *
 * Blocking stores each accumulator in C between blocks of the inner index and reloads it, which changes no bit.
 * Source: Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34(3), 2008.
 * @module
 */

import { module, type Func, type MemoryType, type Module } from '../../wasm/index.ts';
import { emitCopy, type Copy, type CopyFunctions } from './gemmPack.ts';
import { emitTile } from './gemmTile.ts';
import { VECTOR_BYTES, type Lanes } from './lanes.ts';
import { whileAtLeast } from './loops.ts';
import { SCRATCH } from './memory.ts';
import type { Linked } from './modules.ts';

/** Vectors of a packed panel of B; rows of those of A, largest first. */
const PANEL_VECTORS = 2;
const PANEL_BYTES = PANEL_VECTORS * VECTOR_BYTES;
const PANEL_ROWS: readonly number[] = [5, 4, 3, 2, 1];

/**
 * Block sizes: of A rows × inner, of B inner × columns. Flat within noise from 256 × 120 on. The inner size is in
 * bytes: half as many elements of binary64.
 */
export const BLOCK = { rows: 240, innerBytes: 2048, columns: 1024 } as const;

/** What the module exports. */
export interface PackedGemm {
  /** C ← A·B, or C + A·B, on packed blocks; steps in bytes. */
  block(rows: number, columns: number, inner: number, c: number, cStep: number, accumulate: number): void;
}

/** An operand as it lies: address of its first element, bytes from row to row, and whether it is transposed. */
export interface Lying {
  readonly address: number;
  readonly step: number;
  readonly transposed: boolean;
}

/** The module's bytes. */
export function emitPacked(lanes: Lanes, memory: MemoryType): Uint8Array {
  const m = module({ memory });
  m.export(emitBlock(m, emitCopy(m, lanes), lanes));
  return m.emit();
}

function emitBlock(m: Module, copy: Func, lanes: Lanes): Func {
  const { bytes } = lanes, shape = { vectors: PANEL_VECTORS, lastColumns: lanes.count, rowBytes: undefined };
  const tiles = PANEL_ROWS.map((rows) => ({
    rows, func: emitTile(m, `tile${rows}`, lanes, { rows, ...shape }),
  }));
  const parameters = { rows: 'i32', columns: 'i32', inner: 'i32', c: 'i32', cStep: 'i32', accumulate: 'i32' } as const;
  return m.func('block', { parameters }, (f, { rows, columns, inner, c, cStep, accumulate }) => {
    const b = f.local('b', 'i32', f.from(SCRATCH.packedB.start));
    const a = f.local('a', 'i32'), left = f.local('left', 'i32'), target = f.local('target', 'i32');
    const targetStep = f.local('targetStep', 'i32');
    const strip = (): void => {
      a.set(f.from(SCRATCH.packedA.start));
      left.set(rows);
      for (const { rows: tileRows, func } of tiles) {
        whileAtLeast(f, left, tileRows, () => {
          f.call(func, a, bytes * tileRows, b, PANEL_BYTES, target, targetStep, inner, accumulate);
          a.set(f.i32.add(a, f.i32.mul(inner, bytes * tileRows)));
          target.set(f.i32.add(target, f.i32.mul(targetStep, tileRows)));
        });
      }
    };
    targetStep.set(cStep);
    whileAtLeast(f, columns, PANEL_BYTES / bytes, () => {
      target.set(c);
      strip();
      b.set(f.i32.add(b, f.i32.mul(inner, PANEL_BYTES)));
      c.set(f.i32.add(c, PANEL_BYTES));
    });
    f.if(columns, () => {
      f.if(accumulate, () => f.call(copy, c, cStep, rows, columns, f.from(SCRATCH.columns.start), PANEL_BYTES, 1));
      target.set(f.from(SCRATCH.columns.start));
      targetStep.set(PANEL_BYTES);
      strip();
      f.call(copy, f.from(SCRATCH.columns.start), PANEL_BYTES, rows, columns, c, cStep, 1);
    });
  });
}

/** C ← alpha·op(A)·op(B), or C + alpha·op(A)·op(B); c is an address, cStep bytes from row to row. */
export function runPacked(
  { block }: PackedGemm, linked: Linked, { copy, transpose }: CopyFunctions,
  m: number, n: number, k: number, alpha: number, a: Lying, b: Lying, c: number, cStep: number, accumulate: number,
): void {
  const { lanes: { bytes } } = linked, most = BLOCK.innerBytes / bytes, panelColumns = PANEL_BYTES / bytes;
  for (let j = 0; j < n; j += BLOCK.columns) {
    const columns = Math.min(BLOCK.columns, n - j);
    for (let p = 0; p < k; p += most) {
      const inner = Math.min(most, k - p);
      let target = linked.from(SCRATCH.packedB.start);
      for (let panel = 0; panel < columns; panel += panelColumns, target += inner * PANEL_BYTES) {
        const width = Math.min(panelColumns, columns - panel);
        if (b.transposed) transpose(
          b.address + (j + panel) * b.step + bytes * p, b.step, width, inner, target, PANEL_BYTES, 1,
        );
        else copy(b.address + p * b.step + bytes * (j + panel), b.step, inner, width, target, PANEL_BYTES, 1);
      }
      for (let i = 0; i < m; i += BLOCK.rows) {
        const rows = Math.min(BLOCK.rows, m - i);
        packA(linked, copy, transpose, alpha, a, i, rows, p, inner);
        block(rows, columns, inner, c + i * cStep + bytes * j, cStep, p > 0 ? 1 : accumulate);
      }
    }
  }
}

/** Panels of 5 rows, then what is left: the order in which `block` reads them. */
function packA(
  linked: Linked, copy: Copy, transpose: Copy, alpha: number, a: Lying, i: number, rows: number, p: number,
  inner: number,
): void {
  const { lanes: { bytes } } = linked;
  let target = linked.from(SCRATCH.packedA.start);
  let done = 0;
  for (const panelRows of PANEL_ROWS) {
    for (; rows - done >= panelRows; done += panelRows, target += bytes * panelRows * inner) {
      if (a.transposed) copy(
        a.address + p * a.step + bytes * (i + done), a.step, inner, panelRows, target, bytes * panelRows, alpha,
      );
      else transpose(
        a.address + (i + done) * a.step + bytes * p, a.step, panelRows, inner, target, bytes * panelRows, alpha,
      );
    }
  }
}
