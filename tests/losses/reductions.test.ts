/** What J makes of the losses of rows: reductions, and labels that do not count; in parts, logs, files and proofs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ledger, verifyLedger } from '../../lib/audit/index.ts';
import { ShapeError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { modelFunction } from '../../lib/curvature/index.ts';
import { load, save } from '../../lib/formats/index.ts';
import { dense, embedding } from '../../lib/layers/index.ts';
import {
  huber, losses, meanSquaredError, reduced, sparseCategoricalCrossentropy, type Loss, type Reduction,
} from '../../lib/losses/index.ts';
import { lossFamily } from '../../lib/losses/named.ts';
import { input, model as functional, sequential, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';

interface Vectors {
  readonly x: readonly number[];
  readonly kernel: readonly number[];
  readonly labels: readonly number[];
  readonly numbers: readonly number[];
  readonly cases: readonly {
    readonly name: string; readonly options: Readonly<Record<string, unknown>>; readonly reduction: Reduction;
    readonly weights: readonly number[] | null; readonly loss: number; readonly gradient: readonly number[];
  }[];
}

const vectors = JSON.parse(readFileSync(new URL('../vectors/reductions.json', import.meta.url), 'utf8')) as Vectors;
const x = Float32Array.from(vectors.x), RATE = 0.5;

type Initial = NonNullable<Parameters<typeof dense>[0]['kernelInitializer']>;

function network(
  loss: Loss, maxBatch?: number, kernelInitializer: Initial = vectors.kernel,
): Sequential {
  const layers = [dense({ units: 3, useBias: false, inputShape: [2], kernelInitializer })];
  const model = sequential(layers, maxBatch === undefined ? {} : { maxBatch });
  model.compile({ optimizer: sgd({ learningRate: RATE }), loss });
  return model;
}

for (const { name, options, reduction, weights, loss: value, gradient } of vectors.cases) {
  const title = `${name} by ${reduction}${weights === null ? '' : ', weighted'}`;
  const made = lossFamily.make(name, { ...options, reduction }) ?? assert.fail(name);
  const y = made.target === 'label' ? vectors.labels : vectors.numbers;
  const given = weights === null ? {} : { sampleWeight: weights };

  test(`${title}: J and its gradient are those of Keras, in parts too, with the same bits`, () => {
    const thetas = [undefined, 1, 2].map((maxBatch) => {
      const model = network(made, maxBatch);
      assertClose([model.evaluate(x, y, given).loss], [value], 1e-6);
      const before = model.theta.slice();
      assertClose([model.trainOnBatch(x, y, given).loss], [value], 1e-6);
      const moved = model.theta.map((v, i) => (before[i] - v) / RATE);
      assertClose(moved, gradient, 1e-6 * Math.max(...gradient.map(Math.abs)));
      return model.theta;
    });
    for (const theta of thetas) assert.deepEqual(theta, thetas[0]);
  });

  test(`${title}: the witness agrees with differences, to the second order`, () => {
    const f = modelFunction('test', network(made), x, y, given);
    const n = f.length, theta = Float64Array.from(vectors.kernel), random = new Philox(808);
    const v = Float64Array.from({ length: n }, () => random.nextFloat() - 0.5), h = 1e-5;
    const moved = (by: number): Float64Array => theta.map((value_, i) => value_ + by * v[i]);
    const [g, up, down, hv] = Array.from({ length: 4 }, () => new Float64Array(n));
    f.gradient(theta, g);
    assertClose(g, gradient, 1e-12 * Math.max(1, ...gradient.map(Math.abs)));
    f.gradient(moved(h), up);
    f.gradient(moved(-h), down);
    f.hessianVector(theta, v, hv);
    assertClose(hv, up.map((u, i) => (u - down[i]) / (2 * h)), 1e-7);
  });
}

test('every loss takes a reduction, which files keep; a loss of one\'s own too', () => {
  for (const loss of Object.values(losses)) assert.equal(reduced(loss, 'sum').reduction, 'sum');
  assert.deepEqual(reduced('mse', 'sum').formulas, meanSquaredError.formulas);
  assert.equal(reduced(huber({ delta: 3, reduction: 'sum' }), 'mean').reduction, 'mean');
  for (const loss of [reduced('mse', 'sum'), huber({ delta: 3, reduction: 'sum' }), reduced(huber(), 'mean')]) {
    const model = network(loss), again = load(save(model)), y = vectors.numbers;
    assert.equal(again.loss.reduction, loss.reduction);
    assert.deepEqual(again.evaluate(x, y), model.evaluate(x, y));
  }
  const own = reduced({ ...meanSquaredError, name: 'own' }, 'sum');
  assert.equal(load(save(network(own)), { custom: [own] }).loss.reduction, 'sum');
});

test('a fit by a reduction, with labels that do not count, verifies, and logs what Keras does', async () => {
  const loss = sparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: -1, reduction: 'sum' });
  const labels = Float32Array.from(vectors.labels);
  const begun = () => network(loss, 8, 'heNormal'), model = begun(), own = ledger();
  const history = await model.fit(x, labels, { batchSize: 2, epochs: 2, shuffle: false, callbacks: [own] });
  assert.equal((await verifyLedger(own.bytes(), { x, y: labels })).ok, true);
  const twin = begun(), sums = [0, 1, 2].map((batch) =>
    twin.trainOnBatch(x.subarray(4 * batch, 4 * batch + 4), labels.subarray(2 * batch, 2 * batch + 2)).loss);
  assertClose([history.history.loss[0]], [(2 * sums[0] + 2 * sums[1] + sums[2]) / 5], 1e-15);
});

test('labels that do not count have no part in metrics, nor in gradients', () => {
  const loss = sparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: 255 }), model = network(loss);
  model.compile({ optimizer: sgd(), loss, metrics: ['accuracy', loss] });
  const some = [0, 2, 3].flatMap((row) => [...x.subarray(2 * row, 2 * row + 2)]);
  const all = model.evaluate(x, [2, 255, 0, 1, 255]), few = model.evaluate(Float32Array.from(some), [2, 0, 1]);
  for (const name of Object.keys(few)) assertClose([all[name]], [few[name]], 1e-15, name);
  assertClose([all.sparseCategoricalCrossentropy], [all.loss], 1e-7);
});

test('labels to ignore join a mask; the sum of each of several outputs is logged for the batch', () => {
  const ids = input({ shape: [3] }), h = embedding({ inputDim: 4, outputDim: 2, maskZero: true }).apply(ids);
  const made = functional({ inputs: ids, outputs: dense({ units: 2, activation: 'softmax' }).apply(h) });
  made.compile({ optimizer: sgd(), loss: sparseCategoricalCrossentropy({ ignoreClass: 7 }) });
  const value = (steps: readonly number[], y: readonly number[]): number =>
    made.evaluate(Float32Array.from(steps), y).loss;
  const [a, b] = [value([1, 0, 0], [0, 0, 0]), value([2, 0, 0], [1, 0, 0])];
  assertClose([value([1, 2, 0], [0, 1, 7])], [(a + b) / 2], 1e-7);
  assertClose([value([1, 2, 3], [0, 7, 7])], [a], 1e-7);
  assertClose([value([3, 2, 0], [7, 1, 1])], [b], 1e-7);

  const only = input({ shape: [2] }), ends = [dense({ units: 1 }).apply(only), dense({ units: 1 }).apply(only)];
  const two = functional({ inputs: only, outputs: ends });
  two.compile({ optimizer: sgd(), loss: [reduced('mse', 'sum'), 'mse'] });
  const y = operands(new Philox(3), 10), logs = two.evaluate(x, [y.subarray(0, 5), y.subarray(5)]);
  const [first, second] = Object.keys(logs).filter((name) => name.endsWith('_loss'));
  assertClose([logs.loss], [logs[first] + logs[second]], 1e-12);
});

checkRefusals('labels that are neither classes nor ignored are refused', [
  [
    () => network(sparseCategoricalCrossentropy({ ignoreClass: -1 })).evaluate(x, [0, -1, -2, 0, 0]), RangeError,
    /^evaluate: y\[2\] must be a label, a whole number from 0 to 2 or -1, got -2$/,
  ],
  [() => network(reduced('hinge', 'sum')).evaluate(x, [0]), ShapeError, /y must hold/],
]);

test('the steps of an output are divided by as rows of as many examples are: the same bits, in parts too', () => {
  const random = new Philox(4), examples = 4, steps = 3, rows = operands(random, examples * steps * 2);
  const labels = Array.from({ length: examples * steps }, (_, i) => (i % 5 === 2 ? 9 : i % 3));
  const weights = Float32Array.from({ length: examples * steps }, () => random.nextFloat() + 0.25);
  const make = (loss: Loss, inputShape: number[], maxBatch: number): Sequential => {
    const model = sequential([dense({ units: 3, inputShape, activation: 'softmax' })], { seed: 1, maxBatch });
    model.compile({ optimizer: sgd({ learningRate: RATE }), loss });
    return model;
  };
  for (const reduction of ['mean', 'sum', 'meanWithSampleWeight'] as const) for (const ignoreClass of [undefined, 9]) {
    const loss = sparseCategoricalCrossentropy({ reduction, ...(ignoreClass && { ignoreClass }) });
    const y = ignoreClass === undefined ? labels.map((label) => label % 3) : labels;
    for (const given of [{}, { sampleWeight: weights }]) for (const maxBatch of [examples, 1]) {
      const flat = make(loss, [2], maxBatch * steps), deep = make(loss, [steps, 2], maxBatch);
      const wanted = flat.evaluate(rows, y, given).loss, got = deep.evaluate(rows, y, given).loss;
      const title = `${reduction} ${ignoreClass} ${maxBatch} ${Object.keys(given).length}`;
      assertClose([got], [wanted], 1e-15 * wanted, title);
      for (let step = 0; step < 2; step++) {
        const before = deep.evaluate(rows, y, given).loss;
        flat.trainOnBatch(rows, y, given);
        assertClose([deep.trainOnBatch(rows, y, given).loss], [before], 1e-14 * before, title);
        assert.deepEqual(deep.theta, flat.theta, title);
      }
    }
  }
});
