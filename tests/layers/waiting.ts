/**
 * Golden cases, or whole kinds of them, that no layer runs yet.
 * @module
 */

/** By kind, or by id. */
export const waiting: ReadonlySet<string> = new Set([
  'zeroPadding1d',
  'zeroPadding2d',
  'cropping1d',
  'cropping2d',
  'upSampling1d',
  'upSampling2d',
  'upSampling2D',
  'permute',
  'repeatVector',
  'batchNormalization/mask',
  'globalAveragePooling1d/mask',
  'multiply/masks',
  'maximum/masks',
]);
