/**
 * The routines that have a SIMD form. A routine without one runs on the reference, with the same bits.
 * @module
 */

import { bind as allFinite } from './allFinite.ts';
import { bind as axpy } from './axpy.ts';
import { bind as biasAdd } from './biasAdd.ts';
import { bind as columnSums } from './columnSums.ts';
import { bind as dot } from './dot.ts';
import { bind as gemm } from './gemm.ts';
import { bind as gemv } from './gemv.ts';
import { bind as ger } from './ger.ts';
import { bind as nrm2 } from './nrm2.ts';
import { bind as rowMaxima } from './rowMaxima.ts';
import { bind as rowSums } from './rowSums.ts';
import { bind as scal } from './scal.ts';
import { bind as scaleColumns } from './scaleColumns.ts';
import { bind as scaleRows } from './scaleRows.ts';
import { bind as softmax } from './softmax.ts';
import { bind as softmaxCrossentropy } from './softmaxCrossentropy.ts';
import { bind as softmaxCrossentropyGradient } from './softmaxCrossentropyGradient.ts';
import { bind as softmaxGradient } from './softmaxGradient.ts';
import { bind as sum } from './sum.ts';
import type { Bind } from './emitter.ts';

export const emitters: Readonly<Record<string, Bind>> = {
  allFinite, axpy, biasAdd, columnSums, dot, gemm, gemv, ger, nrm2, rowMaxima, rowSums, scal, scaleColumns, scaleRows,
  softmax, softmaxCrossentropy, softmaxCrossentropyGradient, softmaxGradient, sum,
};
