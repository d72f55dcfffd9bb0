import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NonFiniteError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import type { Kernels } from '../../lib/kernels/index.ts';
import { dense, type Layer } from '../../lib/layers/index.ts';
import { sequential, type Sequential, type SequentialOptions } from '../../lib/model/index.ts';
import { Optimizer, sgd, type Step } from '../../lib/optimizers/index.ts';
import { l2 } from '../../lib/regularizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { planOf } from './networkCases.ts';

const INPUTS = 5, CLASSES = 3;

const layers = (): Layer[] => [
  dense({ units: 7, activation: 'relu', inputShape: [INPUTS] }), dense({ units: 4, activation: 'tanh' }),
  dense({ units: CLASSES, activation: 'softmax' }),
];

function examples(seed: number, count: number): { x: Float32Array; y: Float32Array } {
  const random = new Philox(seed);
  return {
    x: operands(random, count * INPUTS), y: Float32Array.from({ length: count }, () => random.nextBelow(CLASSES)),
  };
}

/**
 * ∇J of a batch as steps 3 to 6 of the report have it: an example at a time, gradients added, and the sum multiplied
 * by 1/m.
 */
function oneByOne(k: Kernels, m: number): Float32Array {
  const { x, y } = examples(m, m);
  const plan = planOf(k, layers(), 'sparseCategoricalCrossentropy', 1);
  for (let i = 0; i < m; i++) {
    plan.starts[0].load('test', plan.k, x, undefined, i, 1);
    plan.ends[0].loadTargets(plan.k, y, undefined, i, 1);
    plan.forwardLoss(1);
    plan.backward(1, 1, i === 0 ? 0 : 1);
  }
  k.scal(plan.gradient.length, Math.fround(1 / m), plan.gradient, 0, 1);
  return plan.gradient;
}

function batched(kernels: Kernels, m: number): Float32Array {
  const model = sequential(layers(), { kernels });
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy' });
  const { x, y } = examples(m, m);
  model.trainOnBatch(x, y);
  return model.gradient;
}

for (const k of tables) {
  test(`${k.name}: averaged gradients of single examples are the batch's gradient in every bit when `
    + 'm is a power of two', () => {
    for (const m of [1, 2, 4, 32, 256]) assertSameBits(batched(k, m), oneByOne(k, m), `m = ${m}`);
  });

  test(`${k.name}: for any other m they are the same up to rounding, and not in every bit`, () => {
    let different = 0;
    for (const m of [3, 5, 7, 48, 100]) {
      const one = oneByOne(k, m), all = batched(k, m);
      // m sums of products with an error of at most 1 each: of order m·2⁻²⁴, far less as roundings are of either sign.
      assertClose(all, one, 2 ** -22, `m = ${m}`);
      different += all.filter((g, i) => g !== one[i]).length;
    }
    assert.ok(different > 0, 'the two orders of rounding differ somewhere');
  });
}

function trained(
  options: SequentialOptions, batchSize: number | 'full',
): Promise<{ model: Sequential; losses: readonly number[] }> {
  const model = sequential(layers(), options);
  model.compile({
    optimizer: sgd({ learningRate: 0.3 }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'],
  });
  const { x, y } = examples(21, 150);
  return model.fit(x, y, { batchSize, epochs: 2 })
    .then(({ history }) => ({ model, losses: [...history.loss, ...history.accuracy] }));
}

for (const kernels of tables) {
  test(`${kernels.name}: θ, losses and metrics have the same bits whatever maxBatch splits a batch`, async () => {
    for (const batchSize of [1, 5, 32, 33, 129, 'full'] as const) {
      const whole = await trained({ kernels, maxBatch: 150 }, batchSize);
      for (const maxBatch of [1, 3, 7, 128]) {
        const { model, losses } = await trained({ kernels, maxBatch }, batchSize);
        assertSameBits(model.theta, whole.model.theta, `θ, batchSize ${batchSize}, maxBatch ${maxBatch}`);
        assert.deepEqual(losses, whole.losses, `losses, batchSize ${batchSize}, maxBatch ${maxBatch}`);
      }
    }
  });
}

/** Keeps count of its steps and a slot, so that one step too many shows. */
class Counting extends Optimizer {
  readonly slotNames: readonly string[] = ['sum'];

  override applyDense(
    theta: Float32Array, gradient: Float32Array, { sum }: Readonly<Record<string, Float32Array>>,
    { learningRate }: Step,
  ): void {
    for (let i = 0; i < theta.length; i++) {
      sum[i] += gradient[i];
      theta[i] -= learningRate * gradient[i];
    }
  }
}

function countedModel(
  learningRate: number, network: readonly Layer[] = layers(), maxBatch = 128,
): { model: Sequential; optimizer: Optimizer } {
  const optimizer = new Counting({ learningRate });
  const model = sequential(network, { maxBatch });
  model.compile({
    optimizer,
    loss: network.at(-1)?.activation?.name === 'softmax' ? 'sparseCategoricalCrossentropy' : 'meanSquaredError',
  });
  return { model, optimizer };
}

/** Runs `attempt`, which must throw a NonFiniteError and leave θ, slot and step number alone; returns it. */
async function refused(
  { model, optimizer }: ReturnType<typeof countedModel>, attempt: () => unknown,
): Promise<NonFiniteError> {
  const theta = model.theta.slice(), slot = optimizer.getSlot(model.theta, 'sum').slice();
  const iterations = optimizer.iterations(model.theta);
  let caught: unknown;
  try {
    await attempt();
  } catch (error) {
    caught = error;
  }
  assert.ok(caught instanceof NonFiniteError, `NonFiniteError expected, got ${String(caught)}`);
  assertSameBits(model.theta, theta, 'θ');
  assertSameBits(optimizer.getSlot(model.theta, 'sum'), slot, 'slot');
  assert.equal(optimizer.iterations(model.theta), iterations);
  return caught;
}

test('NaN in x stops trainOnBatch with its place; θ and optimizer stay, and the next step is as if nothing '
  + 'had been', async () => {
  const whole = countedModel(0.1), { x, y } = examples(31, 40);
  const other = countedModel(0.1);
  const wrong = x.slice();
  wrong[17 * INPUTS + 2] = NaN;
  for (const maxBatch of [128, 7]) {
    const counted = countedModel(0.1, layers(), maxBatch);
    const error = await refused(counted, () => counted.model.trainOnBatch(wrong, y));
    assert.equal(error.at.layer, 'input');
    assert.equal(error.at.tensor, 'x');
    assert.equal(error.at.index, 17 * INPUTS + 2); // of the batch, whatever the split
    const place = `layer 'input', x[${error.at.index}]`;
    assert.equal(error.message, `trainOnBatch: the loss is not finite: NaN is first seen in ${place}; `
      + 'the parameters are as they were before this step; x holds NaN in example 17, column 2');
  }
  await refused(whole, () => whole.model.trainOnBatch(wrong, y));
  assert.deepEqual(whole.model.trainOnBatch(x, y), other.model.trainOnBatch(x, y));
  assertSameBits(whole.model.theta, other.model.theta, 'θ after the step after');
});

test('NaN stops fit with epoch and batch; History has the steps before it, and θ is that after them', async () => {
  const counted = countedModel(0.1), { x, y } = examples(32, 40);
  const wrong = x.slice();
  wrong[25 * INPUTS] = Infinity;
  const theta = countedModel(0.1).model;
  theta.trainOnBatch(x.subarray(0, 20 * INPUTS), y.subarray(0, 20));
  let error: unknown;
  await counted.model.fit(wrong, y, { batchSize: 20, shuffle: false, epochs: 3 })
    .catch((caught: unknown) => { error = caught; });
  assert.ok(error instanceof NonFiniteError);
  assert.deepEqual({ ...error.at }, { epoch: 0, batch: 1, layer: 'input', tensor: 'x', index: 5 * INPUTS });
  assert.match(
    error.message,
    new RegExp("^fit: the loss is not finite in epoch 0, batch 1: Infinity is first seen in layer 'input', x\\[25\\]; "
      + 'the parameters are as they were before this step'
      + '; x holds Infinity in example 25, column 0$'),
  );
  assertSameBits(counted.model.theta, theta.theta, 'θ');
  assert.equal(counted.optimizer.iterations(counted.model.theta), 1);
  assert.deepEqual(
    [counted.model.history?.iterations, counted.model.history?.reason, counted.model.history?.epoch],
    [1, 'running', []],
  );
  await counted.model.fit(x, y); // it trains again
});

test('NaN in y stops training at the loss', async () => {
  const counted = countedModel(0.1, [dense({ units: 2, inputShape: [INPUTS] })]), { x } = examples(33, 3);
  const error = await refused(counted, () => counted.model.trainOnBatch(x, [1, 2, 3, NaN, 5, 6]));
  assert.deepEqual({ ...error.at }, { layer: 'loss', tensor: 'losses', index: 1 });
  assert.match(error.message, /; y holds NaN in example 1, column 1$/);
});

test('what is no finite number is named by the example and column of the data, whatever the order', async () => {
  const { x, y } = examples(35, 40), wrong = x.slice(), targets = Float64Array.from(y);
  wrong[29 * INPUTS + 3] = -Infinity;
  targets[11] = NaN;
  for (const [own, of, message] of [
    [wrong, y, /; x holds -Infinity in example 29, column 3$/], [x, targets, /; y holds NaN in example 11$/],
  ] as const) {
    const { model } = countedModel(0.1, [dense({ units: 1, inputShape: [INPUTS] })], 3);
    await assert.rejects(model.fit(own, of, { batchSize: 7 }), { name: 'NonFiniteError', message });
  }
});

test('a rate that is too large blows up in a layer, which is named', async () => {
  const counted = countedModel(1e30, [
    dense({ units: 3, activation: 'relu', inputShape: [INPUTS], name: 'hidden' }), dense({ units: 2, name: 'output' }),
  ]);
  const { x } = examples(34, 4), y = new Float32Array(8).fill(1);
  counted.model.trainOnBatch(x, y);
  assert.ok(counted.model.theta.every(Number.isFinite) && counted.model.theta.some((v) => Math.abs(v) > 1e20));
  const error = await refused(counted, () => counted.model.trainOnBatch(x, y));
  assert.equal(error.at.layer, 'output');
  assert.equal(error.at.tensor, 'z');
});

test('a gradient that overflows though the loss is finite stops training too, and names the tensor', async () => {
  const large = 1e30;
  const counted =
    countedModel(0.1, [dense({ units: 1, inputShape: [1], kernelInitializer: [1e-20], useBias: false, name: 'only' })]);
  // J ≈ 10³⁶, ∂J/∂w ≈ 2·10⁴⁸
  const error = await refused(counted, () => counted.model.trainOnBatch(Float32Array.of(large), [-1e18]));
  assert.deepEqual({ ...error.at }, { layer: 'only', tensor: '∂J/∂w', index: 0 });
  assert.match(error.message, /^trainOnBatch: the gradient is not finite: Infinity is first seen in layer 'only'/);
});

test('finite gradients whose sum overflows are no error', () => {
  const { model } =
    countedModel(1e-30, [dense({ units: 2, inputShape: [1], kernelInitializer: [0, 0], useBias: false })]);
  model.trainOnBatch(Float32Array.of(1e22), [-3e16, -3e16]); // J = 9·10³², each ∂J/∂w = 3·10³⁸
  assert.deepEqual([...model.gradient].map((g) => g > 2.9e38 && g < 3.1e38), [true, true]);
});

test('by hand: the penalty counts once in the mean loss, however many examples a batch has', async () => {
  const kernelRegularizer = l2({ l2: 0.25 });
  const model = sequential([
    dense({ units: 1, inputShape: [1], kernelInitializer: [2], useBias: false, kernelRegularizer }),
  ]);
  model.compile({ optimizer: sgd({ learningRate: 0 }), loss: 'halfSquaredError' });
  const x = Float32Array.of(1, 2, 3), y = [1, 6, 2], steps: number[] = []; // losses ½, 2, 8; penalty ¼ · 2² = 1
  assert.equal(model.trainOnBatch(x, y).loss, 10.5 / 3 + 1);
  assert.equal(model.evaluate(x, y).loss, 10.5 / 3 + 1);
  const onStep = (_batch: number, loss: number): void => { steps.push(loss); };
  const { history } = await model.fit(x, y, { batchSize: 2, shuffle: false, callbacks: [{ onStep }] });
  assert.deepEqual([history.loss, steps], [[10.5 / 3 + 1], [2.5 / 2 + 1, 8 + 1]]);
});
