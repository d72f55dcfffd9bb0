/** Models trained in shards, in files and under the eyes of those who watch, explain and prove. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainGradient, ledger, numerics, trace, verifyLedger, type TracedOperation } from '../../lib/audit/index.ts';
import { FormatError, StateError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { hessianVector } from '../../lib/curvature/index.ts';
import { load, save } from '../../lib/formats/index.ts';
import { batchNormalization, dense, dropout } from '../../lib/layers/index.ts';
import { modelFromJSON, sequential, type Callback, type CompileOptions, type Model } from '../../lib/model/index.ts';
import { objective } from '../../lib/minimizers/index.ts';
import { adam } from '../../lib/optimizers/index.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';

const ROWS = 21, x = operands(new Philox(11), 3 * ROWS), y = Array.from({ length: ROWS }, (_, i) => (i * i) % 3);

function made(options: Partial<CompileOptions> = { shards: 8 }): Model {
  const model = sequential([
    dense({ units: 4, activation: 'tanh', inputShape: [3] }), dropout({ rate: 0.3 }),
    dense({ units: 3, activation: 'softmax', kernelRegularizer: 'l2' }),
  ], { seed: 5 });
  model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy', ...options });
  return model;
}

/** A model with statistics by shard. */
const rich = (): Model => {
  const model = sequential([
    dense({ units: 4, inputShape: [3] }), batchNormalization(), dropout({ rate: 0.3 }), dense({ units: 3 }),
  ], { seed: 5 });
  model.compile({
    optimizer: adam(), loss: 'meanSquaredError', metrics: ['meanAbsoluteError'], shards: 4, shardStatistics: true,
  });
  return model;
};
const targets = operands(new Philox(12), 3 * ROWS), FIT = { batchSize: 8, epochs: 3 };
const versionOf = (bytes: Uint8Array): number => bytes[8];

test('a checkpoint says its shards, and is then of version 2; without any it is as before', async () => {
  const [one, many] = [made({}), rich()];
  assert.equal(versionOf(save(one)), 1);
  assert.ok(!Buffer.from(save(one)).includes('shards'));
  await many.fit(x, targets, FIT);
  const bytes = save(many), again = load(bytes);
  assert.deepEqual([versionOf(bytes), again.shards, again.shardStatistics], [2, 4, true]);
  assert.deepEqual(save(again), bytes);
  const { shards, shardStatistics } = modelFromJSON(JSON.stringify(many));
  assert.deepEqual([shards, shardStatistics, modelFromJSON(JSON.stringify(one)).shards], [4, true, 1]);
});

test('a training that is left within an epoch goes on from its file with the same bits', async () => {
  const whole = rich(), left = rich(), leave: Partial<Callback> = {
    onBatchEnd(batch, _logs, model) { model.stopTraining = batch === 1 && model.steps > 3; },
  };
  const { history } = await whole.fit(x, targets, FIT);
  await left.fit(x, targets, { ...FIT, callbacks: [leave as Callback] });
  const again = load(save(left));
  const resumed = await again.fit(x, targets, { ...FIT, resume: true });
  assert.ok(again.steps > left.steps);
  assert.deepEqual(resumed.history, history);
  assertSameBits(again.theta, whole.theta);
  assertSameBits(again.state, whole.state);
});

test('a ledger of it verifies, and one that says other shards than its checkpoint does not', async () => {
  const book = ledger({ every: 2 });
  await rich().fit(x, targets, { ...FIT, callbacks: [book] });
  const bytes = book.bytes(), text = Buffer.from(bytes).toString();
  assert.match(text, /^\{"bitgrad":"ledger","version":3,.*"begun":0,"shards":4,"every":2,/);
  const verdict = await verifyLedger(bytes, { x, y: targets });
  assert.ok(verdict.ok && verdict.replayed === 9);
  const changed = (from: string, to: string): Promise<Awaited<ReturnType<typeof verifyLedger>>> =>
    verifyLedger(Buffer.from(text.slice(0, text.indexOf('\n') + 1).replace(from, to)), { x, y: targets }, {
      allowIncomplete: true,
    });
  const two = await changed('"shards":4', '"shards":2');
  assert.ok(!two.ok && two.what === 'header' && two.expected.startsWith('shards 4'));
  const none = await changed('"version":3', '"version":1').catch((error: unknown) => error);
  assert.ok(none instanceof FormatError);
  const silent = await verifyLedger(
    Buffer.from(text.slice(0, text.indexOf('\n') + 1).replace('"version":3', '"version":1').replace('"shards":4,', '')),
    { x, y: targets }, { allowIncomplete: true },
  );
  assert.ok(!silent.ok && silent.what === 'header' && silent.got === '1');
});

test('so does one of a source', async () => {
  const source = (): { x: Float32Array; y: Float32Array }[] => [{ x, y: targets }], book = ledger();
  await rich().fit(source, { epochs: 2, callbacks: [book] });
  assert.match(Buffer.from(book.bytes()).toString(), /^\{"bitgrad":"ledger","version":4,/);
  assert.ok((await verifyLedger(book.bytes(), { source })).ok);
});

test('trace shows the step, and the sums of shards among its operations', () => {
  const model = made(), operations: TracedOperation[] = [];
  const { gradient: traced, theta } = trace(model, x, y, { into: operations });
  model.trainOnBatch(x, y);
  assertSameBits(traced, model.gradient);
  assertSameBits(theta, model.theta);
  const adds = operations.filter(({ formula }) => formula === 'add shards');
  assert.equal(adds.length, 7 * model.theta.length); // of eight shards
  assert.ok(adds.every(({ layer }) => layer.startsWith('dense')));
  assert.ok(JSON.stringify(adds.at(-1)?.sources).includes('∂J of 4 shards/∂b'));
});

test('an explanation has the bits of the step', () => {
  const model = made(), explained = explainGradient(model, x, y, { layer: 2, i: 2, j: 1 });
  model.trainOnBatch(x, y);
  assert.ok(model.gradient.includes(explained.backpropagated));
  assert.ok(explained.ulps <= 64);
});

test('∇ of curvature in binary32 has the bits of the step; products are those of the same J', () => {
  const model = made(), out = new Float64Array(model.theta.length), one = made({});
  objective(model, x, y, { precision: 'float32' }).gradient(Float64Array.from(model.theta), out);
  const v = Float64Array.from(operands(new Philox(3), out.length));
  assert.deepEqual(hessianVector(model, x, y, v), hessianVector(one, x, y, v));
  model.trainOnBatch(x, y);
  assertSameBits(Float32Array.from(out), model.gradient);
});

test('what would have another batch before it than the step is refused by name', () => {
  assert.throws(() => numerics(made(), x, y), (error: unknown) =>
    error instanceof StateError && error.message === 'numerics: the model must be compiled with shards of 1, got 8');
  assert.throws(() => objective(rich(), x, targets), (error: unknown) => error instanceof StateError
    && error.message === 'objective: the model must be compiled without shardStatistics, got true');
});
