/**
 * Kernels: checked doors for users, the table and its makers for those who build on it.
 * @module
 */
export { axpy, dot, gemm, gemv, ger, matmul, nrm2, scal, sum } from './blas.ts';
export * from './pointwise.ts';
export { capabilities, createKernels, defaultKernels, type Capabilities, type KernelsName } from './defaultKernels.ts';
export { createFloat64Kernels } from './float64/index.ts';
export type { Kernels } from './kernels.ts';
export type { Indices } from './loadRows.ts';
export type { FloatArray, Transpose } from './routines/routine.ts';
export { spread } from './spread.ts';
