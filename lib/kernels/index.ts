/**
 * Kernels: checked doors for users, the table and its makers for those who build on it.
 * @module
 */

export { bindInvoked } from './bindInvoked.ts';
export { axpy, dot, gemm, gemv, ger, matmul, nrm2, scal, sum } from './blas.ts';
export { compensatedDot, compensatedSum } from './compensated.ts';
export { gather, scatterAdd } from './gather.ts';
export * from './pointwise.ts';
export { capabilities, stayOffWebAssembly, type Capabilities, type KernelsName } from './capabilities.ts';
export { createKernels, defaultFloat64Kernels, defaultKernels, type ThreadsKernelsOptions } from './defaultKernels.ts';
export { createFloat64Kernels } from './tables.ts';
export type { Kernels } from './kernels.ts';
export type { ThreadsKernels } from './threads/threadsTable.ts';
export type { Indices, RowSource } from './loadRows.ts';
export type { InRows } from './routines/inRows.ts';
export type { FloatArray, Transpose } from './routines/routine.ts';
export type * from './routines/types.ts';
export { callsOf } from './allRoutines.ts';
/** What makes calls, by name: `calls.gemm(…)`. A bundler keeps those that are named. They trust their arguments. */
export * as calls from './allCalls.ts';
export {
  newRun, perExample,
  type BoundCall, type Call, type Calls, type Moment, type Move, type PerExample, type Run, type Scalar, type Size,
  type Tensor,
} from './calls.ts';
export {
  bindAlone, bindList, host, runList, type Arithmetic, type ArrayOf, type BoundPart, type Condition,
  type HostCall, type List, type Loop, type PartLists,
} from './lists.ts';
export { spread } from './spread.ts';
export type { Padding, Window } from './window.ts';
