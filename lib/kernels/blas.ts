/**
 * BLAS for users: checked doors to the default table.
 *
 * Signatures, orders of sums and what `beta` 0 means are those of the table, see {@link Kernels}. Every door throws a
 * TypeError for an operand that is not a Float32Array, a RangeError for a size, offset, leading dimension or increment
 * that is not a whole number in its range, a ShapeError for an array too short, and a RangeError where what is written
 * shares an element with another operand (columns of one matrix share none). Nothing is written then.
 * @module
 */

import { expectFloat32Array, expectInteger } from '../core/errors.ts';
import * as make from './callsOfRoutines.ts';
import { checkOf } from './checkOf.ts';
import { defaultKernels } from './defaultKernels.ts';
import type { Kernels } from './kernels.ts';

const check = {
  gemm: checkOf(make.gemm.routine), gemv: checkOf(make.gemv.routine), ger: checkOf(make.ger.routine),
  axpy: checkOf(make.axpy.routine), scal: checkOf(make.scal.routine), dot: checkOf(make.dot.routine),
  nrm2: checkOf(make.nrm2.routine), sum: checkOf(make.sum.routine),
};

/**
 * C ← alpha·op(A)·op(B) + beta·C: {@link Kernels.gemm}, checked. Throws TypeError for what is no Float32Array,
 * RangeError for a size, offset or step out of range and where what is written shares an element with another operand,
 * ShapeError for an array too short. Nothing is written then.
 */
export function gemm(...call: Parameters<Kernels['gemm']>): void {
  check.gemm(call);
  defaultKernels().gemm(...call);
}

/**
 * y ← alpha·op(A)·x + beta·y: {@link Kernels.gemv}, checked. Throws TypeError for what is no Float32Array, RangeError
 * for a size, offset or step out of range and where what is written shares an element with another operand, ShapeError
 * for an array too short. Nothing is written then.
 */
export function gemv(...call: Parameters<Kernels['gemv']>): void {
  check.gemv(call);
  defaultKernels().gemv(...call);
}

/**
 * A ← A + alpha·x·yᵀ: {@link Kernels.ger}, checked. Throws TypeError for what is no Float32Array, RangeError for a
 * size, offset or step out of range and where what is written shares an element with another operand, ShapeError for an
 * array too short. Nothing is written then.
 */
export function ger(...call: Parameters<Kernels['ger']>): void {
  check.ger(call);
  defaultKernels().ger(...call);
}

/**
 * y ← alpha·x + y: {@link Kernels.axpy}, checked. Throws TypeError for what is no Float32Array, RangeError for a size,
 * offset or step out of range and where what is written shares an element with another operand, ShapeError for an array
 * too short. Nothing is written then.
 */
export function axpy(...call: Parameters<Kernels['axpy']>): void {
  check.axpy(call);
  defaultKernels().axpy(...call);
}

/**
 * x ← alpha·x: {@link Kernels.scal}, checked. Throws TypeError for what is no Float32Array, RangeError for a size,
 * offset or step out of range, ShapeError for an array too short.
 */
export function scal(...call: Parameters<Kernels['scal']>): void {
  check.scal(call);
  defaultKernels().scal(...call);
}

/**
 * Σ xᵢyᵢ: {@link Kernels.dot}, checked. Throws TypeError for what is no Float32Array, RangeError for a size, offset or
 * step out of range, ShapeError for an array too short.
 */
export function dot(...call: Parameters<Kernels['dot']>): number {
  check.dot(call);
  return defaultKernels().dot(...call);
}

/**
 * ‖x‖₂ without needless overflow: {@link Kernels.nrm2}, checked. Throws TypeError for what is no Float32Array,
 * RangeError for a size, offset or step out of range, ShapeError for an array too short.
 */
export function nrm2(...call: Parameters<Kernels['nrm2']>): number {
  check.nrm2(call);
  return defaultKernels().nrm2(...call);
}

/**
 * Σ xᵢ: {@link Kernels.sum}, checked. Throws TypeError for what is no Float32Array, RangeError for a size, offset or
 * step out of range, ShapeError for an array too short.
 */
export function sum(...call: Parameters<Kernels['sum']>): number {
  check.sum(call);
  return defaultKernels().sum(...call);
}

/**
 * A·B in a new array, for A m × k and B k × n in row-major order. Throws ShapeError unless both are exactly that long,
 * TypeError for what is no Float32Array, RangeError for a size that is no whole number of at least 0.
 */
export function matmul(a: Float32Array, b: Float32Array, m: number, n: number, k: number): Float32Array {
  for (const [argument, size] of [['m', m], ['n', n], ['k', k]] as const) expectInteger('matmul', argument, size);
  expectFloat32Array('matmul', 'a', a, m * k);
  expectFloat32Array('matmul', 'b', b, k * n);
  const c = new Float32Array(m * n);
  defaultKernels().gemm('N', 'N', m, n, k, 1, a, 0, Math.max(1, k), b, 0, Math.max(1, n), 0, c, 0, Math.max(1, n));
  return c;
}
