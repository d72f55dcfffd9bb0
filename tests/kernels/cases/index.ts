/**
 * Every routine of the table that computes.
 * @module
 */
import { conv2d, conv2dInputGradient, conv2dKernelGradient } from './convolution.ts';
import { elementwise } from './elementwise.ts';
import { elementwiseInRows } from './elementwiseInRows.ts';
import { gemmOfHeads, gemmToHeads } from './heads.ts';
import { gemm, gemv, ger, lacpy } from './matrix.ts';
import { gather, scatterAdd } from './gathering.ts';
import { biasAdd, columnSums, loadRows, rowMaxima, rowSums, scaleColumns, scaleRows, swapAxes } from './rows.ts';
import { averagePool2d, averagePool2dGradient, maxPool2d, maxPool2dGradient } from './pooling.ts';
import { softmax, softmaxCrossentropy, softmaxCrossentropyGradient, softmaxGradient } from './softmax.ts';
import { allFinite, axpy, dot, nrm2, scal, sum } from './vector.ts';
import type { Routine } from './case.ts';

export { drawAny, steering, type Case, type Routine } from './case.ts';

export const routines: readonly Routine[] = [
  gemm, gemmOfHeads, gemmToHeads, gemv, ger, lacpy, axpy, scal, dot, nrm2, sum, allFinite, rowSums, rowMaxima,
  columnSums, biasAdd, scaleRows, scaleColumns, swapAxes, gather, scatterAdd, loadRows,
  softmax, softmaxGradient, softmaxCrossentropy, softmaxCrossentropyGradient,
  conv2d, conv2dKernelGradient, conv2dInputGradient,
  maxPool2d, maxPool2dGradient, averagePool2d, averagePool2dGradient, elementwise, elementwiseInRows,
];
