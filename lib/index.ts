/**
 * bitgrad: neural networks in pure TypeScript, every number reproducible bit for bit.
 *
 * This entry has what most programs need; each folder is an entry of its own.
 * @module
 */

export {
  FormatError, NonFiniteError, ShapeError, StateError, ThreadError, type ErrorCode, type NonFiniteOrigin,
} from './core/errors.ts';
export type { Parameter } from './core/parameter.ts';
export type { Shape } from './core/shape.ts';
export { digits } from './data/index.ts';
export { stayOffWebAssembly } from './kernels/index.ts';
export {
  activation, add, alphaDropout, average, averagePooling1D, averagePooling2D, batchNormalization, bidirectional,
  concatenate, conv1D, conv1DTranspose, conv2D, conv2DTranspose, cropping1D, cropping2D, dense, depthwiseConv1D,
  depthwiseConv2D, dot, dropout, embedding, flatten, gaussianNoise, globalAveragePooling1D, globalAveragePooling2D,
  globalMaxPooling1D, globalMaxPooling2D, glu, groupNormalization, gru, layerNormalization, lstm, masking, maximum,
  maxPooling1D, maxPooling2D, minimum, multiHeadAttention, multiply, normalization, permute, positionEmbedding, prelu,
  repeatVector, rescaling, reshape, rmsNormalization, separableConv1D, separableConv2D, simpleRNN, sinePositionEncoding,
  spatialDropout1D, spatialDropout2D, subtract, timeDistributed, unitNormalization, upSampling1D, upSampling2D,
  zeroPadding1D, zeroPadding2D, Layer,
} from './layers/index.ts';
export type { Activation } from './layers/index.ts';
export type { Loss } from './losses/index.ts';
export type { Metric } from './metrics/index.ts';
export {
  Callback, csvLogger, earlyStopping, input, learningRateScheduler, model, modelCheckpoint, modelFromJSON, progress,
  reduceLROnPlateau, sequential, Sequential, terminateOnNaN,
} from './model/index.ts';
export type {
  BatchOptions, BatchResult, CompileOptions, FitOptions, History, Logs, Model, SequentialOptions,
} from './model/index.ts';
export {
  adadelta, adafactor, adagrad, adam, adamax, adamw, ftrl, lamb, lion, nadam, rmsprop, sgd,
} from './optimizers/index.ts';
export type { Optimizer } from './optimizers/index.ts';
export { ARITHMETIC_CONTRACT } from './core/contract.ts';
