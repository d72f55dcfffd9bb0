/**
 * Layers and activations.
 * @module
 */

export * from './activations/index.ts';
export { activation, ActivationLayer, type ActivationLayerOptions } from './activationLayer.ts';
export { AffineNormalization, type AffineNormalizationOptions } from './affineNormalization.ts';
export { alphaDropout, AlphaDropout } from './alphaDropout.ts';
export type { Axis } from './axes.ts';
export { batchNormalization, BatchNormalization, type BatchNormalizationOptions } from './batchNormalization.ts';
export * from './attention/index.ts';
export * from './convolution/index.ts';
export { dense, Dense, type DenseOptions } from './dense.ts';
export { dropout, Dropout, type DropoutOptions } from './dropout.ts';
export { flatten, Flatten } from './flatten.ts';
export { gaussianNoise, GaussianNoise, type GaussianNoiseOptions } from './gaussianNoise.ts';
export {
  groupNormalization, GroupNormalization, type GroupNormalizationOptions,
} from './groupNormalization.ts';
export {
  Layer, type ApplyOptions, type LayerCall, type LayerConfig, type LayerOptions, type Lists, type MaskNode, type Masks,
  type MaskedShape, type Node, type NodeInput, type NodeOutput, type ParameterSpec, type StateSpec, type SymbolicTensor,
  type Term,
} from './layer.ts';
export { layerNormalization, LayerNormalization, type LayerNormalizationOptions } from './layerNormalization.ts';
export * from './merging/index.ts';
export { Noise, type NoiseFormulas } from './noise.ts';
export { normalization, Normalization, type NormalizationOptions } from './normalization.ts';
export * from './pooling/index.ts';
export { prelu, PReLU, type PReLUOptions } from './prelu.ts';
export { rescaling, Rescaling, type RescalingOptions } from './rescaling.ts';
export * from './recurrent/index.ts';
export { reshape, Reshape, type ReshapeOptions } from './reshape.ts';
export type { Sizes1D, Sizes2D } from './sizes.ts';
export type { TensorOptions } from './tensorOptions.ts';
export * from './reshaping/index.ts';
export { rmsNormalization, RMSNormalization, type RMSNormalizationOptions } from './rmsNormalization.ts';
export * from './sequence/index.ts';
export { spatialDropout1D, SpatialDropout1D, spatialDropout2D, SpatialDropout2D } from './spatialDropout.ts';
export { unitNormalization, UnitNormalization, type UnitNormalizationOptions } from './unitNormalization.ts';
