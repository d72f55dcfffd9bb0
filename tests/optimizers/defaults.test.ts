/**
 * What each optimizer is without options: the defaults and first slot values that the docstrings and
 * lib/optimizers/README.md state.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as o from '../../lib/optimizers/index.ts';
import { optimizers } from '../../lib/optimizers/registry.ts';

type Values = Readonly<Record<string, number | boolean>>;

const keras = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }, tensorflow = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const penalties = { l1RegularizationStrength: 0, l2RegularizationStrength: 0 };
const leader = {
  learningRatePower: -0.5, initialAccumulatorValue: 0.1, ...penalties, l2ShrinkageRegularizationStrength: 0,
};
const given = { learningRate: 0.5 };

/** Options that must be given, the defaults of the others, and what slots start from. */
const expected: Readonly<Record<string, readonly [
  required: object, options: Values, slots: Readonly<Record<string, number>>,
]>> = {
  sgd: [{}, { learningRate: 0.01, momentum: 0, nesterov: false }, {}],
  rmsprop: [{}, { learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false }, { accumulator: 0 }],
  adagrad: [{}, { learningRate: 0.01, initialAccumulatorValue: 0, epsilon: 1e-7 }, { accumulator: 0 }],
  adadelta: [{}, { learningRate: 1, rho: 0.95, epsilon: 1e-7 }, { accumulator: 0, deltaAccumulator: 0 }],
  adam: [{}, { learningRate: 0.001, ...keras, amsgrad: false }, { m: 0, v: 0 }],
  adamax: [{}, { learningRate: 0.002, ...keras }, { m: 0, u: 0 }],
  nadam: [{}, { learningRate: 0.002, ...keras, scheduleDecay: 0.004 }, { m: 0, v: 0 }],
  ftrl: [{}, { learningRate: 0.001, ...leader }, { accumulator: 0.1, linear: 0 }],
  adamw: [{}, { learningRate: 0.001, weightDecay: 0.004, ...keras, amsgrad: false }, { m: 0, v: 0 }],
  lion: [{}, { learningRate: 0.001, beta1: 0.9, beta2: 0.99, weightDecay: 0 }, { m: 0 }],
  lamb: [{}, { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-6, weightDecay: 0 }, { m: 0, v: 0 }],
  radam: [{}, { learningRate: 0.001, ...tensorflow, weightDecay: 0, decoupledWeightDecay: false }, { m: 0, v: 0 }],
  rprop: [
    {}, { learningRate: 0.01, etaMinus: 0.5, etaPlus: 1.2, stepMin: 1e-6, stepMax: 50 }, { previous: 0, step: 0.01 },
  ],
  adafactor: [
    {}, { learningRate: 0.001, beta2Decay: -0.8, epsilon1: 1e-30, epsilon2: 0.001, clipThreshold: 1 }, { v: 0 },
  ],
  gradientDescentOptimizer: [given, given, {}],
  proximalGradientDescentOptimizer: [given, { ...given, ...penalties }, {}],
  momentumOptimizer: [{ ...given, momentum: 0.5 }, { ...given, momentum: 0.5, useNesterov: false }, { accumulator: 0 }],
  adagradOptimizer: [given, { ...given, initialAccumulatorValue: 0.1 }, { accumulator: 0.1 }],
  proximalAdagradOptimizer: [given, { ...given, initialAccumulatorValue: 0.1, ...penalties }, { accumulator: 0.1 }],
  adagradDAOptimizer: [
    given, {
      ...given, initialGradientSquaredAccumulatorValue: 0.1, ...penalties,
    }, { gradientAccumulator: 0, gradientSquaredAccumulator: 0.1 },
  ],
  adadeltaOptimizer: [{}, { learningRate: 0.001, rho: 0.95, epsilon: 1e-8 }, { accumulator: 0, accumulatorUpdate: 0 }],
  ftrlOptimizer: [given, { ...given, ...leader }, { accumulator: 0.1, linear: 0 }],
  adamOptimizer: [{}, { learningRate: 0.001, ...tensorflow }, { m: 0, v: 0 }],
  nadamOptimizer: [{}, { learningRate: 0.001, ...tensorflow }, { m: 0, v: 0 }],
  adaMaxOptimizer: [{}, { learningRate: 0.001, ...tensorflow }, { m: 0, v: 0 }],
  rmsPropOptimizer: [
    given, { ...given, rho: 0.9, momentum: 0, epsilon: 1e-10, centered: false, initialMeanSquare: 1 },
    { ms: 1, mom: 0 },
  ],
  addSignOptimizer: [{}, { learningRate: 0.1, alpha: 1, beta: 0.9, signDecaySteps: 0 }, { m: 0 }],
  powerSignOptimizer: [{}, { learningRate: 0.1, base: Math.E, beta: 0.9, signDecaySteps: 0 }, { m: 0 }],
};

test('defaults and first slot values are those stated', () => {
  assert.deepEqual(Object.keys(expected).sort(), Object.keys(optimizers).sort());
  for (const [name, [required, options, slots]] of Object.entries(expected)) {
    const optimizer = optimizers[name](required), theta = new Float32Array(2);
    assert.deepEqual(optimizer.getConfig(), { name, ...options });
    const started = Object.entries(optimizer.getWeights(theta).slots).map(([slot, values]) => [slot, values[0]]);
    const wanted = Object.entries(slots).map(([slot, value]) => [slot, Math.fround(value)]);
    assert.deepEqual(
      Object.fromEntries(started.filter(([slot]) => slot !== 'row' && slot !== 'column')), Object.fromEntries(wanted),
      name,
    );
  }
});

test('options add the slots that they need, and those start at 0', () => {
  const slots = (optimizer: o.Optimizer) => Object.entries(
    optimizer.getWeights(new Float32Array(1)).slots,
  ).map(([name, values]) => `${name} ${values[0]}`);
  assert.deepEqual(slots(o.sgd({ momentum: 0.5 })), ['momentum 0']);
  assert.deepEqual(slots(o.adam({ amsgrad: true })), ['m 0', 'v 0', 'vHat 0']);
  assert.deepEqual(slots(o.adamw({ amsgrad: true })), ['m 0', 'v 0', 'vHat 0']);
  assert.deepEqual(slots(o.rmsprop({ centered: true, momentum: 0.5 })), ['accumulator 0', 'mean 0', 'momentum 0']);
  assert.deepEqual(slots(o.rmsPropOptimizer({ learningRate: 1, centered: true })), ['mg 0', 'ms 1', 'mom 0']);
});
