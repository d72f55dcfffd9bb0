import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import type { Parameter } from '../../lib/core/parameter.ts';
import { Philox } from '../../lib/core/philox.ts';
import { dense, digits, flatten, sequential } from '../../lib/index.ts';
import { fromConfig, type Optimizer, type OptimizerConfig, type OptimizerWeights } from '../../lib/optimizers/index.ts';
import { optimizers } from '../../lib/optimizers/registry.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { byClass, golden, shapes } from './goldenCases.ts';
import { rows, type Row } from './rows.ts';

/** Of a number computed by hand, in three steps of a handful of roundings each. */
const HAND = 1e-6;

const every: readonly (readonly [string, Row])[] = Object.entries(rows);

function make(name: string, options: object = {}): Optimizer {
  return optimizers[name]({ ...rows[name].required, ...options });
}

test('every optimizer of the registry has a row, and its own name', () => {
  assert.deepEqual(Object.keys(rows).sort(), Object.keys(optimizers).sort());
  for (const [name] of every) assert.equal(make(name).name, name);
});

test('three steps are those computed by hand', () => {
  for (const [name, { hand: { options, theta: start, gradients, expected } }] of every) {
    const optimizer = make(name, options), theta = Float32Array.of(start);
    const path = gradients.map((gradient) => {
      optimizer.applyGradients(theta, Float32Array.of(gradient));
      return theta[0];
    });
    assertClose(path, expected, HAND, name);
  }
});

/**
 * How far apart two values are, in units in the last place of the larger that the step saw: where θ passes 0,
 * its own unit says nothing.
 */
function error(actual: number, expected: number, before: number): number {
  const largest = Math.max(Math.abs(expected), Math.abs(before), 2 ** -126);
  return Math.abs(actual - expected) / 2 ** (Math.floor(Math.log2(largest)) - 23);
}

function tablesOf(parts: readonly (readonly number[])[]): Parameter[] {
  let offset = 0;
  return parts.map((shape, i) => {
    const length = shape.reduce((a, b) => a * b, 1);
    const parameter = { layer: `layer${i}`, name: 'w', shape, offset, length };
    offset += length;
    return parameter;
  });
}

for (const { id, input, withSecond = false, hyper, steps } of golden.cases) {
  const how = byClass[id.split('/')[0]];
  if (how === undefined || Object.is(hyper.update_slots, false)) continue; // what only a functor does
  const { make: makeOptimizer, slots: names = {}, ulps = 0 } = how;
  test(`golden: ${id}, ${ulps === 0 ? 'the same bits' : `within ${ulps} ulp`}`, () => {
    const parts = [golden.inputs[input], ...(withSecond ? [golden.inputs.secondParam] : [])];
    const theta = Float32Array.from(parts.flatMap((part) => part.theta)), optimizer = makeOptimizer(hyper);
    optimizer.prepare(
      theta, tables[0],
      withSecond || input in shapes ? tablesOf(parts.map((part) => shapes[input] ?? [part.theta.length])) : [],
    );
    steps.forEach((step, i) => {
      const before = theta.slice();
      optimizer.applyGradients(
        theta, Float32Array.from(parts.flatMap(({ gradients }) => gradients[i % gradients.length])),
      );
      step.theta.forEach((wanted, j) =>
        assert.ok(error(theta[j], wanted, before[j]) <= ulps, `step ${i}, θ[${j}] is ${theta[j]}, wanted ${wanted}`));
      for (const [theirs, values] of Object.entries(step.slots)) {
        const ours = names[theirs] ?? theirs;
        // Keras keeps a moment of momentum 0, and Adafactor's product of factors
        if (!optimizer.slotNames.includes(ours) || !Array.isArray(values)) continue;
        const slot = optimizer.getSlot(theta, ours);
        values.forEach((wanted: number, j) =>
          assert.ok(error(slot[j], wanted, 0) <= ulps, `step ${i}, ${ours}[${j}] is ${slot[j]}, wanted ${wanted}`));
      }
    });
  });
}

/** Random gradients for θ of a length. */
function gradientsOf(seed: number, count: number, length: number): Float32Array[] {
  const random = new Philox(seed);
  return Array.from({ length: count }, () => operands(random, length));
}

/** A cut of 40 elements: two matrices and two vectors. */
const cut = tablesOf([[3, 4], [5], [4, 5], [3]]);
const LENGTH = 40;

test('the reference and the SIMD table give the same bits, slots included', () => {
  for (const [name, { train: { options } }] of every) {
    const [reference, simd] = tables.map((k) => {
      const optimizer = make(name, { ...options, globalClipnorm: 2, clipvalue: 0.5, average: { kind: 'exponential' } });
      const theta = k.allocate(LENGTH);
      theta.set(operands(new Philox(7), LENGTH));
      optimizer.prepare(theta, k, cut);
      for (const gradient of gradientsOf(8, 8, LENGTH)) optimizer.applyGradients(theta, gradient);
      return { theta, ...optimizer.getWeights(theta) };
    });
    assertSameBits(simd.theta, reference.theta, `${name}, θ`);
    for (const [slot, values] of Object.entries(reference.slots)) {
      assertSameBits(simd.slots[slot], values, `${name}, ${slot}`);
    }
    assert.deepEqual(simd.scalars, reference.scalars);
  }
});

test('one flat buffer and the same cut into tensors give the same bits; LAMB and Adafactor where the table of tensors '
  + 'is known', () => {
  for (const [name, { train: { options }, needsTensors = false }] of every) {
    const start = operands(new Philox(9), LENGTH), gradients = gradientsOf(10, 6, LENGTH);
    const run = (tensors: readonly Parameter[]): Float32Array => {
      const optimizer = make(name, options), theta = start.slice();
      optimizer.prepare(theta, tables[0], tensors);
      for (const gradient of gradients) optimizer.applyGradients(theta, gradient);
      return theta;
    };
    const pieces = new Float32Array(LENGTH), optimizer = make(name, options);
    for (const { offset, length, shape } of cut) {
      const theta = start.slice(offset, offset + length);
      optimizer.prepare(theta, tables[0], [{ layer: 'own', name: 'w', shape, offset: 0, length }]);
      for (const gradient of gradients) optimizer.applyGradients(theta, gradient.slice(offset, offset + length));
      pieces.set(theta, offset);
    }
    assertSameBits(run(cut), pieces, name);
    const bare = run([]);
    assert.equal(bare.every((value, i) => Object.is(value, pieces[i])), !needsTensors, `${name} on a bare buffer`);
  }
});

test('a layer of multiplier 0 keeps its values, whatever the optimizer, and the others go on as without it', () => {
  for (const [name, { train: { options } }] of every) {
    const start = operands(new Philox(11), LENGTH), theta = start.slice(), alone = start.slice(12, 17);
    const optimizer = make(
      name, { ...options, learningRateMultipliers: { layer0: 0, layer2: 0 } },
    ), single = make(name, options);
    optimizer.prepare(theta, tables[0], cut);
    single.prepare(alone, tables[0], [{ ...cut[1], offset: 0 }]);
    for (const gradient of gradientsOf(12, 5, LENGTH)) {
      optimizer.applyGradients(theta, gradient);
      single.applyGradients(alone, gradient.slice(12, 17));
    }
    assertSameBits(theta.slice(0, 12), start.slice(0, 12), `${name}, the first layer`);
    assertSameBits(theta.slice(17, 37), start.slice(17, 37), `${name}, the third layer`);
    assertSameBits(theta.slice(12, 17), alone, `${name}, the second layer`);
  }
});

const small = digits({ seed: 5, train: 2000, test: 500 });

function network(hidden: boolean = true): ReturnType<typeof sequential> {
  const layers = hidden ? [dense({ units: 12, activation: 'relu' }), dense({ units: 12, activation: 'relu' })] : [];
  return sequential([
    flatten({ inputShape: [28, 28] }), ...layers, dense({ units: 10, activation: 'softmax', name: 'last' }),
  ]);
}

function batch(step: number): [Float32Array, Uint8Array] {
  return [
    small.train.x.subarray(step * 20 * 784, (step + 1) * 20 * 784), small.train.y.subarray(step * 20, (step + 1) * 20),
  ];
}

/** A model with θ and state as given, after some steps. */
function trained(
  optimizer: Optimizer, steps: readonly number[], theta?: Float32Array, weights?: OptimizerWeights,
): ReturnType<typeof sequential> {
  const model = network();
  if (theta !== undefined) model.theta.set(theta);
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  if (weights !== undefined) optimizer.setWeights(model.theta, weights);
  for (const step of steps) model.trainOnBatch(...batch(step));
  return model;
}

test('saved in the middle of training and put back, training goes on to the same bits; '
  + 'without the state, to others', () => {
  const around = {
    accumulationSteps: 2, average: { kind: 'equal', start: 2 }, clipnorm: 3, learningRateMultipliers: { last: 0.5 },
  };
  for (const [name, { train: { options } }] of every) {
    const all = { ...options, ...around };
    const whole = trained(make(name, all), [0, 1, 2, 3, 4, 5, 6, 7]).theta;
    const first = make(name, all), { theta } = trained(first, [0, 1, 2, 3, 4]);
    const weights = structuredClone(first.getWeights(theta));
    const again = (): Optimizer => fromConfig(JSON.parse(JSON.stringify(first.getConfig())) as OptimizerConfig);
    assert.deepEqual(again().getConfig(), first.getConfig());
    const restored = again();
    assertSameBits(trained(restored, [5, 6, 7], theta, weights).theta, whole, name);
    const without = trained(again(), [5, 6, 7], theta).theta;
    assert.ok(without.some((value, i) => value !== whole[i]), `${name} without its state`);
    const untouched = again(), model = trained(untouched, [], theta, weights);
    assert.deepEqual(untouched.getWeights(model.theta), weights);
  }
});

test('options and state that do not fit are refused by name', () => {
  for (const [name, { fractions = [], nonNegative = [], positive = [], required }] of every) {
    const refuses = (options: object, message: RegExp, error: string = 'RangeError') =>
      assert.throws(() => make(name, options), { name: error, message }, `${name} ${JSON.stringify(options)}`);
    for (const option of [...fractions, ...nonNegative, ...positive, 'learningRate']) {
      for (const value of [-0.25, NaN, -Infinity, Infinity]) {
        refuses({ [option]: value }, new RegExp(`^${name}: ${option} must be a .*got ${value}$`));
      }
      refuses({ [option]: '0.5' }, new RegExp(`^${name}: ${option} must be .* got '0.5'$`), 'TypeError');
    }
    for (const option of fractions) {
      refuses({ [option]: 1 }, new RegExp(`^${name}: ${option} must be a number from 0 to below 1, got 1$`));
    }
    for (const option of positive) {
      refuses({ [option]: 0 }, new RegExp(`^${name}: ${option} must be a finite number above 0, got 0$`));
    }
    refuses({ lr: 0.1 }, new RegExp(`^${name}: unknown option 'lr'; it takes learningRate, `), 'TypeError');
    if (required !== undefined) assert.throws(
      () => optimizers[name]({}), { name: 'TypeError', message: new RegExp(`^${name}: .* got undefined$`) },
    );
    const optimizer = make(name), theta = operands(new Philox(3), 6), weights = optimizer.getWeights(theta);
    for (const slot of Object.keys(weights.slots)) {
      const short = { ...weights, slots: { ...weights.slots, [slot]: new Float32Array(5) } };
      if (weights.slots[slot].length !== 5) assert.throws(() => optimizer.setWeights(theta, short), {
        name: ShapeError.name, message: new RegExp(`^${name}: weights.slots.${slot} must hold`),
      });
    }
    assert.throws(() => optimizer.setWeights(theta, { ...weights, slots: { other: theta } }), {
      name: 'ShapeError', message: new RegExp(`^${name}: weights.slots must have the names`),
    });
    assert.throws(() => optimizer.setWeights(theta, { ...weights, scalars: { other: 1 } }), {
      name: 'ShapeError', message: new RegExp(`^${name}: weights.scalars must have the names`),
    });
    assert.throws(() => optimizer.setWeights(theta, { ...weights, iterations: -1 }), {
      name: 'RangeError', message: new RegExp(`^${name}: weights.iterations`),
    });
    assert.deepEqual(optimizer.getWeights(theta), weights);
  }
});

test('every optimizer trains the report\'s network', async () => {
  for (const [name, { train: { options, accuracy }, forgetsTheta = false }] of every) {
    const model = network(!forgetsTheta);
    model.compile({ optimizer: make(name, options), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
    // Rprop is for full batches
    await model.fit(small.train.x, small.train.y, name === 'rprop' ? { epochs: 60, batchSize: 'full' } : { epochs: 8 });
    const reached = model.evaluate(small.test.x, small.test.y).accuracy;
    assert.ok(reached >= accuracy, `${name}: accuracy ${reached}`);
  }
});
