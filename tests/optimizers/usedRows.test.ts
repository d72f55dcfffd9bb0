/**
 * Embeddings of which an update changes the used rows only.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { updateOf } from '../../lib/audit/explain/update.ts';
import { ledger, trace, verifyLedger, type TracedOperation } from '../../lib/audit/index.ts';
import { load, save } from '../../lib/formats/index.ts';
import type { Kernels } from '../../lib/kernels/index.ts';
import { add, dense, embedding, flatten, timeDistributed } from '../../lib/layers/index.ts';
import { input, model, sequential, type Model } from '../../lib/model/index.ts';
import { examplesFor, planFor } from '../../lib/model/planFor.ts';
import {
  Optimizer, adadeltaOptimizer, adafactor, adagrad, adagradOptimizer, adam, lamb, momentumOptimizer, sgd,
  sparseApplyAdadelta, sparseApplyAdagrad, sparseApplyMomentum,
} from '../../lib/optimizers/index.ts';
import { optimizers } from '../../lib/optimizers/registry.ts';
import { assertVerified } from '../audit/ledgers.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { rows } from './rows.ts';

const IDS = 12, WIDTH = 5, STEPS = 3, EXAMPLES = 4;

/** Two embeddings, one of them looked up twice, between layers of every sort; θ has other tensors around them. */
function network(sparse: boolean, kernels: Kernels, maxBatch: number): Model {
  const a = input({ shape: [STEPS] }), b = input({ shape: [STEPS] }), c = input({ shape: [2] });
  const first = embedding({ inputDim: IDS, outputDim: WIDTH, sparse, name: 'first' });
  const second = embedding({ inputDim: IDS + 1, outputDim: WIDTH, sparse, name: 'second' });
  const side = dense({ units: STEPS * WIDTH, name: 'side' }).apply(c);
  const inner = timeDistributed({ layer: second, name: 'second' });
  const ids = input({ shape: [STEPS, 1] });
  const sum = add().apply([first.apply(a), first.apply(b)].map((x) => flatten().apply(x)));
  const all = add().apply([sum, flatten().apply(inner.apply(ids)), side]);
  const outputs = dense({ units: 1, name: 'end' }).apply(all);
  return model({ inputs: [a, b, c, ids], outputs, kernels, maxBatch, seed: 3 });
}

/** Batches of few ids, and which rows of both embeddings they use. */
function batchOf(random: Philox) {
  const ids = (count: number, below: number): Float32Array =>
    Float32Array.from({ length: EXAMPLES * count }, () => random.nextBelow(below));
  const reals = (count: number): Float32Array =>
    Float32Array.from({ length: EXAMPLES * count }, () => random.nextFloat() - 0.5);
  const x = [ids(STEPS, IDS / 2), ids(STEPS, 3), reals(2), ids(STEPS, 4)];
  const used = { first: new Set([...x[0], ...x[1]]), second: new Set(x[3]) };
  return { x, y: reals(1), used };
}

/** θ and the optimizer's slots, as they are. */
function kept({ theta, optimizer }: Model): Float32Array[] {
  return [theta, ...Object.keys(optimizer.getWeights(theta).slots).map((name) => optimizer.getSlot(theta, name))];
}

/** A step of a model that is not sparse, after which the rows that were not used are put back. */
function stepAndPutBack(whole: Model, { x, y, used }: ReturnType<typeof batchOf>): void {
  const before = kept(whole).map((array) => array.slice());
  whole.trainOnBatch(x, y);
  const embeddings = whole.parameters.filter(({ layer }) => layer in used);
  kept(whole).forEach((array, i) => {
    for (const { layer, offset, length } of embeddings) {
      for (let row = 0; row < length / WIDTH; row++) {
        if (used[layer as keyof typeof used].has(row)) continue;
        const start = offset + row * WIDTH;
        array.set(before[i].subarray(start, start + WIDTH), start);
      }
    }
  });
}

const elementwise = Object.keys(rows).filter((name) => rows[name].needsTensors !== true);

test('of a sparse embedding used rows are stepped as ever, others stay, in θ and in slots, on every table', () => {
  assert.ok(elementwise.length > 20);
  for (const name of elementwise) {
    const random = new Philox(elementwise.indexOf(name)), options = { ...rows[name].required, learningRate: 0.1 };
    const common = { loss: 'meanSquaredError' as const };
    const whole = network(false, tables[0], 16);
    whole.compile({ ...common, optimizer: optimizers[name](options) });
    const sparse = tables.flatMap((k) => [3, 16].map((maxBatch) => network(true, k, maxBatch)));
    for (const each of sparse) each.compile({ ...common, optimizer: optimizers[name](options) });
    for (let step = 0; step < 4; step++) {
      const batch = batchOf(random);
      stepAndPutBack(whole, batch);
      sparse.forEach((each, i) => {
        each.trainOnBatch(batch.x, batch.y);
        assertSameBits(each.gradient, whole.gradient, `${name} ${i} ∇`);
        const expected = kept(whole);
        kept(each).forEach((array, j) => { assertSameBits(array, expected[j], `${name} ${i}, ${j}, ${step}`); });
      });
    }
  }
});

test('sgd and Adagrad have the bits of a dense step', () => {
  for (const make of [() => sgd(), () => adagrad(), () => adagrad({ clipnorm: 0.1 }), () => sgd({ clipvalue: 0.01 })]) {
    const random = new Philox(5), [whole, sparse] = [false, true].map((is) => network(is, tables[1], 3));
    for (const each of [whole, sparse]) each.compile({ loss: 'meanSquaredError', optimizer: make() });
    for (let step = 0; step < 20; step++) {
      const { x, y } = batchOf(random);
      for (const each of [whole, sparse]) each.trainOnBatch(x, y);
      kept(sparse).forEach((array, i) => { assertSameBits(array, kept(whole)[i], `step ${step}`); });
    }
  }
});

/** An embedding alone, with its optimizer; ids of one example. */
function alone(optimizer: Optimizer): Model {
  const made = sequential([
    embedding({ inputDim: IDS, outputDim: WIDTH, sparse: true, inputShape: [STEPS] }), flatten(), dense({ units: 1 }),
  ]);
  made.compile({ loss: 'meanSquaredError', optimizer });
  return made;
}

test("used rows have the bits of TensorFlow's sparse functors", () => {
  type Apply = (theta: Float32Array, slots: Float32Array[], gradient: Float32Array, indices: Uint32Array) => void;
  const cases: readonly [Optimizer, Apply][] = [
    [momentumOptimizer({ learningRate: 0.1, momentum: 0.9 }), (theta, [m], gradient, indices) => {
      sparseApplyMomentum(theta, m, 0.1, gradient, indices, 0.9);
    }],
    [adagradOptimizer({ learningRate: 0.1 }), (theta, [sum], gradient, indices) => {
      sparseApplyAdagrad(theta, sum, 0.1, gradient, indices);
    }],
    [adadeltaOptimizer({ learningRate: 0.1, rho: 0.9, epsilon: 1e-6 }), (theta, [sum, update], gradient, indices) => {
      sparseApplyAdadelta(theta, sum, update, 0.1, 0.9, 1e-6, gradient, indices);
    }],
  ];
  for (const [optimizer, apply] of cases) {
    const made = alone(optimizer), random = new Philox(8), end = IDS * WIDTH;
    const expected = kept(made).map((array) => array.slice(0, end));
    for (let step = 0; step < 10; step++) {
      const x = Float32Array.from({ length: 2 * STEPS }, () => random.nextBelow(IDS));
      made.trainOnBatch(x, Float32Array.of(1, -1));
      const [theta, ...slots] = expected, indices = Uint32Array.from(new Set(x));
      const gradient = Float32Array.from([...indices].flatMap((row) =>
        [...made.gradient.subarray(row * WIDTH, (row + 1) * WIDTH)]));
      apply(theta, slots, gradient, indices);
      kept(made).forEach((array, i) => { assertSameBits(array.subarray(0, end), expected[i], optimizer.name); });
    }
  }
});

test("a gradient of the user's own steps all rows", () => {
  const made = alone(sgd({ learningRate: 1 })), before = made.theta.slice(), { theta, optimizer } = made;
  made.trainOnBatch(Float32Array.of(1, 2, 3), Float32Array.of(0));
  before.set(theta);
  optimizer.applyGradients(theta, new Float32Array(theta.length).fill(0.5));
  assertSameBits(theta, before.map((value) => value - 0.5));
});

test('a trace, a file and a ledger do as training does', async () => {
  const made = alone(adam()), x = Float32Array.of(4, 1, 4, 9, 9, 1), y = Float32Array.of(1, -1);
  made.trainOnBatch(Float32Array.of(0, 2, 4, 6, 8, 10), y);
  const copy = load(save(made));
  assert.deepEqual([made, copy].map(({ layers }) => layers[0].getConfig().sparse), [true, true]);
  assert.ok(!Object.hasOwn(embedding({ inputDim: 2, outputDim: 1 }).getConfig(), 'sparse'));
  const into: TracedOperation[] = [], traced = trace(made, x, y, { tensors: ['w'], layers: ['embedding'], into });
  const steps = into.filter(({ phase, writes }) => phase === 'update' && writes);
  assert.deepEqual(new Set(steps.map(({ index }) => Math.floor(index / WIDTH))), new Set([1, 4, 9]));
  made.trainOnBatch(x, y);
  assertSameBits(traced.theta, made.theta);
  const [, ...slots] = kept(made);
  Object.values(traced.slots).forEach((slot, i) => { assertSameBits(slot, slots[i]); });
  copy.trainOnBatch(x, y);
  kept(made).forEach((array, i) => { assertSameBits(kept(copy)[i], array); });
  const book = ledger({ every: 1 });
  await made.fit(x, y, { epochs: 3, batchSize: 1, callbacks: [book] });
  assertVerified(await verifyLedger(book.bytes(), { x, y }), 6);
});

test('the update of a weight is shown on its row, and is none where that was not used', () => {
  const made = alone(adam()), x = Float32Array.of(4, 1, 4, 9, 9, 1), y = Float32Array.of(1, -1);
  made.trainOnBatch(Float32Array.of(0, 2, 4, 6, 8, 10), y);
  const [used, other] = [4, 2].map((row) => {
    const plan = planFor(made, made.kernels, 2);
    plan.load(examplesFor('test', made, x, y), undefined, 0, 2);
    plan.forwardLoss(2, plan.moment);
    plan.backward(2, 2, 0);
    return updateOf(made, plan, row * WIDTH + 1, 2);
  });
  made.trainOnBatch(x, y);
  const [theta, m, v] = kept(made), at = 4 * WIDTH + 1;
  assert.deepEqual(used.lines.map(({ value }) => value), [m[at], v[at], theta[at]]);
  assert.deepEqual(used.slots.map(({ after }) => after), [m[at], v[at]]);
  assert.deepEqual([used.after, other.change, other.lines], [theta[at], 0, []]);
});

class Own extends Optimizer {
  readonly slotNames: readonly string[] = [];

  override applyDense(): void {}
}

const by = (who: string, got: string): RegExp =>
  new RegExp(`^${who}: update must treat each element by itself for the sparse layer 'embedding', got ${got}$`);
checkRefusals('optimizers that do not treat each element by itself, or keep gradients, are refused by name', [
  [() => alone(lamb()), TypeError, by('lamb', 'nrm2')],
  [() => alone(adafactor()), TypeError, by('adafactor', '.*')],
  [() => alone(new Own({ learningRate: 1 })), TypeError, by('Own', 'plain TypeScript')],
  [() => alone(sgd({ accumulationSteps: 2 })), RangeError,
    /^sgd: accumulationSteps must be 1 for the sparse layer 'embedding', got 2$/],
  [() => embedding({ inputDim: 2, outputDim: 1, sparse: true, embeddingsRegularizer: 'l2' }), RangeError,
    /^embedding: sparse must be false with embeddingsRegularizer/],
  [() => embedding({ inputDim: 2, outputDim: 1, sparse: 1 as never }), TypeError,
    /^embedding: sparse must be true or false, got 1$/],
]);
