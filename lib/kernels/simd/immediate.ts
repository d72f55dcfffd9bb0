/**
 * The immediate calls that linear algebra makes by the thousand: nothing is bound for them.
 * @module
 */

import type { Kernels } from '../kernels.ts';
import type { FloatArray, Transpose } from '../routines/routine.ts';
import { linkAxpy } from './emitters/axpy.ts';
import { linkDot } from './emitters/dot.ts';
import { linkGemm } from './emitters/gemm.ts';
import { linkGemv } from './emitters/gemv.ts';
import { linkGer } from './emitters/ger.ts';
import { linkNrm2 } from './emitters/nrm2.ts';
import { linkScal } from './emitters/scal.ts';
import { linkSum } from './emitters/sum.ts';
import type { Memory } from './memory.ts';
import type { Linked } from './modules.ts';

type Table<A extends FloatArray, names extends keyof Kernels> = Pick<Kernels<A>, names>;

/** A function linked at its first use. */
function once<F>(linked: Linked, link: (of: Linked) => F): () => F {
  let found: F | undefined;
  return () => found ??= link(linked);
}

/**
 * The address of an element, negative if the array lies elsewhere. One array is asked for again and again: the last is
 * remembered, if it lies in the memory.
 */
function addressIn(memory: Memory): (array: FloatArray, offset: number) => number {
  let last: FloatArray | undefined, start = -1;
  const { bytes } = memory.lanes;
  return (array, offset) => {
    if (array !== last) {
      start = memory.addressOf(array);
      last = start < 0 ? undefined : array;
    }
    return start < 0 ? start : start + bytes * offset;
  };
}

/** `elsewhere` takes operands that lie outside of the memory, `reference` strides that have no SIMD form. */
export function immediateProducts<A extends FloatArray>(
  linked: Linked<A>, elsewhere: Kernels<A>, reference: Kernels<A>,
): Table<A, 'gemm' | 'gemv' | 'ger'> {
  const { bytes, round } = linked.lanes;
  const atA = addressIn(linked.memory), atX = addressIn(linked.memory), atY = addressIn(linked.memory);
  const gemm = once(linked, linkGemm), gemv = once(linked, linkGemv);
  const ger = once(linked, linkGer), scal = once(linked, linkScal);
  return {
    gemm(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc) {
      const aa = atA(a, aOffset), ab = atX(b, bOffset), ac = atY(c, cOffset), factor = round(beta);
      if ((aa | ab | ac) < 0 || m === 0 || n === 0 || k === 0) {
        return elsewhere.gemm(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
      }
      if (factor !== 0 && factor !== 1) for (let i = 0; i < m; i++) scal()(n, factor, ac + bytes * i * ldc);
      const accumulate = factor === 0 ? 0 : 1;
      gemm()(
        transA, transB, m, n, k, round(alpha), aa, bytes * lda, ab, bytes * ldb, ac, bytes * ldc, accumulate,
      );
    },
    gemv(trans: Transpose, m, n, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY) {
      const aa = atA(a, aOffset), ax = atX(x, xOffset), ay = atY(y, yOffset), factor = round(beta);
      if ((aa | ax | ay) < 0 || incY !== 1) {
        const other = incY === 1 ? elsewhere : reference;
        return other.gemv(trans, m, n, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY);
      }
      const { plain, transposed } = gemv();
      if (factor !== 0 && factor !== 1) scal()(trans === 'N' ? m : n, factor, ay);
      (trans === 'N' ? plain : transposed)(m, n, alpha, aa, bytes * lda, ax, bytes * incX, factor === 0 ? 0 : 1, ay);
    },
    ger(m, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda) {
      const ax = atX(x, xOffset), ay = atY(y, yOffset), aa = atA(a, aOffset);
      if ((ax | ay | aa) < 0 || incY !== 1) return (incY === 1 ? elsewhere : reference).ger(
        m, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda,
      );
      ger()(m, n, alpha, ax, bytes * incX, ay, aa, bytes * lda);
    },
  };
}

/** The same for vectors. */
export function immediateVectors<A extends FloatArray>(
  linked: Linked<A>, elsewhere: Kernels<A>, reference: Kernels<A>,
): Table<A, 'axpy' | 'scal'> {
  const atX = addressIn(linked.memory), atY = addressIn(linked.memory);
  const axpy = once(linked, linkAxpy), scal = once(linked, linkScal);
  return {
    axpy(n, alpha, x, xOffset, incX, y, yOffset, incY) {
      const ax = atX(x, xOffset), ay = atY(y, yOffset);
      if (incX !== 1 || incY !== 1) return reference.axpy(n, alpha, x, xOffset, incX, y, yOffset, incY);
      if ((ax | ay) < 0) return elsewhere.axpy(n, alpha, x, xOffset, incX, y, yOffset, incY);
      axpy()(n, alpha, ax, ay);
    },
    scal(n, alpha, x, xOffset, incX) {
      const ax = atX(x, xOffset);
      if (ax < 0 || incX !== 1) return (incX === 1 ? elsewhere : reference).scal(n, alpha, x, xOffset, incX);
      scal()(n, alpha, ax);
    },
  };
}

/** The same for sums. */
export function immediateSums(
  linked: Linked<Float32Array>, elsewhere: Kernels, reference: Kernels,
): Table<Float32Array, 'dot' | 'nrm2' | 'sum'> {
  const atX = addressIn(linked.memory), atY = addressIn(linked.memory);
  const dot = once(linked, linkDot), nrm2 = once(linked, linkNrm2), sum = once(linked, linkSum);
  return {
    dot(n, x, xOffset, incX, y, yOffset, incY) {
      const ax = atX(x, xOffset), ay = atY(y, yOffset);
      if (incX !== 1 || incY !== 1) return reference.dot(n, x, xOffset, incX, y, yOffset, incY);
      if ((ax | ay) < 0) return elsewhere.dot(n, x, xOffset, incX, y, yOffset, incY);
      return dot()(n, ax, ay);
    },
    nrm2(n, x, xOffset, incX) {
      const ax = atX(x, xOffset);
      if (ax < 0 || incX !== 1) return (incX === 1 ? elsewhere : reference).nrm2(n, x, xOffset, incX);
      return nrm2()(n, ax);
    },
    sum(n, x, xOffset, incX) {
      const ax = atX(x, xOffset);
      if (ax < 0 || incX !== 1) return (incX === 1 ? elsewhere : reference).sum(n, x, xOffset, incX);
      return sum()(n, ax);
    },
  };
}
