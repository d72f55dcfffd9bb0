/**
 * The routines that have a SIMD form. A routine without one runs on the reference, in binary64 on the witness, with the
 * same bits.
 * @module
 */

import * as allFinite from './allFinite.ts';
import * as averagePool2d from './averagePool2d.ts';
import * as averagePool2dGradient from './averagePool2dGradient.ts';
import * as axpy from './axpy.ts';
import * as biasAdd from './biasAdd.ts';
import * as columnSums from './columnSums.ts';
import * as conv2d from './conv2d.ts';
import * as conv2dInputGradient from './conv2dInputGradient.ts';
import * as conv2dKernelGradient from './conv2dKernelGradient.ts';
import * as dot from './dot.ts';
import * as gather from './gather.ts';
import * as gemm from './gemm.ts';
import * as gemmOfHeads from './gemmOfHeads.ts';
import * as gemmToHeads from './gemmToHeads.ts';
import * as gemv from './gemv.ts';
import * as ger from './ger.ts';
import * as lacpy from './lacpy.ts';
import * as maxPool2d from './maxPool2d.ts';
import * as maxPool2dGradient from './maxPool2dGradient.ts';
import * as nrm2 from './nrm2.ts';
import * as rowMaxima from './rowMaxima.ts';
import * as rowSums from './rowSums.ts';
import * as scal from './scal.ts';
import * as scaleColumns from './scaleColumns.ts';
import * as scaleRows from './scaleRows.ts';
import * as scatterAdd from './scatterAdd.ts';
import * as softmax from './softmax.ts';
import * as softmaxCrossentropy from './softmaxCrossentropy.ts';
import * as softmaxCrossentropyGradient from './softmaxCrossentropyGradient.ts';
import * as softmaxGradient from './softmaxGradient.ts';
import * as sum from './sum.ts';
import * as swapAxes from './swapAxes.ts';
import type { Lanes } from '../lanes.ts';
import type { Bind } from './emitter.ts';

/** A routine on SIMD. */
export interface Emitter {
  readonly bind: Bind;
}

const emitters32: Readonly<Record<string, Emitter>> = {
  allFinite, axpy, biasAdd, columnSums, conv2d, conv2dInputGradient, conv2dKernelGradient, dot,
  gemm, gemmOfHeads, gemmToHeads, gemv, ger, lacpy, nrm2, rowMaxima, rowSums, scal, scaleColumns, scaleRows,
  softmax, softmaxCrossentropy, softmaxCrossentropyGradient, softmaxGradient, sum, swapAxes,
  maxPool2d, maxPool2dGradient, averagePool2d, averagePool2dGradient, gather, scatterAdd,
};

/** The witness has one accumulator for a sum, and its columnSums adds beta ⊗ y last: these have no form. */
const emitters64: Readonly<Record<string, Emitter>> = {
  axpy, biasAdd, gemm, gemv, ger, lacpy, scal, scaleColumns, scaleRows,
};

/** The routines that have a form in such lanes, by name. */
export function emittersOf({ float }: Lanes): Readonly<Record<string, Emitter>> {
  return float === 'f32' ? emitters32 : emitters64;
}
