/**
 * Weighted metrics, evaluate and predict of some batches, and weights of classes, beside Keras' numbers.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { balancedWeights } from '../../lib/core/balancedWeights.ts';
import { load, save } from '../../lib/formats/index.ts';
import { concatenate, dense, masking, simpleRNN, type Layer } from '../../lib/layers/index.ts';
import { huber } from '../../lib/losses/index.ts';
import { metrics, type Metric } from '../../lib/metrics/index.ts';
import { input, model, sequential, type Logs, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';

type KerasLogs = Readonly<Record<string, number>>;
interface Trained { readonly kernel: readonly number[]; readonly history: Readonly<Record<string, readonly number[]>> }
interface Case {
  readonly activation: 'linear' | 'sigmoid' | 'softmax';
  readonly loss: 'mse';
  readonly metrics: readonly 'mae'[];
  readonly kernel: readonly number[];
  readonly y: readonly number[];
  readonly plain: KerasLogs;
  readonly weighted: KerasLogs;
  readonly steps: KerasLogs;
  readonly predicted: readonly number[];
  readonly classWeight?: Readonly<Record<number, number>>;
  readonly balanced?: readonly number[];
  readonly trained?: Trained;
  readonly trainedBalanced?: Trained;
}

const { x, weights, cases } = JSON.parse(
  readFileSync(new URL('../vectors/weightedMetrics.json', import.meta.url), 'utf8'),
) as { readonly x: number[]; readonly weights: number[]; readonly cases: readonly Case[] };

function compiled({ activation, loss, metrics: names, kernel }: Case, maxBatch = 128): Sequential {
  const layer = dense({ units: kernel.length / 3, activation, useBias: false, inputShape: [3] });
  const made = sequential([layer], { weights: [kernel], maxBatch });
  made.compile({ optimizer: sgd({ learningRate: 0.1 }), loss, metrics: names, weightedMetrics: names });
  return made;
}

const plainOf = (name: string): string => name.toLowerCase().replaceAll('_', '');
const LONG: Readonly<Record<string, string>> = { mae: 'meanabsoluteerror', mse: 'meansquarederror' };
const keyOf = (name: string): string => plainOf(name).replace(/mae$|mse$/, (short) => LONG[short]);

/** Each of Keras' numbers, under our name. */
function assertLogs(got: Logs | Readonly<Record<string, readonly number[]>>, wanted: typeof got): void {
  const own = new Map(Object.entries(got).map(([name, value]) => [keyOf(name), value]));
  for (const [name, value] of Object.entries(wanted)) {
    assertClose([own.get(keyOf(name)) ?? assert.fail(name)].flat(), [value].flat(), 1e-6);
  }
  assert.equal(own.size, Object.keys(wanted).length);
}

for (const own of cases) {
  const { activation, y, classWeight, balanced, predicted } = own;
  for (const maxBatch of [128, 3]) {
    test(`${activation}, ${maxBatch} at once: evaluate and predict have Keras' numbers`, () => {
      const made = compiled(own, maxBatch);
      assertLogs(made.evaluate(x, y), own.plain);
      assertLogs(made.evaluate(x, y, { sampleWeight: weights }), own.weighted);
      assertLogs(made.evaluate(x, y, { sampleWeight: weights, batchSize: 4, steps: 2 }), own.steps);
      assertClose(made.predict(x, { batchSize: 3, steps: 2 }), predicted, 1e-6);
    });
  }

  if (classWeight === undefined || balanced === undefined) continue;
  test(`${activation}: weights of classes, also balanced, train as in Keras`, async () => {
    for (const [given, wanted] of [
      [classWeight, own.trained], [new Map(Object.entries(classWeight).map(([k, v]) => [Number(k), v])), own.trained],
      ['balanced', own.trainedBalanced],
    ] as const) {
      const made = compiled(own);
      const { history } = await made.fit(x, y, { batchSize: 10, epochs: 2, shuffle: false, classWeight: given });
      assertClose(made.theta, wanted?.kernel ?? [], 1e-6);
      assertLogs(history, wanted?.history ?? {});
    }
    assert.deepEqual([...balancedWeights(y)].sort().map(([, weight]) => weight), balanced);
  });
}

test('balanced weights are of those who train, not of those held back, and give each class the same sum', async () => {
  const [own] = cases.filter(({ activation }) => activation === 'softmax');
  const cut = compiled(own), split = compiled(own);
  await cut.fit(x.slice(0, 18), own.y.slice(0, 6), { shuffle: false, classWeight: 'balanced' });
  await split.fit(x, own.y, { shuffle: false, classWeight: 'balanced', validationSplit: 0.4 });
  assertSameBits(split.theta, cut.theta);
  const classes = Array.from({ length: 97 }, (_, i) => (i * i) % 7), made = balancedWeights(classes);
  for (const [key, weight] of made) {
    assertClose([weight * classes.filter((other) => other === key).length], [97 / made.size], 1e-14);
  }
});

test('every metric that takes weights counts an example of weight 3 thrice, and one of weight 0 never', () => {
  const y = [0, 1, 1, 0, 1], times = [1, 3, 0, 2, 1], rows = y.map((_, i) => [i / 7 - 0.3, 0.9 - i / 5]);
  const repeat = <T>(list: readonly T[]): T[] => (
    list.flatMap((item, i) => Array.from({ length: times[i] }, () => item)));
  for (const [name, metric] of Object.entries(metrics)) {
    const loss = /sparse/i.test(name) ? 'sparseCategoricalCrossentropy' : 'binaryCrossentropy';
    if (/^(categorical|topK|cosine)/.test(name)) continue; // vectors of several outputs
    const made = sequential([dense({ units: /sparse/i.test(name) ? 2 : 1, activation: 'sigmoid', inputShape: [2] })]);
    made.compile({ optimizer: 'sgd', loss, weightedMetrics: metric });
    const [weighted, repeated] = [
      made.evaluate(rows, y, { sampleWeight: times }), made.evaluate(repeat(rows), repeat(y)),
    ];
    assertClose([weighted[metric.name]], [repeated[metric.name]], 1e-12);
  }
});

test('a row that a mask leaves out counts in no weighted metric, whatever its weight', () => {
  const recurrent = simpleRNN({ units: 2, returnSequences: true });
  const made = sequential([masking({ inputShape: [2, 1] }), recurrent, dense({ units: 1 })]);
  made.compile({ optimizer: 'sgd', loss: 'mse', metrics: 'mae', weightedMetrics: ['mae', 'mse'] });
  const data = [[[1], [0]], [[2], [3]]], y = [[1, 100], [2, 3]];
  const logs = made.evaluate(data, y, { sampleWeight: [[1, 50], [2, 3]] });
  const outputs = made.predict(data), errors = [0, 2, 3].map((i) => Math.abs(outputs[i] - y.flat()[i]));
  assertClose([logs.meanAbsoluteError], [(errors[0] + errors[1] + errors[2]) / 3], 1e-6);
  assertClose([logs.weighted_meanAbsoluteError], [(errors[0] + 2 * errors[1] + 3 * errors[2]) / 6], 1e-6);
  assertClose([logs.meanSquaredError], [(errors[0] ** 2 + 2 * errors[1] ** 2 + 3 * errors[2] ** 2) / 6], 1e-6);
});

test('of several outputs each has its weighted metrics, by the names of Keras, and a file says them', async () => {
  const a = input({ shape: [2], name: 'a' }), joined = concatenate().apply([a, a]);
  const net = model({
    inputs: a, outputs: { p: dense({ units: 1 }).apply(joined), q: dense({ units: 1 }).apply(joined) },
  });
  net.compile({
    optimizer: 'adam', loss: 'mse', metrics: { p: ['mae'], q: [] }, weightedMetrics: { p: 'mae', q: ['mse', 'mae'] },
  });
  const y = [[1, 2], [0.5, 3]], rows = [[1, 2], [3, 4]], options = { sampleWeight: [1, 3] };
  const { history } = await net.fit(rows, y, options);
  assert.deepEqual(Object.keys(history), [
    'loss', 'p_loss', 'p_meanAbsoluteError', 'p_weighted_meanAbsoluteError', 'q_loss', 'q_meanSquaredError',
    'q_meanAbsoluteError',
  ]);
  const twin = load(save(net));
  assert.deepEqual(twin.outputWeightedMetrics, net.outputWeightedMetrics);
  assert.deepEqual(twin.evaluate(rows, y, options), net.evaluate(rows, y, options));
  const single = compiled(cases[0]);
  assert.deepEqual(load(save(single)).outputWeightedMetrics, single.outputWeightedMetrics);
});

test('one metric and one callback need no list', async () => {
  const made = compiled(cases[0]), seen: number[] = [];
  made.compile({ optimizer: 'sgd', loss: 'mse', metrics: 'accuracy' });
  assert.deepEqual(made.measures.map(({ name }) => name), ['accuracy']);
  made.compile({ optimizer: 'sgd', loss: 'mse', metrics: metrics.meanAbsoluteError });
  await made.fit(x, cases[0].y, { callbacks: { onEpochEnd(epoch) { seen.push(epoch); } } });
  assert.deepEqual([made.metrics, seen], [[metrics.meanAbsoluteError], [0]]);
});

test('a loss that is a value needs no list as a metric either, of several outputs too', () => {
  const made = compiled(cases[0]), a = input({ shape: [2] }), unit = (): Layer => dense({ units: 1 });
  made.compile({ optimizer: 'sgd', loss: 'mse', metrics: huber(), weightedMetrics: huber() });
  assert.deepEqual(made.measures.map(({ name }) => name), ['huber', 'weighted_huber']);
  const two = model({ inputs: a, outputs: { low: unit().apply(a), high: unit().apply(a) } });
  two.compile({ optimizer: 'sgd', loss: 'mse', metrics: huber() });
  assert.deepEqual(two.outputMetrics.map((own) => own.map(({ name }) => name)), [['huber'], ['huber']]);
});

test('the batch size of evaluate and predict changes no bit', () => {
  for (const own of cases) {
    const made = compiled(own), wanted = [made.evaluate(x, own.y), made.predict(x)] as const;
    for (const batchSize of [1, 3, 7, 10, 1000]) {
      assert.deepEqual(made.evaluate(x, own.y, { batchSize }), wanted[0]);
      assertSameBits(made.predict(x, { batchSize }), wanted[1]);
      assertSameBits(Object.values(made.predictAll(x, { batchSize, steps: 1 }))[0],
        wanted[1].subarray(0, Math.min(10, batchSize) * wanted[1].length / 10));
    }
    assertSameBits(made.predict(x, { steps: 1 }), wanted[1]);
  }
});

const made = compiled(cases[0]), { y } = cases[0];
const stateful = sequential([simpleRNN({ units: 1, stateful: true, batchSize: 2, inputShape: [1, 3] })]);
const blind: Metric = { name: 'blind', start: () => ({ update(_a, _y, _n) {}, result: () => 0, reset() {} }) };

checkRefusals('options that do not fit are refused by name', [
  [() => made.predict(x, { batchSize: 0 }), RangeError, /^predict: batchSize must be a positive integer, got 0$/],
  [() => made.predict(x, { batch_size: 1 } as never), TypeError,
    /^predict: unknown option 'batch_size'; .*; did you mean 'batchSize'\?$/],
  [() => made.evaluate(x, y, { steps: 4, batchSize: 4 }), RangeError,
    /^evaluate: steps must be an integer from 1 to 3, got 4/],
  [() => made.evaluate(x, y, { verbose: true as never }), TypeError,
    /^evaluate: verbose must be 0, 1, 2 or 'auto', got true$/],
  [() => made.evaluate(x, y, null as never), TypeError, /^evaluate: options must be a plain object, got null; it/],
  [() => stateful.predict(x.slice(0, 6), { batchSize: 1 }), RangeError,
    /^predict: batchSize must be 2, as the stateful/],
  [() => made.compile({ optimizer: 'sgd', loss: 'mse', weightedMetrics: blind }), TypeError,
    /^compile: weightedMetrics must take weights as the fourth parameter of update, got metric 'blind'$/],
  [() => made.compile({ optimizer: 'sgd', loss: 'mse', weightedMetrics: 'acuracy' as never }), TypeError,
    /^compile: weightedMetrics must be one of .* got 'acuracy'; did you mean 'accuracy'\?$/],
]);
