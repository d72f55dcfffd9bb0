/**
 * The reference table: plain TypeScript that defines every bit.
 * @module
 */
import type { Program } from '../../formula/index.ts';
import type { Kernels } from '../kernels.ts';
import { LinkedProgram } from './elementwise.ts';
import { gemm } from './gemm.ts';
import { gemv, ger } from './matrixVector.ts';
import { biasAdd, columnSums, gather, rowMaxima, rowSums, scaleColumns, scaleRows } from './rows.ts';
import { softmax, softmaxCrossentropy, softmaxCrossentropyGradient, softmaxGradient } from './softmax.ts';
import { allFinite, axpy, dot, nrm2, scal, sum } from './vector.ts';

/** A reference table; its only state is the programs it has made ready. */
export function createReferenceKernels(): Kernels {
  const programs = new WeakMap<Program, LinkedProgram>();
  const table: Kernels = {
    name: 'reference',
    warmUp: () => {},
    allocate: (length) => new Float32Array(length),
    reserve: () => table,
    gemm, gemv, ger, axpy, scal, dot, nrm2, sum, allFinite, rowSums, rowMaxima, columnSums, biasAdd, scaleRows, scaleColumns,
    softmax, softmaxGradient, softmaxCrossentropy, softmaxCrossentropyGradient, gather,
    elementwise(program, n, arrays, scalars) {
      let linked = programs.get(program);
      if (linked === undefined) programs.set(program, linked = new LinkedProgram(program));
      linked.run(n, arrays, scalars);
    },
  };
  return table;
}
