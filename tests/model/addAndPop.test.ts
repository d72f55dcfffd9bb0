/**
 * A sequential model that grows and shrinks, and layers found by name or number.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, save } from '../../lib/formats/index.ts';
import { batchNormalization, dense, dropout, flatten } from '../../lib/layers/index.ts';
import { StateError } from '../../lib/core/errors.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { numbered } from './small.ts';

const first = () => dense({ units: 4, activation: 'tanh', inputShape: [2] });

/** Trained a little, so that weights, moving averages and steps are not the first ones. */
function trained(): Sequential {
  const made = sequential([first(), batchNormalization(), dense({ units: 1, name: 'end' })], { seed: 3 });
  const { x, y } = numbered(12);
  made.compile({ optimizer: 'adam', loss: 'mse' });
  for (let step = 0; step < 3; step++) made.trainOnBatch(x, y);
  return made;
}

test('layers added one by one make the model that they make at once, bit for bit', () => {
  const layers = [first(), dropout({ rate: 0.5 }), batchNormalization(), flatten(), dense({ units: 2 })];
  const whole = sequential(layers, { seed: 8 }), grown = sequential([], { seed: 8 });
  for (const layer of layers) grown.add(layer);
  assertSameBits(grown.theta, whole.theta, 'θ');
  assert.deepEqual(save(grown), save(whole));
  assert.equal(grown.summary(), whole.summary());
});

test('what is there keeps its weights, state and steps when a layer is added or taken away', () => {
  const made = trained(), before = made.getWeights(), { steps } = made;
  made.add(dense({ units: 3, name: 'more' }));
  made.getWeights().slice(0, before.length).forEach((values, i) => assertSameBits(values, before[i], `tensor ${i}`));
  assert.deepEqual([made.steps, made.isCompiled, made.layers.length], [steps, false, 4]);
  made.pop();
  made.getWeights().forEach((values, i) => assertSameBits(values, before[i], `tensor ${i} again`));
  made.pop();
  assert.deepEqual(made.getWeights(), before.slice(0, -2));
  assert.deepEqual(load(save(made)).theta, made.theta);
});

test('a model is trained on after it has changed, once it is compiled anew', async () => {
  const made = trained(), { x, y } = numbered(12);
  made.pop();
  assert.throws(() => made.trainOnBatch(x, y), StateError);
  made.add(dense({ units: 1, name: 'other' }));
  made.compile({ optimizer: 'sgd', loss: 'mse' });
  const { history } = await made.fit(x, y, { epochs: 2 });
  assert.equal(history.loss.length, 2);
  await assert.rejects(made.fit(x, y, {
    callbacks: [{ onBatchEnd: () => { made.pop(); } }],
  }), { name: 'StateError', message: /^sequential: the model is being trained by fit/ });
});

test('layers are found by name and number, and getWeights of one are those of all at its place', () => {
  const made = trained();
  assert.equal(made.getLayer('end'), made.layers[2]);
  assert.equal(made.getLayer(1), made.layers[1]);
  assert.deepEqual(made.getWeights('batchNormalization'), made.getWeights().slice(2, 6));
  made.setWeights([[1, 2, 3, 4], [5]], 'end');
  assert.deepEqual(made.getWeights('end').map((values) => [...values]), [[1, 2, 3, 4], [5]]);
});

checkRefusals('what is no layer, or stands nowhere, is refused by name', [
  [() => sequential().pop(), StateError, /^pop: the model must have a layer, got none$/],
  [
    () => sequential().predict(Float32Array.of(1)), StateError,
    /^sequential: the model must have a layer first, got none; /,
  ],
  [() => sequential().add(dense({ units: 1 })), StateError, /^sequential: the first layer must be given inputShape/],
  [() => trained().add(3 as never), TypeError, /^sequential: layers\[3\] must be a Layer/],
  [
    () => trained().add(dense({ units: 2, name: 'end' })), TypeError,
    /^sequential: layer names must differ, got 'end' twice$/,
  ],
  [() => trained().getLayer('ent'), RangeError, /must be one of dense, .*, end, got 'ent'; did you mean/],
  [() => trained().getLayer(3), RangeError, /must be one of dense, batchNormalization, end, got 3$/],
  [() => trained().getWeights('ent'), RangeError, /must be one of .*, got 'ent'; did you mean/],
]);
