import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError, StateError } from '../../lib/core/errors.ts';
import { dense } from '../../lib/layers/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { assertSameBits } from '../helpers/same.ts';
import { numbered, orders, smallModel } from './small.ts';

const ascending = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Trains in the order given, batch by batch, by trainOnBatch; returns Σ loss · size / n. */
function byHand(model: Sequential, order: readonly number[], batchSize: number): number {
  const { x, y } = numbered(order.length);
  let total = 0;
  for (let first = 0; first < order.length; first += batchSize) {
    const rows = order.slice(first, first + batchSize);
    const { loss } =
      model.trainOnBatch(Float32Array.from(rows.flatMap((r) => [x[2 * r], x[2 * r + 1]])), rows.map((r) => y[r]));
    total += loss * rows.length;
  }
  return total / order.length;
}

const near = (actual: number, wanted: number): void =>
  assert.ok(Math.abs(actual - wanted) <= 1e-12 * Math.abs(wanted), `${actual}, not ${wanted}`);

for (const shuffle of [false, true, 'batch'] as const) {
  // The short last batch is a step like the others, with its own mean.
  test(`shuffle ${shuffle}: an epoch is a step a batch, and its loss is Σ(loss · size)/n `
    + 'from before the updates', async () => {
    const { x, y } = numbered(70);
    const model = smallModel(), steps = smallModel();
    const { history } = await model.fit(x, y, { shuffle, epochs: 2 });
    const { epochs } = await orders(70, { shuffle, epochs: 2 });
    epochs.forEach((order, epoch) => near(history.loss[epoch], byHand(steps, order, 32)));
    assertSameBits(model.theta, steps.theta, 'θ');
  });
}

test('batches hold 32 examples by default, what is left at the end, or all with \'full\'', async () => {
  const sizes = async (count: number, batchSize?: number | 'full'): Promise<number[]> => {
    const seen: number[] = [], { x, y } = numbered(count);
    await smallModel().fit(x, y, {
      ...(batchSize !== undefined && { batchSize }),
      callbacks: [{ onBatchEnd: (_, logs) => { seen.push(logs.size); } }],
    });
    return seen;
  };
  assert.deepEqual(await sizes(100), [32, 32, 32, 4]);
  assert.deepEqual(await sizes(64), [32, 32]);
  assert.deepEqual(await sizes(10), [10]);
  assert.deepEqual(await sizes(10, 3), [3, 3, 3, 1]);
  assert.deepEqual(await sizes(200, 'full'), [200]);
  assert.deepEqual(await sizes(3, 1), [1, 1, 1]);
});

test('shuffle true takes every example once an epoch, in another order each time, of which nothing but seed and epoch '
  + 'decide', async () => {
  const { epochs } = await orders(50, { epochs: 4 });
  for (const order of epochs) assert.deepEqual([...order].sort((a, b) => a - b), ascending(50));
  assert.equal(new Set([ascending(50), ...epochs].map(String)).size, 5);
  for (const fitOptions of [{ batchSize: 1 }, { batchSize: 'full' }, { batchSize: 7 }] as const) {
    assert.deepEqual((await orders(50, { ...fitOptions, epochs: 4 }, { maxBatch: 3 })).epochs, epochs);
  }
  assert.deepEqual((await orders(50, { epochs: 4, initialEpoch: 2 })).epochs, epochs.slice(2));
  assert.deepEqual((await orders(50, { epochs: 4 }, { seed: 0 })).epochs, epochs);
  assert.notDeepEqual((await orders(50, { epochs: 4 }, { seed: 1 })).epochs, epochs);
});

test('shuffle false keeps the order; \'batch\' moves whole batches and leaves the short one last', async () => {
  assert.deepEqual(
    (await orders(20, { shuffle: false, batchSize: 3, epochs: 2 })).epochs, [ascending(20), ascending(20)],
  );
  const { epochs } = await orders(45, { shuffle: 'batch', batchSize: 4, epochs: 3 });
  for (const order of epochs) {
    assert.equal(order[44], 44);
    const starts = ascending(11).map((b) => order[4 * b]);
    starts.forEach((start, b) =>
      assert.deepEqual(order.slice(4 * b, 4 * b + 4), [start, start + 1, start + 2, start + 3]));
    assert.deepEqual([...starts].sort((a, b) => a - b), ascending(11).map((b) => 4 * b));
  }
  assert.equal(new Set([...epochs, ascending(45)].map(String)).size, 4);
});

test('seed 0 is a seed and the default; other seeds give other first weights', () => {
  const first = (seed?: number) => smallModel(seed === undefined ? {} : { seed }).theta;
  assertSameBits(first(0), first(), 'θ');
  const kernel = (seed: number) => String(first(seed).subarray(0, 6));
  assert.equal(new Set([0, 1, 2, 2 ** 53 - 1].map(kernel)).size, 4);
  assert.ok(first(0).subarray(0, 6).some((v) => v !== 0));
});

test('the same call gives the same bits, and fit goes on where the last one ended', async () => {
  const { x, y } = numbered(40), models = [0, 1, 2].map(() => smallModel());
  for (const model of models.slice(0, 2)) await model.fit(x, y, { epochs: 3 });
  assertSameBits(models[0].theta, models[1].theta, 'θ');
  await models[2].fit(x, y, { epochs: 1 });
  await models[2].fit(x, y, { epochs: 3, initialEpoch: 1 });
  assertSameBits(models[2].theta, models[0].theta, 'θ in two parts');
});

test('History holds one number an epoch, the epochs from initialEpoch, and what was asked for', async () => {
  const { x, y } = numbered(70), model = smallModel();
  const history = await model.fit(x, y, { epochs: 5, initialEpoch: 3, batchSize: 20 });
  assert.equal(history, model.history);
  assert.deepEqual(history.epoch, [3, 4]);
  assert.deepEqual(Object.keys(history.history), ['loss']);
  assert.equal(history.history.loss.length, 2);
  assert.deepEqual(history.params, {
    batchSize: 20, epochs: 5, steps: 4, samples: 70, shuffle: true, doValidation: false, metrics: ['loss'],
  });
  assert.deepEqual([history.iterations, history.reason], [8, 'epochs']);
  assert.deepEqual((await model.fit(x, y, { epochs: 2, initialEpoch: 2 })).epoch, []);
});

test('a long fit lets timers run', async () => {
  const { x, y } = numbered(3000);
  let turns = 0;
  const timer = setInterval(() => { turns++; }, 1);
  const started = performance.now();
  await smallModel().fit(x, y, { batchSize: 1, epochs: 4 });
  clearInterval(timer);
  const elapsed = performance.now() - started;
  assert.ok(turns >= Math.floor(elapsed / 100), `${turns} turns in ${elapsed} ms`);
});

test('one fit at a time: a second, a step and a compile are refused while it runs, and allowed when '
  + 'it has ended', async () => {
  const { x, y } = numbered(40), model = smallModel();
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => { release = resolve; });
  const running = model.fit(x, y, { epochs: 2, callbacks: [{ onEpochBegin: () => gate }] });
  await assert.rejects(model.fit(x, y), {
    name: 'StateError', message: 'fit: the model is being trained by fit; wait until that has ended',
  });
  assert.throws(() => model.trainOnBatch(x, y), StateError);
  assert.throws(() => model.compile({ optimizer: sgd(), loss: 'meanSquaredError' }), StateError);
  model.predict(x); // reading is allowed
  release();
  assert.equal((await running).iterations, 4);
  await model.fit(x, y);
  model.trainOnBatch(x, y);
});

test('training and evaluation need compile first', async () => {
  const model = sequential([dense({ units: 1, inputShape: [2] })]), { x, y } = numbered(4);
  const needed = (who: string) => ({
    name: 'StateError', message: `${who}: the model must be compiled first; call compile({ optimizer, loss })`,
  });
  await assert.rejects(model.fit(x, y), needed('fit'));
  assert.throws(() => model.trainOnBatch(x, y), needed('trainOnBatch'));
  assert.throws(() => model.evaluate(x, y), needed('evaluate'));
  assert.throws(() => model.optimizer, needed('optimizer'));
  assert.equal(model.predict(x).length, 4);
});

test('options that are misspelt, out of range or of the wrong kind are refused before anything '
  + 'is trained', async () => {
  const { x, y } = numbered(40), model = smallModel(), theta = model.theta.slice();
  const refused: readonly [object, string, RegExp][] = [
    [{ batchsize: 3 }, 'TypeError', /^fit: unknown option 'batchsize'; it takes batchSize, epochs, /],
    [{ batchSize: 0 }, 'RangeError', /^fit: batchSize must be a positive integer, got 0$/],
    [{ batchSize: 'all' }, 'TypeError', /^fit: batchSize .* got 'all'$/],
    [{ epochs: 2.5 }, 'RangeError', /^fit: epochs must be a positive integer, got 2\.5$/],
    [{ initialEpoch: -1 }, 'RangeError', /^fit: initialEpoch must be an integer from 0 to 4294967295, got -1$/],
    [{ shuffle: 'yes' }, 'TypeError', /^fit: shuffle must be true, false or 'batch', got 'yes'$/],
    [{ callbacks: {} }, 'TypeError', /^fit: callbacks must be a callback or a list of them, got an object \(Object\)$/],
    [{ callbacks: [undefined] }, 'TypeError', /^fit: callbacks\[0\] must be an object, got undefined$/],
    [
      { signal: true }, 'TypeError',
      /^fit: signal must be an AbortSignal, such as the `signal` of an AbortController, got true$/,
    ],
    [
      { signal: new AbortController() }, 'TypeError',
      /^fit: signal must be an AbortSignal, .* got an object \(AbortController\)$/,
    ],
    [
      { callbacks: [{ onEpochEnds() {} }] }, 'TypeError',
      /^fit: callbacks\[0\] has no hook 'onEpochEnds'; there are onTrainBegin, /,
    ],
    [{ callbacks: [{ onEpochEnd: 5 }] }, 'TypeError', /^fit: callbacks\[0\]\.onEpochEnd must be a function, got 5$/],
    [{ maxIterations: 0 }, 'RangeError', /^fit: maxIterations must be a positive integer/],
    [{ precision: -1 }, 'RangeError', /^fit: precision must be a finite number of at least 0, got -1$/],
    [
      { validationSplit: 1 }, 'RangeError',
      /^fit: validationSplit must leave at least one of 40 examples for training, got 1$/,
    ],
    [
      { validationSplit: -0.1 }, 'RangeError',
      /^fit: validationSplit must be a finite number of at least 0, got -0\.1$/,
    ],
    [{ validationSplit: 0.999 }, 'RangeError', /^fit: validationSplit must leave/],
    [{ validationFreq: 0 }, 'RangeError', /^fit: validationFreq must be a positive integer, got 0$/],
    [
      { validationFreq: 'all' }, 'TypeError',
      /^fit: validationFreq must be a positive integer or a list of epochs, got 'all'$/,
    ],
    [{ validationFreq: [1, 0] }, 'RangeError', /^fit: validationFreq\[1\] must be a positive integer, got 0$/],
    [
      { validationData: { x, y } }, 'TypeError',
      /^fit: validationData must be \[x, y\], \[x, y, sampleWeight\] or a source, got an object/,
    ],
    [{ validationData: [x, y.subarray(1)] }, 'ShapeError', /^fit validationData: y must hold 40 × 1 elements/],
  ];
  for (const [options, name, message] of refused) await assert.rejects(model.fit(x, y, options), { name, message });
  assertSameBits(model.theta, theta, 'θ');
  await model.fit(x, y, { epochs: 1 });
});

test('examples and targets that do not fit are refused with what was expected', async () => {
  const model = smallModel(), { x, y } = numbered(4);
  const refused: readonly [unknown, unknown, string, RegExp][] = [
    ['12', [1], 'TypeError', /^fit: x must be numbers, in a typed array or in arrays, got '12'$/],
    [[1, '2'], [1], 'TypeError', /^fit: x\[1\] must be a number, got '2'; Number/],
    [Float64Array.of(1, 1e40), [1], 'RangeError', /^fit: x\[1\] must be a finite number in binary32 .*, got 1e\+40$/],
    [
      new Float32Array(0), [], 'ShapeError',
      /^fit: x must hold a positive multiple of 2 elements, one row of shape \(2\) an example, got 0$/,
    ],
    [x.subarray(1), y, 'ShapeError', /^fit: x .* got 7$/],
    [
      x, y.subarray(1), 'ShapeError',
      /^fit: y must hold 4 × 1 elements for 4 examples and loss meanSquaredError, got 3$/,
    ],
    [x, undefined, 'TypeError', /^fit: y must be numbers, in a typed array or in arrays, got undefined$/],
    [x, ['1', '2', '3', '4'], 'TypeError', /^fit: y\[0\] must be a number, got '1'; Number/],
    [x, [1n, 2n, 3n, 4n], 'TypeError', /^fit: y\[0\] must be a number, got 1n \(a bigint\); Number/],
  ];
  for (const [badX, badY, name, message] of refused) {
    await assert.rejects(model.fit(badX as Float32Array, badY as number[]), { name, message });
  }
  const classes = sequential([dense({ units: 3, activation: 'softmax', inputShape: [2] })]);
  classes.compile({ optimizer: sgd(), loss: 'sparseCategoricalCrossentropy' });
  for (const [label, shown] of [[3, '3'], [-1, '-1'], [0.5, '0.5'], [NaN, 'NaN']] as const) {
    const message = `fit: y[2] must be a label, a whole number from 0 to 2, got ${shown}`;
    await assert.rejects(classes.fit(x, [0, 1, label, 2]), { name: 'RangeError', message });
  }
  assert.throws(() => classes.trainOnBatch(x, new Float32Array(12)), ShapeError);
  for (const y8 of [Uint8Array.of(0, 1, 2, 0), [0, 1, 2, 0], Float64Array.of(0, 1, 2, 0)]) classes.trainOnBatch(x, y8);
});
