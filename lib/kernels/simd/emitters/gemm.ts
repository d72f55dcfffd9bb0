/**
 * Which gemm runs.
 * @module
 */

import { emitDirect, type DirectGemm } from '../gemmDirect.ts';
import { emitCopies, type CopyFunctions } from '../gemmPack.ts';
import { emitPacked, runPacked, type PackedGemm } from '../gemmPacked.ts';
import type { Lanes } from '../lanes.ts';
import { addressOf, numberOf, sizeOf } from '../located.ts';
import { SCRATCH } from '../memory.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';
import { linkScal } from './scal.ts';

/** From so many columns, so long a sum and so many rows on, packing pays for itself … */
const PACK_COLUMNS = 96;
const PACK_INNER = 96;
const PACK_ROWS = 16;
/**
 * … where B is transposed, C has so many rows, or B has more bytes than this.
 * Measured: `npm run bench -- --filter gemm`.
 */
const PACK_ROWS_ALWAYS = 512;
const PACK_B = 2 ** 21;
/** Each width of C has a module of its own; where so many are there already, other widths are packed. */
const MAXIMUM_DIRECT_MODULES = 256;

/** gemm on addresses, steps in bytes: C ← alpha·op(A)·op(B), or C + that; beta is done. None of the sizes is 0. */
export type AddressedGemm = (
  transA: unknown, transB: unknown, m: number, n: number, k: number, alpha: number,
  a: number, aStep: number, b: number, bStep: number, c: number, cStep: number, accumulate: number,
) => void;

/**
 * Chooses, call by call, between the kernel for a C of that width and the packed one: sizes may depend on the batch.
 * Kernels are emitted when they are first chosen.
 */
export function linkGemm(linked: Linked): AddressedGemm {
  const { lanes } = linked;
  let columns = -1, lda: number | undefined, last: DirectGemm | undefined; // most calls are like the one before
  const directOf = (n: number, ofA: number | undefined): DirectGemm | undefined => {
    if (n === columns && ofA === lda) return last;
    [columns, lda, last] = [n, ofA, directGemm(linked, n, ofA)];
    return last;
  };
  return (transA, transB, m, n, k, alpha, a, aStep, b, bStep, c, cStep, accumulate) => {
    const isTransposedA = transA === 'T', isTransposedB = transB === 'T';
    const hasRoom = !isTransposedB || fitsTransposed(lanes, n, k);
    const isDirect = alpha === 1 && hasRoom && !isLarge(m, n, k, isTransposedB, lanes);
    const direct = isDirect ? directOf(n, isTransposedA ? undefined : aStep / lanes.bytes) : undefined;
    if (direct === undefined) {
      const packed = linked.get<PackedGemm>('gemm packed', (memory) => emitPacked(lanes, memory));
      const lyingA = { address: a, step: aStep, transposed: isTransposedA };
      const lyingB = { address: b, step: bStep, transposed: isTransposedB };
      runPacked(packed, linked, copyFunctions(linked), m, n, k, alpha, lyingA, lyingB, c, cStep, accumulate);
    } else if (isTransposedB) {
      const start = linked.from(SCRATCH.packedB.start);
      copyFunctions(linked).transpose(b, bStep, n, k, start, lanes.bytes * n, 1);
      direct(m, k, a, aStep, start, lanes.bytes * n, c, cStep, accumulate);
    } else direct(m, k, a, aStep, b, bStep, c, cStep, accumulate);
  };
}

/** Whether the transpose of a B of n × k has room in the scratch. */
export function fitsTransposed({ bytes }: Lanes, n: number, k: number): boolean {
  return bytes * n * k <= SCRATCH.packedB.bytes;
}

function isLarge(m: number, n: number, k: number, isTransposedB: boolean, { bytes }: Lanes): boolean {
  return n >= PACK_COLUMNS && k >= PACK_INNER && m >= PACK_ROWS
    && (isTransposedB || m >= PACK_ROWS_ALWAYS || bytes * n * k > PACK_B);
}

export function copyFunctions(linked: Linked): CopyFunctions {
  return linked.get<CopyFunctions>('copies', (memory) => emitCopies(linked.lanes, memory));
}

/** The kernel for a C of so many columns; undefined where there are too many of them already. */
export function directGemm(linked: Linked, n: number, lda: number | undefined): DirectGemm | undefined {
  const key = `gemm ${n} ${lda ?? 'T'}`;
  if (linked.compiled.named >= MAXIMUM_DIRECT_MODULES && !linked.compiled.has(key)) return undefined;
  return linked.get<{ gemm: DirectGemm }>(key, (memory) => emitDirect({ n, lda }, linked.lanes, memory)).gemm;
}

export const bind: Bind = (
  linked, { transposes: { transA, transB }, sizes: { m, n, k }, scalars: { alpha, beta }, operands: { a, b, c } },
) => {
  const { lanes } = linked;
  if ([m, n, k].some(({ fixed, perExample }) => fixed === 0 && perExample === 0)) return undefined;
  const isNarrow = n.perExample === 0 && n.fixed < PACK_COLUMNS;
  const hasRoom = transB === 'N' || (k.perExample === 0 && fitsTransposed(lanes, n.fixed, k.fixed));
  if (isNarrow && hasRoom && alpha === 1 && (beta === 0 || beta === 'beta')) {
    // The usual product of a layer: C is so narrow that packing never pays.
    const direct = directGemm(linked, n.fixed, transA === 'N' ? a.step / lanes.bytes : undefined);
    if (direct !== undefined && transB === 'N') {
      return [{ f: direct, args: [m, k, a, a.step, b, b.step, c, c.step, beta] }];
    }
    if (direct !== undefined) {
      const { transposeUnscaled } = copyFunctions(linked), step = lanes.bytes * n.fixed;
      const start = linked.from(SCRATCH.packedB.start);
      return [
        { f: transposeUnscaled, args: [b, b.step, n, k, start, step] },
        { f: direct, args: [m, k, a, a.step, start, step, c, c.step, beta] },
      ];
    }
  }
  const aStep = a.step, bStep = b.step, cStep = c.step;
  const gemm = linkGemm(linked), scal = linkScal(linked);
  return (run) => {
    const rows = sizeOf(m, run), columns = sizeOf(n, run), inner = sizeOf(k, run);
    const scale = numberOf(alpha, run, lanes), factor = numberOf(beta, run, lanes), accumulate = factor === 0 ? 0 : 1;
    const atA = addressOf(a, run), atB = addressOf(b, run), atC = addressOf(c, run);
    if (factor !== 0 && factor !== 1) for (let i = 0; i < rows; i++) scal(columns, factor, atC + i * cStep);
    gemm(transA, transB, rows, columns, inner, scale, atA, aStep, atB, bStep, atC, cStep, accumulate);
  };
};
