/**
 * The list of routines: of each, what makes calls of it. Every table has them, and every suite runs them.
 *
 * A bundler keeps those that a program names, and with each its loops and its SIMD form.
 * @module
 */

import { enlist, type MakeCall } from './enlist.ts';
import { routine as allFiniteRoutine } from './routines/allFinite.ts';
import { routine as averagePool2dRoutine } from './routines/averagePool2d.ts';
import { routine as averagePool2dGradientRoutine } from './routines/averagePool2dGradient.ts';
import { routine as axpyRoutine } from './routines/axpy.ts';
import { routine as biasAddRoutine } from './routines/biasAdd.ts';
import { routine as columnSumsRoutine } from './routines/columnSums.ts';
import { routine as conv2dRoutine } from './routines/conv2d.ts';
import { routine as conv2dInputGradientRoutine } from './routines/conv2dInputGradient.ts';
import { routine as conv2dKernelGradientRoutine } from './routines/conv2dKernelGradient.ts';
import { routine as dotRoutine } from './routines/dot.ts';
import { routine as gatherRoutine } from './routines/gather.ts';
import { routine as gemmRoutine } from './routines/gemm.ts';
import { routine as gemmOfHeadsRoutine } from './routines/gemmOfHeads.ts';
import { routine as gemmToHeadsRoutine } from './routines/gemmToHeads.ts';
import { routine as gemvRoutine } from './routines/gemv.ts';
import { routine as gerRoutine } from './routines/ger.ts';
import { routine as lacpyRoutine } from './routines/lacpy.ts';
import { routine as maxPool2dRoutine } from './routines/maxPool2d.ts';
import { routine as maxPool2dGradientRoutine } from './routines/maxPool2dGradient.ts';
import { routine as nrm2Routine } from './routines/nrm2.ts';
import { routine as rowMaximaRoutine } from './routines/rowMaxima.ts';
import { routine as rowSumsRoutine } from './routines/rowSums.ts';
import { routine as scalRoutine } from './routines/scal.ts';
import { routine as scaleColumnsRoutine } from './routines/scaleColumns.ts';
import { routine as scaleRowsRoutine } from './routines/scaleRows.ts';
import { routine as scatterAddRoutine } from './routines/scatterAdd.ts';
import { routine as softmaxRoutine } from './routines/softmax.ts';
import { routine as softmaxCrossentropyRoutine } from './routines/softmaxCrossentropy.ts';
import { routine as softmaxCrossentropyGradientRoutine } from './routines/softmaxCrossentropyGradient.ts';
import { routine as softmaxGradientRoutine } from './routines/softmaxGradient.ts';
import { routine as sumRoutine } from './routines/sum.ts';
import { routine as swapAxesRoutine } from './routines/swapAxes.ts';
import * as allFiniteForm from './simd/emitters/allFinite.ts';
import * as averagePool2dForm from './simd/emitters/averagePool2d.ts';
import * as averagePool2dGradientForm from './simd/emitters/averagePool2dGradient.ts';
import * as axpyForm from './simd/emitters/axpy.ts';
import * as biasAddForm from './simd/emitters/biasAdd.ts';
import * as columnSumsForm from './simd/emitters/columnSums.ts';
import * as conv2dForm from './simd/emitters/conv2d.ts';
import * as conv2dInputGradientForm from './simd/emitters/conv2dInputGradient.ts';
import * as conv2dKernelGradientForm from './simd/emitters/conv2dKernelGradient.ts';
import * as dotForm from './simd/emitters/dot.ts';
import * as gatherForm from './simd/emitters/gather.ts';
import * as gemmForm from './simd/emitters/gemm.ts';
import * as gemmOfHeadsForm from './simd/emitters/gemmOfHeads.ts';
import * as gemmToHeadsForm from './simd/emitters/gemmToHeads.ts';
import * as gemvForm from './simd/emitters/gemv.ts';
import * as gerForm from './simd/emitters/ger.ts';
import * as lacpyForm from './simd/emitters/lacpy.ts';
import * as maxPool2dForm from './simd/emitters/maxPool2d.ts';
import * as maxPool2dGradientForm from './simd/emitters/maxPool2dGradient.ts';
import * as nrm2Form from './simd/emitters/nrm2.ts';
import * as rowMaximaForm from './simd/emitters/rowMaxima.ts';
import * as rowSumsForm from './simd/emitters/rowSums.ts';
import * as scalForm from './simd/emitters/scal.ts';
import * as scaleColumnsForm from './simd/emitters/scaleColumns.ts';
import * as scaleRowsForm from './simd/emitters/scaleRows.ts';
import * as scatterAddForm from './simd/emitters/scatterAdd.ts';
import * as softmaxForm from './simd/emitters/softmax.ts';
import * as softmaxCrossentropyForm from './simd/emitters/softmaxCrossentropy.ts';
import * as softmaxCrossentropyGradientForm from './simd/emitters/softmaxCrossentropyGradient.ts';
import * as softmaxGradientForm from './simd/emitters/softmaxGradient.ts';
import * as sumForm from './simd/emitters/sum.ts';
import * as swapAxesForm from './simd/emitters/swapAxes.ts';

export const allFinite: MakeCall<'allFinite'> = /* @__PURE__ */ enlist(allFiniteRoutine, allFiniteForm);
export const averagePool2d: MakeCall<'averagePool2d'> = /* @__PURE__ */ enlist(averagePool2dRoutine, averagePool2dForm);
export const averagePool2dGradient: MakeCall<'averagePool2dGradient'> =
  /* @__PURE__ */ enlist(averagePool2dGradientRoutine, averagePool2dGradientForm);
export const axpy: MakeCall<'axpy'> = /* @__PURE__ */ enlist(axpyRoutine, axpyForm, 'both');
export const biasAdd: MakeCall<'biasAdd'> = /* @__PURE__ */ enlist(biasAddRoutine, biasAddForm, 'both');
export const columnSums: MakeCall<'columnSums'> = /* @__PURE__ */ enlist(columnSumsRoutine, columnSumsForm);
export const conv2d: MakeCall<'conv2d'> = /* @__PURE__ */ enlist(conv2dRoutine, conv2dForm);
export const conv2dInputGradient: MakeCall<'conv2dInputGradient'> =
  /* @__PURE__ */ enlist(conv2dInputGradientRoutine, conv2dInputGradientForm);
export const conv2dKernelGradient: MakeCall<'conv2dKernelGradient'> =
  /* @__PURE__ */ enlist(conv2dKernelGradientRoutine, conv2dKernelGradientForm);
export const dot: MakeCall<'dot'> = /* @__PURE__ */ enlist(dotRoutine, dotForm);
export const gather: MakeCall<'gather'> = /* @__PURE__ */ enlist(gatherRoutine, gatherForm);
export const gemm: MakeCall<'gemm'> = /* @__PURE__ */ enlist(gemmRoutine, gemmForm, 'both');
export const gemmOfHeads: MakeCall<'gemmOfHeads'> = /* @__PURE__ */ enlist(gemmOfHeadsRoutine, gemmOfHeadsForm);
export const gemmToHeads: MakeCall<'gemmToHeads'> = /* @__PURE__ */ enlist(gemmToHeadsRoutine, gemmToHeadsForm);
export const gemv: MakeCall<'gemv'> = /* @__PURE__ */ enlist(gemvRoutine, gemvForm, 'both');
export const ger: MakeCall<'ger'> = /* @__PURE__ */ enlist(gerRoutine, gerForm, 'both');
export const lacpy: MakeCall<'lacpy'> = /* @__PURE__ */ enlist(lacpyRoutine, lacpyForm, 'both');
export const maxPool2d: MakeCall<'maxPool2d'> = /* @__PURE__ */ enlist(maxPool2dRoutine, maxPool2dForm);
export const maxPool2dGradient: MakeCall<'maxPool2dGradient'> =
  /* @__PURE__ */ enlist(maxPool2dGradientRoutine, maxPool2dGradientForm);
export const nrm2: MakeCall<'nrm2'> = /* @__PURE__ */ enlist(nrm2Routine, nrm2Form);
export const rowMaxima: MakeCall<'rowMaxima'> = /* @__PURE__ */ enlist(rowMaximaRoutine, rowMaximaForm);
export const rowSums: MakeCall<'rowSums'> = /* @__PURE__ */ enlist(rowSumsRoutine, rowSumsForm);
export const scal: MakeCall<'scal'> = /* @__PURE__ */ enlist(scalRoutine, scalForm, 'both');
export const scaleColumns: MakeCall<'scaleColumns'> =
  /* @__PURE__ */ enlist(scaleColumnsRoutine, scaleColumnsForm, 'both');
export const scaleRows: MakeCall<'scaleRows'> = /* @__PURE__ */ enlist(scaleRowsRoutine, scaleRowsForm, 'both');
export const scatterAdd: MakeCall<'scatterAdd'> = /* @__PURE__ */ enlist(scatterAddRoutine, scatterAddForm);
export const softmax: MakeCall<'softmax'> = /* @__PURE__ */ enlist(softmaxRoutine, softmaxForm);
export const softmaxCrossentropy: MakeCall<'softmaxCrossentropy'> =
  /* @__PURE__ */ enlist(softmaxCrossentropyRoutine, softmaxCrossentropyForm);
export const softmaxCrossentropyGradient: MakeCall<'softmaxCrossentropyGradient'> =
  /* @__PURE__ */ enlist(softmaxCrossentropyGradientRoutine, softmaxCrossentropyGradientForm);
export const softmaxGradient: MakeCall<'softmaxGradient'> =
  /* @__PURE__ */ enlist(softmaxGradientRoutine, softmaxGradientForm);
export const sum: MakeCall<'sum'> = /* @__PURE__ */ enlist(sumRoutine, sumForm);
export const swapAxes: MakeCall<'swapAxes'> = /* @__PURE__ */ enlist(swapAxesRoutine, swapAxesForm);
