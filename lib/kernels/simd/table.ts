/**
 * The SIMD table over one memory.
 *
 * Where an operand lies outside of that memory, or a routine has no SIMD form (strides other than 1), the call goes to
 * another table: the bits are the same.
 * @module
 */

import { now } from '../../core/eventLoop.ts';
import { newRun, type BoundCall, type Call } from '../calls.ts';
import type { Kernels } from '../kernels.ts';
import { loadRows } from '../loadRows.ts';
import type { Routine, Transpose } from '../routines/routine.ts';
import { invoke, tableOf } from '../routines/tableOf.ts';
import { linkAxpy } from './emitters/axpy.ts';
import { linkDot } from './emitters/dot.ts';
import { MAXIMUM_SCALARS, bindElementwise, linkElementwise } from './emitters/elementwise.ts';
import { locateGemm } from './emitters/gemm.ts';
import { linkGemv } from './emitters/gemv.ts';
import { linkGer } from './emitters/ger.ts';
import { emitters } from './emitters/index.ts';
import { linkNrm2 } from './emitters/nrm2.ts';
import { linkScal } from './emitters/scal.ts';
import { linkSum } from './emitters/sum.ts';
import { locate } from './located.ts';
import type { Linked } from './modules.ts';

type A = Float32Array;

const { fround } = Math;
const NO_SCALARS: readonly number[] = [];

/** Calls, or time, after which V8 has seen that a function is worth its best code; compiling goes on in the background. */
const WARM_UP_RUNS = 200;
const WARM_UP_MILLISECONDS = 5;

/** What immediate calls run with: all their numbers are their own. */
const ONCE = newRun();

/** A table over the memory of `linked`. `elsewhere` takes operands that lie outside, `reference` strides that have no SIMD form. */
export function createTable(linked: Linked, elsewhere: Kernels, reference: Kernels): Kernels {
  const { memory, compiled } = linked;
  const bind = (call: Call<A>): BoundCall | undefined => {
    const located = locate(memory, call), { name, program } = call.routine;
    if (located === undefined) return undefined;
    return program === undefined ? emitters[name]?.bind(linked, located) : bindElementwise(linked, program, located);
  };
  const immediate = (routine: Routine) => (...args: readonly (A | number)[]): unknown => {
    const bound = bind({ routine, args });
    return bound === undefined ? invoke(elsewhere, routine, args) : bound(ONCE);
  };
  return {
    name: 'simd',
    allocate: (length) => memory.allocate(length) ?? elsewhere.allocate(length),
    reserve: (length, arrays) => elsewhere.reserve(length, arrays),
    warmUp(run) {
      const before = compiled.count;
      run();
      if (compiled.count === before) return;
      const started = now();
      for (let runs = 0; runs < WARM_UP_RUNS && now() - started < WARM_UP_MILLISECONDS; runs++) run();
    },
    bind: (call) => bind(call) ?? elsewhere.bind(call),
    ...tableOf<A>(immediate),
    ...blas(linked, elsewhere, reference),
    loadRows,
    elementwise(program, n, arrays, scalars = NO_SCALARS) {
      const addresses = arrays.map((array) => memory.addressOf(array));
      if (scalars.length > MAXIMUM_SCALARS || addresses.some((address) => address < 0)) return elsewhere.elementwise(program, n, arrays, scalars);
      memory.scalars.set(scalars);
      linkElementwise(linked, program)(n, ...addresses);
    },
  };
}

type Blas = Pick<Kernels, 'gemm' | 'gemv' | 'ger' | 'axpy' | 'scal' | 'dot' | 'nrm2' | 'sum'>;

/** The immediate calls that linear algebra makes by the thousand: nothing is bound for them. */
function blas(linked: Linked, elsewhere: Kernels, reference: Kernels): Blas {
  const { memory } = linked, once = <F>(link: (of: Linked) => F): (() => F) => {
    let found: F | undefined; // linked at the first use
    return () => found ??= link(linked);
  };
  const axpy = once(linkAxpy), scal = once(linkScal), dot = once(linkDot), nrm2 = once(linkNrm2), sum = once(linkSum);
  const ger = once(linkGer), gemv = once(linkGemv);
  const at = (array: A, offset: number): number => {
    const address = memory.addressOf(array);
    return address < 0 ? address : address + 4 * offset;
  };
  return {
    gemm(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc) {
      const aa = at(a, aOffset), ab = at(b, bOffset), ac = at(c, cOffset), factor = fround(beta);
      if ((aa | ab | ac) < 0 || m === 0 || n === 0 || k === 0) {
        return elsewhere.gemm(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
      }
      if (factor !== 0 && factor !== 1) for (let i = 0; i < m; i++) scal()(n, factor, ac + 4 * i * ldc);
      const gemm = locateGemm(linked, transA, transB, { address: aa, step: 4 * lda }, { address: ab, step: 4 * ldb }, { address: ac, step: 4 * ldc });
      gemm(m, n, k, fround(alpha), factor === 0 ? 0 : 1);
    },
    gemv(trans: Transpose, m, n, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY) {
      const aa = at(a, aOffset), ax = at(x, xOffset), ay = at(y, yOffset), factor = fround(beta);
      if ((aa | ax | ay) < 0 || incY !== 1) return (incY === 1 ? elsewhere : reference).gemv(trans, m, n, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY);
      const { plain, transposed } = gemv();
      if (factor !== 0 && factor !== 1) scal()(trans === 'N' ? m : n, factor, ay);
      (trans === 'N' ? plain : transposed)(m, n, alpha, aa, 4 * lda, ax, 4 * incX, factor === 0 ? 0 : 1, ay);
    },
    ger(m, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda) {
      const ax = at(x, xOffset), ay = at(y, yOffset), aa = at(a, aOffset);
      if ((ax | ay | aa) < 0 || incY !== 1) return (incY === 1 ? elsewhere : reference).ger(m, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda);
      ger()(m, n, alpha, ax, 4 * incX, ay, aa, 4 * lda);
    },
    axpy(n, alpha, x, xOffset, incX, y, yOffset, incY) {
      const ax = at(x, xOffset), ay = at(y, yOffset);
      if (incX !== 1 || incY !== 1) return reference.axpy(n, alpha, x, xOffset, incX, y, yOffset, incY);
      if ((ax | ay) < 0) return elsewhere.axpy(n, alpha, x, xOffset, incX, y, yOffset, incY);
      axpy()(n, alpha, ax, ay);
    },
    scal(n, alpha, x, xOffset, incX) {
      const ax = at(x, xOffset);
      if (ax < 0 || incX !== 1) return (incX === 1 ? elsewhere : reference).scal(n, alpha, x, xOffset, incX);
      scal()(n, alpha, ax);
    },
    dot(n, x, xOffset, incX, y, yOffset, incY) {
      const ax = at(x, xOffset), ay = at(y, yOffset);
      if (incX !== 1 || incY !== 1) return reference.dot(n, x, xOffset, incX, y, yOffset, incY);
      if ((ax | ay) < 0) return elsewhere.dot(n, x, xOffset, incX, y, yOffset, incY);
      return dot()(n, ax, ay);
    },
    nrm2(n, x, xOffset, incX) {
      const ax = at(x, xOffset);
      if (ax < 0 || incX !== 1) return (incX === 1 ? elsewhere : reference).nrm2(n, x, xOffset, incX);
      return nrm2()(n, ax);
    },
    sum(n, x, xOffset, incX) {
      const ax = at(x, xOffset);
      if (ax < 0 || incX !== 1) return (incX === 1 ? elsewhere : reference).sum(n, x, xOffset, incX);
      return sum()(n, ax);
    },
  };
}
