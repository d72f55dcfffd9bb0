import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Family } from '../../lib/core/family.ts';
import { Philox } from '../../lib/core/philox.ts';
import * as constraints from '../../lib/constraints/index.ts';
import { families } from '../../lib/model/description/catalogue.ts';
import { Describer } from '../../lib/model/description/describe.ts';
import { load, save } from '../../lib/formats/index.ts';
import { writeJson, type Json, type JsonObject } from '../../lib/model/description/json.ts';
import { revive } from '../../lib/model/description/revive.ts';
import * as initializers from '../../lib/initializers/index.ts';
import * as allLayers from '../../lib/layers/index.ts';
import * as losses from '../../lib/losses/index.ts';
import * as metrics from '../../lib/metrics/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { adam } from '../../lib/optimizers/index.ts';
import * as regularizers from '../../lib/regularizers/index.ts';
import { operands } from '../helpers/random.ts';
import { meant } from '../helpers/targets.ts';

/** What the folders export besides parts of models: tables, checks, and ways to make one's own. */
const OTHERS = [
  'activations', 'initializers', 'regularizers', 'constraints', 'losses', 'metrics', 'toActivation', 'toInitializer',
  'toRegularizer', 'toConstraint', 'toLoss', 'toMetric', 'values', 'elementwiseActivation', 'pointwiseRegularizer',
  'meanLoss', 'pointwiseLoss', 'reduced', 'argmax', 'confusionMatrix',
];
/** Options other than the defaults, of everything that takes any. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  activations: {
    celu: { alpha: 2 }, elu: { alpha: 0.5 }, leakyRelu: { alpha: 0.25 }, gelu: { approximate: true },
    relu: { maxValue: 3, negativeSlope: 0.1, threshold: 0.5 }, softmax: { axis: 1 },
  },
  initializers: {
    ...Object.fromEntries(['glorotNormal', 'glorotUniform', 'heNormal', 'heUniform', 'lecunNormal', 'lecunUniform'].map(
      (name) => [name, { seed: 5 }])),
    constant: { value: -0 }, identity: { gain: 2 }, orthogonal: { gain: 3 }, randomNormal: { mean: 1, stddev: 2 },
    randomUniform: { minval: -1, maxval: 0.1 }, truncatedNormal: { mean: 0.5, stddev: 0.25 },
    varianceScaling: { scale: 3, mode: 'fanOut', distribution: 'untruncatedNormal' },
  },
  regularizers: { l1: { l1: 0.1 }, l2: { l2: 1e-3 }, l1l2: { l1: 0.2, l2: 0.3 } },
  constraints: {
    maxNorm: { maxValue: 0.5, axis: 1 }, nonNeg: {}, unitNorm: { axis: [0, 1] },
    minMaxNorm: { minValue: 0.1, maxValue: 0.3, rate: 0.5, axis: 1 },
  },
  losses: {
    huber: { delta: 0.1 }, binaryCrossentropy: { fromLogits: true, labelSmoothing: 0.1 },
    categoricalCrossentropy: { fromLogits: true, labelSmoothing: 0.2 },
    sparseCategoricalCrossentropy: { fromLogits: true, ignoreClass: -1 },
    binaryFocalCrossentropy: { applyClassBalancing: true, alpha: 0.5, gamma: 1, reduction: 'sum' },
    categoricalFocalCrossentropy: { alpha: 0.5, gamma: 0.5, labelSmoothing: 0.1, reduction: 'meanWithSampleWeight' },
    hinge: { reduction: 'sum' }, meanSquaredError: { reduction: 'mean' },
  },
  metrics: {
    binaryAccuracy: { threshold: 0.3, targetThreshold: 0.2, name: 'é' }, precision: { threshold: 0.1 },
    recall: { threshold: [0.5, 0.75], topK: 2 }, f1Score: { threshold: 0.4, name: 'f' },
    fBeta: { beta: 0.5, average: 'weighted', threshold: null, topK: 1, targetThreshold: 0.25 },
    truePositives: { classId: 1 }, falsePositives: { threshold: null }, trueNegatives: { topK: 2 },
    falseNegatives: { name: 'missed' }, r2Score: { classAggregation: null, numRegressors: 3 },
    auc: { curve: 'PR', multiLabel: true, labelWeights: [1, 2, 1, 4] },
    topKCategoricalAccuracy: { k: 2 }, sparseTopKCategoricalAccuracy: { k: 3, name: 'three' },
  },
};
const LAYERS: Readonly<Record<string, object>> = {
  activation: { activation: allLayers.relu(), name: 'a' }, alphaDropout: { rate: 0.2 },
  dropout: { rate: 0.1, inputShape: [4] }, flatten: { inputShape: [2, 2] },
  batchNormalization: {
    axis: 1, momentum: 0.5, epsilon: 0.1, center: false, gammaInitializer: 'normal', movingMeanInitializer: 'ones',
  },
  averagePooling1D: { poolSize: [3], strides: [1] },
  averagePooling2D: { poolSize: [3, 2], strides: [3, 2], padding: 'same' },
  add: { name: 'whole' }, average: {}, maximum: {}, minimum: {}, multiply: {}, subtract: { name: 'rest' },
  concatenate: { axis: 1 }, dot: { axes: [2, 1], normalize: true },
  conv1D: { filters: 2, kernelSize: [3], padding: 'causal', groups: 2, useBias: false },
  conv1DTranspose: { filters: 2, kernelSize: [2], strides: [3], outputPadding: [1], biasConstraint: 'nonNeg' },
  conv2D: { filters: 2, kernelSize: [3, 2], strides: [2, 1], kernelInitializer: 'ones', kernelRegularizer: 'l2' },
  conv2DTranspose: { filters: 2, kernelSize: [3, 2], padding: 'same', kernelConstraint: 'unitNorm' },
  depthwiseConv1D: { kernelSize: [2], depthMultiplier: 3, depthwiseInitializer: 'heNormal' },
  depthwiseConv2D: { kernelSize: [2, 2], dilationRate: [1, 2], depthwiseConstraint: 'maxNorm' },
  separableConv1D: { filters: 2, kernelSize: [2], depthMultiplier: 2, pointwiseInitializer: 'ones' },
  separableConv2D: {
    filters: 2, kernelSize: [2, 2], depthwiseRegularizer: 'l1', pointwiseRegularizer: 'l2', activation: 'tanh',
  },
  globalAveragePooling1D: { keepDims: true },
  globalAveragePooling2D: { keepDims: true },
  globalMaxPooling1D: { keepDims: true },
  globalMaxPooling2D: { keepDims: true },
  maxPooling1D: { poolSize: [4], strides: [2] },
  maxPooling2D: { poolSize: [3, 2], strides: [1, 1], padding: 'same' },
  dense: {
    units: 3, activation: allLayers.elu({ alpha: 2 }), useBias: false,
    kernelInitializer: initializers.orthogonal({ gain: 2 }), biasInitializer: 'ones', kernelRegularizer: 'l1',
    biasRegularizer: regularizers.l2({ l2: 0.5 }), activityRegularizer: regularizers.l1(), kernelConstraint: 'nonNeg',
    biasConstraint: constraints.maxNorm({ maxValue: 7 }), name: 'große Schicht',
  },
  simpleRNN: { units: 2, activation: 'linear', useBias: false, recurrentConstraint: 'unitNorm', goBackwards: true },
  lstm: {
    units: 3, recurrentActivation: 'hardSigmoid', unitForgetBias: false, recurrentInitializer: 'ones', dropout: 0.1,
    returnSequences: true, stateful: true, batchSize: 5, recurrentRegularizer: regularizers.l2({ l2: 0.5 }),
  },
  gru: { units: 1, recurrentActivation: 'linear', resetAfter: false, recurrentDropout: 0.5, returnState: true },
  gaussianNoise: { stddev: 0.5 }, groupNormalization: { groups: 2, axis: 1, scale: false },
  layerNormalization: { epsilon: 1e-5, scale: false, betaInitializer: initializers.constant({ value: 0.1 }) },
  prelu: { alphaInitializer: initializers.randomUniform({ minval: 0, maxval: 1 }), sharedAxes: [1, 2] },
  normalization: { axis: [1, 2], mean: [0.5, -1], variance: [4, 0], invert: true },
  rescaling: { scale: [0.5, 2], offset: -1 }, rmsNormalization: { axis: [1, 2], epsilon: 0.01 },
  spatialDropout1D: { rate: 0.3 }, spatialDropout2D: { rate: 0.1 }, unitNormalization: { axis: 1 },
  reshape: { targetShape: [2, -1] }, permute: { dims: [2, 1] }, repeatVector: { n: 3 }, glu: { axis: 1 },
  embedding: { inputDim: 5, outputDim: 2, embeddingsConstraint: 'unitNorm', maskZero: true, sparse: true },
  masking: { maskValue: -1 },
  multiHeadAttention: {
    numHeads: 2, keyDim: 3, valueDim: 4, dropout: 0.1, useBias: false, outputShape: [5], useCausalMask: true,
    useAttentionMask: true, returnAttentionScores: true, kernelInitializer: 'ones', kernelConstraint: 'unitNorm',
  },
  positionEmbedding: { sequenceLength: 7, initializer: 'heNormal' }, sinePositionEncoding: { maxWavelength: 100 },
  bidirectional: { layer: allLayers.gru({ units: 2, dropout: 0.5 }), mergeMode: null, name: 'both' },
  timeDistributed: { layer: allLayers.dense({ units: 2, activation: 'tanh', name: 'inner' }) },
  zeroPadding1D: { padding: [0, 2] }, zeroPadding2D: { padding: [[1, 2], [3, 0]] },
  cropping1D: { cropping: [1, 1] }, cropping2D: { cropping: [[1, 1], [0, 2]] },
  upSampling1D: { size: [3] }, upSampling2D: { size: [2, 3], interpolation: 'bilinear' },
};

const familyOf = (kind: string): Family<object> => families.get(kind) ?? assert.fail(kind);
const made = (kind: string, name: string, options?: object): object =>
  familyOf(kind).make(name, options) ?? assert.fail(`${kind}/${name}`);
/** All but layers, which cannot all be made without options. */
const PARTS = [...families.keys()].filter((kind) => kind !== 'layers');

const describePart = (value: unknown, name: string): JsonObject => new Describer('save').part(value, name);

/** Its description, and that of what comes of it: the library's, and the same. */
function checkDescription(value: unknown, name: string): unknown {
  const description = describePart(value, name);
  const again = revive(JSON.parse(writeJson(description)) as Json, { who: 'load', what: 'bytes', named: new Map() });
  assert.equal(description.is, name);
  assert.deepEqual(describePart(again, name), description, name);
  return again;
}

test('everything that can be named has its name as description; a new one without would fail here', () => {
  assert.equal(PARTS.length, 6);
  for (const kind of PARTS) {
    const { names } = familyOf(kind);
    assert.ok(names.length > 2);
    for (const name of names) checkDescription(made(kind, name), `${kind}/${name}`);
  }
});

test('everything that the folders export is in a family, and described with its options', () => {
  const folders = { activations: allLayers, initializers, regularizers, constraints, losses, metrics };
  for (const [kind, folder] of Object.entries(folders)) {
    const family = familyOf(kind);
    for (const name of Object.keys(folder)) {
      if (!/^[a-z]/.test(name) || OTHERS.includes(name)
          || (kind === 'activations' && familyOf('layers').names.includes(name))) continue;
      assert.ok(family.names.includes(name), `${kind}/${name} is in no family`);
    }
    for (const name of family.names) {
      const options = OPTIONS[kind][name], isMade = family.nameOf(made(kind, name)) === undefined;
      assert.ok(options !== undefined || !isMade, `${kind}/${name} needs options here`);
      if (options === undefined) continue;
      const again = checkDescription(made(kind, name, options), `${kind}/${name}`);
      const said = Object.fromEntries(
        Object.entries(describePart(again, name).options ?? {}).filter(([option]) => Object.hasOwn(options, option)),
      );
      const wanted = Object.entries(options).map(([option, value]) =>
        [option, /threshold$/i.test(option) && typeof value === 'number' ? Math.fround(value) : value]);
      assert.deepEqual(said, Object.fromEntries(wanted), `${kind}/${name}`);
    }
  }
});

test('every kind of layer is described with its options, and made of them again', () => {
  const abstract = [allLayers.Layer, allLayers.Noise, allLayers.AffineNormalization] as readonly unknown[];
  for (const [name, part] of Object.entries(allLayers)) {
    if (typeof part !== 'function' || !(part === allLayers.Layer || part.prototype instanceof allLayers.Layer)
        || abstract.includes(part)) continue;
    assert.ok(familyOf('layers').nameOf(part) !== undefined, `class ${name} is in no family`);
  }
  for (const kind of familyOf('layers').names) {
    const again = checkDescription(made('layers', kind, LAYERS[kind]), `layers/${kind}`);
    assert.ok(again instanceof allLayers.Layer && again.kind === kind);
    const config = again.getConfig();
    for (const [option, value] of Object.entries(LAYERS[kind])) {
      if (typeof value !== 'string') assert.equal(typeof config[option], typeof value, `${kind} ${option}`);
    }
  }
});

test('initializers draw the same values again', () => {
  for (const [kind, options] of Object.entries(OPTIONS.initializers)) {
    const make = (): object => made('initializers', kind, options);
    const [first, second] = [make(), checkDescription(make(), `initializers/${kind}`)].map((initializer) => {
      const out = new Float32Array(12);
      (initializer as initializers.Initializer)(out, [3, 4], new Philox(3));
      return out;
    });
    assert.deepEqual(second, first, kind);
  }
});

const random = new Philox(82), x = operands(random, 8 * 4), vectors = operands(random, 8 * 4).map(Math.abs);
const labels = Float32Array.from({ length: 8 }, () => random.nextBelow(4));

/** Two steps of training give the same, before and after. */
function checkTraining(model: Sequential, y: Float32Array, what: string): void {
  model.trainOnBatch(x, y);
  const again = load(save(model));
  assert.deepEqual(again.trainOnBatch(x, y), model.trainOnBatch(x, y), what);
  assert.deepEqual(save(again), save(model), what);
}

test('a model with any part trains on as it would have, options and all', () => {
  const network = (options: object): Sequential => sequential(
    [
      allLayers.dense({ units: 4, activation: 'sigmoid', inputShape: [4], ...options }),
      allLayers.dense({ units: 4, activation: 'softmax' }),
    ],
    { seed: 9, maxBatch: 8 },
  );
  const compiled = (model: Sequential, loss: unknown, metric?: unknown): Sequential => {
    model.compile({
      optimizer: adam(), loss: loss as losses.Loss, metrics: metric === undefined ? [] : [metric as metrics.Metric],
    });
    return model;
  };
  const all = (kind: string): [string, object][] => [
    ...familyOf(kind).names.map((name): [string, object] => [name, made(kind, name)]),
    ...Object.entries(OPTIONS[kind]).map(([name, options]): [string, object] => [name, made(kind, name, options)]),
  ];
  for (const [name, activation] of all('activations')) {
    checkTraining(compiled(network({ activation }), 'meanSquaredError'), vectors, name);
  }
  for (const [name, kernelRegularizer] of all('regularizers')) {
    checkTraining(compiled(network({ kernelRegularizer }), 'meanSquaredError'), vectors, name);
  }
  for (const [name, kernelConstraint] of all('constraints')) {
    checkTraining(compiled(network({ kernelConstraint }), 'meanSquaredError'), vectors, name);
  }
  const targets = (loss: losses.Loss): Float32Array => (loss.target === 'label' ? labels : meant(loss, vectors));
  for (const [name, loss] of all('losses') as [string, losses.Loss][]) {
    checkTraining(compiled(network({}), loss), targets(loss), name);
  }
  for (const [name, metric] of all('metrics')) {
    const isSparse = name.startsWith('sparse');
    checkTraining(
      compiled(network({}), isSparse ? 'sparseCategoricalCrossentropy' : 'meanSquaredError', metric),
      isSparse ? labels : vectors, name,
    );
  }
});

test('first values given by hand are not saved, and a model of them is', () => {
  const model = sequential([allLayers.dense({ units: 1, inputShape: [2], kernelInitializer: [3, 4] })]);
  const again = load(save(model));
  assert.deepEqual([again.theta, again.isCompiled], [Float32Array.of(3, 4, 0), false]);
  assert.deepEqual(save(again), save(model));
});
