/** Training in a worker: the bits, the History and the callbacks of `fit`; what crosses, and what is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledger } from '../../lib/audit/index.ts';
import { NonFiniteError, StateError } from '../../lib/core/errors.ts';
import { ScaledBytes } from '../../lib/core/scaledBytes.ts';
import { load, save } from '../../lib/formats/index.ts';
import {
  dense, dropout, earlyStopping, sequential, type Callback, type CompileOptions, type Logs, type Model,
} from '../../lib/index.ts';
import { fitInWorker, type WorkerFitOptions } from '../../lib/worker/index.ts';
import { runnable } from '../helpers/program.ts';
import { assertSameBits } from '../helpers/same.ts';
import { doubled } from './parts.ts';

const ROWS = 60, x = Float32Array.from({ length: 3 * ROWS }, (_, i) => ((i * 37) % 101) / 50 - 1);
const y = Float32Array.from({ length: 2 * ROWS }, (_, i) => ((i * 11) % 23) / 11 - 1);

function make(options: Partial<CompileOptions> = {}): Model {
  const model = sequential([
    dense({ units: 5, activation: 'tanh', inputShape: [3] }), dropout({ rate: 0.25 }), dense({ units: 2 }),
  ], { seed: 4 });
  model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'], ...options });
  return model;
}

/** Copies, so that each training has data of its own. */
const data = (): [Float32Array, Float32Array] => [x.slice(), y.slice()];

test('the same History, the same callbacks, the same bits; arrays are moved where that is asked for', async () => {
  const told = (): [string[], Callback] => {
    const lines: string[] = [], say = (hook: string) => (...args: unknown[]): void => {
      const model = args.find((arg): arg is Model => arg instanceof Object && 'theta' in arg);
      const plain = args.filter((arg) => arg !== model && !(arg instanceof Object && 'who' in arg));
      lines.push(JSON.stringify([hook, plain, model?.steps, [...model?.theta ?? []], model?.position]));
    };
    return [lines, {
      ...Object.fromEntries(['onTrainBegin', 'onEpochBegin', 'onBatchEnd', 'onTestEnd', 'onTrainEnd'].map((hook) => (
        [hook, say(hook)]))),
      onEpochEnd(epoch: number, logs: Logs, model: Model) {
        say('onEpochEnd')(epoch, logs, model);
        logs.more = epoch + 0.5;
        model.optimizer.learningRate = 0.01 / (epoch + 1);
        if (epoch === 1) model.theta[0] = 0.25;
        if (epoch === 2) model.stopTraining = true;
      },
    }];
  };
  const options = { epochs: 9, batchSize: 16, validationSplit: 0.2, sampleWeight: y.slice(0, ROWS).map(Math.abs) };
  const [here, there] = [make({ shards: 4 }), make({ shards: 4 })], [wanted, first] = told(), [got, second] = told();
  const history = await here.fit(...data(), { ...options, callbacks: first });
  const [moved, targets] = data(), training = fitInWorker(there, moved, targets, {
    ...options, callbacks: second, transfer: true,
  });
  assert.deepEqual([moved.length, targets.length], [0, 0]);
  assert.deepEqual(await training, history);
  assert.deepEqual(got, wanted);
  assert.deepEqual(save(there), save(here));
  assertSameBits(there.gradient, here.gradient);
  assert.equal(there.history?.reason, 'stopped');
});

test('what callbacks count is theirs, and goes on where it was', async () => {
  const options = (): WorkerFitOptions => ({
    epochs: 6, batchSize: 16, callbacks: earlyStopping({ monitor: 'loss', patience: 1, minDelta: 0.05 }),
  });
  const [here, there] = [make(), make()];
  await here.fit(...data(), { ...options(), maxIterations: 6 });
  await fitInWorker(there, ...data(), { ...options(), maxIterations: 6 });
  assert.deepEqual(save(there), save(here));
  await here.fit(...data(), { ...options(), resume: true });
  await fitInWorker(there, ...data(), { ...options(), resume: true });
  assert.deepEqual(save(there), save(here));
});

test('shared arrays are seen, bytes stay bytes, and so does a ledger', async () => {
  const bytes = new Uint8Array(new SharedArrayBuffer(3 * ROWS)).map((_, i) => (i * 29) % 256);
  const pixels = new ScaledBytes(bytes), shared = new Float32Array(new SharedArrayBuffer(8 * ROWS));
  shared.set(y);
  const [here, there] = [make(), make()], book = ledger({ every: 2 }), lines: Uint8Array[] = [];
  await here.fit(pixels as never, y, { epochs: 2, callbacks: book });
  const checkpoints: Uint8Array[] = [];
  await fitInWorker(there, pixels as never, shared, {
    epochs: 2, ledger: { every: 2, write: (line) => { lines.push(line); } }, checkpointEvery: 3,
    onCheckpoint: (each) => { checkpoints.push(each); },
  });
  assert.equal(Buffer.concat(lines).toString(), Buffer.from(book.bytes()).toString());
  assert.equal(shared.length, 2 * ROWS);
  const [only] = checkpoints, again = load(only);
  assert.deepEqual([checkpoints.length, again.steps], [1, 3]);
  await again.fit(pixels as never, y, { epochs: 2, resume: true });
  assertSameBits(again.theta, here.theta);
});

test('aborted, it leaves a model that is saved and goes on; errors come with name, code and place', async () => {
  const model = make(), controller = new AbortController(), reason = new Error('enough');
  const callbacks = { onEpochEnd: (epoch: number) => { if (epoch === 3) controller.abort(reason); } };
  const training = fitInWorker(model, ...data(), { epochs: 100_000, signal: controller.signal, callbacks });
  await assert.rejects(fitInWorker(model, ...data()), /^StateError: fitInWorker: the model is being trained/);
  await assert.rejects(training, (error) => error === reason);
  assert.equal(model.history?.reason, 'aborted');
  const whole = make(), again = load(save(model));
  const maxIterations = model.steps + 3, rest = { epochs: 100_000, maxIterations };
  await again.fit(...data(), { ...rest, resume: true });
  await whole.fit(...data(), rest);
  assertSameBits(again.theta, whole.theta);
  const nan = y.slice().fill(NaN, 80, 81);
  await assert.rejects(fitInWorker(model, x, nan, { shuffle: false }), (error: unknown) => {
    assert.ok(error instanceof NonFiniteError && error.message.startsWith('fit: the loss is not finite in epoch 0'));
    assert.deepEqual([error.name, error.code, error.at.layer], ['NonFiniteError', 'ERR_BITGRAD_NON_FINITE', 'loss']);
    return true;
  });
  assert.equal(model.history?.reason, 'running');
});

test('what a callback throws is what comes; a training by others meanwhile is found', async () => {
  const own = new RangeError('mine'), model = make(), seen: unknown[] = [];
  await assert.rejects(fitInWorker(model, ...data(), { epochs: 3, callbacks: [
    { onEpochEnd: () => { throw own; }, onError: (error) => { seen.push(error); return false; } },
  ] }), (error) => error === own);
  assert.deepEqual(seen, [own]);
  await assert.rejects(fitInWorker(model, ...data(), { epochs: 3, callbacks: [
    { onEpochEnd: (epoch) => { if (epoch === 0) model.trainOnBatch(...data()); } },
  ] }), (error) => error instanceof StateError && error.message.includes('must not be trained by others meanwhile'));
});

const own = (): Model => {
  const model = sequential([dense({ units: 2, inputShape: [3], activation: doubled })], { seed: 1 });
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  return model;
};

test('parts of one\'s own are imported by the worker; without a module they are asked for by name', async () => {
  const [here, there] = [own(), own()];
  await here.fit(...data());
  await fitInWorker(there, ...data(), { module: new URL(runnable('./parts.ts'), import.meta.url) });
  assertSameBits(there.theta, here.theta);
  await assert.rejects(fitInWorker(own(), ...data()), (error: unknown) => error instanceof Error
    && 'code' in error && error.code === 'ERR_BITGRAD_FORMAT' && /custom must have 'doubled'/.test(error.message));
});

test('what cannot cross is refused by name, before a worker is started', async () => {
  const model = make(), cases: readonly [() => Promise<unknown>, RegExp][] = [
    [() => fitInWorker(model, (() => []) as never, y), /fitInWorker: x must be arrays, since a source is code/],
    [() => fitInWorker(model, x, y, { validationData: () => [] }), /fitInWorker: validationData must be arrays/],
    [() => fitInWorker(model, x, y, { callbacks: ledger() }), /callbacks must hold no ledger/],
    [() => fitInWorker(model, x, y, { stepsPerEpoch: 3 } as never), /unknown option 'stepsPerEpoch'/],
    [() => fitInWorker(sequential([dense({ units: 1, inputShape: [3] })]), x, y), /must be compiled first/],
    [() => fitInWorker(model, x, y, { module: 3 as never }), /module must be the URL of a module, got 3/],
  ];
  for (const [attempt, message] of cases) await assert.rejects(attempt, message);
});
