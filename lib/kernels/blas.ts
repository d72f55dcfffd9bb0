/**
 * BLAS for users: checked doors to the default table.
 *
 * Signatures, orders of sums and what `beta` 0 means are those of the table, see {@link Kernels}. Every door throws a
 * TypeError for an operand that is not a Float32Array, a RangeError for a size, offset, leading dimension or increment that
 * is not a whole number in its range, a ShapeError for an array too short, and a RangeError where the result shares an
 * element with an operand (columns of one matrix share none). Nothing is written then.
 * @module
 */
import { expectFloat32Array, expectFloat32Number, expectInteger, expectOneOf } from '../core/errors.ts';
import { expectApart, expectMatrix, expectVector } from './checks.ts';
import { defaultKernels } from './defaultKernels.ts';
import type { Transpose } from './kernels.ts';

const TRANSPOSES: readonly Transpose[] = ['N', 'T'];

/** C ← alpha·op(A)·op(B) + beta·C: {@link Kernels.gemm}, checked. */
export function gemm(
  transA: Transpose, transB: Transpose, m: number, n: number, k: number,
  alpha: number, a: Float32Array, aOffset: number, lda: number, b: Float32Array, bOffset: number, ldb: number,
  beta: number, c: Float32Array, cOffset: number, ldc: number,
): void {
  expectOneOf('gemm', 'transA', transA, TRANSPOSES);
  expectOneOf('gemm', 'transB', transB, TRANSPOSES);
  expectSizes('gemm', { m, n, k });
  expectScalars('gemm', { alpha, beta });
  const [aRows, aColumns] = transA === 'N' ? [m, k] : [k, m];
  const [bRows, bColumns] = transB === 'N' ? [k, n] : [n, k];
  const written = expectMatrix('gemm', 'c', c, m, n, cOffset, ldc);
  expectApart('gemm', written, expectMatrix('gemm', 'a', a, aRows, aColumns, aOffset, lda), expectMatrix('gemm', 'b', b, bRows, bColumns, bOffset, ldb));
  defaultKernels().gemm(transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
}

/** y ← alpha·op(A)·x + beta·y: {@link Kernels.gemv}, checked. */
export function gemv(
  trans: Transpose, m: number, n: number,
  alpha: number, a: Float32Array, aOffset: number, lda: number, x: Float32Array, xOffset: number, incX: number,
  beta: number, y: Float32Array, yOffset: number, incY: number,
): void {
  expectOneOf('gemv', 'trans', trans, TRANSPOSES);
  expectSizes('gemv', { m, n });
  expectScalars('gemv', { alpha, beta });
  const [rows, columns] = trans === 'N' ? [m, n] : [n, m];
  const written = expectVector('gemv', 'y', y, rows, yOffset, incY);
  expectApart('gemv', written, expectMatrix('gemv', 'a', a, m, n, aOffset, lda), expectVector('gemv', 'x', x, columns, xOffset, incX));
  defaultKernels().gemv(trans, m, n, alpha, a, aOffset, lda, x, xOffset, incX, beta, y, yOffset, incY);
}

/** A ← A + alpha·x·yᵀ: {@link Kernels.ger}, checked. */
export function ger(
  m: number, n: number,
  alpha: number, x: Float32Array, xOffset: number, incX: number, y: Float32Array, yOffset: number, incY: number,
  a: Float32Array, aOffset: number, lda: number,
): void {
  expectSizes('ger', { m, n });
  expectScalars('ger', { alpha });
  const written = expectMatrix('ger', 'a', a, m, n, aOffset, lda);
  expectApart('ger', written, expectVector('ger', 'x', x, m, xOffset, incX), expectVector('ger', 'y', y, n, yOffset, incY));
  defaultKernels().ger(m, n, alpha, x, xOffset, incX, y, yOffset, incY, a, aOffset, lda);
}

/** y ← alpha·x + y: {@link Kernels.axpy}, checked. */
export function axpy(n: number, alpha: number, x: Float32Array, xOffset: number, incX: number, y: Float32Array, yOffset: number, incY: number): void {
  expectSizes('axpy', { n });
  expectScalars('axpy', { alpha });
  expectApart('axpy', expectVector('axpy', 'y', y, n, yOffset, incY), expectVector('axpy', 'x', x, n, xOffset, incX));
  defaultKernels().axpy(n, alpha, x, xOffset, incX, y, yOffset, incY);
}

/** x ← alpha·x: {@link Kernels.scal}, checked. */
export function scal(n: number, alpha: number, x: Float32Array, xOffset: number, incX: number): void {
  expectSizes('scal', { n });
  expectScalars('scal', { alpha });
  expectVector('scal', 'x', x, n, xOffset, incX);
  defaultKernels().scal(n, alpha, x, xOffset, incX);
}

/** Σ xᵢyᵢ: {@link Kernels.dot}, checked. */
export function dot(n: number, x: Float32Array, xOffset: number, incX: number, y: Float32Array, yOffset: number, incY: number): number {
  expectSizes('dot', { n });
  expectVector('dot', 'x', x, n, xOffset, incX);
  expectVector('dot', 'y', y, n, yOffset, incY);
  return defaultKernels().dot(n, x, xOffset, incX, y, yOffset, incY);
}

/** ‖x‖₂ without needless overflow: {@link Kernels.nrm2}, checked. */
export function nrm2(n: number, x: Float32Array, xOffset: number, incX: number): number {
  expectSizes('nrm2', { n });
  expectVector('nrm2', 'x', x, n, xOffset, incX);
  return defaultKernels().nrm2(n, x, xOffset, incX);
}

/** Σ xᵢ: {@link Kernels.sum}, checked. */
export function sum(n: number, x: Float32Array, xOffset: number, incX: number): number {
  expectSizes('sum', { n });
  expectVector('sum', 'x', x, n, xOffset, incX);
  return defaultKernels().sum(n, x, xOffset, incX);
}

/** A·B in a new array, for A m × k and B k × n in row-major order; ShapeError unless both are exactly that long. */
export function matmul(a: Float32Array, b: Float32Array, m: number, n: number, k: number): Float32Array {
  expectSizes('matmul', { m, n, k });
  expectFloat32Array('matmul', 'a', a, m * k);
  expectFloat32Array('matmul', 'b', b, k * n);
  const c = new Float32Array(m * n);
  defaultKernels().gemm('N', 'N', m, n, k, 1, a, 0, Math.max(1, k), b, 0, Math.max(1, n), 0, c, 0, Math.max(1, n));
  return c;
}

function expectSizes(who: string, sizes: Readonly<Record<string, number>>): void {
  for (const [argument, size] of Object.entries(sizes)) expectInteger(who, argument, size);
}

function expectScalars(who: string, scalars: Readonly<Record<string, number>>): void {
  for (const [argument, scalar] of Object.entries(scalars)) expectFloat32Number(who, argument, scalar);
}
