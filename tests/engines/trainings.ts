/**
 * The trainings whose bits every engine must have: the report's network with each optimizer, a deep one with all that
 * layers do, and small ones for each member of each family. What is entered in a family is trained by itself.
 * @module
 */
import { Philox } from '../../lib/core/philox.ts';
import type { Shape } from '../../lib/core/shape.ts';
import { constraints } from '../../lib/constraints/index.ts';
import { digits } from '../../lib/data/index.ts';
import { initializers } from '../../lib/initializers/index.ts';
import { input } from '../../lib/graph/index.ts';
import {
  activation, activations, add, alphaDropout, averagePooling2D, batchNormalization, bidirectional, conv1D,
  conv1DTranspose, conv2D,
  conv2DTranspose, dense, depthwiseConv1D, depthwiseConv2D, dropout, embedding, flatten, gaussianNoise,
  globalAveragePooling2D, globalMaxPooling2D, groupNormalization, gru, layerNormalization, lstm, maxPooling1D,
  maxPooling2D, multiHeadAttention, positionEmbedding, prelu, rescaling, reshape, rmsNormalization, separableConv2D,
  simpleRNN, sinePositionEncoding, spatialDropout2D, timeDistributed, unitNormalization, type Layer,
  type SymbolicTensor,
} from '../../lib/layers/index.ts';
import { losses, toLoss, type Loss, type LossName } from '../../lib/losses/index.ts';
import type { CompileOptions, FitOptions } from '../../lib/model/index.ts';
import { optimizerFamily, scheduleFamily } from '../../lib/optimizers/registry.ts';
import { adam, exponentialDecay, sgd, type Optimizer } from '../../lib/optimizers/index.ts';
import { regularizers } from '../../lib/regularizers/index.ts';
import { lastActivations, middles, optioned } from '../curvature/networks.ts';
import { operands } from '../helpers/random.ts';
import { meant } from '../helpers/targets.ts';
import { rows } from '../optimizers/rows.ts';

/** The input and the output of a graph. */
export interface Ends {
  readonly inputs: SymbolicTensor;
  readonly outputs: SymbolicTensor;
}

export interface Training {
  readonly name: string;
  readonly layers: () => readonly Layer[] | Ends;
  readonly loss: LossName | Loss;
  readonly optimizer: () => Optimizer;
  readonly data: () => { readonly x: Float32Array; readonly y: ArrayLike<number> };
  readonly fit: FitOptions;
  readonly compile?: Pick<CompileOptions, 'shards' | 'shardStatistics'>;
  /** How many examples are computed at once where batches are split; it divides no batch. */
  readonly part: number;
}

const EXAMPLES = 500, CLASSES = 10, PIXELS = 784;
let images: ReturnType<Training['data']> | undefined;

/** Batches of 16, the last of an epoch of 4. */
const ofDigits = {
  loss: 'sparseCategoricalCrossentropy', fit: { batchSize: 16 }, part: 6,
  data: () => images ??= digits({ train: EXAMPLES, test: 1 }).train,
} as const;

/** A stack of dense layers from the pixels to the classes, with what stands between them. */
function classifier(units: number, activation: 'relu' | 'tanh', ...inner: readonly Layer[]): readonly Layer[] {
  return [
    dense({ units, activation, inputShape: [PIXELS] }), ...inner, dense({ units: CLASSES, activation: 'softmax' }),
  ];
}

function withOptimizer(name: string): Training {
  const { options } = rows[name].train;
  return {
    ...ofDigits, name: `optimizer ${name}`,
    layers: () => classifier(12, 'relu', dense({ units: 12, activation: 'relu' })),
    optimizer: () => optimizerFamily.make(name, options) ?? optimizerFamily.resolve('trainings', 'optimizer', name),
  };
}

const rate = (learningRate: number) => (): Optimizer => sgd({ learningRate });

const deep: readonly Training[] = [
  {
    ...ofDigits, name: 'deep with noise', optimizer: rate(0.02),
    layers: () => classifier(
      67, 'tanh', dropout({ rate: 0.2 }), layerNormalization(), dense({ units: 35, activation: 'selu' }),
      alphaDropout({ rate: 0.1 }), prelu({ alphaInitializer: 'ones' }), gaussianNoise({ stddev: 0.1 }),
    ),
  },
  {
    ...ofDigits, name: 'deep with batch normalization', optimizer: rate(0.02),
    layers: () => classifier(
      67, 'relu', batchNormalization(), dense({ units: 35, activation: 'relu' }), batchNormalization(),
      dropout({ rate: 0.3 }),
    ),
  },
  {
    ...ofDigits, name: 'clipped, accumulated and averaged',
    fit: { batchSize: 16, classWeight: Object.fromEntries(Array.from({ length: CLASSES }, (_, i) => [i, 1 + i / 7])) },
    layers: () => classifier(19, 'tanh'),
    optimizer: () => sgd({
      learningRate: exponentialDecay({ initialLearningRate: 0.2, decaySteps: 40, decayRate: 0.7 }), momentum: 0.9,
      globalClipnorm: 0.5, accumulationSteps: 3, average: { kind: 'exponential' },
    }),
  },
];

/** The same in shards. */
const inShards: readonly Training[] = deep.map((training, i) => ({
  ...training, name: `${training.name}, in shards`, compile: { shards: [8, 4, 64][i], shardStatistics: true },
}));

/** Convolution, pooling and normalisation between the pixels and the classes. */
function imageClassifier(...inner: readonly Layer[]): readonly Layer[] {
  return [
    reshape({ targetShape: [28, 28, 1], inputShape: [PIXELS] }), ...inner,
    dense({ units: CLASSES, activation: 'softmax' }),
  ];
}

const convolutional: readonly Training[] = [
  {
    ...ofDigits, name: 'deep with convolutions and batch normalization', optimizer: () => adam(),
    layers: () => imageClassifier(
      conv2D({ filters: 8, kernelSize: 3, useBias: false }), batchNormalization(), activation('relu'), maxPooling2D(),
      conv2D({ filters: 16, kernelSize: 3, activation: 'relu' }), maxPooling2D(), batchNormalization(), flatten(),
    ),
  },
  {
    ...ofDigits, name: 'deep with separable convolutions and group normalization', optimizer: () => adam(),
    layers: () => imageClassifier(
      conv2D({ filters: 8, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
      groupNormalization({ groups: 4 }), separableConv2D({ filters: 19, kernelSize: 3, activation: 'gelu' }),
      spatialDropout2D({ rate: 0.1 }), averagePooling2D(), layerNormalization(), globalMaxPooling2D(),
    ),
  },
];

/** Recurrence, attention and what goes with them. */
const ofTime: readonly Training[] = [
  {
    ...ofDigits, name: 'deep with lstm and gru', optimizer: () => adam(),
    layers: () => [
      reshape({ targetShape: [28, 28], inputShape: [PIXELS] }),
      lstm({ units: 19, returnSequences: true, dropout: 0.1 }), layerNormalization(),
      bidirectional({ layer: gru({ units: 11 }) }), dense({ units: CLASSES, activation: 'softmax' }),
    ],
  },
  {
    name: 'masked lstm on ids', loss: 'sparseCategoricalCrossentropy', optimizer: () => adam(), part: 6,
    fit: { batchSize: 16 }, data: () => ofIds(STEPS),
    layers: () => [
      embedding({ inputDim: IDS, outputDim: 7, maskZero: true, inputShape: [STEPS] }),
      lstm({ units: 9, returnSequences: true, recurrentDropout: 0.2 }), dense({ units: IDS, activation: 'softmax' }),
    ],
  },
  {
    name: 'transformer', loss: 'sparseCategoricalCrossentropy', optimizer: () => adam(), part: 6,
    fit: { batchSize: 16 }, layers: transformer, data: () => ofIds(STEPS),
  },
];

const STEPS = 9, IDS = 12, WIDTH = 20;

/** Two causal blocks over the embedding of ids and of their places; 0 is a filler. */
function transformer(): Ends {
  const ids = input({ shape: [STEPS] });
  const places = embedding({ inputDim: IDS, outputDim: WIDTH, maskZero: true }).apply(ids);
  let x = add().apply([places, positionEmbedding({ sequenceLength: STEPS }).apply(places)]);
  for (let block = 0; block < 2; block++) {
    const seen = layerNormalization().apply(x);
    x = add().apply([x, multiHeadAttention({ numHeads: 4, keyDim: 5, useCausalMask: true, dropout: 0.1 }).apply(seen)]);
    const inner = dense({ units: 2 * WIDTH, activation: 'gelu' }).apply(layerNormalization().apply(x));
    x = add().apply([x, dense({ units: WIDTH }).apply(inner)]);
  }
  return { inputs: ids, outputs: dense({ units: IDS, activation: 'softmax' }).apply(layerNormalization().apply(x)) };
}

/** Ids of 100 examples, some of them fillers, and for each step what it and the one before add up to. */
function ofIds(steps: number): { readonly x: Float32Array; readonly y: Float32Array } {
  const random = new Philox(11, 2 ** 40), x = Float32Array.from({ length: 100 * steps }, () => random.nextBelow(IDS));
  return { x, y: x.map((id, i) => (i % steps === 0 ? id : (id + x[i - 1]) % IDS)) };
}

/** Layers of sequences, on 5 steps of 4 numbers. */
const ofSequences: Readonly<Record<string, () => readonly Layer[]>> = {
  simpleRNN: () => [simpleRNN({ units: 7 })],
  'lstm that goes backwards': () => [lstm({ units: 5, goBackwards: true, returnSequences: true }), flatten()],
  gru: () => [gru({ units: 6, recurrentDropout: 0.3 })],
  'gru, reset before': () => [gru({ units: 6, resetAfter: false })],
  'bidirectional of lstm': () => [
    bidirectional({ layer: lstm({ units: 3, returnSequences: true }), mergeMode: 'sum' }), flatten(),
  ],
  timeDistributed: () => [timeDistributed({ layer: dense({ units: 3, activation: 'tanh' }) }), flatten()],
  multiHeadAttention: () => [multiHeadAttention({ numHeads: 2, keyDim: 3, useCausalMask: true }), flatten()],
  sinePositionEncoding: () => [sinePositionEncoding(), flatten()],
};

const sequence = (): readonly Layer[] => [
  dense({ units: 20, activation: 'tanh', inputShape }), reshape({ targetShape: [5, 4] }),
];

/** Layers of images and of rows, on 6 × 5 pixels of 4 channels. */
const ofImages: Readonly<Record<string, () => readonly Layer[]>> = {
  conv1D: () => [reshape({ targetShape: [30, 4] }), conv1D({ filters: 3, kernelSize: 3, padding: 'causal' })],
  'conv2D with strides': () => [conv2D({ filters: 5, kernelSize: [3, 2], strides: 2, padding: 'same' })],
  'conv2D with dilation and groups': () => [conv2D({ filters: 6, kernelSize: 2, dilationRate: 2, groups: 2 })],
  depthwiseConv1D: () => [
    reshape({ targetShape: [30, 4] }), depthwiseConv1D({ kernelSize: 4, strides: 2, padding: 'same' }),
  ],
  depthwiseConv2D: () => [depthwiseConv2D({ kernelSize: 3, depthMultiplier: 2 })],
  separableConv2D: () => [separableConv2D({ filters: 3, kernelSize: 2, padding: 'same' })],
  conv1DTranspose: () => [
    reshape({ targetShape: [30, 4] }), conv1DTranspose({ filters: 2, kernelSize: 3, strides: 2 }),
  ],
  conv2DTranspose: () => [conv2DTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' })],
  maxPooling1D: () => [reshape({ targetShape: [30, 4] }), maxPooling1D({ poolSize: 3, strides: 2 })],
  'maxPooling2D that overlaps': () => [maxPooling2D({ poolSize: 3, strides: 1, padding: 'same' })],
  'averagePooling2D that overlaps': () => [averagePooling2D({ poolSize: 3, strides: 2, padding: 'same' })],
  globalMaxPooling2D: () => [globalMaxPooling2D()],
  globalAveragePooling2D: () => [globalAveragePooling2D()],
  spatialDropout2D: () => [spatialDropout2D({ rate: 0.4 })],
  'batchNormalization of channels': () => [batchNormalization()],
  'groupNormalization of channels': () => [groupNormalization({ groups: 2 })],
  'rmsNormalization of channels': () => [rmsNormalization()],
  'unitNormalization of channels': () => [unitNormalization()],
  rescaling: () => [rescaling({ scale: 0.3, offset: -0.1 })],
};

const image = (): readonly Layer[] => [
  dense({ units: 120, activation: 'tanh', inputShape }), reshape({ targetShape: [6, 5, 4] }),
];

const SMALL = 90, INPUTS = 4, OUTPUTS = 3, UNITS = 19;

/** Of numbers as the loss takes them; batches of 16, the last of an epoch of 10. */
function small(name: string, layers: () => readonly Layer[], loss: LossName | Loss = 'meanSquaredError'): Training {
  return {
    name, layers, loss, optimizer: rate(0.01), fit: { batchSize: 16 }, part: 7,
    data: () => ({ x: operands(new Philox(5, 2 ** 40), SMALL * INPUTS), y: targetsFor(loss) }),
  };
}

function targetsFor(loss: LossName | Loss): Float32Array {
  const random = new Philox(9, 2 ** 40);
  if (toLoss('trainings', 'loss', loss).target === 'vector') return meant(loss, operands(random, SMALL * OUTPUTS));
  return Float32Array.from({ length: SMALL }, () => random.nextBelow(OUTPUTS));
}

const inputShape: Shape = [INPUTS];
const first = (): Layer => dense({ units: 4, activation: 'tanh', inputShape });
const last = (): Layer => dense({ units: OUTPUTS });

const entries = <T>(family: Readonly<Record<string, T>>): [string, T][] => Object.entries<T>(family);

function ofLoss(name: string, loss: LossName | Loss): Training[] {
  return lastActivations(loss).map((activation) => small(
    `loss ${name} after ${activation}`,
    () => [dense({ units: UNITS, activation: 'tanh', inputShape }), dense({ units: OUTPUTS, activation })], loss,
  ));
}

/** What schedules need beside the first rate. */
const SPANS: Readonly<Record<string, object>> = {
  cosineRestarts: { initialLearningRate: 0.05, firstDecaySteps: 30 },
  exponentialDecay: { initialLearningRate: 0.05, decaySteps: 30, decayRate: 0.7 },
  inverseTimeDecay: { initialLearningRate: 0.05, decaySteps: 30, decayRate: 0.7 },
  piecewiseConstant: { boundaries: [60, 120], values: [0.05, 0.02, 0.01] },
  warmUp: { steps: 20, then: 0.05 },
};

function ofSchedule(name: string): Training {
  const options = SPANS[name] ?? { initialLearningRate: 0.05, decaySteps: 300 };
  return {
    ...small(`schedule ${name}`, () => [first(), last()]),
    optimizer: () => sgd({ learningRate: scheduleFamily.make(name, options) ?? 0 }),
  };
}

export const trainings: readonly Training[] = [
  ...optimizerFamily.names.map(withOptimizer),
  ...deep, ...inShards,
  ...convolutional,
  ...ofTime,
  ...entries(ofSequences).map(([name, make]) => small(
    `sequence layer ${name}`, () => [...sequence(), ...make(), last()],
  )),
  ...entries(ofImages).map(([name, make]) => small(
    `image layer ${name}`, () => [...image(), ...make(), flatten(), last()],
  )),
  ...entries(middles).map(([name, make]) => small(`layer ${name}`, () => [first(), ...make(), last()])),
  ...entries(activations).map(([name, activation]) => small(
    `activation ${name}`, () => [dense({ units: UNITS, activation, inputShape }), last()],
  )),
  ...entries(losses).flatMap(([name]) => ofLoss(name, name as LossName)),
  ...optioned.flatMap((loss, i) => ofLoss(`${loss.name} with options (${i})`, loss)),
  ...entries(initializers).map(([name, kernelInitializer]) => small(
    `initializer ${name}`, () => [first(), dense({ units: 4, kernelInitializer }), last()],
  )),
  ...entries(regularizers).map(([name, kernelRegularizer]) => small(
    `regularizer ${name}`, () => [dense({ units: UNITS, kernelRegularizer, inputShape }), last()],
  )),
  ...entries(constraints).map(([name, kernelConstraint]) => small(
    `constraint ${name}`, () => [dense({ units: UNITS, kernelConstraint, inputShape }), last()],
  )),
  ...scheduleFamily.names.map(ofSchedule),
];
