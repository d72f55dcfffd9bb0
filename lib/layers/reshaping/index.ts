/**
 * Layers that move elements to other places.
 * @module
 */

export {
  cropping1D, Cropping1D, cropping2D, Cropping2D, type Cropping1DOptions, type Cropping2DOptions,
} from './cropping.ts';
export { glu, GLU, type GLUOptions } from './glu.ts';
export type { Margin, Margins1D, Margins2D } from './margins.ts';
export { permute, Permute, type PermuteOptions } from './permute.ts';
export { repeatVector, RepeatVector, type RepeatVectorOptions } from './repeatVector.ts';
export {
  upSampling1D, UpSampling1D, upSampling2D, UpSampling2D, type UpSampling1DOptions, type UpSampling2DOptions,
} from './upSampling.ts';
export {
  zeroPadding1D, ZeroPadding1D, zeroPadding2D, ZeroPadding2D, type ZeroPadding1DOptions, type ZeroPadding2DOptions,
} from './zeroPadding.ts';
