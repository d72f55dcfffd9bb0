import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, save } from '../../lib/formats/index.ts';
import { dense } from '../../lib/layers/index.ts';
import {
  csvLogger, earlyStopping, learningRateScheduler, modelCheckpoint, reduceLROnPlateau, sequential,
  type Callback, type CallbackState, type FitOptions, type History, type Model,
} from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { numbered } from '../model/small.ts';

const { x, y: rows } = numbered(23), y = rows.map((row) => row / 23);
const options: FitOptions = { batchSize: 5, epochs: 40, validationSplit: 0.3 };

function make(): Model {
  const layers = [dense({ units: 4, activation: 'tanh', inputShape: [2] }), dense({ units: 1 })];
  const model = sequential(layers, { seed: 8 });
  model.compile({ optimizer: sgd({ learningRate: 0.5 }), loss: 'meanSquaredError' });
  return model;
}

/** What a callback has done so far. */
type Deeds = (string | number)[];

/** Every callback of the library that counts, and one of one's own. */
const kinds: Readonly<Record<string, (deeds: Deeds) => Callback>> = {
  earlyStopping: () => earlyStopping({ patience: 5, minDelta: 0.01, restoreBestWeights: true }),
  reduceLROnPlateau: () => reduceLROnPlateau({ patience: 2, factor: 0.5, cooldown: 2, minDelta: 0.01 }),
  learningRateScheduler: () => learningRateScheduler({ schedule: (_epoch, lr) => lr * 0.9375 }),
  'modelCheckpoint of epochs': (deeds) => modelCheckpoint({ period: 3, save: (_m, epoch) => { deeds.push(epoch); } }),
  'modelCheckpoint of the best': (deeds) => modelCheckpoint({
    saveBestOnly: true, filepath: '{epoch}:{val_loss}', save: (_m, _e, _logs, path) => { deeds.push(path); },
  }),
  'modelCheckpoint of batches': (deeds) => modelCheckpoint({
    saveFreq: 7, filepath: '{epoch:02d}-{batch}', save: (_m, _e, _logs, path) => { deeds.push(path); },
  }),
  csvLogger: (deeds) => csvLogger({ write: (text) => { deeds.push(text); } }),
  own: (deeds) => {
    let seen = 0, weights = new Float32Array(2);
    return {
      name: 'own', onTrainBegin() { seen = 0; },
      onEpochEnd(_epoch, logs) {
        weights = Float32Array.of(seen, logs.loss);
        logs.seen = ++seen;
        deeds.push(`${seen} ${weights[0]}`);
      },
      getState: (): CallbackState => ({ seen, weights, words: ['one', 'two'] }),
      setState(state) {
        assert.deepEqual(state.words, ['one', 'two']);
        assert.ok(state.weights instanceof Float32Array);
        seen = Number(state.seen);
      },
    };
  },
};

interface Left {
  readonly file: Uint8Array;
  readonly done: number;
}

/** A whole training, and files from before and after the callbacks at every hook, with how much was done by then. */
async function whole(of: (deeds: Deeds) => readonly Callback[]): Promise<{
  history: History; model: Model; deeds: Deeds; left: Left[];
}> {
  const model = make(), deeds: Deeds = [], left: Left[] = [];
  const keep = (): void => { left.push({ file: save(model), done: deeds.length }); };
  const keeping = { onBatchEnd: keep, onEpochBegin: keep, onEpochEnd: keep };
  const history = await model.fit(x, y, { ...options, callbacks: [keeping, ...of(deeds), keeping] });
  return { history, model, deeds, left };
}

for (const [kind, make] of [...Object.entries(kinds), ['all of them', undefined] as const]) {
  const of = (deeds: Deeds): readonly Callback[] => (
    make === undefined ? Object.values(kinds).map((one) => one(deeds)) : [make(deeds)]);
  test(`training that goes on from any hook goes on exactly with ${kind}`, async () => {
    const { history, model, deeds, left } = await whole(of);
    assert.equal(history.epoch.length < 40, ['earlyStopping', 'all of them'].includes(kind), kind);
    for (const [i, { file }] of left.entries()) {
      if (i % 7 !== 0 && i < left.length - 8) continue;
      const again = load(file), done: Deeds = [];
      assert.deepEqual(save(again), file);
      const after = await again.fit(x, y, { ...options, resume: true, callbacks: of(done) });
      assert.deepEqual(after, history, `file ${i}`);
      assert.deepEqual(again.theta, model.theta, `file ${i}`);
      if (make !== undefined && i % 2 === 0) assert.deepEqual(done, deeds.slice(-done.length || deeds.length));
    }
  });
}

test('training that is left after any number of steps, its callbacks too, comes to the same', async () => {
  const of = (deeds: Deeds): Callback[] => [
    ...Object.entries(kinds).filter(([name]) => name !== 'earlyStopping').map(([, one]) => one(deeds)),
    earlyStopping({ patience: 5, minDelta: 0.01 }), // the best weights are put back at the end
  ];
  const { history, model } = await whole(of);
  for (const maxIterations of [1, 3, 4, 9, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]) {
    const first = make();
    await first.fit(x, y, { ...options, maxIterations, callbacks: of([]) });
    for (const again of [load(save(first)), first]) { // from a file, and as it stands
      assert.deepEqual(await again.fit(x, y, { ...options, resume: true, callbacks: of([]) }), history);
      assert.deepEqual(again.theta, model.theta);
    }
  }
});

test('states go by name and order; callbacks without begin anew, and states that nobody takes are left', async () => {
  const states: unknown[] = [];
  const counting = (name: string | undefined, own: number): Callback => ({
    ...(name !== undefined && { name }), getState: () => ({ own }),
    setState: (state) => { states.push([name, own, state.own]); },
  });
  const model = make();
  await model.fit(x, y, { ...options, maxIterations: 3, callbacks: [
    counting('a', 1), counting(undefined, 2), counting('b', 3), counting('a', 4),
  ] });
  await load(save(model)).fit(x, y, { ...options, maxIterations: 6, resume: true, callbacks: [
    { onTrainBegin() { states.push('begin'); } }, counting('a', 10), counting('c', 11), counting('a', 12),
    counting('a', 13), counting(undefined, 14),
  ] });
  assert.deepEqual(states, ['begin', ['a', 10, 1], ['a', 12, 4], [undefined, 14, 2]]);
  await model.fit(x, y, { ...options, maxIterations: 3, callbacks: counting('a', 20) });
  assert.equal(states.length, 4, 'without resume nothing is given');
});

test('a file without callbacks says nothing of them', async () => {
  const model = make();
  await model.fit(x, y, { ...options, maxIterations: 3, callbacks: [{ onEpochEnd() {} }] });
  assert.deepEqual(Object.keys(model.position ?? {}), ['epoch', 'begun', 'batch', 'total', 'counts', 'entered']);
});

const odd = (state: unknown): Callback => ({ name: 'odd', getState: () => state as CallbackState, setState() {} });
const resumed = async (state: unknown, callback: Callback): Promise<void> => {
  const model = make();
  await model.fit(x, y, { ...options, maxIterations: 3 });
  const { position } = model;
  assert.ok(position !== undefined);
  model.position = { ...position, callbacks: [{ name: callback.name ?? '', state: state as CallbackState }] };
  await model.fit(x, y, { ...options, resume: true, callbacks: callback });
};
const refusals: readonly (readonly [() => Promise<unknown>, string, RegExp])[] = [
  [
    () => make().fit(x, y, { ...options, callbacks: odd({ a: true }) }), 'TypeError',
    /^position: getState of callback 'odd' must be numbers, Float32Arrays and lists of strings by name, got an object/,
  ],
  [
    () => make().fit(x, y, { ...options, callbacks: { getState: () => ({}), onEpochEnd() {} } }), 'TypeError',
    /^fit: callbacks must have getState and setState, or neither$/,
  ],
  [() => resumed({ a: [1] }, odd({})), 'TypeError', /^position: callbacks\[0\].state must be numbers/],
  [() => resumed({ wait: 1 }, earlyStopping()), 'TypeError', /^earlyStopping: the state to go on from must .*'best'/],
  [() => resumed({ best: 1, wait: -1 }, earlyStopping()), 'RangeError', /^earlyStopping: wait must be a non-negative/],
  [
    () => resumed({ best: 1, wait: 1, theta: new Float32Array(3), state: new Float32Array(0) }, earlyStopping()),
    'ShapeError',
    /^earlyStopping: the best weights must be 17 parameters and 0 numbers beside them, got 3 and 0$/,
  ],
  [() => resumed({ best: 1, wait: 1, cooling: 0.5 }, reduceLROnPlateau()), 'RangeError', /^reduceLROnPlateau: cooling/],
  [
    () => resumed({ best: 1, since: 0.5, before: 0 }, modelCheckpoint({ save() {} })), 'RangeError',
    /^modelCheckpoint: since must be a non-negative integer, got 0.5$/,
  ],
];
test('what is no state is refused', async () => {
  for (const [attempt, name, message] of refusals) await assert.rejects(attempt(), { name, message });
});
