import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, save } from '../../lib/formats/index.ts';
import { dense, input, model as makeModel, sequential, sgd } from '../../lib/index.ts';
import { embedding, lstm, type Layer } from '../../lib/layers/index.ts';
import { assertSameBits } from '../helpers/same.ts';

// Stateful layers go on where the batch before has left them.

const x = Float32Array.from({ length: 4 * 3 * 2 }, (_, i) => ((i * 7) % 11) / 8 - 0.5);
const head = (): Layer => dense({ units: 1, kernelInitializer: [0.5, -1, 0.25] });
const stateful = () =>
  sequential([lstm({ units: 3, stateful: true, batchSize: 2, inputShape: [3, 2] }), head()], { seed: 3 });

test('predict goes on from piece to piece, and resetStates begins anew', () => {
  const model = stateful(), first = x.subarray(0, 12), whole = model.predict(x);
  model.resetStates();
  const parts = [...model.predict(first), ...model.predict(x.subarray(12))];
  assertSameBits(whole, Float32Array.from(parts), 'outputs');
  const after = model.predict(first);
  model.resetStates();
  assert.notDeepEqual([...after], [...model.predict(first)]);
  assertSameBits(model.predict(x.subarray(12)), whole.subarray(2), 'second piece');
});

test('a file holds the states, and training changes them', async () => {
  const model = stateful(), y = [0.5, -0.5, 1, 0];
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
  await model.fit(x, y, { batchSize: 2, epochs: 2, shuffle: false });
  assert.ok(model.state.some((value) => value !== 0));
  const loaded = load(save(model));
  assertSameBits(loaded.state, model.state, 'states');
  assertSameBits(loaded.predict(x), model.predict(x), 'outputs');
});

test('batches of another size are refused before anything is computed', async () => {
  const model = stateful();
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  assert.throws(() => model.predict(x.subarray(0, 6)), {
    name: 'ShapeError',
    message: 'predict: x must hold a multiple of batchSize 2 examples, since layers are stateful, got 1',
  });
  assert.throws(() => model.trainOnBatch(x, [0, 1, 0, 1]), {
    name: 'StateError', message: /stateful layer must be given batches of batchSize 2, got 4$/,
  });
  await assert.rejects(model.fit(x, [0, 1, 0, 1], { batchSize: 4 }), {
    name: 'RangeError', message: 'fit: batchSize must be 2, as the stateful layers have it, got 4',
  });
  await assert.rejects(model.fit(x, [0, 1, 0, 1], { validationSplit: 0.25 }), {
    name: 'RangeError',
    message: 'fit: validationSplit must leave a multiple of batchSize 2 examples for training, since layers are '
      + 'stateful, got 3',
  });
});

test('fit takes by itself the batches that stateful layers have', async () => {
  const model = stateful();
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  assert.equal((await model.fit(x, [0, 1, 0, 1], { validationSplit: 0.5 })).params.batchSize, 2);
});

test('a stateful layer is called once, and all have one batch size', () => {
  const first = lstm({ units: 2, stateful: true, batchSize: 2 }), from = input({ shape: [3, 1] });
  const twice = [first.apply(from), first.apply(from)];
  assert.throws(() => makeModel({ inputs: from, outputs: twice }), {
    name: 'TypeError', message: "model: stateful layer 'lstm' must be called once, got 2 calls",
  });
  const other = lstm({ units: 2, stateful: true, batchSize: 3 }).apply(from);
  assert.throws(() => makeModel({ inputs: from, outputs: [twice[0], other] }), {
    name: 'RangeError', message: "model: stateful layer 'lstm_1' must have batchSize 2, as layer 'lstm' has, got 3",
  });
});

test('ids come as whole numbers of any typed array, and are refused by name and place', () => {
  const model = sequential([embedding({ inputDim: 4, outputDim: 2, inputShape: [3] })]);
  const ids = [0, 3, 1, 2, 2, 0], wanted = model.predict(Float32Array.from(ids));
  for (const given of [Int32Array.from(ids), Uint8Array.from(ids), Uint32Array.from(ids)]) {
    assertSameBits(model.predict(given), wanted, given.constructor.name);
  }
  for (const wrong of [4, -1, 0.5, NaN]) {
    assert.throws(() => model.predict(Float32Array.of(0, 1, 2, 0, wrong, 1)), {
      name: 'RangeError', message: `predict: x[4] must be an id, a whole number from 0 to 3, got ${wrong}`,
    });
  }
});
