import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Callback, type History, type Logs, type Sequential } from '../../lib/model/index.ts';
import { accuracy } from '../../lib/metrics/index.ts';
import { numbered, smallModel } from './small.ts';

const later = (milliseconds: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** Notes each call; asynchronous ones are noted when they end. */
class Noting extends Callback {
  readonly notes: string[] = [];
  readonly #name: string;
  readonly #isAsync: boolean;

  constructor(name: string = '', isAsync: boolean = false) {
    super();
    this.#name = name;
    this.#isAsync = isAsync;
  }

  async #note(text: string): Promise<void> {
    if (this.#isAsync) await later(text.includes('begin') ? 5 : 1); // one that is not awaited comes too late
    this.notes.push(`${this.#name}${text}`);
  }

  override onTrainBegin(_model: Sequential, params: History['params']): Promise<void> {
    return this.#note(`train begins, ${params.steps} steps`);
  }

  override onTrainEnd(_model: Sequential, history: History): Promise<void> {
    return this.#note(`train ends, ${history.reason}`);
  }

  override onEpochBegin(epoch: number): Promise<void> {
    return this.#note(`epoch ${epoch} begins`);
  }

  override onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    return this.#note(`epoch ${epoch} ends, ${Object.keys(logs).join()}`);
  }

  override onBatchBegin(batch: number): Promise<void> {
    return this.#note(`batch ${batch} begins`);
  }

  override onBatchEnd(batch: number, logs: Logs): Promise<void> {
    return this.#note(`batch ${batch} ends, ${Object.keys(logs).join()}, ${logs.size}`);
  }
}

const epochNotes = (epoch: number): string[] => [
  `epoch ${epoch} begins`,
  'batch 0 begins', 'batch 0 ends, loss,accuracy,size, 6',
  'batch 1 begins', 'batch 1 ends, loss,accuracy,size, 2',
  `epoch ${epoch} ends, loss,accuracy,val_loss,val_accuracy`,
];

for (const isAsync of [false, true]) {
  test(`hooks are called in order${isAsync ? ', and awaited where they return promises' : ''}; batches count anew in `
    + 'each epoch', async () => {
    const { x, y } = numbered(10), noting = new Noting('', isAsync);
    await smallModel({}, [accuracy])
      .fit(x, y, { epochs: 5, initialEpoch: 3, batchSize: 6, validationSplit: 0.2, callbacks: [noting] });
    assert.deepEqual(noting.notes, ['train begins, 2 steps', ...epochNotes(3), ...epochNotes(4), 'train ends, epochs']);
  });
}

test('several callbacks are called in the order given, each awaited before the next', async () => {
  const { x, y } = numbered(3), order: string[] = [];
  const hook = (name: string, wait: boolean): Callback => ({
    async onEpochEnd() { if (wait) await later(3); order.push(name); },
  });
  await smallModel().fit(x, y, { epochs: 2, callbacks: [hook('slow', true), hook('quick', false)] });
  assert.deepEqual(order, ['slow', 'quick', 'slow', 'quick']);
});

test('logs of a batch are its loss and metrics from before its update; those of an epoch go into History as callbacks '
  + 'leave them', async () => {
  const { x, y } = numbered(8), model = smallModel(), again = smallModel();
  const losses: number[] = [];
  const { history } = await model.fit(x, y, {
    shuffle: false, batchSize: 4, epochs: 2,
    callbacks: [
      { onBatchEnd: (_batch, logs) => { losses.push(logs.loss); } },
      { onEpochEnd: (epoch, logs) => { logs.rate = 10 * epoch; } },
      { onEpochEnd: (_epoch, logs) => { logs.doubled = 2 * logs.loss; } },
    ],
  });
  const expected = [0, 0].flatMap(() =>
    [0, 4].map((first) => again.trainOnBatch(x.subarray(2 * first, 2 * first + 8), y.subarray(first, first + 4)).loss));
  assert.deepEqual(losses, expected);
  assert.deepEqual(Object.keys(history), ['loss', 'rate', 'doubled']);
  assert.deepEqual(history.rate, [0, 10]);
  assert.deepEqual(history.doubled, history.loss.map((v) => 2 * v));
});

test('a callback sees the model as it is: it may predict, evaluate and set weights', async () => {
  const { x, y } = numbered(6), model = smallModel(), plain = smallModel();
  const seen: number[] = [];
  const reading: Callback = {
    onBatchEnd: (_batch, _logs, m) => { seen.push(m.evaluate(x, y).loss, m.predict(x).length); },
  };
  await model.fit(x, y, { batchSize: 3, shuffle: false, callbacks: [reading] });
  plain.trainOnBatch(x.subarray(0, 6), y.subarray(0, 3));
  const first = plain.evaluate(x, y).loss;
  plain.trainOnBatch(x.subarray(6), y.subarray(3));
  assert.deepEqual(seen, [first, 6, plain.evaluate(x, y).loss, 6]);
  assert.deepEqual(model.theta, plain.theta);
  const zeros = plain.getWeights().map((w) => w.fill(0));
  await model.fit(x, y, { epochs: 1, callbacks: [{ onEpochEnd: (_e, _l, m) => m.setWeights(zeros) }] });
  assert.ok(model.theta.every((v) => v === 0));
});

test('what a callback throws ends training, after onTrainEnd; the model trains again', async () => {
  const { x, y } = numbered(6), model = smallModel(), noting = new Noting();
  const failing: Callback = { onBatchEnd: () => { throw new Error('enough'); } };
  await assert.rejects(model.fit(x, y, { callbacks: [failing, noting] }), { message: 'enough' });
  assert.equal(noting.notes.at(-1), 'train ends, running');
  assert.equal(model.history?.iterations, 1);
  await model.fit(x, y);
});

test('the first error is the one to see, and every callback is told of the end', async () => {
  const { x, y } = numbered(8), ended: string[] = [];
  await assert.rejects(
    smallModel().fit(x, y, {
      callbacks: [
        { onEpochEnd: () => { throw new Error('first'); }, onTrainEnd: () => { throw new Error('second'); } },
        { onTrainEnd: () => { ended.push('told'); } },
      ],
    }),
    { message: 'first' },
  );
  assert.deepEqual(ended, ['told']);
});

test('an onError that throws hides nothing and locks nothing', async () => {
  const { x, y } = numbered(8), model = smallModel(), ended: string[] = [];
  const callbacks = [
    {
      onEpochEnd: () => { throw new Error('first'); }, onError: () => { throw new Error('second'); },
      onTrainEnd: () => { ended.push('told'); },
    },
  ];
  await assert.rejects(model.fit(x, y, { callbacks }), { message: 'first' });
  assert.deepEqual(ended, ['told']);
  await model.fit(x, y);
});

test('onStep is told of every step in order, before onBatchEnd, with the batch\'s mean loss and size', async () => {
  const { x, y } = numbered(11), notes: string[] = [], losses: number[] = [];
  const watch: Partial<Callback> = {
    onStep: (batch, loss, size) => { notes.push(`step ${batch} of ${size}`); losses.push(loss); },
    onBatchEnd: (
      batch, { loss, size },
    ) => { notes.push(`end ${batch} of ${size}`); assert.equal(loss, losses.at(-1)); },
  };
  const { history } =
    await smallModel().fit(x, y, { batchSize: 4, epochs: 2, callbacks: [watch], validationSplit: 0.1 });
  const epoch = ['step 0 of 4', 'end 0 of 4', 'step 1 of 4', 'end 1 of 4', 'step 2 of 1', 'end 2 of 1'];
  assert.deepEqual(notes, [...epoch, ...epoch]);
  assert.equal(history.loss[0], (4 * losses[0] + 4 * losses[1] + losses[2]) / 9);
});

test('onStep is told up to maxIterations and on from there with resume; '
  + 'a misspelt or wrong one is refused', async () => {
  const { x, y } = numbered(11), told: number[][] = [], whole: number[][] = [], fit = { batchSize: 4, epochs: 3 };
  const noting = (notes: number[][]): Callback => ({
    onStep: (batch, loss, size, { steps }) => { notes.push([steps, batch, size, loss]); },
  });
  const watch = noting(told);
  await smallModel().fit(x, y, { ...fit, callbacks: [noting(whole)] });
  const model = smallModel();
  await model.fit(x, y, { ...fit, maxIterations: 5, callbacks: [watch] });
  assert.deepEqual(told, whole.slice(0, 5));
  await model.fit(x, y, { ...fit, resume: true, callbacks: [watch] });
  assert.deepEqual(told, whole);
  assert.deepEqual(
    told.map(([step, batch, size]) => [step, batch, size]),
    Array.from({ length: 9 }, (_, i) => [i + 1, i % 3, i % 3 === 2 ? 3 : 4]),
  );
  const misspelt = { onStepEnd() {} } as Callback;
  await assert.rejects(
    smallModel().fit(x, y, { callbacks: [misspelt] }),
    /^TypeError: fit: callbacks\[0\] has no hook 'onStepEnd'; .*\bonStep\b/,
  );
  await assert.rejects(
    smallModel().fit(x, y, { callbacks: [{ onStep: 1 } as never] }),
    /^TypeError: fit: callbacks\[0\]\.onStep must be a function, got 1/,
  );
  for (const idle of [[watch], new Map(), Promise.resolve(watch)]) {
    await assert.rejects(
      smallModel().fit(x, y, { callbacks: [idle as never] }),
      /^TypeError: fit: callbacks\[0\] must be a Callback or an object with a hook such as onEpochEnd, got /,
    );
  }
});

test('no metrics of a batch are counted for onStep alone', async () => {
  let updates = 0;
  const counting = {
    name: 'counting', start: () => ({ update: () => { updates++; }, result: () => 0, reset: () => {} }),
  };
  const { x, y } = numbered(8), onStep = (): void => {};
  await smallModel({}, [counting]).fit(x, y, { batchSize: 4, callbacks: [{ onStep }] });
  assert.equal(updates, 2);
  await smallModel({}, [counting]).fit(x, y, { batchSize: 4, callbacks: [{ onStep, onBatchEnd: onStep }] });
  assert.equal(updates, 2 + 4);
});
