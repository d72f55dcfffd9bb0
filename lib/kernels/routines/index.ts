/**
 * The list of routines: what every table has, and every suite runs.
 * @module
 */

import { routine as allFinite, type AllFinite } from './allFinite.ts';
import { routine as averagePool2d, type AveragePool2d } from './averagePool2d.ts';
import { routine as averagePool2dGradient, type AveragePool2dGradient } from './averagePool2dGradient.ts';
import { routine as axpy, type Axpy } from './axpy.ts';
import { routine as biasAdd, type BiasAdd } from './biasAdd.ts';
import { routine as columnSums, type ColumnSums } from './columnSums.ts';
import { routine as conv2d, type Conv2d } from './conv2d.ts';
import { routine as conv2dInputGradient, type Conv2dInputGradient } from './conv2dInputGradient.ts';
import { routine as conv2dKernelGradient, type Conv2dKernelGradient } from './conv2dKernelGradient.ts';
import { routine as dot, type Dot } from './dot.ts';
import { routine as gather, type Gather } from './gather.ts';
import { routine as gemm, type Gemm } from './gemm.ts';
import { routine as gemmOfHeads, type GemmOfHeads } from './gemmOfHeads.ts';
import { routine as gemmToHeads, type GemmToHeads } from './gemmToHeads.ts';
import { routine as gemv, type Gemv } from './gemv.ts';
import { routine as ger, type Ger } from './ger.ts';
import { routine as maxPool2d, type MaxPool2d } from './maxPool2d.ts';
import { routine as maxPool2dGradient, type MaxPool2dGradient } from './maxPool2dGradient.ts';
import { routine as lacpy, type Lacpy } from './lacpy.ts';
import { routine as nrm2, type Nrm2 } from './nrm2.ts';
import { routine as rowMaxima, type RowMaxima } from './rowMaxima.ts';
import { routine as rowSums, type RowSums } from './rowSums.ts';
import { routine as scal, type Scal } from './scal.ts';
import { routine as scaleColumns, type ScaleColumns } from './scaleColumns.ts';
import { routine as scaleRows, type ScaleRows } from './scaleRows.ts';
import { routine as scatterAdd, type ScatterAdd } from './scatterAdd.ts';
import { routine as softmax, type Softmax } from './softmax.ts';
import { routine as softmaxCrossentropy, type SoftmaxCrossentropy } from './softmaxCrossentropy.ts';
import {
  routine as softmaxCrossentropyGradient, type SoftmaxCrossentropyGradient,
} from './softmaxCrossentropyGradient.ts';
import { routine as softmaxGradient, type SoftmaxGradient } from './softmaxGradient.ts';
import { routine as sum, type Sum } from './sum.ts';
import { routine as swapAxes, type SwapAxes } from './swapAxes.ts';
import type { FloatArray, Routine } from './routine.ts';

/** The routines as methods of a table. Each type says formula, shapes and the order of every sum. */
export interface Routines<A extends FloatArray> {
  /** {@link Gemm} */
  gemm(...call: Parameters<Gemm<A>>): void;
  /** {@link GemmOfHeads} */
  gemmOfHeads(...call: Parameters<GemmOfHeads<A>>): void;
  /** {@link GemmToHeads} */
  gemmToHeads(...call: Parameters<GemmToHeads<A>>): void;
  /** {@link Gemv} */
  gemv(...call: Parameters<Gemv<A>>): void;
  /** {@link Ger} */
  ger(...call: Parameters<Ger<A>>): void;
  /** {@link Lacpy} */
  lacpy(...call: Parameters<Lacpy<A>>): void;
  /** {@link Axpy} */
  axpy(...call: Parameters<Axpy<A>>): void;
  /** {@link Scal} */
  scal(...call: Parameters<Scal<A>>): void;
  /** {@link Dot} */
  dot(...call: Parameters<Dot<A>>): number;
  /** {@link Nrm2} */
  nrm2(...call: Parameters<Nrm2<A>>): number;
  /** {@link Sum} */
  sum(...call: Parameters<Sum<A>>): number;
  /** {@link AllFinite} */
  allFinite(...call: Parameters<AllFinite<A>>): boolean;
  /** {@link RowSums} */
  rowSums(...call: Parameters<RowSums<A>>): void;
  /** {@link RowMaxima} */
  rowMaxima(...call: Parameters<RowMaxima<A>>): void;
  /** {@link ColumnSums} */
  columnSums(...call: Parameters<ColumnSums<A>>): void;
  /** {@link BiasAdd} */
  biasAdd(...call: Parameters<BiasAdd<A>>): void;
  /** {@link ScaleRows} */
  scaleRows(...call: Parameters<ScaleRows<A>>): void;
  /** {@link ScaleColumns} */
  scaleColumns(...call: Parameters<ScaleColumns<A>>): void;
  /** {@link SwapAxes} */
  swapAxes(...call: Parameters<SwapAxes<A>>): void;
  /** {@link Gather} */
  gather(...call: Parameters<Gather<A>>): void;
  /** {@link ScatterAdd} */
  scatterAdd(...call: Parameters<ScatterAdd<A>>): void;
  /** {@link Softmax} */
  softmax(...call: Parameters<Softmax<A>>): void;
  /** {@link SoftmaxGradient} */
  softmaxGradient(...call: Parameters<SoftmaxGradient<A>>): void;
  /** {@link SoftmaxCrossentropy} */
  softmaxCrossentropy(...call: Parameters<SoftmaxCrossentropy<A>>): void;
  /** {@link SoftmaxCrossentropyGradient} */
  softmaxCrossentropyGradient(...call: Parameters<SoftmaxCrossentropyGradient<A>>): void;
  /** {@link Conv2d} */
  conv2d(...call: Parameters<Conv2d<A>>): void;
  /** {@link Conv2dKernelGradient} */
  conv2dKernelGradient(...call: Parameters<Conv2dKernelGradient<A>>): void;
  /** {@link Conv2dInputGradient} */
  conv2dInputGradient(...call: Parameters<Conv2dInputGradient<A>>): void;
  /** {@link MaxPool2d} */
  maxPool2d(...call: Parameters<MaxPool2d<A>>): void;
  /** {@link MaxPool2dGradient} */
  maxPool2dGradient(...call: Parameters<MaxPool2dGradient<A>>): void;
  /** {@link AveragePool2d} */
  averagePool2d(...call: Parameters<AveragePool2d<A>>): void;
  /** {@link AveragePool2dGradient} */
  averagePool2dGradient(...call: Parameters<AveragePool2dGradient<A>>): void;
}

/** By name. */
export const routines: Readonly<Record<keyof Routines<Float32Array>, Routine>> = {
  gemm, gemmOfHeads, gemmToHeads, gemv, ger, lacpy, axpy, scal, dot, nrm2, sum, allFinite, rowSums, rowMaxima,
  columnSums, biasAdd, scaleRows, scaleColumns, swapAxes, gather, scatterAdd,
  softmax, softmaxGradient, softmaxCrossentropy, softmaxCrossentropyGradient,
  conv2d, conv2dKernelGradient, conv2dInputGradient,
  maxPool2d, maxPool2dGradient, averagePool2d, averagePool2dGradient,
};
