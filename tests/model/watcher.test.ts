import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dense } from '../../lib/layers/index.ts';
import { Callback, sequential, type Logs, type Model, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { numbered } from './small.ts';

const { x, y } = numbered(11);

function make(maxBatch: number = 16): Sequential {
  const hidden = dense({ units: 3, activation: 'tanh', inputShape: [2], kernelRegularizer: 'l2' });
  const layers = [hidden, dense({ units: 1 })];
  const model = sequential(layers, { seed: 4, maxBatch });
  model.compile({ optimizer: sgd({ learningRate: 0.01 }), loss: 'meanSquaredError', metrics: ['mae', 'auc'] });
  return model;
}

/** Notes hooks; those that may return a promise do. */
class Noting extends Callback {
  readonly notes: string[] = [];
  readonly logs: Logs[] = [];
  readonly #isAsync: boolean;

  constructor(isAsync: boolean = false) {
    super();
    this.#isAsync = isAsync;
  }

  #note(note: string): void | Promise<void> {
    if (!this.#isAsync) return void this.notes.push(note);
    return new Promise((resolve) => { setTimeout(resolve, 1); }).then(() => void this.notes.push(note));
  }

  override onEpochEnd(): void | Promise<void> { return this.#note('epoch end'); }
  override onTestBegin(): void | Promise<void> { return this.#note('begin'); }
  override onTestEnd(logs: Logs): void | Promise<void> { this.logs.push(logs); return this.#note('end'); }
  override onTestBatchBegin(batch: number): void | Promise<void> { return this.#note(`${batch} begins`); }
  override onTestBatchEnd(batch: number, logs: Logs): void | Promise<void> {
    this.logs.push(logs);
    return this.#note(`${batch} ends`);
  }
}

const ORDER = ['begin', '0 begins', '0 ends', '1 begins', '1 ends', '2 begins', '2 ends', 'end']; // as in Keras 3.15.1

test('evaluate tells callbacks of its batches in Keras\' order, with what the examples so far come to', () => {
  const model = make(), noting = new Noting();
  const whole = model.evaluate(x, y), told = model.evaluate(x, y, { batchSize: 4, callbacks: [noting, {}] });
  assert.deepEqual(told, whole, 'nothing changes');
  assert.deepEqual(noting.notes, ORDER);
  const parts = [[4, 4], [8, 4], [11, 3]].map(([seen, size]) => (
    { ...model.evaluate(x.subarray(0, 2 * seen), y.subarray(0, seen)), size }));
  assert.deepEqual(noting.logs, [...parts, whole]);
  const inParts = new Noting();
  make(4).evaluate(x, y, { batchSize: 8, callbacks: inParts });
  assert.deepEqual(inParts.notes, ORDER, 'what is computed at once is a batch');
  const some = new Noting();
  model.evaluate(x, y, { batchSize: 4, steps: 1, callbacks: some });
  assert.deepEqual(some.notes, ['begin', '0 begins', '0 ends', 'end']);
});

for (const isAsync of [false, true]) {
  test(`fit tells of its validation, after the epoch\'s batches${isAsync ? ', and waits' : ''}`, async () => {
    const noting = new Noting(isAsync), model = make(4);
    const { history } = await model.fit(x, y, {
      epochs: 2, validationData: [x, y], validationFreq: 2, callbacks: [noting],
    });
    assert.deepEqual(noting.notes, ['epoch end', ...ORDER, 'epoch end']);
    assert.equal(noting.logs.at(-1)?.loss, history.val_loss[0]);
  });
}

test('predict tells callbacks of its batches, with views of what it will return', () => {
  const model = make(), notes: string[] = [], views: Float32Array[] = [];
  const callback: Callback = {
    onPredictBegin(own: Model) { notes.push(`begin ${own === model}`); }, onPredictEnd() { notes.push('end'); },
    onPredictBatchBegin(batch) { notes.push(`${batch} begins`); },
    onPredictBatchEnd(batch, [output]) {
      notes.push(`${batch} ends`);
      views.push(output);
    },
  };
  const outputs = model.predict(x, { batchSize: 4, callbacks: callback });
  assert.deepEqual(notes, ['begin true', ...ORDER.slice(1)]);
  assert.deepEqual(views, [outputs.subarray(0, 4), outputs.subarray(4, 8), outputs.subarray(8)]);
  assert.ok(views.every(({ buffer }) => buffer === outputs.buffer));
  model.predictAll(x, { batchSize: 8, callbacks: [callback] });
  assert.equal(notes.length, ORDER.length + 6);
});

test('where nobody waits a promise is refused by name, and so are hooks that there are not', () => {
  const model = make(), late = async (): Promise<void> => {};
  for (const name of ['onTestBegin', 'onTestEnd', 'onTestBatchBegin', 'onTestBatchEnd']) {
    assert.throws(() => model.evaluate(x, y, { callbacks: { [name]: late } }), {
      name: 'TypeError',
      message: `evaluate: ${name} must return nothing, since evaluate waits for nobody, got a promise`,
    });
  }
  for (const name of ['onPredictBegin', 'onPredictEnd', 'onPredictBatchBegin', 'onPredictBatchEnd']) {
    assert.throws(() => model.predictAll(x, { callbacks: { [name]: late } }), {
      name: 'TypeError',
      message: `predictAll: ${name} must return nothing, since predictAll waits for nobody, got a promise`,
    });
  }
  assert.throws(() => model.evaluate(x, y, { callbacks: { on_test_begin() {} } as never }), {
    name: 'TypeError', message: /^evaluate: callbacks has no hook 'on_test_begin'; .*; did you mean 'onTestBegin'\?$/,
  });
  assert.throws(() => model.predict(x, { callbacks: 3 as never }), { message: /^predict: callbacks must be / });
});

test('of a source too, whose hooks are waited for; so in a validation on one', async () => {
  const batches = [[0, 4], [4, 8], [8, 11]].map(([from, to]) => (
    { x: x.subarray(2 * from, 2 * to), y: y.subarray(from, to) }));
  const model = make(), noting = new Noting(true), { loss } = model.evaluate(x, y);
  assert.equal((await model.evaluate(() => batches, { callbacks: noting })).loss, loss);
  assert.deepEqual(noting.notes, ORDER);
  const seen: number[] = [], predicting = {
    onPredictBegin: async () => { await Promise.resolve(); seen.push(-1); },
    onPredictBatchEnd: (batch: number, [outputs]: readonly Float32Array[]) => { seen.push(batch, outputs.length); },
    onPredictEnd: () => { seen.push(-2); },
  };
  await model.predict(() => batches.map((batch) => ({ x: batch.x })), { callbacks: predicting });
  assert.deepEqual(seen, [-1, 0, 4, 1, 4, 2, 3, -2]);
  const inFit = new Noting(true);
  await model.fit(x, y, { validationData: () => batches, callbacks: inFit });
  assert.deepEqual(inFit.notes, [...ORDER, 'epoch end']);
});
