/**
 * Layers as the contract shows and tells of them: a row each.
 * @module
 */
import type { Shape } from '../../lib/core/shape.ts';
import {
  activation, add, alphaDropout, average, averagePooling1D, averagePooling2D, batchNormalization, bidirectional,
  concatenate, conv1D, conv1DTranspose, conv2D, conv2DTranspose, cropping1D, cropping2D, dense, depthwiseConv1D,
  depthwiseConv2D, dot, dropout, embedding, flatten, gaussianNoise, globalAveragePooling1D, globalAveragePooling2D,
  globalMaxPooling1D, globalMaxPooling2D, glu, groupNormalization, gru, layerNormalization, lstm, masking, maximum,
  maxPooling1D, maxPooling2D, minimum, multiHeadAttention, multiply, normalization, permute, positionEmbedding, prelu,
  repeatVector, rescaling, reshape, rmsNormalization, separableConv1D, separableConv2D, simpleRNN, sinePositionEncoding,
  spatialDropout1D, spatialDropout2D, subtract, timeDistributed, unitNormalization, upSampling1D, upSampling2D,
  zeroPadding1D, zeroPadding2D, type Layer,
} from '../../lib/layers/index.ts';

/** What sizes stand for, by name. */
export type Sizes = Readonly<Record<string, number>>;

const INPUTS = 5;
const one = [INPUTS] as const, more = [2, INPUTS] as const, steps = [7, 2] as const, image = [5, 6, 2] as const;

/** The scalars of layers whose text would else show the numbers of one rate. */
export const RATE = 0.25;

/** `shape` is a list of shapes where a layer takes several inputs. */
type Case = readonly [
  options: string, layer: () => Layer, shape: Shape | readonly Shape[], sizes?: Sizes | undefined,
  masked?: readonly number[],
];
export type Cases = Readonly<Record<string, readonly Case[]>>;

/** Of examples of (a, b, c), normalised along the first and the last. */
const FIRST_AND_LAST: Sizes = { a: 2, b: 3, c: 7, n: 14, 'a × b × c': 42 };
/** Of convolutions, but for the number of outputs. */
const GROUPED: Sizes = { c: 3, f: 5, groups: 2, filters: 10 }, TURNED: Sizes = { filters: 4, channels: 2 };
const DEPTHWISE: Sizes = { depthMultiplier: 3, channels: 2, filters: 6 };
const separable = (outputs: number): Sizes =>
  ({ ...TURNED, depthMultiplier: 3, between: 6, outputs, 'outputs × between': 6 * outputs });

/** Two and three inputs of n elements. */
const two = [one, one] as const, three = [one, one, one] as const, OF_N: Sizes = { n: INPUTS };

/** Recurrent layers read four steps; attention has four queries and three keys. */
const sequence = [4, 2] as const, ATTENDED = [[4, 5], [3, 5]] as const;
export const HEADS = { numHeads: 2, keyDim: 7 } as const;

/** The first input has a mask. */
const FIRST = [0] as const;

/** Four ids an example. */
const IDS: Sizes = { ids: 4, inputDim: 7, outputDim: 3 };

/** Each kind of layer once or more, as the document has them. */
export const LISTED: Cases = {
  activation: [['tanh', () => activation('tanh'), one]],
  add: [
    ['', () => add(), three, OF_N],
    ['of repeated inputs', () => add(), [[2, 3, 7], [2, 1, 7], [3, 1]], {
      a: 2, b: 3, c: 7, 'a × b': 6, 'b × c': 21, 'a × b × c': 42,
    }],
  ],
  alphaDropout: [['rate', () => alphaDropout({ rate: RATE }), one]],
  average: [['', () => average(), three, OF_N]],
  batchNormalization: [
    ['', () => batchNormalization(), one],
    ['with a mask', () => batchNormalization(), [INPUTS - 1, INPUTS], undefined, FIRST],
  ],
  averagePooling1D: [['poolSize', () => averagePooling1D({ poolSize: 3 }), steps]],
  averagePooling2D: [['poolSize', () => averagePooling2D({ poolSize: 2 }), image]],
  concatenate: [['axis', () => concatenate({ axis: 2 }), [[2, 3, 2], [2, 4, 2]], {}]],
  conv1D: [[
    'filters, kernelSize, groups', () => conv1D({ filters: 10, kernelSize: 3, groups: 2 }), [9, 6],
    { ...GROUPED, outputs: 7 },
  ]],
  conv1DTranspose: [[
    'filters, kernelSize', () => conv1DTranspose({ filters: 4, kernelSize: 3 }), steps, { ...TURNED, outputs: 9 },
  ]],
  conv2D: [[
    'filters, kernelSize, groups', () => conv2D({ filters: 10, kernelSize: 3, groups: 2 }), [5, 6, 6],
    { ...GROUPED, outputs: 12 },
  ]],
  globalAveragePooling1D: [['', () => globalAveragePooling1D(), steps]],
  globalAveragePooling2D: [['', () => globalAveragePooling2D(), image]],
  globalMaxPooling1D: [['', () => globalMaxPooling1D(), steps]],
  globalMaxPooling2D: [['', () => globalMaxPooling2D(), image]],
  maxPooling1D: [['poolSize', () => maxPooling1D({ poolSize: 3 }), steps]],
  maxPooling2D: [['poolSize', () => maxPooling2D({ poolSize: 2 }), image]],
  conv2DTranspose: [[
    'filters, kernelSize', () => conv2DTranspose({ filters: 4, kernelSize: 3 }), image, { ...TURNED, outputs: 56 },
  ]],
  depthwiseConv1D: [[
    'kernelSize, depthMultiplier', () => depthwiseConv1D({ kernelSize: 3, depthMultiplier: 3 }), steps,
    { ...DEPTHWISE, outputs: 5 },
  ]],
  depthwiseConv2D: [[
    'kernelSize, depthMultiplier', () => depthwiseConv2D({ kernelSize: 3, depthMultiplier: 3 }), image,
    { ...DEPTHWISE, outputs: 12 },
  ]],
  separableConv1D: [[
    'filters, kernelSize, depthMultiplier',
    () => separableConv1D({ filters: 4, kernelSize: 3, depthMultiplier: 3 }), steps, separable(5),
  ]],
  separableConv2D: [[
    'filters, kernelSize, depthMultiplier',
    () => separableConv2D({ filters: 4, kernelSize: 3, depthMultiplier: 3 }), image, separable(12),
  ]],
  dense: [
    ['units', () => dense({ units: 3 }), one],
    ['units, useBias: false', () => dense({ units: 3, useBias: false }), more],
  ],
  dot: [
    ['axes', () => dot({ axes: 2 }), [[3, 7], [5, 7]], { r: 3, s: 5, n: 7, 'r × n': 21, 's × n': 35, 'r × s': 15 }],
    ['axes, normalize', () => dot({ axes: [2, 1], normalize: true }), [[3, 7], [7, 5]], {
      r: 3, s: 5, n: 7, 'r × n': 21, 's × n': 35, 'r × s': 15,
    }],
  ],
  cropping1D: [['cropping', () => cropping1D({ cropping: [3, 1] }), steps, {}]],
  cropping2D: [['cropping', () => cropping2D({ cropping: [[3, 1], [0, 4]] }), image, {}]],
  dropout: [['rate', () => dropout({ rate: RATE }), one]],
  embedding: [
    ['inputDim, outputDim', () => embedding({ inputDim: 7, outputDim: 3 }), [4], IDS],
    ['inputDim, outputDim, maskZero: true', () => embedding({ inputDim: 7, outputDim: 3, maskZero: true }), [4], IDS],
  ],
  flatten: [['', () => flatten(), more]],
  gaussianNoise: [['stddev', () => gaussianNoise({ stddev: RATE }), one]],
  glu: [['axis', () => glu({ axis: 1 }), [6, 5], {}]],
  groupNormalization: [[
    'groups', () => groupNormalization({ groups: 3 }), [7, 6],
    { places: 7, channels: 6, groups: 3, each: 2, n: 14, 'places × channels': 42 },
  ]],
  multiHeadAttention: [['numHeads, keyDim', () => multiHeadAttention(HEADS), ATTENDED, {
    queries: 4, keys: 3, inputs: 5, heads: 2, keyDim: 7, 'heads × keyDim': 14, 'queries × heads': 8,
    'queries × heads × keyDim': 56, 'keys × heads × keyDim': 42, 'queries × heads × keys': 24,
  }]],
  layerNormalization: [
    ['', () => layerNormalization(), one],
    ['axis', () => layerNormalization({ axis: [1, 3] }), [2, 3, 7], FIRST_AND_LAST],
  ],
  masking: [['', () => masking(), [3, 2], { steps: 3, features: 2, 'steps × features': 6 }]],
  maximum: [['', () => maximum(), three, OF_N]],
  minimum: [['', () => minimum(), three, OF_N]],
  multiply: [['', () => multiply(), three, OF_N]],
  permute: [['dims', () => permute({ dims: [3, 2, 1] }), [2, 3, 5], {}]],
  positionEmbedding: [['sequenceLength', () => positionEmbedding({ sequenceLength: 7 }), [4, 3],
    { steps: 4, n: 3, 'steps × n': 12, 'rest × n': 9 }]],
  sinePositionEncoding: [['', () => sinePositionEncoding(), [4, 3], { steps: 4, n: 3, 'steps × n': 12 }]],
  prelu: [['', () => prelu(), more, { n: 2 * INPUTS }]],
  repeatVector: [['n', () => repeatVector({ n: 3 }), one, OF_N]],
  rescaling: [
    ['scale, offset', () => rescaling({ scale: 0.5, offset: RATE }), one],
    ['lists', () => rescaling({ scale: [1.5, 2.5], offset: [6, 7] }), [2], { n: 2 }],
  ],
  normalization: [
    ['', () => normalization({ mean: [0.5, -1], variance: [4, 0] }), [2], { n: 2 }],
    ['invert: true', () => normalization({ mean: [0.5, -1], variance: [4, 0], invert: true }), [2], { n: 2 }],
  ],
  reshape: [['targetShape', () => reshape({ targetShape: [INPUTS, 2] }), more]],
  rmsNormalization: [['', () => rmsNormalization(), one]],
  spatialDropout1D: [['rate', () => spatialDropout1D({ rate: RATE }), [3, INPUTS], { 'steps × n': 3 * INPUTS }]],
  spatialDropout2D: [['rate', () => spatialDropout2D({ rate: RATE }), [2, 2, INPUTS], { 'places × n': 4 * INPUTS }]],
  subtract: [['', () => subtract(), two, OF_N]],
  unitNormalization: [['', () => unitNormalization(), one]],
  upSampling1D: [['size', () => upSampling1D({ size: 3 }), steps, {}]],
  upSampling2D: [
    ['size', () => upSampling2D({ size: [2, 3] }), [4, 5, 7], {}],
    ['bilinear', () => upSampling2D({ size: [2, 3], interpolation: 'bilinear' }), [4, 5, 7], {}],
  ],
  zeroPadding1D: [['padding', () => zeroPadding1D({ padding: [3, 1] }), steps, {}]],
  zeroPadding2D: [['padding', () => zeroPadding2D({ padding: [[3, 1], [0, 4]] }), image, {}]],
};

/** Kinds of which the document tells all in words. */
export const IN_WORDS: ReadonlySet<string> = new Set(['bidirectional', 'gru', 'lstm', 'simpleRNN', 'timeDistributed']);

/** Those of which the document says in words what they do, or how they differ from the listed ones. */
export const TOLD: Cases = {
  bidirectional: [
    ['lstm', () => bidirectional({ layer: lstm({ units: 3, returnSequences: true }) }), sequence],
    ['gru, mergeMode', () => bidirectional({ layer: gru({ units: 2 }), mergeMode: 'mul' }), sequence],
    ['dropout, with a mask', () => bidirectional(
      { layer: gru({ units: 2, dropout: 0.5, recurrentDropout: 0.25, returnSequences: true }), mergeMode: 'ave' },
    ), sequence, {}, FIRST],
  ],
  gru: [
    ['', () => gru({ units: 3 }), sequence],
    ['resetAfter: false', () => gru({ units: 3, resetAfter: false, returnSequences: true }), sequence],
    ['dropout', () => gru({ units: 3, dropout: 0.5, recurrentDropout: 0.25 }), sequence],
    ['resetAfter: false, recurrentDropout', () => gru({ units: 3, resetAfter: false, recurrentDropout: 0.25 }),
      sequence],
    ['with a mask', () => gru({ units: 3, goBackwards: true }), [[4, 2], [3]], {}, FIRST],
  ],
  lstm: [
    ['', () => lstm({ units: 3 }), sequence],
    ['returnSequences', () => lstm({ units: 3, returnSequences: true, goBackwards: true }), sequence],
    ['initial states', () => lstm({ units: 3 }), [[4, 2], [3], [3]]],
    ['dropout', () => lstm({ units: 3, dropout: 0.5 }), sequence],
    ['recurrentDropout', () => lstm({ units: 3, dropout: 0.5, recurrentDropout: 0.25 }), sequence],
    ['with a mask', () => lstm({ units: 3, returnSequences: true }), [[4, 2], [3], [3]], {}, FIRST],
  ],
  simpleRNN: [
    ['', () => simpleRNN({ units: 3, returnSequences: true }), sequence],
    ['relu, no bias', () => simpleRNN({ units: 3, activation: 'relu', useBias: false }), sequence],
    ['with a mask', () => simpleRNN({ units: 3 }), sequence, {}, FIRST],
  ],
  timeDistributed: [['dense', () => timeDistributed({ layer: dense({ units: 3 }) }), sequence]],
  multiHeadAttention: [
    ['one tensor', () => multiHeadAttention(HEADS), [[4, 5], [4, 5]]],
    ['causal', () => multiHeadAttention({ ...HEADS, useCausalMask: true }), ATTENDED],
    ['dropout', () => multiHeadAttention({ ...HEADS, dropout: 0.25 }), ATTENDED],
    ['with masks', () => multiHeadAttention({ ...HEADS, valueDim: 2, outputShape: 4, useBias: false }),
      [[4, 5], [3, 5], [3, 7]], {}, [0, 1, 2]],
    ['useAttentionMask', () => multiHeadAttention({ ...HEADS, useAttentionMask: true, dropout: 0.25 }),
      [...ATTENDED, [4, 3]]],
  ],
  add: [['along two axes', () => add(), [[2, 3, 7], [1, 1, 7]]]],
  maximum: [['with masks', () => maximum(), [[4, 2], [4, 2]], {}, [0, 1]]],
  minimum: [['with one mask', () => minimum(), [[4, 2], [4, 2], [4, 2]], {}, [1]]],
  multiply: [['with masks', () => multiply(), [[4, 2], [4, 2]], {}, [0, 1]]],
  averagePooling1D: [['same', () => averagePooling1D({ poolSize: 3, strides: 2, padding: 'same' }), [8, 2]]],
  averagePooling2D:
    [['overlapping', () => averagePooling2D({ poolSize: [3, 2], strides: [1, 2], padding: 'same' }), [3, 4, 2]]],
  conv1D: [
    ['causal', () => conv1D({ filters: 3, kernelSize: 3, padding: 'causal', dilationRate: 2 }), steps],
    ['same, no bias', () => conv1D({ filters: 3, kernelSize: 4, strides: 2, padding: 'same', useBias: false }),
      steps],
  ],
  conv1DTranspose: [
    ['same', () => conv1DTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' }), [4, 2]],
  ],
  conv2D: [
    ['strides', () => conv2D({ filters: 3, kernelSize: [3, 2], strides: [2, 3], padding: 'same' }), image],
    ['dilation', () => conv2D({ filters: 2, kernelSize: 2, dilationRate: [2, 3], padding: 'same' }), [4, 5, 2]],
  ],
  conv2DTranspose: [
    ['valid', () => conv2DTranspose({ filters: 2, kernelSize: [2, 3], strides: [3, 2] }), [2, 3, 2]],
    ['outputPadding', () => conv2DTranspose(
      { filters: 2, kernelSize: 3, strides: 2, padding: 'same', outputPadding: [0, 1] }), [2, 3, 2]],
    ['outputPadding, valid', () => conv2DTranspose({ filters: 2, kernelSize: 2, strides: 2, outputPadding: 1 }),
      [2, 2, 1]],
  ],
  depthwiseConv2D: [
    ['same', () => depthwiseConv2D({ kernelSize: 3, strides: 2, padding: 'same', useBias: false }), image],
  ],
  globalAveragePooling1D: [
    ['keepDims: true', () => globalAveragePooling1D({ keepDims: true }), steps],
    ['with a mask', () => globalAveragePooling1D(), [4, 2], {}, FIRST],
  ],
  globalMaxPooling2D: [['keepDims: true', () => globalMaxPooling2D({ keepDims: true }), [2, 3, 2]]],
  maxPooling1D: [['same', () => maxPooling1D({ poolSize: 3, strides: 2, padding: 'same' }), [8, 2]]],
  maxPooling2D: [['overlapping', () => maxPooling2D({ poolSize: 3, strides: [1, 2], padding: 'same' }), [3, 4, 2]]],
  separableConv1D: [
    ['dilation', () => separableConv1D({ filters: 2, kernelSize: 2, padding: 'same', dilationRate: 2 }), steps],
  ],
  batchNormalization: [
    ['center: false, scale: false', () => batchNormalization({ center: false, scale: false }), one],
    ['center: false', () => batchNormalization({ center: false }), more],
    ['scale: false', () => batchNormalization({ scale: false }), more],
    ['momentum: 0.9, epsilon: 0.01', () => batchNormalization({ momentum: 0.9, epsilon: 0.01 }), one],
    ['axis: 1', () => batchNormalization({ axis: 1 }), more],
  ],
  groupNormalization: [
    ['groups: -1, axis: 1', () => groupNormalization({ groups: -1, axis: 1 }), more],
  ],
  layerNormalization: [
    ['center: false, scale: false', () => layerNormalization({ center: false, scale: false }), one],
    ['center: false', () => layerNormalization({ center: false }), more],
    ['scale: false', () => layerNormalization({ scale: false }), more],
    ['epsilon: 0.01', () => layerNormalization({ epsilon: 0.01 }), one],
    ['axis: [1, 2]', () => layerNormalization({ axis: [1, 2] }), more],
    ['axis: [1, 4]', () => layerNormalization({ axis: [1, 4] }), [2, 3, 2, 2, 3]],
  ],
  prelu: [
    ['sharedAxes: [1]', () => prelu({ sharedAxes: [1] }), more],
    ['sharedAxes: [2]', () => prelu({ sharedAxes: [2] }), more],
  ],
  rmsNormalization: [['epsilon: 0.01, axis: 1', () => rmsNormalization({ epsilon: 0.01, axis: 1 }), more]],
  unitNormalization: [['axis: [1, 2]', () => unitNormalization({ axis: [1, 2] }), more]],
};
