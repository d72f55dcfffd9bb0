/**
 * Files of Keras.
 * @module
 */

export { hardSigmoidOfKeras3 } from '../kerasLayers/activation.ts';
export type { KerasFileOptions } from '../kerasLayers/toModel.ts';
export { readKeras } from './readKeras.ts';
export { writeKeras } from './writeKeras.ts';
