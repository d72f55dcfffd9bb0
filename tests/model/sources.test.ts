/** Training, evaluation and prediction on batches that come from a source. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Philox } from '../../lib/core/philox.ts';
import { batchNormalization, dense, dropout } from '../../lib/layers/index.ts';
import { load, save } from '../../lib/formats/index.ts';
import { ScaledBytes } from '../../lib/data/index.ts';
import { input, model as graphOf } from '../../lib/model/index.ts';
import {
  sequential, type BatchSource, type Callback, type FitOptions, type GivenBatch, type Sequential,
} from '../../lib/model/index.ts';
import { adam, sgd } from '../../lib/optimizers/index.ts';
import { cases, expectRefusals } from './sourceCases.ts';
import { numbered } from './small.ts';

const COUNT = 23, BATCH = 5, BATCHES = 5;
const { x, y } = numbered(COUNT);
const weights = Float32Array.from({ length: COUNT }, (_, i) => 0.5 + (i % 3));

function make(accumulationSteps: number = 1): Sequential {
  const hidden = dense({ units: 4, activation: 'tanh', inputShape: [2] });
  const layers = [hidden, dropout({ rate: 0.3 }), dense({ units: 1 })];
  const model = sequential(layers, { seed: 8, maxBatch: 3 });
  model.compile({
    optimizer: adam({ accumulationSteps }), loss: 'meanSquaredError', metrics: ['meanAbsoluteError', 'auc'],
  });
  return model;
}

/** Batch i of the rows as they stand. */
function batch(i: number): { x: Float32Array; y: Float32Array; sampleWeight: Float32Array } {
  const [first, end] = [i * BATCH, Math.min(COUNT, (i + 1) * BATCH)];
  return { x: x.slice(2 * first, 2 * end), y: y.slice(first, end), sampleWeight: weights.slice(first, end) };
}

function* all(from: number = 0): Generator<GivenBatch> {
  for (let i = from; i < BATCHES; i++) yield batch(i);
}

async function* later(from: number = 0): AsyncGenerator<GivenBatch> {
  for (const each of all(from)) {
    await sleep(0);
    yield each;
  }
}

/** In arrays, as Keras' generators. */
function* lists(): Generator<GivenBatch> {
  for (let i = 0; i < BATCHES; i++) {
    const { x: rows, y: own, sampleWeight } = batch(i);
    yield [Array.from({ length: own.length }, (_, r) => [...rows.subarray(2 * r, 2 * r + 2)]), [...own], sampleWeight];
  }
}

function* endless(): Generator<GivenBatch> {
  for (;;) yield* all();
}

class Stored {
  * [Symbol.iterator](): Generator<GivenBatch> { yield* all(); }
}

const EPOCHS = 3;
const whole: FitOptions = { batchSize: BATCH, shuffle: false, epochs: EPOCHS, sampleWeight: weights };

const sources: Readonly<Record<string, readonly [BatchSource, FitOptions]>> = {
  'a function': [() => all(), {}],
  'an asynchronous function': [() => later(), {}],
  'a function of the place': [(_epoch, from) => later(from), { stepsPerEpoch: BATCHES }],
  'lists of arrays': [lists, {}],
  'an iterable': [new Stored(), {}],
  'a set': [new Set(all()), {}],
  'a generator that goes on': [endless(), { stepsPerEpoch: BATCHES }],
  'an asynchronous one': [(async function* on() { for (;;) yield* later(); })(), { stepsPerEpoch: BATCHES }],
};

test('batches of every kind of source give the bits and the History of arrays in their order', async () => {
  const expected = make(), history = await expected.fit(x, y, { ...whole, validationData: [x, y, weights] });
  for (const [kind, [source, options]] of Object.entries(sources)) {
    const model = make();
    const got = await model.fit(source, { ...options, epochs: EPOCHS, validationData: () => later() });
    assert.deepEqual(model.theta, expected.theta, kind);
    assert.deepEqual(got.history, history.history, kind);
    assert.deepEqual([got.reason, got.iterations, got.epoch], ['epochs', history.iterations, history.epoch], kind);
    const { batchSize, samples, steps, shuffle } = got.params;
    assert.deepEqual([batchSize, samples, steps, shuffle], [0, 0, options.stepsPerEpoch ?? 0, false], kind);
  }
});

test('the last batch ends an accumulation where stepsPerEpoch says that it is the last', async () => {
  const expected = make(2), model = make(2), open = make(2);
  await expected.fit(x, y, whole);
  await model.fit(() => all(), { epochs: EPOCHS, stepsPerEpoch: BATCHES });
  assert.deepEqual(model.theta, expected.theta);
  await open.fit(() => all(), { epochs: EPOCHS });
  assert.equal(open.optimizer.iterations(open.theta), Math.floor(EPOCHS * BATCHES / 2), 'gradients go on');
});

test('evaluate and predict of a source give the bits of arrays', async () => {
  const model = make();
  await model.fit(x, y, whole);
  assert.deepEqual(await model.evaluate(() => later()), model.evaluate(x, y, { sampleWeight: weights }));
  assert.deepEqual(
    await model.evaluate(endless(), { steps: 2 }),
    model.evaluate(x, y, { sampleWeight: weights, batchSize: BATCH, steps: 2 }),
  );
  const rows = x.subarray(0, 4 * BATCH);
  assert.deepEqual(await model.predict(() => later() as AsyncIterable<never>), model.predict(x));
  assert.deepEqual(await model.predict([rows, rows].values()), model.predict([...rows, ...rows]));
  assert.deepEqual(await model.predict((function* on() { for (;;) yield { x: rows }; })(), { steps: 1 }),
    model.predict(rows));
  assert.deepEqual(Object.keys(await model.predictAll([rows].values())), ['dense_1']);
  assert.ok(model.evaluate(() => all()) instanceof Promise && model.predict([rows].values()) instanceof Promise);
});

test('evaluate of a source is not disturbed by what else uses the model between its batches', async () => {
  const model = make();
  const slow = model.evaluate(() => later());
  await sleep(0);
  model.evaluate(x.subarray(0, 4), [7, 7]);
  model.predict(x);
  assert.deepEqual(await slow, model.evaluate(x, y, { sampleWeight: weights }));
});

test('models of several inputs and outputs take them by name, and bytes stay bytes', async () => {
  const levels = new ScaledBytes(Uint8Array.from({ length: 12 }, (_, i) => 20 * i)), other = Float32Array.of(1, 2, 3);
  const built = (): ReturnType<typeof graphOf> => {
    const left = input({ shape: [4], name: 'left' }), right = input({ shape: [1], name: 'right' });
    const a = dense({ units: 1, name: 'a' }).apply(left), b = dense({ units: 1, name: 'b' }).apply(right);
    const model = graphOf({ inputs: [left, right], outputs: { a, b }, seed: 1 });
    model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
    return model;
  };
  const given = { x: { left: levels, right: other }, y: { a: [1, 2, 3], b: [4, 5, 6] } };
  const expected = built(), model = built(), options = { epochs: 2, shuffle: false } as const;
  const history = await expected.fit(given.x, given.y, options);
  assert.deepEqual((await model.fit(new Set([given]), { epochs: 2 })).history, history.history);
  assert.deepEqual(model.theta, expected.theta);
  const { a, b } = await model.predictAll(new Set([given]));
  assert.deepEqual({ a, b }, { ...expected.predictAll(given.x) });
  assert.deepEqual(await model.evaluate(new Set([given])), expected.evaluate(given.x, given.y));
});

test('classWeight weighs each batch', async () => {
  const labels = Float32Array.from({ length: COUNT }, (_, i) => i % 2);
  const own = (): Sequential => {
    const model = sequential([dense({ units: 1, activation: 'sigmoid', inputShape: [2] })]);
    model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'binaryCrossentropy' });
    return model;
  };
  const expected = own(), model = own(), classWeight = { 0: 2, 1: 0.5 };
  await expected.fit(x, labels, { batchSize: 10, shuffle: false, classWeight });
  const cut = (at: number): GivenBatch => [x.subarray(2 * at, 2 * at + 20), labels.subarray(at, at + 10)];
  await model.fit([0, 10, 20].map(cut).values(), { classWeight });
  assert.deepEqual(model.theta, expected.theta);
});

test('a batch is asked for when the one before is done: none is waiting, and buffers may be filled again', async () => {
  const model = make(), expected = make(), room = { x: new Float32Array(2 * BATCH), y: new Float32Array(BATCH) };
  let asked = 0;
  const source = function* source(): Generator<GivenBatch> {
    for (let i = 0; i < 4; i++) {
      asked++;
      room.x.set(batch(i).x);
      room.y.set(batch(i).y);
      yield room;
    }
  };
  const ahead: number[] = [];
  await model.fit(source, { callbacks: { onBatchEnd: (done) => { ahead.push(asked - done - 1); } } });
  assert.deepEqual(ahead, [0, 0, 0, 0]);
  await expected.fit(x.subarray(0, 40), y.subarray(0, 20), { batchSize: BATCH, shuffle: false });
  assert.deepEqual(model.theta, expected.theta);
});

test('what ends an epoch: the source, or stepsPerEpoch; a stream that ends, ends training', async () => {
  const ends = async (source: BatchSource, options: FitOptions): Promise<unknown> => {
    const model = make(), { reason, iterations, epoch, history } = await model.fit(source, options);
    assert.equal(history.loss.length, epoch.length);
    return [reason, iterations, epoch.length];
  };
  assert.deepEqual(await ends(() => all(), { epochs: 3, stepsPerEpoch: 4 }), ['epochs', 12, 3]);
  assert.deepEqual(await ends(() => all(), { epochs: 3, stepsPerEpoch: 9 }), ['epochs', 15, 3]);
  assert.deepEqual(await ends(all(), {}), ['epochs', 5, 1]);
  assert.deepEqual(await ends(all(), { epochs: 3, stepsPerEpoch: 2 }), ['exhausted', 5, 3]);
  assert.deepEqual(await ends(all(), { epochs: 9, stepsPerEpoch: 2 }), ['exhausted', 5, 3]);
  assert.deepEqual(await ends(all(), { epochs: 9, stepsPerEpoch: 5 }), ['exhausted', 5, 1]);
  assert.deepEqual(await ends(all(), { epochs: 1, stepsPerEpoch: 5 }), ['epochs', 5, 1]);
  assert.deepEqual(await ends(new Stored(), { epochs: 9, stepsPerEpoch: 2 }), ['exhausted', 5, 3]);
  assert.deepEqual(await ends(endless(), { maxIterations: 7 }), ['iterations', 7, 1]);
  const stopping: Partial<Callback> = { onBatchEnd: (done, _, model) => { model.stopTraining = done === 3; } };
  assert.deepEqual(await ends(endless(), { callbacks: stopping }), ['stopped', 4, 1]);
});

test('a validation source that has ended before an epoch is refused there, neither begun anew nor NaN', async () => {
  const model = make(), three = new Set([batch(0), batch(1), batch(2)]), seen: unknown[] = [];
  await assert.rejects(model.fit(x, y, {
    epochs: 4, validationData: three, validationSteps: 2,
    callbacks: { onEpochEnd: (_epoch, { val_loss: loss }) => { seen.push(Number.isFinite(loss)); } },
  }), {
    name: 'RangeError', message: 'fit validationData: the source must give at least one batch in epoch 2, got none',
  });
  assert.deepEqual(seen, [true, true]);
});

test('predict takes bytes from a source as they are', async () => {
  const levels = new ScaledBytes(Uint8Array.from({ length: 8 }, (_, i) => 30 * i)), model = make();
  assert.deepEqual(await model.predict([levels].values()), model.predict(levels));
});

test('validation goes on through a stream by validationSteps', async () => {
  const model = make(), { history } = await model.fit(x, y, {
    epochs: 2, validationData: endless(), validationSteps: 2, batchSize: COUNT, shuffle: false,
  });
  const first = make();
  await first.fit(x, y, { epochs: 1, batchSize: COUNT, shuffle: false });
  const part = [0, 1].map(batch), joined = (name: 'x' | 'y' | 'sampleWeight'): number[] =>
    part.flatMap((each) => [...each[name]]);
  const { loss } = first.evaluate(joined('x'), joined('y'), { sampleWeight: joined('sampleWeight') });
  assert.equal(history.val_loss[0], loss);
  const next = [2, 3].map(batch), of = (name: 'x' | 'y' | 'sampleWeight'): number[] =>
    next.flatMap((each) => [...each[name]]);
  assert.equal(history.val_loss[1], model.evaluate(of('x'), of('y'), { sampleWeight: of('sampleWeight') }).loss);
});

/** A source that says when it was closed. */
function closing(after: (done: number) => unknown = () => undefined): {
  readonly source: () => AsyncGenerator<GivenBatch>, readonly log: string[],
} {
  const log: string[] = [];
  return {
    log,
    async* source() {
      try {
        for (let i = 0; ; i = (i + 1) % 4) {
          await after(i);
          yield batch(i);
        }
      } finally {
        log.push('closed');
      }
    },
  };
}

test('a source is closed however training ends', async () => {
  const ways: readonly FitOptions[] = [
    { epochs: 2, stepsPerEpoch: 3 }, { maxIterations: 2 },
    { callbacks: { onStep() { throw new Error('enough'); } } },
    { callbacks: { onEpochBegin() { throw new Error('enough'); } } },
    { callbacks: { onStep: (_batch, _loss, _size, model) => { model.stopTraining = true; } } },
  ];
  for (const options of ways) {
    for (const isFunction of [true, false]) {
      const { source, log } = closing(), model = make();
      await model.fit(isFunction ? source : source(), options).catch((error: Error) =>
        assert.equal(error.message, 'enough'));
      const times = isFunction && options.epochs === 2 ? 2 : 1;
      assert.deepEqual(log, Array.from({ length: times }, () => 'closed'));
    }
  }
  const { source, log } = closing(), model = make();
  await model.evaluate(source, { steps: 2 });
  await model.predict(source as never, { steps: 2 });
  await model.fit(x, y, { validationData: source, validationSteps: 1 });
  assert.deepEqual(log, ['closed', 'closed', 'closed']);
});

test('what a source throws reaches who called, after the steps done, and locks nothing', async () => {
  const model = make(), expected = make(), failure = new Error('the file is gone');
  const source = function* broken(): Generator<GivenBatch> {
    yield batch(0);
    yield batch(1);
    throw failure;
  };
  await assert.rejects(model.fit(source), (error) => error === failure);
  await expected.fit(x.subarray(0, 20), y.subarray(0, 10), {
    batchSize: BATCH, shuffle: false, sampleWeight: weights.subarray(0, 10),
  });
  assert.deepEqual(model.theta, expected.theta);
  assert.equal(model.history?.iterations, 2);
  await assert.rejects(model.evaluate(source), (error) => error === failure);
  await assert.rejects(model.predict(() => source() as Iterable<never>), (error) => error === failure);
  const closed = { *[Symbol.iterator]() { try { yield batch(0); } finally { throw failure; } } };
  await assert.rejects(model.fit(closed, { stepsPerEpoch: 1 }), (error) => error === failure);
  await model.fit(() => all());
});

test('the signal ends waiting for a source that is slow, or never gives anything', async () => {
  for (const given of [0, 2]) {
    const { source, log } = closing((i) => (i === given ? new Promise(() => {}) : undefined));
    const model = make(), controller = new AbortController(), reason = new Error('no more');
    const running = model.fit(source, { stepsPerEpoch: 9, epochs: 2, signal: controller.signal });
    await sleep(5);
    controller.abort(reason);
    await assert.rejects(running, (error) => error === reason);
    assert.deepEqual([model.history?.reason, model.history?.iterations, log], ['aborted', given, []]);
    await model.fit(x, y);
  }
  const controller = new AbortController(), never = (): AsyncIterable<never> =>
    ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) });
  const running = make().fit(x, y, { validationData: never, signal: controller.signal });
  await sleep(5);
  controller.abort();
  await assert.rejects(running, { name: 'AbortError' });
  const ended = AbortSignal.abort();
  await assert.rejects(make().fit(never, { signal: ended }), { name: 'AbortError' });
});

test('what a source gives too late does no harm', async () => {
  const controller = new AbortController();
  let fail = (_: Error): void => {};
  const next = (): Promise<never> => new Promise((_, reject) => { fail = reject; });
  const source = { [Symbol.asyncIterator]: () => ({ next }) };
  const running = make().fit(source, { signal: controller.signal });
  await sleep(1);
  controller.abort();
  await assert.rejects(running, { name: 'AbortError' });
  fail(new Error('nobody waits')); // and is no unhandled rejection
  await sleep(1);
});

test('sources, batches and options that do not fit are refused by name', async () => {
  await expectRefusals(make, cases);
  const refused = (call: Promise<unknown>, start: string): Promise<void> => assert.rejects(call, (error) =>
    String(error).startsWith(start) || assert.fail(String(error)));
  await refused(make().fit(all(), { epochs: 2 }), 'TypeError: fit: source must be gone through once an epoch, got an');
  const twice = make().fit(x, y, { epochs: 2, validationData: all() });
  await refused(twice, 'TypeError: fit: validationData must be gone through once an epoch, got an object');
  await refused(make().fit(x, y, { stepsPerEpoch: 2 }), 'TypeError: fit: stepsPerEpoch must be absent for examples');
  await refused(make().fit(x, y, { validationSteps: 2 }), 'TypeError: fit: validationSteps must be absent where');
  await refused(make().fit((() => all()) as never, y, {}), 'TypeError: fit: y must be absent where x is a source');
  const model = make(), resume = true;
  await model.fit(() => all(), { maxIterations: 2 });
  await refused(model.fit(new Stored(), { resume }), 'TypeError: fit: resume needs a source that can seek');
  await refused(model.fit(x, y, { resume }), 'TypeError: fit: x must be a source, as before, to resume, got examples');
  const longer = model.fit(() => all(), { resume, stepsPerEpoch: 2 });
  await refused(longer, 'RangeError: fit: stepsPerEpoch must be undefined, as before, to resume, got 2');
  await model.fit(x, y, { maxIterations: 1 });
  await refused(model.fit(() => all(), { resume }), 'TypeError: fit: x must be examples, as before, to resume, got a');
});

test('training that is left within an epoch goes on to the same bits where the source can seek', async () => {
  const random = new Philox(3, 0), order = Array.from({ length: 4 }, () => Math.floor(random.nextFloat() * BATCHES));
  const drawn: number[][] = [];
  const bySeeking: BatchSource = function* seek(epoch, from) {
    drawn.push([epoch, from]);
    for (let i = from; i < 4; i++) yield batch((order[i] + epoch) % BATCHES);
  };
  const ways: readonly BatchSource[] = [bySeeking, (epoch) => bySeeking(epoch, 0)];
  for (const source of ways) {
    for (const stepsPerEpoch of [undefined, 4, 3]) {
      const options: FitOptions = { epochs: 3, ...(stepsPerEpoch !== undefined && { stepsPerEpoch }) };
      const expected = make(), history = await expected.fit(source, options);
      const model = make();
      let parts = 1;
      const once: FitOptions = { ...options, callbacks: { onBatchEnd() { model.stopTraining = true; } } };
      await model.fit(source, once);
      for (; model.history?.reason !== 'epochs'; parts++) {
        assert.ok(parts < 40);
        await model.fit(source, { ...once, resume: true });
      }
      assert.ok(parts >= 9);
      assert.deepEqual(model.theta, expected.theta);
      assert.deepEqual(model.history, history);
    }
  }
  drawn.length = 0;
  const model = make();
  await model.fit(bySeeking, { maxIterations: 2 });
  await model.fit(bySeeking, { resume: true });
  assert.deepEqual(drawn, [[0, 0], [0, 2]]);
});

test('a checkpoint within an epoch goes on to the same bits, and keeps how many examples are done', async () => {
  const source: BatchSource = (_epoch, from) => all(from), expected = make(), model = make();
  const history = await expected.fit(source, { epochs: 2 });
  await model.fit(source, { epochs: 2, maxIterations: 5 + 5 - 2 });
  assert.deepEqual([model.position?.batch, model.position?.examples], [3, 15]);
  const again = load(save(model));
  assert.deepEqual([again.position, again.history], [model.position, model.history]);
  assert.deepEqual(await again.fit(source, { epochs: 2, resume: true }), history);
  assert.deepEqual(again.theta, expected.theta);
  const arrays = make();
  await arrays.fit(x, y, { maxIterations: 1, batchSize: 5 });
  assert.ok(!('examples' in (arrays.position ?? {})), 'files of arrays have not changed');
});

test('fit by fit a function is asked for the epochs of one fit', async () => {
  const epochs: number[] = [], model = make();
  const source: BatchSource = (epoch) => {
    epochs.push(epoch);
    return all();
  };
  for (let i = 0; i < 3; i++) await model.fit(source);
  assert.deepEqual(epochs, [0, 1, 2]);
  await model.fit(source, { initialEpoch: 7, epochs: 8 });
  assert.deepEqual(epochs.at(-1), 7);
});

test('dropLast leaves the short last batch of each epoch out, another in each order', async () => {
  const layers = [dense({ units: 3, inputShape: [2] }), batchNormalization(), dense({ units: 1 })];
  const model = sequential(layers, { seed: 2 });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const sizes: number[] = [], orders: (readonly number[])[] = [];
  const { history, params, iterations } = await model.fit(x, y, {
    batchSize: BATCH, epochs: 2, dropLast: true,
    callbacks: {
      onStep: (_batch, _loss, size) => { sizes.push(size); },
      onEpochBegin: (_epoch, _model, order) => { orders.push([...order ?? []]); },
    },
  });
  assert.deepEqual([sizes, iterations, params.steps, params.dropLast], [Array(8).fill(BATCH), 8, 4, true]);
  assert.notDeepEqual(orders[0].slice(20), orders[1].slice(20));
  assert.equal(history.loss.length, 2);
  const expected = make(), dropped = make(), options: FitOptions = { batchSize: BATCH, shuffle: false, epochs: 2 };
  await expected.fit(x.subarray(0, 40), y.subarray(0, 20), options);
  await dropped.fit(x, y, { ...options, dropLast: true });
  assert.deepEqual(dropped.theta, expected.theta);
  assert.deepEqual(dropped.history?.history, expected.history?.history);
  await dropped.fit(x, y, { ...options, dropLast: true, maxIterations: 2 });
  await assert.rejects(dropped.fit(x, y, { ...options, resume: true }), /^RangeError: fit: dropLast must be true, as/);
});

test('nothing waits long: a source that is quick gives the event loop its turns', async () => {
  const model = make();
  let turns = 0, isOver = false;
  const tick = (): void => { turns++; if (!isOver) setImmediate(tick); };
  setImmediate(tick);
  await model.evaluate(endless(), { steps: 20_000 });
  isOver = true;
  assert.ok(turns > 1, String(turns));
});
