/**
 * Which gemm runs.
 * @module
 */
import type { Transpose } from '../routines/routine.ts';
import { emitDirect, type DirectGemm } from './gemmDirect.ts';
import { emitCopies, type CopyFunctions } from './gemmPack.ts';
import { emitPacked, runPacked, type PackedGemm } from './gemmPacked.ts';
import { SCRATCH } from './memory.ts';
import type { Linked } from './modules.ts';

/** From so many columns, so long a sum and so many rows on, packing pays for itself … */
const PACK_COLUMNS = 96;
const PACK_INNER = 96;
const PACK_ROWS = 16;
/** … where an operand is transposed, C has so many rows, or B is larger than this. Measured: `npm run bench -- --filter gemm`. */
const PACK_ROWS_ALWAYS = 512;
const PACK_B = 2 ** 19;
/** Each width of C has a module of its own; where so many are there already, other widths are packed. */
const MAXIMUM_DIRECT_MODULES = 256;

/** A call of gemm but for beta, all operands in one memory. */
export interface GemmArguments {
  readonly transA: Transpose;
  readonly transB: Transpose;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly alpha: number;
  readonly a: Float32Array;
  readonly aOffset: number;
  readonly lda: number;
  readonly b: Float32Array;
  readonly bOffset: number;
  readonly ldb: number;
  readonly c: Float32Array;
  readonly cOffset: number;
  readonly ldc: number;
}

/** C ← alpha·op(A)·op(B) for `accumulate` 0, C ← C + alpha·op(A)·op(B) for 1. */
export type BoundGemm = (accumulate: number) => void;

/** What carries out a call; m, n, k ≥ 1. */
export function bindGemm(linked: Linked, call: GemmArguments): BoundGemm {
  const { transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc } = call;
  const { memory } = linked;
  const atA = memory.addressOf(a) + 4 * aOffset, atB = memory.addressOf(b) + 4 * bOffset, atC = memory.addressOf(c) + 4 * cOffset;
  const isWorthIt = transA === 'T' || transB === 'T' || m >= PACK_ROWS_ALWAYS || n * k > PACK_B;
  const isLarge = n >= PACK_COLUMNS && k >= PACK_INNER && m >= PACK_ROWS && isWorthIt;
  const isTooLarge = transB === 'T' && 4 * n * k > SCRATCH.packedB.bytes;
  const direct = Math.fround(alpha) !== 1 || isLarge || isTooLarge ? undefined : directGemm(linked, n, transA === 'N' ? lda : undefined);
  if (direct === undefined) {
    const packed = linked.get<PackedGemm>('gemm packed', emitPacked), copies = copyFunctions(linked);
    const lyingA = { address: atA, step: 4 * lda, transposed: transA === 'T' };
    const lyingB = { address: atB, step: 4 * ldb, transposed: transB === 'T' };
    return (accumulate) => runPacked(packed, copies, m, n, k, alpha, lyingA, lyingB, atC, 4 * ldc, accumulate);
  }
  if (transB === 'N') return (accumulate) => direct(m, k, atA, 4 * lda, atB, 4 * ldb, atC, 4 * ldc, accumulate);
  const { transpose } = copyFunctions(linked);
  return (accumulate) => {
    transpose(atB, 4 * ldb, n, k, SCRATCH.packedB.start, 4 * n, 1);
    direct(m, k, atA, 4 * lda, SCRATCH.packedB.start, 4 * n, atC, 4 * ldc, accumulate);
  };
}

function copyFunctions(linked: Linked): CopyFunctions {
  return linked.get<CopyFunctions>('copies', emitCopies);
}

function directGemm(linked: Linked, n: number, lda: number | undefined): DirectGemm | undefined {
  const key = `gemm ${n} ${lda ?? 'T'}`;
  if (linked.compiled.named >= MAXIMUM_DIRECT_MODULES && !linked.compiled.has(key)) return undefined;
  return linked.get<{ gemm: DirectGemm }>(key, (memory) => emitDirect({ n, lda }, memory)).gemm;
}
