/**
 * The layers of convolution.
 * @module
 */

export { conv1D, Conv1D, conv2D, Conv2D, type Conv1DOptions, type Conv2DOptions, type FilterOptions } from './conv.ts';
export type { Convolution, ConvolutionOptions } from './convolution.ts';
export {
  depthwiseConv1D, DepthwiseConv1D, depthwiseConv2D, DepthwiseConv2D, type DepthwiseConv1DOptions,
  type DepthwiseConv2DOptions, type DepthwiseOptions,
} from './depthwise.ts';
export {
  separableConv1D, SeparableConv1D, separableConv2D, SeparableConv2D, type SeparableConv1DOptions,
  type SeparableConv2DOptions, type SeparableOptions,
} from './separable.ts';
export {
  conv1DTranspose, Conv1DTranspose, conv2DTranspose, Conv2DTranspose, type Conv1DTransposeOptions,
  type Conv2DTransposeOptions, type TransposeOptions,
} from './transpose.ts';
