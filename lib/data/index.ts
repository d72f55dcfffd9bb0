/**
 * Data: tables, splits, scaling, labels, sequences; the formats of IDX, CSV and NumPy; images.
 * @module
 */

export { ScaledBytes } from '../core/scaledBytes.ts';
export { augmentImages, type AugmentImagesOptions, type Factor } from './augmentImages.ts';
export { balancedClassWeights } from './balancedClassWeights.ts';
export { IMAGE_SIZE, type ImageDataset, type LabelledImages } from './dataset.ts';
export { digits, type DigitsOptions } from './digits.ts';
export { readIdx, readIdxHeader, MAX_IDX_HEADER_BYTES, type Idx, type IdxHeader, type IdxType } from './idx.ts';
export { normalize, type NormalizeOptions } from './normalize.ts';
export { readNpy, writeNpy, type Npy, type NpyData } from './npy.ts';
export { readNpz, type ReadNpzOptions } from './npz.ts';
export { categories, oneHot, toLabels, type OneHotOptions } from './oneHot.ts';
export { padSequences, type PadSequencesOptions } from './padSequences.ts';
export { parseCsv, type ParseCsvOptions } from './parseCsv.ts';
export { scaleBytes } from './scaleBytes.ts';
export { minMax, scaling, standardize, type Scaling, type ScalingOptions } from './scaling.ts';
export type { NumbersOptions, StringsOptions, Table } from './table.ts';
export type { Rows, Selectable, TypedArray } from './takeRows.ts';
export { trainTestSplit, type Split, type TrainTestSplitOptions } from './trainTestSplit.ts';
export type { Labels } from './values.ts';
export type { FillMode } from './warp.ts';
