/**
 * The kinds of layers by name, for files.
 * @module
 */

import { family, type Family } from '../core/family.ts';
import { ActivationLayer } from './activationLayer.ts';
import { AlphaDropout } from './alphaDropout.ts';
import { MultiHeadAttention, PositionEmbedding, SinePositionEncoding } from './attention/index.ts';
import { BatchNormalization } from './batchNormalization.ts';
import {
  Conv1D, Conv1DTranspose, Conv2D, Conv2DTranspose, DepthwiseConv1D, DepthwiseConv2D, SeparableConv1D, SeparableConv2D,
} from './convolution/index.ts';
import { Dense } from './dense.ts';
import { Dropout } from './dropout.ts';
import { Flatten } from './flatten.ts';
import { GaussianNoise } from './gaussianNoise.ts';
import { GroupNormalization } from './groupNormalization.ts';
import type { Layer } from './layer.ts';
import { LayerNormalization } from './layerNormalization.ts';
import { Add, Average, Concatenate, Dot, Maximum, Minimum, Multiply, Subtract } from './merging/index.ts';
import { Normalization } from './normalization.ts';
import {
  AveragePooling1D, AveragePooling2D, GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalMaxPooling1D,
  GlobalMaxPooling2D, MaxPooling1D, MaxPooling2D,
} from './pooling/index.ts';
import { PReLU } from './prelu.ts';
import { GRU, LSTM, SimpleRNN } from './recurrent/index.ts';
import { Rescaling } from './rescaling.ts';
import { Reshape } from './reshape.ts';
import {
  Cropping1D, Cropping2D, GLU, Permute, RepeatVector, UpSampling1D, UpSampling2D, ZeroPadding1D, ZeroPadding2D,
} from './reshaping/index.ts';
import { RMSNormalization } from './rmsNormalization.ts';
import { Bidirectional, Embedding, Masking, TimeDistributed } from './sequence/index.ts';
import { SpatialDropout1D, SpatialDropout2D } from './spatialDropout.ts';
import { UnitNormalization } from './unitNormalization.ts';

/** Each by its `kind`; made of what `getConfig` gives. */
export const layerFamily: Family<Layer> = family<Layer>({
  kind: 'layers',
  classes: {
    activation: ActivationLayer, add: Add, alphaDropout: AlphaDropout, average: Average,
    averagePooling1D: AveragePooling1D, averagePooling2D: AveragePooling2D, batchNormalization: BatchNormalization,
    bidirectional: Bidirectional, concatenate: Concatenate, conv1D: Conv1D, conv1DTranspose: Conv1DTranspose,
    conv2D: Conv2D, conv2DTranspose: Conv2DTranspose, cropping1D: Cropping1D, cropping2D: Cropping2D, dense: Dense,
    depthwiseConv1D: DepthwiseConv1D, depthwiseConv2D: DepthwiseConv2D, dot: Dot, dropout: Dropout,
    embedding: Embedding, flatten: Flatten, gaussianNoise: GaussianNoise,
    globalAveragePooling1D: GlobalAveragePooling1D, globalAveragePooling2D: GlobalAveragePooling2D,
    globalMaxPooling1D: GlobalMaxPooling1D, globalMaxPooling2D: GlobalMaxPooling2D, glu: GLU,
    groupNormalization: GroupNormalization, gru: GRU, layerNormalization: LayerNormalization, lstm: LSTM,
    masking: Masking, maximum: Maximum, maxPooling1D: MaxPooling1D, maxPooling2D: MaxPooling2D, minimum: Minimum,
    multiHeadAttention: MultiHeadAttention, multiply: Multiply, normalization: Normalization, permute: Permute,
    positionEmbedding: PositionEmbedding, prelu: PReLU, repeatVector: RepeatVector, rescaling: Rescaling,
    reshape: Reshape, rmsNormalization: RMSNormalization, separableConv1D: SeparableConv1D,
    separableConv2D: SeparableConv2D, simpleRNN: SimpleRNN, sinePositionEncoding: SinePositionEncoding,
    spatialDropout1D: SpatialDropout1D, spatialDropout2D: SpatialDropout2D, subtract: Subtract,
    timeDistributed: TimeDistributed,
    unitNormalization: UnitNormalization, upSampling1D: UpSampling1D, upSampling2D: UpSampling2D,
    zeroPadding1D: ZeroPadding1D, zeroPadding2D: ZeroPadding2D,
  },
});
