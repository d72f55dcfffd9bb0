import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxNorm, minMaxNorm } from '../../lib/constraints/index.ts';
import {
  expectFloat32Number, expectFloat32Numbers, expectFloat32Positive, expectFraction,
} from '../../lib/core/errors.ts';
import {
  constant, identity, orthogonal, randomNormal, randomUniform, truncatedNormal, values, varianceScaling,
} from '../../lib/initializers/index.ts';
import { formula, mul } from '../../lib/formula/index.ts';
import { axpy, gemm, run, scal } from '../../lib/kernels/index.ts';
import {
  alphaDropout, batchNormalization, dense, dropout, elu, gaussianNoise, layerNormalization, leakyRelu,
} from '../../lib/layers/index.ts';
import { huber } from '../../lib/losses/index.ts';
import { binaryAccuracy } from '../../lib/metrics/index.ts';
import { learningRateScheduler, sequential, type Sequential } from '../../lib/model/index.ts';
import {
  adafactor, adam, cosineDecay, cosineRestarts, ftrl, piecewiseConstant, polynomialDecay, rprop, sgd, warmUp,
  type SharedOptions,
} from '../../lib/optimizers/index.ts';
import { normal } from '../../lib/random/index.ts';
import { l1, l1l2, l2 } from '../../lib/regularizers/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';

const LARGE = 1e300, LARGEST = 3.4028234663852886e38;
/** 1 in binary32, and 0 there. */
const NEARLY_ONE = 1 - 2 ** -30, TINY = 1e-60;

const model = (): Sequential => {
  const made = sequential([dense({ units: 1, inputShape: [1] })]);
  made.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  return made;
};
const x = Float32Array.of(1, 2);
const twice =
  formula({ name: 'twice', arrays: ['x'], scalars: ['factor'], define: ({ x: a, factor }) => ({ x: mul(a, factor) }) });
const optimizer = (options: SharedOptions) => () => sgd(options);
const trained = (y: ArrayLike<number>, options: object = {}) => () => model().trainOnBatch(x, y, options);

/** Every door by which a number of the user's comes into binary32: what it names, and the attempt. */
const doors: readonly (readonly [string, () => unknown])[] = [
  ['sgd: learningRate', optimizer({ learningRate: LARGE })],
  [
    'sgd: learningRate',
    () => sgd({ learningRate: () => LARGE }).applyGradients(new Float32Array(1), new Float32Array(1)),
  ],
  [
    'rprop: learningRate',
    () => rprop({ learningRate: () => LARGE }).applyGradients(new Float32Array(1), new Float32Array(1)),
  ],
  ['sgd: clipnorm', optimizer({ clipnorm: LARGE })], ['sgd: globalClipnorm', optimizer({ globalClipnorm: LARGE })],
  ['sgd: clipvalue', optimizer({ clipvalue: LARGE })], ['sgd: decay', optimizer({ decay: LARGE })],
  ["sgd: learningRateMultipliers['dense']", optimizer({ learningRateMultipliers: { dense: LARGE } })],
  ['adam: epsilon', () => adam({ epsilon: LARGE })],
  ['adafactor: clipThreshold', () => adafactor({ clipThreshold: LARGE })],
  ['ftrl: l1RegularizationStrength', () => ftrl({ l1RegularizationStrength: LARGE })],
  ['rprop: etaPlus', () => rprop({ etaPlus: LARGE })],
  ['cosineDecay: initialLearningRate', () => cosineDecay({ initialLearningRate: LARGE, decaySteps: 1 })],
  ['cosineRestarts: initialLearningRate', () => cosineRestarts({ initialLearningRate: LARGE, firstDecaySteps: 1 })],
  [
    'polynomialDecay: endLearningRate',
    () => polynomialDecay({ initialLearningRate: 1, decaySteps: 1, endLearningRate: LARGE }),
  ],
  ['piecewiseConstant: values[1]', () => piecewiseConstant({ boundaries: [1], values: [1, LARGE] })],
  ['warmUp: from', () => warmUp({ steps: 2, then: 1, from: LARGE })],
  [
    'learningRateScheduler: schedule(0)',
    () => learningRateScheduler({ schedule: () => LARGE }).onEpochBegin(0, model()),
  ],
  ['values: numbers[1]', () => values([1, LARGE])],
  ['values: numbers[0]', () => dense({ units: 1, kernelInitializer: Float64Array.of(-LARGE) })],
  ['setWeights: weights[0], dense/w[0]', () => model().setWeights([[LARGE], [0]])],
  ['setWeights: weights[1], dense/b[0]', () => model().setWeights([[0], Float64Array.of(-LARGE)])],
  ['constant: value', () => constant({ value: LARGE })], ['identity: gain', () => identity({ gain: LARGE })],
  ['orthogonal: gain', () => orthogonal({ gain: LARGE })], ['randomNormal: mean', () => randomNormal({ mean: -LARGE })],
  ['randomNormal: stddev', () => randomNormal({ stddev: LARGE })],
  ['truncatedNormal: mean', () => truncatedNormal({ mean: LARGE })],
  ['truncatedNormal: stddev', () => truncatedNormal({ stddev: LARGE })],
  ['randomUniform: minval', () => randomUniform({ minval: -LARGE })],
  ['randomUniform: maxval', () => randomUniform({ maxval: LARGE })],
  ['randomUniform: maxval − minval', () => randomUniform({ minval: -3e38, maxval: 3e38 })],
  ['varianceScaling: scale', () => varianceScaling({ scale: LARGE })],
  ['normal: mean', () => normal({ seed: 1, length: 1, mean: LARGE })],
  ['normal: standardDeviation', () => normal({ seed: 1, length: 1, standardDeviation: LARGE })],
  ['l1: l1', () => l1({ l1: LARGE })], ['l2: l2', () => l2({ l2: LARGE })], ['l1l2: l2', () => l1l2({ l2: LARGE })],
  ['maxNorm: maxValue', () => maxNorm({ maxValue: LARGE })],
  ['minMaxNorm: maxValue', () => minMaxNorm({ maxValue: LARGE })], ['elu: alpha', () => elu({ alpha: LARGE })],
  ['leakyRelu: alpha', () => leakyRelu({ alpha: LARGE })],
  ['gaussianNoise: stddev', () => gaussianNoise({ stddev: LARGE })],
  ['batchNormalization: epsilon', () => batchNormalization({ epsilon: LARGE })],
  ['layerNormalization: epsilon', () => layerNormalization({ epsilon: LARGE })],
  ['huber: delta', () => huber({ delta: LARGE })],
  ['binaryAccuracy: threshold', () => binaryAccuracy({ threshold: LARGE })],
  ['trainOnBatch: sampleWeight[1]', trained([1, 2], { sampleWeight: [1, LARGE] })],
  ['trainOnBatch: classWeight[1]', trained([1, 0], { classWeight: { 1: LARGE } })],
  ['trainOnBatch: y[1]', trained([1, LARGE])], ['trainOnBatch: y[0]', trained(Float64Array.of(-LARGE, 1))],
  ['gemm: alpha', () => gemm('N', 'N', 1, 1, 1, LARGE, x, 0, 1, x, 0, 1, 0, new Float32Array(1), 0, 1)],
  ['gemm: beta', () => gemm('N', 'N', 1, 1, 1, 1, x, 0, 1, x, 0, 1, LARGE, new Float32Array(1), 0, 1)],
  ['axpy: alpha', () => axpy(1, LARGE, x, 0, 1, new Float32Array(1), 0, 1)],
  ['scal: alpha', () => scal(1, LARGE, new Float32Array(1), 0, 1)],
  ['twice: factor', () => run(twice, [new Float32Array(1)], [LARGE])],
  ['mul: operand 2', () => formula({ name: 'far', arrays: ['x'], define: ({ x: a }) => ({ x: mul(a, LARGE) }) })],
  ["formula far: the new value of 'x'", () => formula({ name: 'far', arrays: ['x'], define: () => ({ x: LARGE }) })],
];
const range = 'must be a finite number in binary32 (at most 3.4028234663852886e38 in magnitude), got ';
const literally = (text: string): RegExp => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);

checkRefusals('a number that binary32 cannot hold is refused at every door, by name', doors.map(([what, attempt]) =>
  [attempt, RangeError, literally(`${what} ${range}`)] as const));

checkRefusals('what is 0 or 1 in binary32, where it must not be, is refused too', [
  [
    optimizer({ clipnorm: TINY }), RangeError,
    /^sgd: clipnorm must be above 0 in binary32 \(at least 1\.401298464324817e-45\), got 1e-60$/,
  ],
  [() => huber({ delta: TINY }), RangeError, /^huber: delta must be above 0 in binary32/],
  [() => batchNormalization({ epsilon: TINY }), RangeError, /^batchNormalization: epsilon must be above 0 in binary32/],
  [
    () => adam({ beta1: NEARLY_ONE }), RangeError,
    /^adam: beta1 must be a number from 0 to below 1 in binary32, got 0\.99999999906\d+$/,
  ],
  [() => dropout({ rate: NEARLY_ONE }), RangeError, /^dropout: rate must be a number from 0 to below 1 in binary32/],
  [
    () => alphaDropout({ rate: NEARLY_ONE }), RangeError,
    /^alphaDropout: rate must be a number from 0 to below 1 in binary32/,
  ],
]);

test('the guards end where binary32 does', () => {
  const halfway = LARGEST + 2 ** 103; // rounds to infinity, and all below it to the largest number
  for (const value of [LARGEST, -LARGEST, LARGEST + 2 ** 102, 0, -0]) expectFloat32Number('f', 'a', value);
  for (const value of [halfway, -halfway, 1e39]) assert.throws(() => expectFloat32Number('f', 'a', value), RangeError);
  assert.throws(
    () => expectFloat32Number('f', 'a', Infinity), /^RangeError: f: a must be a finite number, got Infinity$/,
  );
  assert.throws(() => expectFloat32Number('f', 'a', '1'), TypeError);
  expectFloat32Positive('f', 'a', 2 ** -149);
  assert.throws(() => expectFloat32Positive('f', 'a', 2 ** -150), RangeError); // a tie, to even
  expectFraction('f', 'a', 1 - 2 ** -24);
  assert.throws(() => expectFraction('f', 'a', 1 - 2 ** -25), RangeError);
  expectFloat32Numbers('f', 'a', [NaN, Infinity, -Infinity, -0]); // as they are
  assert.throws(() => expectFloat32Numbers('f', 'a', [1, '2']),
    /^TypeError: f: a\[1\] must be a number, got '2'; Number/);
});
