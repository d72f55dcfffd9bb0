/**
 * The routines' types, each of which says formula, shapes and the order of every sum.
 * @module
 */

export type { AllFinite } from './allFinite.ts';
export type { AveragePool2d } from './averagePool2d.ts';
export type { AveragePool2dGradient } from './averagePool2dGradient.ts';
export type { Axpy } from './axpy.ts';
export type { BiasAdd } from './biasAdd.ts';
export type { ColumnSums } from './columnSums.ts';
export type { Conv2d } from './conv2d.ts';
export type { Conv2dInputGradient } from './conv2dInputGradient.ts';
export type { Conv2dKernelGradient } from './conv2dKernelGradient.ts';
export type { Dot } from './dot.ts';
export type { Gather } from './gather.ts';
export type { Gemm } from './gemm.ts';
export type { GemmOfHeads } from './gemmOfHeads.ts';
export type { GemmToHeads } from './gemmToHeads.ts';
export type { Gemv } from './gemv.ts';
export type { Ger } from './ger.ts';
export type { Lacpy } from './lacpy.ts';
export type { MaxPool2d } from './maxPool2d.ts';
export type { MaxPool2dGradient } from './maxPool2dGradient.ts';
export type { Nrm2 } from './nrm2.ts';
export type { RowMaxima } from './rowMaxima.ts';
export type { RowSums } from './rowSums.ts';
export type { Scal } from './scal.ts';
export type { ScaleColumns } from './scaleColumns.ts';
export type { ScaleRows } from './scaleRows.ts';
export type { ScatterAdd } from './scatterAdd.ts';
export type { Softmax } from './softmax.ts';
export type { SoftmaxCrossentropy } from './softmaxCrossentropy.ts';
export type { SoftmaxCrossentropyGradient } from './softmaxCrossentropyGradient.ts';
export type { SoftmaxGradient } from './softmaxGradient.ts';
export type { Sum } from './sum.ts';
export type { SwapAxes } from './swapAxes.ts';
export type { Routines } from './routines.ts';
