/**
 * The layers of pooling.
 * @module
 */

export { averagePooling1D, AveragePooling1D, averagePooling2D, AveragePooling2D } from './average.ts';
export {
  globalAveragePooling1D, GlobalAveragePooling1D, globalAveragePooling2D, GlobalAveragePooling2D, globalMaxPooling1D,
  GlobalMaxPooling1D, globalMaxPooling2D, GlobalMaxPooling2D, type GlobalPoolingOptions,
} from './global.ts';
export { maxPooling1D, MaxPooling1D, maxPooling2D, MaxPooling2D } from './max.ts';
export type { Pooling, Pooling1DOptions, Pooling2DOptions, PoolingOptions } from './pooling.ts';
