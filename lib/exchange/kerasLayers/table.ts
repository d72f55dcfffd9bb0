/**
 * The layers that this library shares with Keras and TensorFlow.js: the options and the weights of each.
 * @module
 */

import { layerFamily } from '../../layers/named.ts';
import { ACTIVATION_LAYERS } from './activation.ts';
import { classNameOf } from './spelling.ts';

export interface Row {
  readonly kind: string;
  readonly className: string;
  /** The options of both, by their names here. */
  readonly options: readonly string[];
  /** What Keras calls our tensors, where it is not what `WEIGHTS` says. */
  readonly weights?: Readonly<Record<string, string>>;
  /** Whether TensorFlow.js has the layer. */
  readonly isTfjs: boolean;
  /** Where below its place the file of Keras 3 has the variables; default 'vars'. */
  readonly place?: string;
}

/** 'kernel' stands for kernelInitializer, kernelRegularizer and kernelConstraint. */
const TENSORS = ['kernel', 'bias', 'recurrent', 'depthwise', 'pointwise', 'embeddings', 'beta', 'gamma'];
const PLAIN: Readonly<Record<string, string>> = {
  beta: 'betaInitializer', gamma: 'gammaInitializer',
};

/** What Keras calls the tensors of layers. */
export const WEIGHTS: Readonly<Record<string, string>> = {
  w: 'kernel', b: 'bias', r: 'recurrent_kernel', movingMean: 'moving_mean', movingVariance: 'moving_variance',
  depthwise: 'depthwise_kernel', pointwise: 'pointwise_kernel',
};

const ACTIVATED = 'activation useBias bias activityRegularizer';
const CONVOLUTION = `kernelSize strides padding dilationRate ${ACTIVATED}`;
const RECURRENT = 'units activation useBias kernel recurrent bias activityRegularizer dropout recurrentDropout '
  + 'returnSequences returnState goBackwards stateful seed';
const AFFINE = 'axis epsilon center scale beta gamma';
const POOL = 'poolSize strides padding';

/** The options of each kind; those that follow `keras:` say that TensorFlow.js lacks the layer. */
const OPTIONS: Readonly<Record<string, string>> = {
  activation: 'activation', add: '', alphaDropout: 'rate seed', average: '', averagePooling1D: POOL,
  averagePooling2D: POOL, batchNormalization: `${AFFINE} momentum movingMeanInitializer movingVarianceInitializer`,
  bidirectional: 'layer mergeMode', concatenate: 'axis', conv1D: `filters groups kernel ${CONVOLUTION}`,
  conv1DTranspose: `keras: filters kernel outputPadding ${CONVOLUTION}`,
  conv2D: `filters groups kernel ${CONVOLUTION}`, conv2DTranspose: `filters kernel outputPadding ${CONVOLUTION}`,
  cropping1D: 'keras: cropping', cropping2D: 'cropping', dense: `units kernel ${ACTIVATED}`,
  depthwiseConv1D: `keras: depthMultiplier depthwise ${CONVOLUTION}`,
  depthwiseConv2D: `depthMultiplier depthwise ${CONVOLUTION}`, dot: 'axes normalize', dropout: 'rate seed',
  embedding: 'inputDim outputDim embeddings maskZero', flatten: '', gaussianNoise: 'stddev seed',
  globalAveragePooling1D: 'keepDims', globalAveragePooling2D: 'keepDims', globalMaxPooling1D: 'keepDims',
  globalMaxPooling2D: 'keepDims', groupNormalization: `keras: groups ${AFFINE}`,
  gru: `${RECURRENT} recurrentActivation resetAfter`, layerNormalization: AFFINE,
  lstm: `${RECURRENT} recurrentActivation unitForgetBias`, masking: 'maskValue', maximum: '', maxPooling1D: POOL,
  maxPooling2D: POOL, minimum: '',
  multiHeadAttention: 'keras: numHeads keyDim valueDim dropout useBias outputShape kernel bias '
    + 'activityRegularizer seed',
  multiply: '', normalization: 'keras: axis mean variance invert', permute: 'dims',
    prelu: 'alphaInitializer sharedAxes',
  repeatVector: 'n', rescaling: 'scale offset', reshape: 'targetShape', rmsNormalization: 'keras: axis epsilon',
  separableConv1D: `keras: filters depthMultiplier depthwise pointwise ${CONVOLUTION}`,
  separableConv2D: `filters depthMultiplier depthwise pointwise ${CONVOLUTION}`, simpleRNN: RECURRENT,
  spatialDropout1D: 'rate seed', spatialDropout2D: 'keras: rate seed', subtract: 'keras:', timeDistributed: 'layer',
  unitNormalization: 'keras: axis', upSampling1D: 'keras: size', upSampling2D: 'size interpolation',
  zeroPadding1D: 'keras: padding', zeroPadding2D: 'padding',
};

const RENAMED: Readonly<Record<string, Row['weights']>> = {
  embedding: { w: 'embeddings' }, depthwiseConv1D: { w: 'depthwise_kernel' },
    depthwiseConv2D: { w: 'depthwise_kernel' },
};

const RECURRENT_KINDS = ['gru', 'lstm', 'simpleRNN'];

function rowOf(kind: string): Row {
  const words = OPTIONS[kind].split(' ').filter((word) => word !== ''), isTfjs = words[0] !== 'keras:';
  const options = words.filter((word) => word !== 'keras:').flatMap((word) => {
    if (!TENSORS.includes(word)) return [word];
    if (Object.hasOwn(PLAIN, word)) return [PLAIN[word]];
    return ['Initializer', 'Regularizer', 'Constraint'].map((what) => word + what);
  });
  return {
    kind, className: classNameOf(kind), options, isTfjs, ...(RENAMED[kind] && { weights: RENAMED[kind] }),
    ...(RECURRENT_KINDS.includes(kind) && { place: 'cell/vars' }),
  };
}

/** By kind. */
export const rows: ReadonlyMap<string, Row> =
  new Map(layerFamily.names.filter((kind) => Object.hasOwn(OPTIONS, kind)).map((kind) => [kind, rowOf(kind)]));

/** Other words for classes. */
const ALIASES: Readonly<Record<string, string>> = {
  Convolution1D: 'conv1D', Convolution2D: 'conv2D', Convolution2DTranspose: 'conv2DTranspose',
    MaxPool1D: 'maxPooling1D',
  MaxPool2D: 'maxPooling2D', AvgPool1D: 'averagePooling1D', AvgPool2D: 'averagePooling2D',
  SeparableConvolution2D: 'separableConv2D', GlobalMaxPool1D: 'globalMaxPooling1D',
  GlobalMaxPool2D: 'globalMaxPooling2D', GlobalAvgPool1D: 'globalAveragePooling1D',
};

const byClass = new Map([...rows.values()].map((row) => [row.className, row]));

/** The row of a class, as Keras or TensorFlow.js calls it. */
export function rowOfClass(className: string): Row | undefined {
  const alias = Object.hasOwn(ALIASES, className) ? rows.get(ALIASES[className]) : undefined;
  return byClass.get(className) ?? alias;
}

/** All classes that are known, for messages. */
export function knownClasses(): readonly string[] {
  return [...byClass.keys(), ...ACTIVATION_LAYERS, 'InputLayer', 'Sequential', 'Functional'].sort();
}
