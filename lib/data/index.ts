/**
 * Data: the IDX format, grey levels as numbers, vectors of length 1.
 * @module
 */

export { readIdx, readIdxHeader, MAX_IDX_HEADER_BYTES, type Idx, type IdxHeader, type IdxType } from './idx.ts';
export { normalize, type NormalizeOptions } from './normalize.ts';
export { scaleBytes } from './scaleBytes.ts';
export { ScaledBytes } from '../core/scaledBytes.ts';
export { IMAGE_SIZE, type ImageDataset, type LabelledImages } from './dataset.ts';
export { digits, type DigitsOptions } from './digits.ts';
