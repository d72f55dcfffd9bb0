/**
 * Which gemm runs.
 * @module
 */

import { emitDirect, type DirectGemm } from '../gemmDirect.ts';
import { emitCopies, type CopyFunctions } from '../gemmPack.ts';
import { emitPacked, runPacked, type PackedGemm } from '../gemmPacked.ts';
import type { BoundCall } from '../../calls.ts';
import { numberOf, sizeOf, type LocatedOperand, type LocatedSize } from '../located.ts';
import { SCRATCH } from '../memory.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';
import { linkScal } from './scal.ts';

/** From so many columns, so long a sum and so many rows on, packing pays for itself … */
const PACK_COLUMNS = 96;
const PACK_INNER = 96;
const PACK_ROWS = 16;
/** … where an operand is transposed, C has so many rows, or B is larger than this. Measured: `npm run bench -- --filter gemm`. */
const PACK_ROWS_ALWAYS = 512;
const PACK_B = 2 ** 19;
/** Each width of C has a module of its own; where so many are there already, other widths are packed. */
const MAXIMUM_DIRECT_MODULES = 256;

/** gemm on operands that have been located: C ← alpha·op(A)·op(B), or C + that; beta is done. None of the sizes is 0. */
export type LocatedGemm = (m: number, n: number, k: number, alpha: number, accumulate: number) => void;

/**
 * Chooses, run by run, between the kernel for a C of that width and the packed one: sizes may depend on the batch. Kernels are
 * emitted when they are first chosen.
 */
export function locateGemm(linked: Linked, transA: unknown, transB: unknown, a: LocatedOperand, b: LocatedOperand, c: LocatedOperand): LocatedGemm {
  const isTransposedA = transA === 'T', isTransposedB = transB === 'T', lda = isTransposedA ? undefined : a.step / 4;
  const lyingA = { address: a.address, step: a.step, transposed: isTransposedA };
  const lyingB = { address: b.address, step: b.step, transposed: isTransposedB };
  let width = -1, direct: DirectGemm | undefined;
  return (m, n, k, alpha, accumulate) => {
    if (alpha === 1 && !isLarge(m, n, k, isTransposedA || isTransposedB) && (!isTransposedB || 4 * n * k <= SCRATCH.packedB.bytes)) {
      if (width !== n) {
        direct = directGemm(linked, n, lda);
        width = n;
      }
      if (direct !== undefined && !isTransposedB) return direct(m, k, a.address, a.step, b.address, b.step, c.address, c.step, accumulate);
      if (direct !== undefined) {
        copyFunctions(linked).transpose(b.address, b.step, n, k, SCRATCH.packedB.start, 4 * n, 1);
        return direct(m, k, a.address, a.step, SCRATCH.packedB.start, 4 * n, c.address, c.step, accumulate);
      }
    }
    const packed = linked.get<PackedGemm>('gemm packed', emitPacked), copies = copyFunctions(linked);
    return runPacked(packed, copies, m, n, k, alpha, lyingA, lyingB, c.address, c.step, accumulate);
  };
}

function isLarge(m: number, n: number, k: number, isTransposed: boolean): boolean {
  return n >= PACK_COLUMNS && k >= PACK_INNER && m >= PACK_ROWS && (isTransposed || m >= PACK_ROWS_ALWAYS || n * k > PACK_B);
}

function copyFunctions(linked: Linked): CopyFunctions {
  return linked.get<CopyFunctions>('copies', emitCopies);
}

function directGemm(linked: Linked, n: number, lda: number | undefined): DirectGemm | undefined {
  const key = `gemm ${n} ${lda ?? 'T'}`;
  if (linked.compiled.named >= MAXIMUM_DIRECT_MODULES && !linked.compiled.has(key)) return undefined;
  return linked.get<{ gemm: DirectGemm }>(key, (memory) => emitDirect({ n, lda }, memory)).gemm;
}

export const bind: Bind = (linked, { transposes: { transA, transB }, sizes: { m, n, k }, scalars: { alpha, beta }, operands: { a, b, c } }) => {
  if ([m, n, k].some(({ fixed, perExample }) => fixed === 0 && perExample === 0)) return undefined;
  const isNarrow = n.perExample === 0 && n.fixed < PACK_COLUMNS, isPlain = alpha === 1 && (beta === 0 || beta === 'beta');
  const direct = isNarrow && isPlain && transB === 'N' ? directGemm(linked, n.fixed, transA === 'N' ? a.step / 4 : undefined) : undefined;
  if (direct !== undefined) return bindDirect(direct, m, k, a, b, c, beta === 'beta');
  const gemm = locateGemm(linked, transA, transB, a, b, c), scal = linkScal(linked);
  return (run) => {
    const rows = sizeOf(m, run), columns = sizeOf(n, run), factor = numberOf(beta, run);
    if (factor !== 0 && factor !== 1) for (let i = 0; i < rows; i++) scal(columns, factor, c.address + i * c.step);
    gemm(rows, columns, sizeOf(k, run), numberOf(alpha, run), factor === 0 ? 0 : 1);
  };
};

/** The usual product of a layer: C is so narrow that packing never pays, alpha is 1, and beta 0, or 0 or 1 as the run says. */
function bindDirect(
  direct: DirectGemm, m: LocatedSize, k: LocatedSize, a: LocatedOperand, b: LocatedOperand, c: LocatedOperand, accumulates: boolean,
): BoundCall {
  const { address: atA, step: aStep } = a, { address: atB, step: bStep } = b, { address: atC, step: cStep } = c;
  return (run) => direct(sizeOf(m, run), sizeOf(k, run), atA, aStep, atB, bStep, atC, cStep, accumulates ? run.beta : 0);
}
