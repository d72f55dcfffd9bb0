import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledger, verifyLedger } from '../../lib/audit/index.ts';
import { Philox } from '../../lib/core/philox.ts';
import { load, save } from '../../lib/formats/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { dense } from '../../lib/layers/index.ts';
import { sequential, type FitOptions, type Sequential } from '../../lib/model/index.ts';
import { adam, sgd, type OptimizerWeights } from '../../lib/optimizers/index.ts';
import { assertVerified } from '../audit/ledgers.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';

const { fround } = Math;

test('the mean weighs each gradient by its examples: ∇₁ ⊕ (m₂/m₁ ⊗ ∇₂) ⊕ …, ⊘ Σ m/m₁', () => {
  const optimizer = sgd({ learningRate: 1, accumulationSteps: 3 }), theta = new Float32Array(2);
  optimizer.applyGradients(theta, Float32Array.of(1, 0.1), 4);
  optimizer.applyGradients(theta, Float32Array.of(2, 0.2), 4);
  optimizer.applyGradients(theta, Float32Array.of(6, 0.3), 2);
  const second = fround(fround(fround(fround(0.1) + fround(0.2)) + fround(0.5 * fround(0.3))) / 2.5);
  assert.deepEqual([...theta], [-fround(6 / 2.5), -second]); // (4·1 + 4·2 + 2·6)/10 = 2.4
});

test('gradients of batches of one size have the bits of a plain sum divided by their number, whatever the size', () => {
  const random = new Philox(61), gradients = Array.from({ length: 6 }, () => operands(random, 40));
  const thetas = [1, 3, 7, 32].map((m) => {
    const optimizer = sgd({ learningRate: 0.1, accumulationSteps: 3 }), theta = new Float32Array(40);
    for (const gradient of gradients) optimizer.applyGradients(theta, gradient, m);
    return theta;
  });
  const plain = new Float32Array(40).map((_, i) => {
    let own = 0;
    for (let first = 0; first < 6; first += 3) {
      const sum = fround(fround(gradients[first][i] + gradients[first + 1][i]) + gradients[first + 2][i]);
      own = fround(own - fround(fround(sum / 3) * fround(0.1)));
    }
    return own;
  });
  for (const theta of thetas) assertSameBits(theta, plain);
});

const COUNT = 23;
const random = new Philox(62), x = operands(random, 2 * COUNT), y = operands(random, COUNT);
const make = (accumulationSteps: number, kernels: 'reference' | 'simd' = 'simd'): Sequential => {
  const model = sequential(
    [dense({ units: 4, activation: 'tanh', inputShape: [2] }), dense({ units: 1 })],
    { seed: 2, kernels: createKernels(kernels) },
  );
  model.compile({ optimizer: sgd({ learningRate: 0.5, accumulationSteps }), loss: 'meanSquaredError' });
  return model;
};
const options: FitOptions = { batchSize: 5, shuffle: false };

test('an epoch whose last batch is shorter takes the step of all its examples', async () => {
  const whole = make(1), parts = make(5);
  await whole.fit(x, y, { batchSize: 'full', shuffle: false });
  await parts.fit(x, y, options);
  assert.equal(parts.optimizer.iterations(parts.theta), 1);
  assertClose(parts.theta, whole.theta, 2 ** -20, 'sums of sums have another order');
});

test('what is left at the end of an epoch is a step of its own', async () => {
  const parts = make(2), byHand = make(1);
  for (let epoch = 0; epoch < 3; epoch++) {
    for (const [first, end] of [[0, 10], [10, 20], [20, 23]]) {
      byHand.trainOnBatch(x.slice(2 * first, 2 * end), y.slice(first, end));
    }
  }
  await parts.fit(x, y, { ...options, epochs: 3 });
  const { iterations, scalars, accumulatedExamples } = parts.optimizer.getWeights(parts.theta);
  assert.deepEqual([iterations, scalars, accumulatedExamples], [9, {}, undefined]);
  assertClose(parts.theta, byHand.theta, 2 ** -18, 'sums of sums have another order');
});

test('trainOnBatch counts by examples too, and takes what there is where it ends an epoch', async () => {
  const fitted = make(3), byHand = make(3);
  await fitted.fit(x, y, { ...options, epochs: 2 });
  for (let epoch = 0; epoch < 2; epoch++) {
    for (let first = 0; first < COUNT; first += 5) {
      byHand.trainOnBatch(
        x.slice(2 * first, 2 * first + 10), y.slice(first, first + 5), { endsEpoch: first + 5 >= COUNT },
      );
    }
  }
  assertSameBits(byHand.theta, fitted.theta);
});

test('a checkpoint keeps how many examples the gradients that wait are of', () => {
  const whole = make(3), first = make(3);
  for (const model of [whole, first]) {
    model.trainOnBatch(x.slice(0, 4), y.slice(0, 2));
    model.trainOnBatch(x.slice(4, 14), y.slice(2, 7));
  }
  assert.deepEqual(first.optimizer.getWeights(first.theta).accumulatedExamples, [2, 7]);
  const again = load(save(first));
  for (const model of [whole, again]) model.trainOnBatch(x.slice(14, 20), y.slice(7, 10));
  assertSameBits(again.theta, whole.theta);
  assert.deepEqual(save(again), save(whole));
});

test('a ledger of uneven accumulation verifies on both tables', async () => {
  for (const made of ['reference', 'simd'] as const) {
    const book = ledger({ every: 3 }), model = make(2, made);
    await model.fit(x, y, { ...options, shuffle: true, epochs: 3, callbacks: [book] });
    for (const checked of ['reference', 'simd'] as const) {
      const verification = await verifyLedger(book.bytes(), { x, y }, { kernels: createKernels(checked) });
      assertVerified(verification, 15);
    }
  }
});

test('weights set without the numbers of examples count alike', () => {
  const theta = new Float32Array(1), optimizer = sgd({ learningRate: 1, accumulationSteps: 3 });
  optimizer.setWeights(
    theta, { iterations: 0, scalars: { accumulated: 2 }, slots: { accumulatedGradient: Float32Array.of(3) } },
  );
  optimizer.applyGradients(theta, Float32Array.of(6));
  assert.equal(theta[0], -3);
});

const set = (more: Partial<Record<keyof OptimizerWeights, unknown>>) => () => {
  const given = {
    iterations: 0, scalars: { accumulated: 2 }, slots: { accumulatedGradient: new Float32Array(1) }, ...more,
  };
  sgd({ learningRate: 1, accumulationSteps: 3 }).setWeights(new Float32Array(1), given as OptimizerWeights);
};
checkRefusals('what is no number of examples is refused by name', [
  [set({ accumulatedExamples: 5 }), TypeError, /^sgd: weights\.accumulatedExamples must be an object, got 5$/],
  [
    set({ accumulatedExamples: [0, 2] }), RangeError,
    /^sgd: weights\.accumulatedExamples\[0\] must be a positive integer, got 0$/,
  ],
  [
    set({ accumulatedExamples: [3, 1] }), RangeError,
    /^sgd: weights\.accumulatedExamples\[1\] must be an integer of at least 2, got 1$/,
  ],
  [
    () => adam().applyGradients(new Float32Array(1), new Float32Array(1), 0), RangeError,
    /^adam: examples must be a positive integer, got 0$/,
  ],
  [
    () => make(2).trainOnBatch(x, y, { endsEpoch: 1 as never }), TypeError,
    /^trainOnBatch: endsEpoch must be true or false, got 1$/,
  ],
]);
