/**
 * The operators that are read, by name.
 * @module
 */

import { FOLDED } from '../fold.ts';
import { ELEMENTWISE, type Read } from './elementwise.ts';
import { batchNormalizationOf, dropoutOf, layerNormalizationOf, rmsNormalizationOf } from './normalizations.ts';
import { gemm, matMul } from './products.ts';
import { recurrent } from './recurrent.ts';
import {
  concat, flattenOf, gather, identity, pad, reduce, reshapeOf, slice, squeeze, transpose, unsqueeze,
} from './shapes.ts';
import { resize, tile, where } from './resizing.ts';
import { averagePool, conv, convTranspose, globalPool, maxPool } from './windows.ts';

/** What each makes of values that depend on the inputs of the graph. */
export const OPERATORS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ...ELEMENTWISE,
  ['Gemm', gemm], ['MatMul', matMul],
  ['Conv', conv], ['ConvTranspose', convTranspose], ['MaxPool', maxPool], ['AveragePool', averagePool],
  ['GlobalAveragePool', (at) => globalPool(at, false)], ['GlobalMaxPool', (at) => globalPool(at, true)],
  ['BatchNormalization', batchNormalizationOf], ['LayerNormalization', layerNormalizationOf],
  ['RMSNormalization', rmsNormalizationOf], ['Dropout', dropoutOf],
  ['LSTM', recurrent], ['GRU', recurrent], ['RNN', recurrent],
  ['Identity', identity], ['Cast', identity], ['Transpose', transpose], ['Unsqueeze', unsqueeze],
  ['Squeeze', squeeze], ['Flatten', flattenOf], ['Reshape', reshapeOf], ['Concat', concat], ['Slice', slice],
  ['Gather', gather], ['Pad', pad], ['ReduceMean', (at) => reduce(at, 'mean')],
  ['ReduceMax', (at) => reduce(at, 'max')],
  ['ReduceSum', (at) => reduce(at, 'sum')], ['Resize', resize], ['Upsample', resize], ['Tile', tile], ['Where', where],
]);

/** All names that are known, for messages. */
export const KNOWN: readonly string[] = [...new Set([...OPERATORS.keys(), ...FOLDED])].sort();
