/**
 * The routines as a table has them.
 * @module
 */

import type { AllFinite } from './allFinite.ts';
import type { AveragePool2d } from './averagePool2d.ts';
import type { AveragePool2dGradient } from './averagePool2dGradient.ts';
import type { Axpy } from './axpy.ts';
import type { BiasAdd } from './biasAdd.ts';
import type { ColumnSums } from './columnSums.ts';
import type { Conv2d } from './conv2d.ts';
import type { Conv2dInputGradient } from './conv2dInputGradient.ts';
import type { Conv2dKernelGradient } from './conv2dKernelGradient.ts';
import type { Dot } from './dot.ts';
import type { Gather } from './gather.ts';
import type { Gemm } from './gemm.ts';
import type { GemmOfHeads } from './gemmOfHeads.ts';
import type { GemmToHeads } from './gemmToHeads.ts';
import type { Gemv } from './gemv.ts';
import type { Ger } from './ger.ts';
import type { MaxPool2d } from './maxPool2d.ts';
import type { MaxPool2dGradient } from './maxPool2dGradient.ts';
import type { Lacpy } from './lacpy.ts';
import type { Nrm2 } from './nrm2.ts';
import type { RowMaxima } from './rowMaxima.ts';
import type { RowSums } from './rowSums.ts';
import type { Scal } from './scal.ts';
import type { ScaleColumns } from './scaleColumns.ts';
import type { ScaleRows } from './scaleRows.ts';
import type { ScatterAdd } from './scatterAdd.ts';
import type { Softmax } from './softmax.ts';
import type { SoftmaxCrossentropy } from './softmaxCrossentropy.ts';
import type { SoftmaxCrossentropyGradient } from './softmaxCrossentropyGradient.ts';
import type { SoftmaxGradient } from './softmaxGradient.ts';
import type { Sum } from './sum.ts';
import type { SwapAxes } from './swapAxes.ts';
import type { FloatArray } from './routine.ts';

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
