/** Training in shards: what a step comes to, by hand and by parts from elsewhere; and what is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NonFiniteError, StateError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import {
  batchNormalization, dense, dropout, embedding, flatten, lstm,
} from '../../lib/layers/index.ts';
import { sparseCategoricalCrossentropy } from '../../lib/losses/index.ts';
import {
  sequential, type CompileOptions, type Model, type ModelOptions, type ShardGradient,
} from '../../lib/model/index.ts';
import { examplesFor, planFor } from '../../lib/model/planFor.ts';
import { adam, sgd } from '../../lib/optimizers/index.ts';
import { once, operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { randomGraph } from './randomGraph.ts';

const CASES = Math.ceil(16 * Number(process.env.BITGRAD_CASES ?? 1));

/** ((0 ⊕ 1) ⊕ (2 ⊕ 3)) ⊕ … of what each shard has, those without examples left out. */
function tree(shards: readonly (Float32Array | undefined)[]): Float32Array | undefined {
  if (shards.length === 1) return shards[0];
  const [left, right] = [shards.slice(0, shards.length / 2), shards.slice(shards.length / 2)].map(tree);
  return left === undefined ? right : right === undefined ? left : left.map((v, i) => Math.fround(v + right[i]));
}

/** The examples of each shard. */
function examplesOf(m: number, shards: number): number[][] {
  const all: number[][] = Array.from({ length: shards }, () => []);
  for (let r = 0; r < m; r++) all[Math.floor((r * shards) / m)].push(r);
  return all;
}

test('∇ is the tree of the shards\' sums: by hand, where each example adds ±x/m', () => {
  const m = 13, x = operands(new Philox(5), 3 * m), y = Float32Array.from({ length: m }, (_, i) => 9 * (-1) ** i);
  for (const shards of [1, 2, 4, 8, 16, 64]) {
    const model = sequential([dense({ units: 1, inputShape: [3] })], { seed: 2, maxBatch: 3 });
    model.compile({ optimizer: sgd(), loss: 'meanAbsoluteError', shards });
    const each = examplesOf(m, shards).map((rows) => {
      if (rows.length === 0) return undefined;
      const sum = new Float32Array(4);
      for (const r of rows) { // a is near 0, so its sign against y is that of −y
        const d = Math.fround(-Math.sign(y[r]) * Math.fround(1 / m));
        for (let j = 0; j < 3; j++) sum[j] = Math.fround(sum[j] + Math.fround(x[3 * r + j] * d));
        sum[3] = Math.fround(sum[3] + d);
      }
      return sum;
    });
    model.trainOnBatch(x, y);
    assertSameBits(model.gradient, tree(each) ?? new Float32Array(0), `${shards} shards`);
  }
});

const given = <T>(columns: readonly T[]): T | readonly T[] => (columns.length === 1 ? columns[0] : columns);

/** A random graph with its data, compiled anew with each call. */
function graphCase(number: number, m: number) {
  const data = new Philox(302, number), first = randomGraph(new Philox(301, number));
  const { inputs, outputs } = first.network.graph, numbers = (): Float32Array => operands(data, 4 * m);
  const x = inputs.map(numbers), y = outputs.map(numbers);
  const compiled = (options: Partial<CompileOptions>, made: ModelOptions = {}): Model => {
    const model = randomGraph(new Philox(301, number), made);
    model.compile({ optimizer: sgd({ learningRate: 0.05 }), loss: 'meanSquaredError', ...options });
    return model;
  };
  return { x: given(x), y: given(y), compiled };
}

/** What rows of a batch come to by the plan of a model that knows no shards. */
function partOf(model: Model, x: unknown, y: unknown, rows: readonly number[], m: number): Float32Array {
  const plan = planFor(model, model.kernels, m), examples = examplesFor('test', model, x, y);
  plan.load(examples, undefined, rows[0], rows.length);
  plan.forwardLoss(rows.length, { ...plan.moment, row: rows[0], batch: m });
  plan.backward(rows.length, m, 0);
  plan.joinGradient();
  return plan.gradient.slice();
}

for (let number = 0; number < CASES; number++) {
  test(`random graph ${number}: in shards, on every table, in parts, and by parts from elsewhere`, () => {
    const random = new Philox(300, number), m = 1 + random.nextBelow(20), shards = 2 ** (1 + random.nextBelow(5));
    const { x, y, compiled } = graphCase(number, m), one = compiled({}), what = `${m} examples, ${shards} shards`;
    const each = examplesOf(m, shards).map((rows) => (rows.length === 0 ? undefined : partOf(one, x, y, rows, m)));
    const plan = planFor(one, one.kernels, m);
    plan.gradient.set(tree(each) ?? []);
    plan.regularizeGradient();
    const wanted = plan.gradient.slice(), { loss } = one.trainOnBatch(x, y);
    const whole = compiled({ shards });
    for (const kernels of tables) {
      const model = compiled({ shards }, { kernels, maxBatch: 1 + random.nextBelow(m) });
      assert.equal(model.trainOnBatch(x, y).loss, loss, what);
      assertSameBits(model.gradient, wanted, what);
    }
    const parts = compiled({ shards }), worker = compiled({ shards }, { maxBatch: 1 + random.nextBelow(m) });
    for (let step = 0; step < 3; step++) {
      const first = whole.trainOnBatch(x, y);
      worker.theta.set(parts.theta);
      worker.steps = parts.steps;
      const crossed = nodes(random, 0, shards).map(([shard, count]) =>
        structuredClone(worker.shardGradient(x, y, { shard, count })));
      assert.equal(parts.applyShards(crossed).loss, first.loss);
      assertSameBits(parts.gradient, whole.gradient, what);
      assertSameBits(parts.theta, whole.theta, what);
    }
  });
}

/** Nodes of the tree that hold each shard once, in any order. */
function nodes(random: Philox, first: number, count: number): [shard: number, count: number][] {
  if (count === 1 || once(random, 3)) return [[first, count]];
  const [left, right] = [first, first + count / 2].map((at) => nodes(random, at, count / 2));
  return once(random, 2) ? [...left, ...right] : [...right, ...left];
}

test('a batch of fewer examples than shards, if a power of two, has the bits of as many shards', () => {
  const [few, many] = [4, 32].map((shards) => {
    const { x, y, compiled } = graphCase(1, 4), model = compiled({ shards });
    model.trainOnBatch(x, y);
    return model.gradient.slice();
  });
  assertSameBits(many, few);
});

/** Steps of a sequence with a mask, weights and labels that do not count. */
const sequence = (): ReturnType<typeof sequential> => sequential([
  embedding({ inputDim: 9, outputDim: 4, maskZero: true, sparse: true, inputShape: [5] }),
  lstm({ units: 3, returnSequences: true }), dropout({ rate: 0.3 }), dense({ units: 3, activation: 'softmax' }),
], { seed: 4, maxBatch: 2 });

test('masks and weights are counted over the whole batch; rows that any shard has used are updated', () => {
  const random = new Philox(9), m = 6, ids = Float32Array.from({ length: 5 * m }, () => random.nextBelow(4));
  const labels = Array.from({ length: 5 * m }, () => random.nextBelow(3));
  const sampleWeight = operands(random, m).map(Math.abs);
  ids.fill(8, 0, 3); // which only the first example uses
  const loss = sparseCategoricalCrossentropy({ reduction: 'meanWithSampleWeight' });
  const made = (shards: number): Model => {
    const model = sequence();
    model.compile({ optimizer: adam(), loss, shards });
    return model;
  };
  const [one, four, apart] = [made(1), made(4), made(4)], before = one.theta.slice();
  for (let step = 0; step < 2; step++) {
    const wanted = one.trainOnBatch(ids, labels, { sampleWeight });
    const got = four.trainOnBatch(ids, labels, { sampleWeight });
    if (step === 0) assert.equal(got.loss, wanted.loss);
    const parts = [2, 0, 1, 3].map((shard) => apart.shardGradient(ids, labels, { shard, sampleWeight }));
    apart.applyShards(parts);
    assertSameBits(apart.theta, four.theta);
  }
  for (let row = 1; row < 9; row++) { // of id 0 ∇ is 0
    const isUsed = ids.includes(row), isMoved = four.theta.subarray(4 * row, 4 * row + 4).some((v, i) =>
      v !== before[4 * row + i]);
    assert.equal(isMoved, isUsed, `row ${row}`);
  }
  const distance = Math.hypot(...one.gradient.map((v, i) => v - four.gradient[i])) / Math.hypot(...one.gradient);
  assert.ok(distance < 1e-3, `${distance}`); // of the same mean, but for rounding and a first step of other bits
});

test('shardStatistics: layers take each shard\'s, and keep the mean of what they keep', () => {
  const model = sequential(
    [batchNormalization({ momentum: 0.5, inputShape: [1] }), dense({ units: 1 })], { seed: 1 },
  );
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError', shards: 4, shardStatistics: true });
  assert.deepEqual([model.shards, model.shardStatistics], [4, true]);
  model.trainOnBatch(Float32Array.of(1, 3, 8), [0, 1, 2]); // three shards of one example: means 1, 3, 8, variances 0
  assert.deepEqual([...model.state], [2, 0.5]);
  model.trainOnBatch(Float32Array.of(1, 3, 8, 12, 7, 7, 9, 1), [0, 1, 2, 3, 0, 1, 2, 3]); // means 2, 10, 7, 5
  assert.deepEqual([...model.state], [4, 0.25 + (1 + 4 + 0 + 16) / 8]);
});

test('a frozen layer of statistics needs no option, and keeps its state to the bit', () => {
  const layer = batchNormalization({ inputShape: [2] });
  layer.trainable = false;
  const other = batchNormalization(), model = sequential([layer, dense({ units: 2 }), other], { seed: 1 });
  model.state.set([0.1, 0.3, 0.7, 0.9]);
  const before = model.state.slice(0, 4), x = operands(new Philox(3), 6);
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError', shards: 8, shardStatistics: true });
  for (let step = 0; step < 5; step++) model.trainOnBatch(x, operands(new Philox(4), 6)); // three shards each
  assertSameBits(model.state.slice(0, 4), before);
  other.trainable = false;
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError', shards: 8 });
  const state = model.state.slice();
  model.trainOnBatch(x, operands(new Philox(4), 6));
  assertSameBits(model.state, state);
});

test('a step that fails leaves θ, slots and state; in parts too', () => {
  const model = sequential([
    batchNormalization({ inputShape: [1] }), dense({ units: 1 })], { seed: 1, kernels: createKernels('reference') });
  model.compile({ optimizer: adam(), loss: 'meanSquaredError', shards: 4, shardStatistics: true });
  const theta = model.theta.slice(), state = model.state.slice(), x = Float32Array.of(1, 2, 3, NaN);
  assert.throws(() => model.trainOnBatch(x, [1, 2, 3, 4]), (error: unknown) =>
    error instanceof NonFiniteError && error.message.startsWith('trainOnBatch: the loss is not finite'));
  assert.throws(() => model.shardGradient(x, [1, 2, 3, 4], { shard: 3 }), (error: unknown) =>
    error instanceof NonFiniteError && error.message.startsWith('shardGradient: the loss is not finite'));
  const parts = [0, 1, 2, 3].map((shard) => model.shardGradient(Float32Array.of(1, 2, 3, 4), [1, 2, 3, 4], { shard }));
  parts[2].gradient[0] = Infinity;
  assert.throws(() => model.applyShards(parts), (error: unknown) =>
    error instanceof NonFiniteError && error.message.startsWith('applyShards: the gradient is not finite'));
  assertSameBits(model.theta, theta);
  assertSameBits(model.state, state);
  assert.equal(model.steps, 0);
});

const plain = (): Model => {
  const model = sequential([dense({ units: 2, inputShape: [2] })], { seed: 1 });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', shards: 4 });
  return model;
};
const X = operands(new Philox(1), 10), Y = operands(new Philox(2), 10);
const all = (model: Model): ShardGradient[] => [0, 1, 2, 3].map((shard) => model.shardGradient(X, Y, { shard }));
const spoilt = (change: (parts: ShardGradient[]) => ShardGradient[]): () => unknown => () => {
  const model = plain();
  return model.applyShards(change(all(model)));
};
const compile = (options: object, ...layers: Parameters<typeof sequential>[0] & unknown[]): (() => void) => () => {
  const model = sequential(layers);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', ...options });
};
const flat = dense({ units: 2, inputShape: [2] });

checkRefusals('what is refused, by name', [
  [compile({ shards: 3 }, flat), RangeError,
    /^compile: shards must be a power of two, 1, 2, 4 and so on to 64, got 3$/],
  [compile({ shards: 128 }, flat), RangeError, /shards must be an integer from 1 to 64/],
  [compile({ shards: 2 }, batchNormalization({ inputShape: [2], name: 'norm' })), RangeError,
    /shards must be 1 with layer 'norm', which takes statistics of the whole batch, got 2; with shardStatistics/],
  [compile({ shards: 2, shardStatistics: true },
    lstm({ units: 2, stateful: true, batchSize: 4, inputShape: [3, 2], name: 'memory' })), RangeError,
  /^compile: shards must be 1 with the stateful layer 'memory', which goes on from batch to batch as a whole, got 2$/],
  [() => {
    const model = sequential([dense({ units: 2, inputShape: [2] })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    model.shardGradient(X, Y, { shard: 0 });
  }, StateError, /^shardGradient: the model must be compiled with shards of 2 or more, got 1$/],
  [() => plain().shardGradient(X, Y, { shard: 4 }), RangeError, /shard must be an integer from 0 to 3, got 4/],
  [() => plain().shardGradient(X, Y, { shard: 1, count: 2 }), RangeError,
    /count must be a power of two that divides shard, got 2 from shard 1 on/],
  [() => plain().applyShards([]), RangeError, /parts must hold the shards of a batch, got none/],
  [spoilt((parts) => parts.slice(1)), RangeError, /each shard once, all 4, got another after the first 0/],
  [spoilt((parts) => parts.slice(0, 3)), RangeError, /each shard once, all 4, got another after the first 3/],
  [spoilt((parts) => [...parts, parts[2]]), RangeError, /each shard once, all 4/],
  [spoilt(([part, ...others]) => [{ ...part, examples: 6 }, ...others]), RangeError,
    /parts\[1\] must be of the batch and step of the others/],
  [spoilt((parts) => parts.map((part) => ({ ...part, step: 1 }))), RangeError, /parts must be of step 0/],
  [spoilt(([part, ...others]) => [{ ...part, gradient: part.gradient.slice(1) }, ...others]), RangeError,
    /parts\[0\].gradient must have 6 elements, got 5/],
  [spoilt(([part, ...others]) => [{ ...part, gradient: [...part.gradient] as never }, ...others]), TypeError,
    /parts\[0\] must hold Float32Arrays/],
  [spoilt(([part, ...others]) => [{ ...part, losses: [new Float32Array(7)] }, ...others]), RangeError,
    /losses must have 2 elements, got 7/],
  [spoilt(([part, ...others]) => [{ ...part, rows: [NaN] }, ...others]), RangeError, /must be of the batch and step/],
]);

test('a training in one shard says so', () => {
  const model = sequential([flatten({ inputShape: [2] })]);
  assert.throws(() => model.shards, StateError);
  model.compile({ optimizer: 'sgd', loss: 'mse', shards: 1, shardStatistics: true });
  assert.deepEqual([model.shards, model.shardStatistics], [1, false]);
});
