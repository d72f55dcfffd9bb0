import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError, StateError } from '../../lib/core/errors.ts';
import { dense, dropout } from '../../lib/layers/index.ts';
import {
  earlyStopping, sequential, type Callback, type FitOptions, type History, type Model, type Sequential,
} from '../../lib/model/index.ts';
import { adam } from '../../lib/optimizers/index.ts';
import { numbered } from './small.ts';

const { x, y } = numbered(23);
const options: FitOptions = { batchSize: 5, epochs: 4, validationSplit: 0.2, validationFreq: 2 };

function make(): Sequential {
  const model = sequential(
    [dense({ units: 4, activation: 'tanh', inputShape: [2] }), dropout({ rate: 0.3 }), dense({ units: 1 })],
    { seed: 8 },
  );
  model.compile({ optimizer: adam(), loss: 'meanSquaredError', metrics: ['meanAbsoluteError', 'auc'] });
  return model;
}

async function whole(): Promise<{ model: Sequential; history: History }> {
  const model = make();
  return { model, history: await model.fit(x, y, options) };
}

/** Training left by whatever `leave` does at the end of a batch, and resumed until all epochs are done. */
async function inParts(
  leave: (model: Sequential) => void, more: FitOptions = {}, begin: () => void = () => {},
): Promise<{ model: Sequential; history: History; parts: number }> {
  const model = make(), callback: Partial<Callback> = { onTrainBegin: begin, onBatchEnd: () => leave(model) };
  let history = await model.fit(x, y, { ...options, ...more, callbacks: [callback] }).catch(() => model.history);
  let parts = 1;
  for (; history?.reason !== 'epochs'; parts++) {
    assert.ok(parts < 40);
    history = await model.fit(x, y, { ...options, ...more, callbacks: [callback], resume: true }).catch(() =>
      model.history);
  }
  return { model, history, parts };
}

test('training that is stopped, aborted or broken off after every batch comes to the bits and the History of training '
  + 'that is not', async () => {
  const expected = await whole();
  const signal = { aborted: false };
  const ways: Readonly<Record<string, readonly [(model: Sequential) => void, FitOptions?]>> = {
    stopped: [(model) => { model.stopTraining = true; }],
    aborted: [() => { signal.aborted = true; }, { signal }],
    broken: [() => { throw new Error('enough'); }],
  };
  for (const [way, [leave, more]] of Object.entries(ways)) {
    const { model, history, parts } = await inParts(leave, more, () => { signal.aborted = false; });
    assert.ok(parts > 12, `${way} in ${parts} parts`);
    assert.deepEqual(model.theta, expected.model.theta, way);
    assert.deepEqual(history, expected.history, way);
  }
});

test('training with more epochs, or more iterations in all, goes on from the end of a shorter one', async () => {
  const expected = await whole(), model = make();
  await model.fit(x, y, { ...options, epochs: 1 });
  const middle = await model.fit(x, y, { ...options, maxIterations: 9, resume: true });
  assert.deepEqual([middle.iterations, middle.epoch], [9, [0, 1, 2]]);
  assert.deepEqual((await model.fit(x, y, { ...options, maxIterations: 9, resume: true })).history, middle.history);
  assert.deepEqual(await model.fit(x, y, { ...options, resume: true }), expected.history);
  assert.deepEqual(model.theta, expected.model.theta);
  assert.deepEqual(middle.epoch, [0, 1, 2]);
});

test('the History that was returned stays as it was when training goes on', async () => {
  const model = make(), first = await model.fit(x, y, { ...options, epochs: 1 }), copy = structuredClone(first);
  await model.fit(x, y, { ...options, resume: true });
  assert.deepEqual(first, copy);
});

test('without resume training begins anew', async () => {
  const model = make();
  await model.fit(x, y, { ...options, maxIterations: 2 });
  const { epoch, iterations } = await model.fit(x, y, { ...options, epochs: 1 });
  assert.deepEqual([epoch, iterations], [[0], 4]);
});

test('what would not go on as it was is refused by name', async () => {
  const model = make();
  const nothing = /^fit: resume needs a fit of this model since it was compiled, or a checkpoint of one, got neither$/;
  await assert.rejects(model.fit(x, y, { resume: true }), { name: StateError.name, message: nothing });
  await model.fit(x, y, { ...options, maxIterations: 2 });
  const { position } = model;
  const wrong: readonly (readonly [FitOptions, string, RegExp])[] = [
    [{ batchSize: 6 }, RangeError.name, /^fit: batchSize must be 5, as before, to resume, got 6$/],
    [{ shuffle: 'batch' }, RangeError.name, /^fit: shuffle must be true, as before, to resume, got 'batch'$/],
    [
      { validationSplit: 0.3 }, ShapeError.name,
      /^fit: x must hold 18 examples to train on, as before, to resume, got 16$/,
    ],
    [{ initialEpoch: 1 }, TypeError.name, /^fit: initialEpoch must be absent where resume is true, got 1$/],
  ];
  for (const [more, name, message] of wrong) {
    await assert.rejects(model.fit(x, y, { ...options, ...more, resume: true }), { name, message });
  }
  await assert.rejects(model.fit(x, y, { resume: 1 as never }), {
    name: TypeError.name, message: /^fit: resume must be true or false, got 1$/,
  });
  assert.deepEqual(model.position, position);
  model.compile({ optimizer: adam(), loss: 'meanSquaredError' });
  assert.equal(model.position, undefined);
  await assert.rejects(model.fit(x, y, { ...options, resume: true }), StateError);
});

test('a position is taken over only if it is one of the History', async () => {
  const model = make();
  const early = (): void => {
    model.position = { epoch: 0, begun: 0, batch: 0, total: 0, counts: [[], []], entered: [] };
  };
  assert.throws(early, { name: StateError.name, message: /^position: history must be set first/ });
  await model.fit(x, y, { ...options, maxIterations: 6 });
  const { position } = model;
  assert.ok(position !== undefined && position.entered.includes('val_auc') && position.counts.length === 2);
  for (const part of [
    { batch: 5 }, { epoch: 0 }, { entered: ['other'] }, { entered: ['loss', 'loss'] }, { counts: [] }, { total: NaN },
  ]) {
    assert.throws(() => { model.position = { ...position, ...part }; }, /^\w*Error: position: |position: /);
    assert.deepEqual(model.position, position);
  }
});

test('callbacks see the numbers of epochs and batches go on', async () => {
  const model = make(), seen: string[] = [];
  const watch = {
    onEpochBegin: (epoch: number) => { seen.push(`epoch ${epoch}`); },
    onBatchBegin: (batch: number) => { seen.push(`batch ${batch}`); },
  };
  const callbacks = [watch, earlyStopping({ monitor: 'loss' })];
  await model.fit(x, y, { ...options, maxIterations: 5 });
  await model.fit(x, y, { ...options, maxIterations: 9, resume: true, callbacks });
  assert.deepEqual(seen, ['epoch 1', 'batch 1', 'batch 2', 'batch 3', 'epoch 2', 'batch 0']);
});

test('a training left at any moment that a callback sees, its last step and last epoch too, ends as the '
  + 'one that was not', async () => {
  const limited = { ...options, maxIterations: 9 }; // ends within an epoch
  const places: (() => Sequential)[] = [];
  const keep = (model: Model): void => {
    const { position, history, steps } = model, theta = model.theta.slice();
    const weights = model.optimizer.getWeights(model.theta);
    assert.ok(position !== undefined && history !== undefined);
    const copied = structuredClone(history);
    places.push(() => {
      const again = make();
      again.theta.set(theta);
      again.optimizer.setWeights(again.theta, weights);
      again.steps = steps;
      again.history = copied;
      again.position = position;
      return again;
    });
  };
  const whole = make();
  const callbacks: Partial<Callback>[] = [{
    onBatchEnd: (_batch, _logs, model) => keep(model), onEpochEnd: (_epoch, _logs, model) => keep(model),
    onTrainEnd: (model) => keep(model),
  }];
  const expected = await whole.fit(x, y, { ...limited, callbacks });
  assert.equal(places.length, 9 + 3 + 1);
  for (const [i, place] of places.entries()) {
    const again = place();
    assert.deepEqual(await again.fit(x, y, { ...limited, resume: true }), expected, `place ${i}`);
    assert.deepEqual(again.theta, whole.theta, `place ${i}`);
    assert.deepEqual(again.position, whole.position, `place ${i}`);
  }
});
