import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StateError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { dense, sequential } from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import {
  Optimizer, adam, exponentialDecay, fromConfig, rprop, sgd, warmUp, type SharedOptions,
} from '../../lib/optimizers/index.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';

const k = createKernels('reference');

/** Two layers of 2 and 3 elements. */
const parameters = [
  { layer: 'first', name: 'w', shape: [2], offset: 0, length: 2 },
  { layer: 'second', name: 'w', shape: [3], offset: 2, length: 3 },
];

/** θ after one step of rate 1 from 0: the negative of the gradient as it was used. */
function used(options: SharedOptions, gradient: readonly number[], withTable: boolean = true): number[] {
  const optimizer = sgd({ learningRate: 1, ...options }), theta = new Float32Array(5);
  if (withTable) optimizer.prepare(theta, k, parameters);
  const given = Float32Array.from(gradient), kept = given.slice();
  optimizer.applyGradients(theta, given);
  assertSameBits(given, kept, 'the gradient itself');
  return [...theta].map((v) => -v + 0);
}

test('clipnorm scales each tensor, globalClipnorm all of them, clipvalue cuts each element, after the norm; '
  + 'smaller ones stay', () => {
  const gradient = [3, 4, 6, 0, 8]; // norms 5 and 10, and √125 together
  assert.deepEqual(used({ clipnorm: 2.5 }, gradient), [1.5, 2, 1.5, 0, 2]);
  assert.deepEqual(used({ clipnorm: 7.5 }, gradient), [3, 4, 4.5, 0, 6]);
  assert.deepEqual(used({ globalClipnorm: 2.5 }, [6, 8, 0, 0, 0]), [1.5, 2, 0, 0, 0]);
  assert.deepEqual(used({ globalClipnorm: 6.5 }, [3, 4, 12, 0, 0]), [1.5, 2, 6, 0, 0]);
  assert.deepEqual(used({ globalClipnorm: 14 }, [3, 4, 12, 0, 0]), [3, 4, 12, 0, 0]);
  assert.deepEqual(used({ clipvalue: 3.5 }, [3, -4, 6, 0, -8]), [3, -3.5, 3.5, 0, -3.5]);
  assert.deepEqual(used({ clipnorm: 7.5, clipvalue: 5 }, gradient), [3, 4, 4.5, 0, 5]);
  assert.deepEqual(used({ clipnorm: 5 }, [6, 8, 0, 0, 0], false), [3, 4, 0, 0, 0], 'a bare buffer is one tensor');
  assert.deepEqual(used({ clipnorm: 1 }, [0, 0, 0, 0, 0]), [0, 0, 0, 0, 0]);
});

test('a norm beyond binary32, or a factor below its normal numbers, clips to the limit and not to 0', () => {
  const half = Math.SQRT1_2;
  const near = (got: readonly number[], wanted: readonly number[]): void => got.forEach((value, i) => {
    assert.ok(Math.abs(value - wanted[i]) <= 2 ** -22 * Math.abs(wanted[i]), `${value}, ${wanted[i]}`);
  });
  near(used({ clipnorm: 1 }, [3e38, -3e38, 3, 4, 0]), [half, -half, 0.6, 0.8, 0]); // the first tensor's norm is 4.2e38
  near(used({ globalClipnorm: 1 }, [3e38, -3e38, 0, 0, 3]), [half, -half, 0, 0, 3 / (3e38 * Math.SQRT2)]);
  near(used({ globalClipnorm: 3e38 }, [3e38, -3e38, 0, 1e30, 0]), [3e38 * half, -3e38 * half, 0, 1e30 * half, 0]);
  near(used({ clipnorm: 1e-30 }, [1e20, 0, 0, -3e38, 0]), [1e-30, 0, 0, -1e-30, 0]);
  near(used({ globalClipnorm: 1e-30 }, [3e38, 3e38, 0, 0, 0]), [1e-30 * half, 1e-30 * half, 0, 0, 0]);
  // as it came
  assert.deepEqual(used({ clipnorm: 1 }, [Infinity, 1, 0, 0, 0]).map(Number.isNaN), [true, false, false, false, false]);
});

test('learningRateMultipliers scale the rate of a layer: as two optimizers of two rates would', () => {
  const random = new Philox(3), start = operands(random, 5);
  const gradients = Array.from({ length: 4 }, () => operands(random, 5));
  const whole = start.slice(), optimizer = adam({ learningRate: 0.1, learningRateMultipliers: { second: 0.25 } });
  optimizer.prepare(whole, k, parameters);
  const first = start.slice(0, 2), second = start.slice(2), fast = adam({ learningRate: 0.1 });
  const slow = adam({ learningRate: 0.025 });
  for (const gradient of gradients) {
    optimizer.applyGradients(whole, gradient);
    fast.applyGradients(first, gradient.slice(0, 2));
    slow.applyGradients(second, gradient.slice(2));
  }
  assertSameBits(whole, Float32Array.of(...first, ...second));
  assertSameBits(
    optimizer.getSlot(whole, 'm'), Float32Array.of(...fast.getSlot(first, 'm'), ...slow.getSlot(second, 'm')),
  );
  assert.deepEqual(used({ learningRateMultipliers: { first: 0, second: 2 } }, [1, 2, 3, 4, 5]), [0, 0, 6, 8, 10]);
});

test('an optimizer of one\'s own gets all of this from the base', () => {
  class Plain extends Optimizer {
    readonly slotNames = ['sum'];
    applyDense(
      theta: Float32Array, gradient: Float32Array, { sum }: Readonly<Record<string, Float32Array>>,
      { learningRate }: { learningRate: number },
    ): void {
      theta.forEach((v, i) => {
        sum[i] += gradient[i];
        theta[i] = v - learningRate * gradient[i];
      });
    }
  }
  const optimizer = new Plain({ learningRate: 1, clipnorm: 2.5, learningRateMultipliers: { second: 2 } });
  const theta = new Float32Array(5);
  optimizer.prepare(theta, k, parameters);
  optimizer.applyGradients(theta, Float32Array.of(3, 4, 6, 0, 8));
  assert.deepEqual(theta, Float32Array.of(-1.5, -2, -3, 0, -4));
  assert.deepEqual(optimizer.getSlot(theta, 'sum'), Float32Array.of(1.5, 2, 1.5, 0, 2));
  const again = fromConfig(optimizer.getConfig(), [Plain]);
  assert.ok(again instanceof Plain);
  assert.deepEqual(
    again.getConfig(), { name: 'Plain', learningRate: 1, clipnorm: 2.5, learningRateMultipliers: { second: 2 } },
  );
});

test('accumulationSteps takes one step with the mean of so many gradients, and counts steps, not gradients', () => {
  const optimizer = sgd({ learningRate: 1, accumulationSteps: 4, clipvalue: 3 }), theta = new Float32Array(2);
  for (const gradient of [[1, 2], [3, 4], [5, 6]]) optimizer.applyGradients(theta, Float32Array.from(gradient));
  assert.deepEqual([theta, optimizer.iterations(theta)], [new Float32Array(2), 0]);
  assert.deepEqual(optimizer.getWeights(theta), {
    iterations: 0, scalars: { accumulated: 3 }, accumulatedExamples: [1, 3],
    slots: { accumulatedGradient: Float32Array.of(9, 12) },
  });
  optimizer.applyGradients(theta, Float32Array.of(7, 8));
  assert.deepEqual(
    [theta, optimizer.iterations(theta)], [Float32Array.of(-3, -3), 1],
    'the mean, 4 and 5, is clipped, not what it is made of',
  );
  for (let i = 0; i < 4; i++) optimizer.applyGradients(theta, Float32Array.of(1, 2));
  assert.deepEqual([theta, optimizer.iterations(theta)], [Float32Array.of(-4, -5), 2]);
});

/** θ of a small network after a batch of eight examples, given in parts. */
function accumulated(part: number): Float32Array {
  const model =
    sequential([dense({ units: 5, activation: 'tanh', inputShape: [3] }), dense({ units: 2 })], { seed: 4 });
  model.compile({ optimizer: sgd({ learningRate: 0.5, accumulationSteps: 8 / part }), loss: 'meanSquaredError' });
  const random = new Philox(5), x = operands(random, 24), y = operands(random, 16);
  for (let first = 0; first < 8; first += part) {
    model.trainOnBatch(x.subarray(first * 3, (first + part) * 3), y.subarray(first * 2, (first + part) * 2));
  }
  return model.theta;
}

test('accumulation gives the bits of the large batch where each part is one example and their number a power of two: '
  + 'the sums then run in one order', () => {
  const large = accumulated(8);
  assertSameBits(accumulated(1), large);
  const byTwo = accumulated(2);
  assert.ok(byTwo.some((value, i) => value !== large[i]), 'sums of sums have another order');
  byTwo.forEach((value, i) => assert.ok(Math.abs(value - large[i]) < 1e-6));
});

test('average keeps a running mean of θ beside it, exponential or plain', () => {
  const values = [[1], [3], [4], [8], [2]]; // θ after each step, since the gradient is the way there
  const run = (options: SharedOptions): number[] => {
    const optimizer = sgd({ learningRate: 1, ...options }), theta = Float32Array.of(7);
    return values.map(([value]) => {
      optimizer.applyGradients(theta, Float32Array.of(theta[0] - value));
      assert.equal(theta[0], value);
      return optimizer.getSlot(theta, 'average')[0];
    });
  };
  assert.deepEqual(run({ average: { kind: 'exponential', momentum: 0.5 } }), [1, 2, 3, 5.5, 3.75]);
  assert.deepEqual(run({ average: { kind: 'equal' } }), [1, 2, 8 / 3, 4, 3.6].map(Math.fround));
  assert.deepEqual(run({ average: { kind: 'equal', start: 2, every: 2 } }), [1, 3, 3, 5.5, 5.5]);
  assert.equal(
    Math.fround(run({ average: { kind: 'exponential' } })[1]),
    Math.fround(Math.fround(Math.fround(0.99) * 1) + Math.fround(Math.fround(1 - Math.fround(0.99)) * 3)),
  );
});

test('decay divides the rate by 1 + decay·iterations, also a schedule\'s', () => {
  const theta = Float32Array.of(0), optimizer = sgd({ learningRate: (s) => (s < 2 ? 1 : 4), decay: 1 });
  const path = [0, 1, 2].map(() => {
    optimizer.applyGradients(theta, Float32Array.of(-3));
    return theta[0];
  });
  assert.deepEqual(path, [3, 4.5, 8.5]);
});

test('schedules are stored with the optimizer; a function of one\'s own by its name, if it has one', () => {
  const schedule = warmUp({
    steps: 3, then: exponentialDecay({ initialLearningRate: 0.5, decaySteps: 10, decayRate: 0.5, staircase: true }),
    from: 0.125,
  });
  const optimizer = adam({ learningRate: schedule, amsgrad: true });
  const again = fromConfig(JSON.parse(JSON.stringify(optimizer.getConfig())) as { name: string });
  assert.ok(typeof again.learningRate === 'function');
  for (const s of [0, 1, 3, 12, 13, 40]) assert.equal(again.learningRate(s), schedule(s));
  const halving = (s: number): number => 1 / (s + 2);
  const own = sgd({ learningRate: warmUp({ steps: 3, then: halving }) }).getConfig();
  assert.deepEqual(own.learningRate, { schedule: 'warmUp', steps: 3, then: { schedule: 'halving' }, from: 0 });
  const found = fromConfig(own, [halving]);
  assert.equal(typeof found.learningRate === 'function' && found.learningRate(4), 1 / 3);
  assert.throws(
    () => fromConfig(own), { name: RangeError.name, message: /or a function listed in custom, got 'halving'$/ },
  );
  const nameless = [() => 1][0];
  for (const learningRate of [nameless, warmUp({ steps: 3, then: nameless })]) {
    assert.throws(() => sgd({ learningRate }).getConfig(), {
      name: StateError.name,
      message: /^sgd: learningRate must be .* or a function with a name to be stored, got one without$/,
    });
  }
});

test('Rprop\'s first step length is the rate, a schedule\'s first value', () => {
  const theta = Float32Array.of(1), optimizer = rprop({ learningRate: (s) => (s === 0 ? 0.25 : 9) });
  optimizer.applyGradients(theta, Float32Array.of(3));
  assert.equal(theta[0], 0.75);
});

test('a step of rate 0 leaves Rprop where it is, slots included', () => {
  const theta = Float32Array.of(1), optimizer = rprop(
    { learningRate: (s) => (s === 1 ? 0 : 0.25) },
  ), gradient = Float32Array.of(3);
  const path = [0, 1, 2].map(() => {
    optimizer.applyGradients(theta, gradient);
    return [theta[0], optimizer.getSlot(theta, 'step')[0], optimizer.iterations(theta)];
  });
  assert.deepEqual(path, [[0.75, 0.25, 1], [0.75, 0.25, 2], [0.75 - Math.fround(0.3), Math.fround(0.3), 3]]);
});

const refused = (options: object) => () => sgd(options);
checkRefusals('options around the update are refused by name', [
  [refused({ clipnorm: 0 }), RangeError, /^sgd: clipnorm must be a finite number above 0, got 0$/],
  [refused({ globalClipnorm: NaN }), RangeError, /^sgd: globalClipnorm must be .* got NaN$/],
  [
    refused({ clipnorm: 1, globalClipnorm: 1 }), TypeError,
    /^sgd: clipnorm must be absent where globalClipnorm is given, got both$/,
  ],
  [refused({ clipvalue: -1 }), RangeError, /^sgd: clipvalue must be/],
  [refused({ accumulationSteps: 1.5 }), RangeError, /^sgd: accumulationSteps must be a positive integer, got 1\.5$/],
  [
    refused({ learningRateMultipliers: { dense: -1 } }), RangeError,
    /^sgd: learningRateMultipliers\['dense'\] must be a finite number of at least 0, got -1$/,
  ],
  [refused({ learningRateMultipliers: 2 }), TypeError, /^sgd: learningRateMultipliers must be a plain object, got 2$/],
  [
    refused({ average: { kind: 'ema' } }), RangeError,
    /^sgd: average\.kind must be one of 'exponential', 'equal', got 'ema'$/,
  ],
  [
    refused({ average: { kind: 'exponential', momentum: 1 } }), RangeError,
    /^sgd: average\.momentum must be a number from 0 to below 1, got 1$/,
  ],
  [refused({ average: null }), TypeError, /^sgd: average must be a plain object, got null$/],
  [
    refused({ average: { kind: 'exponential', every: 2 } }), TypeError,
    /^sgd: unknown option 'every'; it takes kind, momentum$/,
  ],
  [
    refused({ average: { kind: 'equal', momentum: 0.9 } }), TypeError,
    /^sgd: unknown option 'momentum'; it takes kind, start, every$/,
  ],
  [
    refused({ average: { kind: 'equal', every: 0 } }), RangeError,
    /^sgd: average\.every must be a positive integer, got 0$/,
  ],
  [
    () => sgd({ learningRate: 1, learningRateMultipliers: { third: 2 } }).prepare(new Float32Array(5), k, parameters),
    RangeError, /^sgd: learningRateMultipliers must name layers with parameters \('first', 'second'\), got 'third'$/,
  ],
  [
    () => fromConfig({ name: 'adamm' }), RangeError,
    /^fromConfig: name must be one of 'adaMax.*custom, got 'adamm'; did you mean 'adam' or 'adamw'\?$/,
  ],
  [() => fromConfig({ name: 'adam', beta1: 2 }), RangeError, /^adam: beta1 must be/],
  [
    () => fromConfig({ name: 'adam', learningRate: { schedule: 'toString' } }), RangeError,
    /^fromConfig: learningRate\.schedule must be one of 'cosineDecay', .* got 'toString'$/,
  ],
]);
