/**
 * What training shows of a model of several outputs: names as in Keras, for whoever watches them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dense } from '../../lib/layers/index.ts';
import {
  csvLogger, earlyStopping, input, model, reduceLROnPlateau, type Columns, type Model,
} from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { graphCases } from './graphCases.ts';

const [residual, , outputs] = graphCases;
const { make, x, y } = outputs, fit = { epochs: 3, batchSize: 8, validationSplit: 0.25 } as const;
const NAMES = ['loss', 'price_loss', 'price_meanAbsoluteError', 'same_loss', 'same_accuracy'];

test('evaluation, batches, History and validation have the loss, then those of each output with '
  + 'its metrics', async () => {
  const made = make(), seen: string[][] = [];
  assert.deepEqual(Object.keys(made.evaluate(x, y)), NAMES);
  assert.deepEqual(Object.keys(made.trainOnBatch(x, y)), NAMES);
  const onBatchEnd = (_batch: number, logs: Record<string, number>): void => { seen.push(Object.keys(logs).sort()); };
  const { history, params } = await made.fit(x, y, { ...fit, callbacks: [{ onBatchEnd }] });
  assert.deepEqual(Object.keys(history), [...NAMES, ...NAMES.map((name) => `val_${name}`)]);
  assert.deepEqual(params.metrics, NAMES);
  assert.deepEqual(seen[0], [...NAMES, 'size'].sort());
  assert.deepEqual(made.measures.map(({ name }) => name), NAMES.slice(1));
});

test('a model of one output has Keras\' names for one', () => {
  assert.deepEqual(Object.keys(residual.make().evaluate(residual.x, residual.y)), ['loss', 'meanAbsoluteError']);
});

test('the loss is the weighed sum of those of its outputs, which stand without weights', async () => {
  const made = make();
  for (const logs of [made.evaluate(x, y), made.trainOnBatch(x, y)]) {
    assert.ok(Math.abs(logs.loss - (0.25 * logs.price_loss + 1.5 * logs.same_loss)) < 1e-12);
  }
  const { history } = await made.fit(x, y, fit);
  history.loss.forEach((loss, i) => {
    assert.ok(Math.abs(loss - (0.25 * history.price_loss[i] + 1.5 * history.same_loss[i])) < 1e-12);
  });
});

test('one loss by name is that of every output, and a weight of 0 takes an output out of training', () => {
  const from = input({ shape: [3] }), hidden = dense({ units: 3, name: 'hidden' }).apply(from);
  const of = (lossWeights: Columns<number>): Model => {
    const made = model({
      inputs: from, outputs: { a: dense({ units: 1 }).apply(hidden), b: dense({ units: 1 }).apply(hidden) }, seed: 2,
    });
    made.compile({ optimizer: sgd(), loss: 'mse', lossWeights });
    return made;
  };
  const targets = { a: new Float32Array(22).fill(1), b: new Float32Array(22).fill(-1) };
  const both = of([1, 1]), one = of({ a: 1, b: 0 });
  assert.deepEqual(both.losses.map(({ name }) => name), ['meanSquaredError', 'meanSquaredError']);
  const logs = both.evaluate(x, targets);
  assert.equal(one.evaluate(x, targets).loss, logs.a_loss);
  one.trainOnBatch(x, targets);
  const { offset, length } = one.network.layers[2].parameters[0];
  assert.ok(one.gradient.subarray(offset, offset + length).every((value) => value === 0));
});

test('callbacks monitor a number of an output by its name', async () => {
  const stopped = await make().fit(x, y, {
    ...fit, epochs: 9, callbacks: [earlyStopping({ monitor: 'val_same_loss', minDelta: 10 })],
  });
  assert.deepEqual([stopped.reason, stopped.epoch.length], ['stopped', 2]);
  const best = await make().fit(x, y, {
    ...fit, epochs: 9, callbacks: [earlyStopping({ monitor: 'val_same_accuracy', minDelta: 2 })],
  });
  assert.equal(best.epoch.length, 2);
  const made = make();
  made.compile({ optimizer: sgd({ learningRate: 0.5 }), loss: ['mse', 'sparse_categorical_crossentropy'] });
  const plateau = reduceLROnPlateau({ monitor: 'val_price_loss', minDelta: 1e9, patience: 1 });
  await made.fit(x, y, { ...fit, callbacks: [plateau] });
  assert.ok(Math.abs(Number(made.optimizer.learningRate) - 0.5 * 0.1 ** 2) < 1e-12);
});

test('a name that no output has is refused when training begins to miss it', async () => {
  await assert.rejects(
    make().fit(x, y, { ...fit, callbacks: [earlyStopping({ monitor: 'val_sane_loss' })] }), /val_sane_loss/,
  );
});

test('csvLogger has a column for each', async () => {
  let text = '';
  await make().fit(x, y, { ...fit, callbacks: [csvLogger({ write: (line) => { text += line; } })] });
  const [head, ...rows] = text.trim().split('\n');
  assert.deepEqual(head.split(',').sort(), ['epoch', ...NAMES, ...NAMES.map((name) => `val_${name}`)].sort());
  assert.equal(rows.length, 3);
});

checkRefusals('names that would stand twice in logs are refused', [
  [() => {
    const from = input({ shape: [3] }), tensor = dense({ units: 1 }).apply(from);
    const made = model({ inputs: from, outputs: { a: tensor, a_b: dense({ units: 1 }).apply(from) } });
    made.compile({
      optimizer: 'sgd', loss: 'mse',
      metrics: { a: [{ name: 'b_loss', start: () => ({ update() {}, result: () => 0, reset() {} }) }], a_b: [] },
    });
  }, TypeError, /^compile: outputs and metrics must have names that differ in logs, got 'a_b_loss' twice$/],
]);
