/**
 * Random numbers, from Philox alone.
 * @module
 */

export { Philox } from '../core/philox.ts';
export type { DrawOptions } from './draw.ts';
export { normal, normalInto, type NormalOptions } from './normal.ts';
export { normalRowsInto, uniformRowsInto, type RowOrigin } from './rows.ts';
export { shuffle, shuffleInto, type ShuffleOptions } from './shuffle.ts';
export { Purpose, stream } from './streams.ts';
export { truncatedNormalInto } from './truncatedNormal.ts';
export { uniform, uniformInto, type UniformOptions } from './uniform.ts';
