/**
 * Doors of models, callbacks, layers, losses, metrics and what belongs to them.
 * @module
 */
import { mul, type Expression } from '../../../lib/formula/index.ts';
import { createKernels } from '../../../lib/kernels/index.ts';
import { dense, gru } from '../../../lib/layers/index.ts';
import { Callback, input, type Sequential } from '../../../lib/model/index.ts';
import { sgd } from '../../../lib/optimizers/index.ts';
import {
  anything, callback, count, door, either, flag, floats, fraction, integer, isPlain, method, nonNegative, only,
  optional, options,
    positive, real, text, word, work,
  type Argument, type Door, type Doors,
} from '../argument.ts';
import { compiled, sampleWeight, weights, X, x, Y, y } from './models.ts';

/** A name that is not empty. */
const named = (good: string): Argument => only(() => good, (value) => typeof value === 'string' && value !== '');

const isUndefined = (value: unknown): boolean => value === undefined;
const emptyList = (good: () => unknown): Argument => only(good, (value) => Array.isArray(value) && value.length === 0);
/** How a formula says which of the functions it was given does not fit. */
const WRITTEN = ['define', 'operand', 'value'];
const shape = emptyShape([2]);
function emptyShape(good: readonly number[]): Argument {
  return only(() => [...good]);
}

const maker = (members: Readonly<Record<string, Argument>>, needed: readonly string[] = []): Door =>
  door({ options: options(members, needed) });

/** An initializer may be any function, and any numbers: whether they are enough is seen when the shape is known. */
const initializer = only(() => 'zeros', (value) =>
  typeof value === 'function' || value instanceof Float64Array || value instanceof Uint8Array
    || value instanceof Float32Array || (Array.isArray(value) && value.length === 0)
    || (Array.isArray(value) && value.every((v) => typeof v === 'number')));
const regularizer = word('l2'), constraint = word('nonNeg');

// --- the parts of a model

export const constraints: Doors = {
  maxNorm: maker({ maxValue: positive(), axis: axis() }), unitNorm: maker({ axis: axis() }), nonNeg: door(),
  minMaxNorm: maker({ minValue: nonNegative(0.1), maxValue: nonNegative(2), rate: fraction(0.5), axis: axis() }),
  toConstraint: door({ who: anything('f'), argument: anything('c'), given: only(() => 'nonNeg', isUndefined) }, ['c']),
};

function axis(): Argument {
  return only(
    () => 0, (value) => Number.isInteger(value) || (Array.isArray(value) && value.every((v) => Number.isInteger(v))),
  );
}

const seed = count(3), seeded = maker({ seed });
const fillsPlainly = door({ out: floats(6, 0) });

export const initializers: Doors = {
  glorotNormal: seeded, glorotUniform: seeded, heNormal: seeded, heUniform: seeded, lecunNormal: seeded,
  lecunUniform: seeded,
  ones: fillsPlainly, zeros: fillsPlainly,
  constant: maker({ value: real() }), identity: maker({ gain: real() }), orthogonal: maker({ gain: real(), seed }),
  randomNormal: maker({ mean: real(), stddev: nonNegative(), seed }),
  truncatedNormal: maker({ mean: real(), stddev: nonNegative(), seed }),
  randomUniform: maker({ minval: real(0.1), maxval: real(0.9), seed }),
  varianceScaling: maker({ scale: positive(), mode: word('fanIn'), distribution: word('uniform'), seed }),
  values: door({ given: only(() => [1, 2], (value) => initializer.takes(value) && typeof value !== 'function') }),
  toInitializer: door({ who: anything('f'), argument: anything('i'), given: initializer }, ['i']),
};

export const regularizers: Doors = {
  l1: maker({ l1: nonNegative() }), l2: maker({ l2: nonNegative() }), l1l2: maker({ l1: nonNegative(),
    l2: nonNegative() }),
  pointwiseRegularizer: door({
    definition: options({
      name: named('r'), factors: only(() => ['l'],
        (value) => Array.isArray(value) && 0 in value === (value.length > 0)),
        term: callback(({ w }: { w: Expression<'float'> }) => w),
      derivative: callback(() => 1),
    }, ['name', 'factors', 'term', 'derivative']),
  }, WRITTEN),
  toRegularizer: door({ who: anything('f'), argument: anything('r'), given: only(() => 'l2', isUndefined) }, ['r']),
};

/** The target that means no. */
const no = only(() => -1, (value) => value === 0 || value === -1);
const pointwise = { name: named('own'), term: callback(({ a, y: t }: Symbols) => mul(a, t)),
  derivative: callback(({ y: t }: Symbols) => t),
  decision: options({ threshold: real(), no }, ['no']), expectTargets: callback(), notation: callback() };
interface Symbols { readonly a: Expression<'float'>; readonly y: Expression<'float'> }

const reduction = word('sum'), lastAxis = only(() => -1, (value) => value === -1);
const crossentropy = { fromLogits: flag(), labelSmoothing: fraction(0.1), axis: lastAxis, reduction };

export const losses: Doors = {
  binaryCrossentropy: maker(crossentropy), categoricalCrossentropy: maker(crossentropy),
  binaryFocalCrossentropy: maker({
    ...crossentropy, applyClassBalancing: flag(), alpha: fraction(), gamma: nonNegative(),
  }),
  categoricalFocalCrossentropy: maker({ ...crossentropy, alpha: nonNegative(), gamma: nonNegative() }),
  sparseCategoricalCrossentropy: maker({ fromLogits: flag(), axis: lastAxis, reduction, ignoreClass: integer(-1) }),
  huber: maker({ delta: positive(), reduction }),
  reduced: door({ loss: word('hinge'), reduction }),
  meanLoss: door({ definition: options(pointwise, ['name', 'term', 'derivative']) }, WRITTEN),
  pointwiseLoss: door({
    definition: options({ ...pointwise, finish: callback(({ total }: { total: Expression<'float'> }) => total) },
      ['name', 'term', 'derivative']),
  }, WRITTEN),
  toLoss: door({ who: anything('f'), argument: anything('o'), given: word('hinge') }, ['o']),
};

const isArrayOf = (length: number, value: unknown): boolean =>
  (value instanceof Float32Array || value instanceof Float64Array || value instanceof Uint8Array)
  && value.length === length;
const called = { name: named('own') };
const isNull = (value: unknown): boolean => value === null;
const isListOfReals = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0
  && value.every((v) => typeof v === 'number' && Number.isFinite(Math.fround(v)));
const decides = {
  threshold: either(real(), only(() => null, isNull), only(() => [0.5], isListOfReals)), topK: count(1, 1),
  classId: count(0), targetThreshold: real(), ...called,
};
const counted = maker(decides);
const averages = { ...decides, average: word('micro') };
const averaged = maker(averages);
const topK = maker({ k: count(2, 1), ...called });

export const metrics: Doors = {
  auc: maker({
    curve: word('ROC'), multiLabel: only(() => true, (value) => value === true),
    labelWeights: only(() => [1, 2], (value) => isListOfReals(value) || (Array.isArray(value) && value.length === 0)),
    ...called,
  }),
  binaryAccuracy: maker({ threshold: real(), targetThreshold: real(), ...called }),
  f1Score: averaged, precision: averaged, recall: averaged, fBeta: maker({ ...averages, beta: positive() }),
  truePositives: counted, falsePositives: counted, falseNegatives: counted, trueNegatives: counted,
  r2Score: maker({
    classAggregation: either(word('uniformAverage'), only(() => null, isNull)), numRegressors: count(1), ...called,
  }),
  sparseTopKCategoricalAccuracy: topK,
  topKCategoricalAccuracy: topK,
  confusionMatrix: door({ prediction: floats(9), labels: only(() => [0, 1, 2],
    (value) => isArrayOf(3, value)), classes: count(3, 3) }, ['prediction',
    'labels']),
  toMetric: door({ who: anything('f'), argument: anything('o'), given: word('accuracy') }, ['o']),
};

/** Names that are not the base's are left to the subclass. */
function isPlainOrAbsent(value: unknown): boolean {
  return value === undefined || isPlain(value);
}

const layer = { inputShape: shape, name: text('own'), trainable: flag() };
/** One that counts from 1, or from the end. */
const axisFrom1 = only(() => 1, (value) => isAxis(value));
const isAxis = (value: unknown): boolean => Number.isInteger(value) && value !== 0;
const axesFrom1 = only(() => [1], (value) =>
  isAxis(value) || (Array.isArray(value) && value.length > 0 && value.every(isAxis)));
const someAxes = only(() => [1], (value) => Array.isArray(value) && value.length > 0 && value.every(isAxis));
const numbers = only(() => [1], (value) =>
  (typeof value === 'number' && Number.isFinite(Math.fround(value)))
  || (Array.isArray(value) && value.every((v) => typeof v === 'number' && Number.isFinite(Math.fround(v)))));
const eachNumber = either(numbers, only(() => [1], (value) => ArrayBuffer.isView(value)));
const normalization = {
  axis: axesFrom1, epsilon: nonNegative(), center: flag(), scale: flag(), betaInitializer: initializer,
    gammaInitializer: initializer, ...layer,
};
const batch = maker({
  ...normalization, axis: axisFrom1, momentum: fraction(), movingMeanInitializer: initializer,
  movingVarianceInitializer: initializer,
});
const inGroups = maker({
  ...normalization, axis: axisFrom1, groups: either(count(2, 1), only(() => -1, (value) => value === -1)),
});
const rootMeanSquare = maker({ axis: axesFrom1, epsilon: nonNegative(), ...layer });
const unit = maker({ axis: axesFrom1, ...layer });
const adapted = maker({
  axis: either(axesFrom1, only(() => null, (value) => value === null)), mean: eachNumber, variance: eachNumber,
  invert: flag(), ...layer,
});
const rescaled = maker({ scale: numbers, offset: numbers, ...layer }, ['scale']);
const dropping = maker({ rate: fraction(), seed, ...layer }, ['rate']);
const noisy = maker({ stddev: nonNegative(), seed, ...layer },
  ['stddev']);
const alike = { flatten: maker(layer), normal: maker(normalization), prelu: maker({ alphaInitializer: initializer,
  sharedAxes: someAxes, ...layer }) };
const shaped = maker({ targetShape: emptyShape([2]), ...layer }, ['targetShape']);
const applied = door({ activation: word('tanh'), options: options(layer) });
const full = maker({
  units: count(2, 1), activation: word('tanh'), useBias: flag(), kernelInitializer: initializer,
    biasInitializer: initializer,
  kernelRegularizer: regularizer, biasRegularizer: regularizer, activityRegularizer: regularizer,
    kernelConstraint: constraint,
  biasConstraint: constraint, ...layer,
}, ['units']);
const sizes = either(count(2, 1), only(() => [2, 2])), sizesOfOne = either(count(2, 1), only(() => [2]));
const tensor = (name: string): Readonly<Record<string, Argument>> => ({
  [`${name}Initializer`]: initializer, [`${name}Regularizer`]: regularizer, [`${name}Constraint`]: constraint,
});
const convolution = (axes: 1 | 2, own: Readonly<Record<string, Argument>>): Door => {
  const size = axes === 1 ? sizesOfOne : sizes;
  return maker({
    kernelSize: size, strides: size, padding: word('same'), dilationRate: size, activation: word('tanh'),
    useBias: flag(), activityRegularizer: regularizer, ...tensor('bias'), ...layer, ...own,
  }, 'filters' in own ? ['filters', 'kernelSize'] : ['kernelSize']);
};
const filters = { filters: count(2, 1), ...tensor('kernel') };
const grouped = { ...filters, groups: only(() => 1, (value) => value === 2) };
const channelwise = { depthMultiplier: count(2, 1), ...tensor('depthwise') };
const separable = { filters: count(2, 1), ...channelwise, ...tensor('pointwise') };
const longer = { ...filters, outputPadding: only(() => 1, (value) => value === 0) };
const recurrent = (own: Readonly<Record<string, Argument>> = {}): Door => maker({
  units: count(2, 1), activation: word('tanh'), useBias: flag(), ...tensor('kernel'), ...tensor('recurrent'),
  ...tensor('bias'), activityRegularizer: regularizer, dropout: fraction(), recurrentDropout: fraction(), seed,
  returnSequences: flag(), returnState: flag(), goBackwards: flag(), ...layer, ...own,
  stateful: only(() => false, (value) => value === false), batchSize: only(() => undefined),
}, ['units']);
const withGates = { recurrentActivation: word('tanh') };
const pooling = (size: Argument): Door => maker({ poolSize: size, strides: size, padding: word('same'), ...layer }, []);
const global = maker({ keepDims: flag(), ...layer }, []);
const lookUp = maker({
  inputDim: only(() => 3, (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 2 ** 24),
  outputDim: count(2, 1), ...tensor('embeddings'), maskZero: flag(), ...layer,
  sparse: only(() => false, (value) => value === false),
}, ['inputDim', 'outputDim']);
const twoWays = maker({
  layer: only(() => gru({ units: 1 })), ...layer,
  mergeMode: either(word('sum'), only(() => null, (value) => value === null)),
}, ['layer']);
const eachStep = maker({ layer: only(() => dense({ units: 1 })), ...layer }, ['layer']);
const masked = maker({ maskValue: real(), ...layer });
const attending = maker({
  numHeads: count(2, 1), keyDim: count(2, 1), valueDim: count(2, 1), dropout: fraction(), seed, useBias: flag(),
  outputShape: count(2, 1), attentionAxes: only(() => undefined, (value) => value === null), useCausalMask: flag(),
  useAttentionMask: flag(), returnAttentionScores: flag(), ...tensor('kernel'), ...tensor('bias'),
  activityRegularizer: regularizer, ...layer,
}, ['numHeads', 'keyDim']);
const placed = maker({ sequenceLength: count(2, 1), initializer, ...layer }, ['sequenceLength']);
const waves = maker({ maxWavelength: positive(), ...layer });
const merge = maker(layer);
const sideBySide = maker({ axis: axisFrom1, ...layer });
const twoAxes = only(() => [1, 1], (value) =>
  isAxis(value) || (Array.isArray(value) && value.length === 2 && value.every(isAxis)));
const products = maker({ axes: twoAxes, normalize: flag(), ...layer }, ['axes']);
const sides = either(count(2), only(() => [1, 2])), padded = maker({ padding: sides, ...layer });
const cropped = maker({ cropping: sides, ...layer });
const larger = maker({ size: sizes, interpolation: word('bilinear'), ...layer });
const permuted = maker({ dims: only(() => [2, 1]), ...layer }, ['dims']);
const times = maker({ n: count(2, 1), ...layer }, ['n']);
/** A base class: its subclasses check what they are given. */
const baseOptions = options({ ...layer, activation: word('tanh'), activityRegularizer: regularizer });
const base = door({ options: { ...baseOptions, takes: isPlainOrAbsent } });

export const layers: Doors = {
  conv1D: convolution(1, grouped), Conv1D: convolution(1, grouped), conv2D: convolution(2, grouped),
  Conv2D: convolution(2, grouped), depthwiseConv1D: convolution(1, channelwise),
  DepthwiseConv1D: convolution(1, channelwise), depthwiseConv2D: convolution(2, channelwise),
  DepthwiseConv2D: convolution(2, channelwise), separableConv1D: convolution(1, separable),
  SeparableConv1D: convolution(1, separable), separableConv2D: convolution(2, separable),
  SeparableConv2D: convolution(2, separable), conv1DTranspose: convolution(1, longer),
  Conv1DTranspose: convolution(1, longer), conv2DTranspose: convolution(2, longer),
  Conv2DTranspose: convolution(2, longer),
  simpleRNN: recurrent(), SimpleRNN: recurrent(), lstm: recurrent({ ...withGates, unitForgetBias: flag() }),
  LSTM: recurrent({ ...withGates, unitForgetBias: flag() }), gru: recurrent({ ...withGates, resetAfter: flag() }),
  GRU: recurrent({ ...withGates, resetAfter: flag() }),
  averagePooling1D: pooling(sizesOfOne), AveragePooling1D: pooling(sizesOfOne), averagePooling2D: pooling(sizes),
  AveragePooling2D: pooling(sizes), maxPooling1D: pooling(sizesOfOne), MaxPooling1D: pooling(sizesOfOne),
  maxPooling2D: pooling(sizes), MaxPooling2D: pooling(sizes), globalAveragePooling1D: global,
  GlobalAveragePooling1D: global, globalAveragePooling2D: global, GlobalAveragePooling2D: global,
  globalMaxPooling1D: global, GlobalMaxPooling1D: global, globalMaxPooling2D: global, GlobalMaxPooling2D: global,
  add: merge, Add: merge, average: merge, Average: merge, maximum: merge, Maximum: merge, minimum: merge,
  Minimum: merge, multiply: merge, Multiply: merge, subtract: merge, Subtract: merge, concatenate: sideBySide,
  Concatenate: sideBySide, dot: products, Dot: products,
  zeroPadding1D: padded, ZeroPadding1D: padded, zeroPadding2D: padded, ZeroPadding2D: padded, cropping1D: cropped,
  Cropping1D: cropped, cropping2D: cropped, Cropping2D: cropped, upSampling2D: larger, UpSampling2D: larger,
  upSampling1D: maker({ size: sizesOfOne, ...layer }), UpSampling1D: maker({ size: sizesOfOne, ...layer }),
  multiHeadAttention: attending, MultiHeadAttention: attending, positionEmbedding: placed, PositionEmbedding: placed,
  sinePositionEncoding: waves, SinePositionEncoding: waves,
  bidirectional: twoWays, Bidirectional: twoWays, timeDistributed: eachStep, TimeDistributed: eachStep,
  embedding: lookUp, Embedding: lookUp, masking: masked, Masking: masked,
  permute: permuted, Permute: permuted, repeatVector: times, RepeatVector: times, glu: sideBySide, GLU: sideBySide,
  activation: applied, ActivationLayer: maker({ activation: word('tanh'), ...layer }), dense: full, Dense: full,
  flatten: alike.flatten,
    Flatten: alike.flatten, reshape: shaped,
  Reshape: shaped, dropout: dropping, Dropout: dropping, alphaDropout: dropping, AlphaDropout: dropping,
    gaussianNoise: noisy,
  GaussianNoise: noisy, prelu: alike.prelu, PReLU: alike.prelu, batchNormalization: batch, BatchNormalization: batch,
  layerNormalization: alike.normal, LayerNormalization: alike.normal, Layer: base, Noise: base,
  groupNormalization: inGroups, GroupNormalization: inGroups, rmsNormalization: rootMeanSquare,
  RMSNormalization: rootMeanSquare, unitNormalization: unit, UnitNormalization: unit, rescaling: rescaled,
  Rescaling: rescaled, spatialDropout1D: dropping, SpatialDropout1D: dropping, spatialDropout2D: dropping,
  SpatialDropout2D: dropping,
  normalization: adapted, Normalization: adapted,
  AffineNormalization: door({ who: anything('own'), options: { ...options(normalization), takes: isPlain } }),
  celu: maker({ alpha: positive() }), elu: maker({ alpha: real() }), leakyRelu: maker({ alpha: real() }),
  gelu: maker({ approximate: flag() }),
  softmax: maker({ axis: axisFrom1 }),
  relu: maker({ maxValue: nonNegative(6), negativeSlope: nonNegative(), threshold: nonNegative() }),
  elementwiseActivation: door({
    name: named('own'), value: callback(({ z }: { z: Expression<'float'> }) => mul(z, z)),
      gradient: optional(callback(() => 1)),
  }, WRITTEN),
  toActivation: door({ who: anything('f'), argument: anything('o'), given: word('tanh') }, ['o']),
};

// --- models and what watches them

const monitored = { monitor: text('loss'), mode: word('min') };
const stopping = maker({
  ...monitored, minDelta: nonNegative(), patience: count(2), baseline: real(),
  restoreBestWeights: only(() => 'whenStopped', (value) => typeof value === 'boolean' || value === 'whenStopped'),
    startFromEpoch: count(1),
});
const plateau = maker({
  ...monitored, factor: fraction(), patience: count(2), minDelta: nonNegative(), cooldown: count(1),
    minLr: nonNegative(),
});
const logging = maker({ write: callback(), separator: text(','), append: flag() }, ['write']);
const shown = maker({ write: callback(), live: flag(), columns: optional(count(70, 1)) }, ['write']);
const verbose = only(() => 0, (value) => [0, 1, 2, 'auto'].some((known) => known === value));
/** Of three examples. */
const parts = {
  batchSize: count(2, 1), steps: only(() => 1, (value) => value === 1 || value === 2), verbose,
  callbacks: only(() => [], (value) => Array.isArray(value) && value.length === 0),
};
const kept = maker({ ...monitored, save: callback(), saveBestOnly: flag(), period: count(1, 1),
  filepath: named('epoch{epoch}'), saveFreq: only(() => 'epoch', (value) => value === 'epoch'),
}, ['save']);
const scheduled = maker({ schedule: callback(() => 0.1) }, ['schedule']);

const stack = (): unknown => [dense({ units: 2, inputShape: [2] })];
const tensors = only(() => [Float32Array.of(1, 2, 3, 4), [0, 0]]);
const making = {
  seed: count(3), maxBatch: count(4, 1), kernels: only(() => createKernels('reference')), weights: tensors,
  name: named('whole'),
};
const noLayers = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);
const built = door({ layers: only(stack, noLayers), options: options(making) }, ['layer']);

/** Refusals leave it as it is; what is taken may train it. */
const trained = compiled();

type Method = (...given: never[]) => unknown;
const sharded = compiled();
sharded.compile({ optimizer: sgd(), loss: 'meanSquaredError', shards: 4 });

/** A method of a compiled model. */
const of = (name: 'fit' | 'trainOnBatch' | 'evaluate' | 'predict' | 'predictAll' | 'setWeights'
  | 'getLayer',
  args: Readonly<Record<string, Argument>>): Door =>
  method((...given: never[]) => (trained[name] as (...all: never[]) => unknown).apply(trained, given), args);

/** `model.name = value` */
const set = (name: keyof Sequential, argument: Argument): Door =>
  method((value: never) => { Object.assign(trained, { [name]: value }); }, { [name]: argument });

/** An input, and what a layer makes of it. */
const begun = input({ shape: [2] }), ended = dense({ units: 2 }).apply(begun);
const layerNames: readonly unknown[] = ['hidden', 'out', 0, 1, -1, -2];

const signal = only(() => ({ aborted: false }));
const validation = only(() => [X(), Y()]);
/** Three batches, each time anew. */
const batches = (): (() => Iterable<unknown>) => function* three() {
  for (let batch = 0; batch < 3; batch++) yield { x: X(), y: Y() };
};
const source = only(batches);
const absent = only(() => undefined, isUndefined);
const fitting = {
  resume: flag(false), batchSize: count(2, 1), epochs: either(count(2, 1)), initialEpoch: count(0), shuffle: flag(),
  validationSplit: fraction(0.5), validationData: validation,
  validationFreq: either(count(1, 1), emptyList(() => [1])),
  callbacks: emptyList(() => [new (class Own extends Callback {})()]),
  signal, maxIterations: either(count(3, 1), only(() => 3, (value) => value === Infinity)),
  precision: nonNegative(0), verbose, dropLast: flag(), ...weights,
};

export const model: Doors = {
  Callback: door(), TerminateOnNaN: door(), terminateOnNaN: door(), earlyStopping: stopping, EarlyStopping: stopping,
    reduceLROnPlateau: plateau,
  ReduceLROnPlateau: plateau, csvLogger: logging, CSVLogger: logging, progress: shown, Progress: shown,
    modelCheckpoint: kept,
  ModelCheckpoint: kept, learningRateScheduler: scheduled, LearningRateScheduler: scheduled,
  Monitor: door({ who: anything('own'), options: { ...options(monitored), takes: isPlain } }),
  sequential: built, Sequential: built,
  'Sequential.compile': method((given: never) => { compiled().compile(given); }, {
    options: options({
      optimizer: only(() => sgd()), loss: word('meanAbsoluteError'), metrics: emptyList(() => ['accuracy']),
      weightedMetrics: emptyList(() => ['accuracy']), lossWeights: real(2),
      shards: only(() => 4, (value) => [1, 2, 4, 8, 16, 32, 64].some((known) => known === value)),
      shardStatistics: flag(),
    }, ['optimizer', 'loss']),
  }),
  'Sequential.fit': of('fit', {
    x, y, options: options({ ...fitting, stepsPerEpoch: absent, validationSteps: absent }),
  }),
  'Sequential.fit of a source': of('fit', {
    x: source,
    options: options({
      ...fitting, stepsPerEpoch: work(count(2, 1)), validationData: source, validationSteps: work(count(2, 1)),
      batchSize: absent, dropLast: absent, sampleWeight: absent, validationSplit: absent,
      shuffle: only(() => false, (value) => value === undefined || value === false),
    }),
  }),
  'Sequential.evaluate of a source': of('evaluate', {
    x: source,
    options: options({ ...parts, steps: work(count(2, 1)), sampleWeight: absent, batchSize: absent }),
  }),
  'Sequential.predict of a source': of('predict', {
    x: source, options: options({ ...parts, steps: work(count(2, 1)), batchSize: absent }),
  }),
  'Sequential.trainOnBatch': of('trainOnBatch', { x, y, options: options({ endsEpoch: flag(), ...weights }) }),
  'Sequential.shardGradient': method((...given: never[]) => (sharded.shardGradient as Method).apply(sharded, given), {
    x, y, options: options({
      shard: only(() => 2, (value) => value === 0), count: only(() => 2, (value) => value === 1), ...weights,
    }, ['shard']),
  }),
  'Sequential.applyShards': method((...given: never[]) => (sharded.applyShards as Method).apply(sharded, given), {
    parts: only(() => [sharded.shardGradient(X(), Y(), { shard: 0, count: 4 })]),
    options: options({ endsEpoch: flag() }),
  }),
  'Sequential.evaluate': of('evaluate', { x, y, options: options({ sampleWeight, ...parts }) }),
  'Sequential.predict': of('predict', { x, options: options(parts) }),
  'Sequential.predictAll': of('predictAll', { x, options: options(parts) }),
  'Sequential.getLayer': of('getLayer', { layer: only(() => 'hidden', (value) => layerNames.includes(value)) }),
  input: maker({ shape, name: text('x') }, ['shape']),
  modelFromJSON: door({
    json: only(() => compiled().toJSON()),
    options: options({
      maxBatch: making.maxBatch, kernels: making.kernels, weights: only(() => compiled().getWeights()),
      custom: only(() => [], (value) => Array.isArray(value) && value.length === 0),
    }),
  }),
  model: maker({ inputs: only(() => begun), outputs: only(() => ended), ...making }, ['inputs', 'outputs']),
  'Sequential.setWeights': of('setWeights', { weights: only(() => [[1, 2, 3, 4], [1, 2], [1, 2], [1]]) }),
  'Sequential.steps': set('steps', count(3)), 'Sequential.epochsBegun': set('epochsBegun', count(3)),
  'Sequential.position': method((value: never) => { trained.position = value; }, { position: only(() => undefined,
    isUndefined) }),
};

export const lean: Doors = { input: model.input, model: model.model, sequential: model.sequential };
