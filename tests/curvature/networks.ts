/**
 * What stands within and at the end of the networks whose curvature is checked.
 * @module
 */
import {
  activation, alphaDropout, batchNormalization, dense, dropout, flatten, gaussianNoise, glu, groupNormalization,
  layerNormalization, normalization, permute, prelu, repeatVector, rescaling, reshape, rmsNormalization,
  unitNormalization, type ActivationName, type Layer,
} from '../../lib/layers/index.ts';
import {
  binaryCrossentropy, binaryFocalCrossentropy, categoricalCrossentropy, categoricalFocalCrossentropy, huber,
  sparseCategoricalCrossentropy, type Loss, type LossName,
} from '../../lib/losses/index.ts';

/** Layers from 4 numbers to some, every kind of them but those of images and of several inputs. */
export const middles: Readonly<Record<string, () => readonly Layer[]>> = {
  activation: () => [activation('softplus')],
  'softmax within': () => [activation('softmax')],
  'logSoftmax within': () => [activation('logSoftmax')],
  flatten: () => [flatten()],
  reshape: () => [reshape({ targetShape: [2, 2] }), flatten()],
  'several axes': () => [reshape({ targetShape: [2, 2] }), dense({ units: 3, activation: 'softmax' }), flatten()],
  prelu: () => [prelu({ alphaInitializer: 'ones' })],
  dropout: () => [dropout({ rate: 0.4 })],
  alphaDropout: () => [alphaDropout({ rate: 0.3 })],
  gaussianNoise: () => [gaussianNoise({ stddev: 0.2 })],
  batchNormalization: () => [batchNormalization()],
  'batchNormalization of several axes': () => [
    reshape({ targetShape: [2, 2] }), batchNormalization({ center: false }), flatten(),
  ],
  layerNormalization: () => [layerNormalization()],
  'layerNormalization without scale': () => [layerNormalization({ scale: false })],
  groupNormalization: () => [groupNormalization({ groups: 2 })],
  rmsNormalization: () => [rmsNormalization()],
  unitNormalization: () => [unitNormalization()],
  rescaling: () => [rescaling({ scale: 0.5, offset: 0.25 })],
  'rescaling by lists': () => [rescaling({ scale: [0.5, 2, -1, 3], offset: [1, 0, -1, 0.5] })],
  normalization: () => [normalization({ mean: [0.5, 0, -1, 2], variance: [1, 4, 0.5, 2] })],
  'inverse normalization': () => [normalization({ mean: 0.5, variance: 4, invert: true })],
  permute: () => [reshape({ targetShape: [2, 2] }), permute({ dims: [2, 1] }), flatten()],
  repeatVector: () => [repeatVector({ n: 3 }), flatten()],
  glu: () => [dense({ units: 6 }), glu()],
  'regularized dense': () => [dense({
    units: 4, activation: 'tanh', kernelRegularizer: 'l2', biasRegularizer: 'l1l2', activityRegularizer: 'l2',
  })],
  'dense without bias': () => [dense({ units: 5, useBias: false, kernelRegularizer: 'l1', activityRegularizer: 'l1' })],
};

/** Losses with options. */
export const optioned: readonly Loss[] = [
  binaryCrossentropy({ fromLogits: true, labelSmoothing: 0.1 }),
  categoricalCrossentropy({ fromLogits: true, labelSmoothing: 0.2 }), categoricalCrossentropy({ labelSmoothing: 0.1 }),
  sparseCategoricalCrossentropy({ fromLogits: true }), huber({ delta: 0.3 }),
  sparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: 1 }),
  binaryFocalCrossentropy({ fromLogits: true, gamma: 1.5 }), categoricalFocalCrossentropy({ fromLogits: true }),
];

const PROBABILITIES: readonly string[] = [
  'binaryCrossentropy', 'binaryFocalCrossentropy', 'categoricalCrossentropy', 'categoricalFocalCrossentropy',
  'sparseCategoricalCrossentropy', 'kullbackLeiblerDivergence',
];
const POSITIVE: readonly string[] = ['poisson', 'meanSquaredLogarithmicError'];

/** Activations with which a network can end before a loss, its outputs within what the loss takes. */
export function lastActivations(loss: LossName | Loss): readonly ActivationName[] {
  if (typeof loss !== 'string') return ['linear', 'tanh'];
  return PROBABILITIES.includes(loss) ? ['softmax', 'sigmoid']
    : POSITIVE.includes(loss) ? ['softplus', 'sigmoid']
    : ['linear', 'tanh'];
}
