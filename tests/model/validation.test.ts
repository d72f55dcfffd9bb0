import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dense } from '../../lib/layers/index.ts';
import type { Metric } from '../../lib/metrics/index.ts';
import { splitPoint } from '../../lib/model/fitOptions.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { numbered, orders, smallModel } from './small.ts';

test('validationSplit cuts where Keras does, rounding trap included', () => {
  const cuts: readonly [number, number, number][] = [
    [60000, 0.1, 54000], [60000, 0.2, 48000], [100, 0.9, 9], [10, 0, 10], [3, 0.5, 1],
  ];
  for (const [count, split, cut] of cuts) assert.equal(splitPoint(count, split), cut, `${count}, ${split}`);
});

test('the examples that validate are the last ones, and are never trained on', async () => {
  const { epochs, history } = await orders(50, { validationSplit: 0.3, epochs: 3, batchSize: 8 });
  for (const order of epochs) {
    assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: 35 }, (_, i) => i));
  }
  assert.deepEqual([history.params.samples, history.params.steps, history.params.doValidation], [35, 5, true]);
  assert.deepEqual([history.history.rows, history.history.val_rows], [[35, 35, 35], [15, 15, 15]]);
});

test('val_loss is the mean over the validating examples at the end of the epoch, and stands last', async () => {
  const { x, y } = numbered(50), model = smallModel({ maxBatch: 4 });
  const { history } = await model.fit(x, y, { validationSplit: 0.3 });
  assert.deepEqual(Object.keys(history), ['loss', 'val_loss']);
  assert.deepEqual(history.val_loss, [model.evaluate(x.subarray(70), y.subarray(35)).loss]);
});

test('validation changes no bit of the training', async () => {
  const { x, y } = numbered(35), with50 = numbered(50);
  const alone = smallModel(), split = smallModel();
  await alone.fit(x, y, { epochs: 2 });
  const joined = Float32Array.of(...x, ...with50.x.subarray(70));
  await split.fit(joined, with50.y, { epochs: 2, validationSplit: 0.3 });
  assert.deepEqual(split.theta, alone.theta);
});

test('validationData goes before validationSplit: all examples train', async () => {
  const { x, y } = numbered(20), other = numbered(7), model = smallModel();
  const history = await model.fit(x, y, { validationSplit: 0.5, validationData: [other.x, other.y] });
  assert.equal(history.params.samples, 20);
  assert.deepEqual(history.history.val_loss, [model.evaluate(other.x, other.y).loss]);
});

test('validationFreq: every n-th epoch, or those listed, counted from 1', async () => {
  const { x, y } = numbered(20);
  const validated = async (validationFreq: number | readonly number[], initialEpoch = 0): Promise<number[]> => {
    const seen: number[] = [];
    const callbacks = [
      { onEpochEnd: (epoch: number, logs: Record<string, number>) => { if ('val_loss' in logs) seen.push(epoch); } },
    ];
    const { history } =
      await smallModel().fit(x, y, { epochs: 6, initialEpoch, validationSplit: 0.5, validationFreq, callbacks });
    assert.equal((history.val_loss ?? []).length, seen.length);
    return seen;
  };
  assert.deepEqual(await validated(1), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(await validated(2), [1, 3, 5]);
  assert.deepEqual(await validated(4, 2), [3]);
  assert.deepEqual(await validated([1, 5, 9]), [0, 4]);
  assert.deepEqual(await validated([]), []);
});

test('validation is aborted between its parts, after the one at which the signal came', async () => {
  const { x, y } = numbered(40), controller = new AbortController();
  let validated = 0, counts = 0;
  const watcher: Metric = {
    name: 'watched',
    start() {
      const isValidation = counts++ % 4 === 2; // batch, epoch, validation, evaluation
      return {
        update(_prediction, _targets, batch) {
          if (!isValidation) return;
          validated += batch;
          if (validated >= 8) controller.abort(new Error('enough'));
        },
        result: () => validated,
        reset() {},
      };
    },
  };
  const model = sequential([dense({ units: 1, inputShape: [2] })], { maxBatch: 4 });
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError', metrics: [watcher] });
  await assert.rejects(model.fit(x, y, { validationSplit: 0.5, signal: controller.signal }), { message: 'enough' });
  assert.equal(validated, 8);
  assert.equal(model.history?.reason, 'aborted');
});

test('evaluations while fit validates change nothing of what validation gives', async () => {
  const count = 200_000, x = Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i));
  const y = Float32Array.from({ length: count }, (_, i) => Math.cos(i));
  const lossOf = async (between: (model: Sequential) => void): Promise<number> => {
    const model =
      sequential([dense({ units: 8, activation: 'tanh', inputShape: [2] }), dense({ units: 1 })], { maxBatch: 2 });
    model.compile({ optimizer: sgd({ learningRate: 0.01 }), loss: 'meanSquaredError' });
    const timer = setInterval(() => between(model), 0);
    const { history } = await model.fit(x.subarray(0, 8), y.subarray(0, 4), { validationData: [x, y] });
    clearInterval(timer);
    return history.val_loss[0];
  };
  let evaluations = 0;
  const other = Float32Array.of(1, 2, 3, 4, 5, 6);
  const disturbed = await lossOf((model) => {
    model.evaluate(other, [7, 8, 9]);
    evaluations++;
  });
  assert.equal(disturbed, await lossOf(() => {}));
  assert.ok(evaluations > 0);
});
