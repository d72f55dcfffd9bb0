/**
 * What a verdict says of the start of a training, and of what it does not prove.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOUBTS, ledger, NEVER_PROVED, verifyLedger, type Start, type Verification } from '../../lib/audit/index.ts';
import { load, save } from '../../lib/formats/index.ts';
import {
  adam, batchNormalization, sequential, sgd, type FitOptions, type Optimizer, type Model,
} from '../../lib/index.ts';
import { optimizerFamily } from '../../lib/optimizers/registry.ts';
import { rows } from '../optimizers/rows.ts';
import { documentAt } from '../package/documents.ts';
import { BATCH, linesOf, fromLines, plain, x, y } from './ledgers.ts';

const fresh: Start = { theta: true, state: true, slots: true, place: true };

/** A model with a state, compiled. */
function made(optimizer: Optimizer = adam()): Model {
  const [first, last] = plain();
  const model = sequential([first, batchNormalization(), last], { seed: 5 });
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  return model;
}

/** The ledger of a model's further training. */
async function ledgerOf(model: Model): Promise<Uint8Array> {
  const book = ledger({ every: 4 });
  await model.fit(x, y, { batchSize: BATCH, epochs: 2, callbacks: [book] });
  return book.bytes();
}

async function verdictOf(bytes: Uint8Array, options: object = {}): Promise<Verification & { ok: true }> {
  const verification = await verifyLedger(bytes, { x, y }, options);
  assert.ok(verification.ok, JSON.stringify(verification));
  return verification;
}

test('a new model begins with what its seed draws, whatever its optimizer, and the rest is not proved', async () => {
  const two = { accumulationSteps: 2, average: { kind: 'equal' } };
  const all = optimizerFamily.names.map((name) => optimizerFamily.make(name, rows[name].train.options));
  for (const optimizer of [...all, optimizerFamily.make('adam', two)]) {
    const { start, notProved } = await verdictOf(await ledgerOf(made(optimizer)));
    assert.deepEqual([start, notProved], [fresh, NEVER_PROVED], optimizer?.name);
  }
});

const changes: Readonly<Record<keyof Start, (model: Model) => void>> = {
  theta: ({ theta }) => { theta[3] += 2 ** -20; },
  state: ({ state }) => { state[1] = 0.5; },
  slots: ({ optimizer, theta }) => { optimizer.getSlot(theta, 'm')[2] = 2 ** -30; },
  place: (model) => { model.steps = 1000; },
};

for (const part of Object.keys(changes) as (keyof Start)[]) {
  test(`one number of ${part} that was put in by hand is told, and no other part`, async () => {
    const model = made();
    changes[part](model);
    const { start, notProved } = await verdictOf(await ledgerOf(model));
    assert.deepEqual(start, { ...fresh, [part]: false });
    assert.deepEqual(notProved, [DOUBTS[part], ...NEVER_PROVED]);
  });
}

test('a later order or mask that was chosen for a new model is told, however it was chosen', async () => {
  const later = async (change: (model: Model) => void, options: FitOptions = {}): Promise<Start> => {
    const model = made(), book = ledger();
    change(model);
    await model.fit(x, y, { batchSize: BATCH, callbacks: [book], ...options });
    return (await verdictOf(book.bytes())).start;
  };
  const placed: Start = { ...fresh, place: false };
  assert.deepEqual(await later((model) => { model.steps = 1; }), placed);
  assert.deepEqual(await later((model) => { model.epochsBegun = 1; }), placed);
  assert.deepEqual(await later((model) => { [model.steps, model.epochsBegun] = [1000, 17]; }), placed);
  assert.deepEqual(await later(() => undefined, { initialEpoch: 1, epochs: 2 }), placed);
  assert.deepEqual(await later(() => undefined), fresh);
});

test('a start within an epoch that is put in by hand is told', async () => {
  const model = made(), book = ledger();
  await model.fit(x, y, { batchSize: BATCH, maxIterations: 1 });
  const { history, position } = model, other = made();
  [other.history, other.position] = [history, position];
  await other.fit(x, y, { batchSize: BATCH, resume: true, callbacks: [book] });
  assert.deepEqual((await verdictOf(book.bytes())).start, { ...fresh, place: false });
});

test('weights of another seed are not those of this one', async () => {
  const model = made(), other = sequential(plain(), { seed: 6 }), own = sequential(plain(), { seed: 5 });
  assert.notDeepEqual(other.theta, own.theta);
  model.theta.set(other.theta.subarray(0, 15));
  assert.equal((await verdictOf(await ledgerOf(model))).start.theta, false);
});

test('a training that goes on, from a checkpoint too, begins with nothing of a new model', async () => {
  const model = made(sgd({ learningRate: 0.1 }));
  await ledgerOf(model);
  const { start, notProved } = await verdictOf(await ledgerOf(load(save(model))));
  assert.deepEqual(start, { theta: false, state: false, slots: false, place: false });
  assert.deepEqual(notProved, [DOUBTS.before, ...NEVER_PROVED]);
});

test('steps that were not done again, and an end that is not there, are told', async () => {
  const bytes = await ledgerOf(made());
  const some = await verdictOf(bytes, { steps: [8] });
  assert.deepEqual(some.notProved, [DOUBTS.steps, ...NEVER_PROVED]);
  const lines = linesOf(bytes), cut = fromLines(lines.slice(0, -1));
  assert.deepEqual((await verdictOf(cut, { allowIncomplete: true })).notProved, [DOUBTS.end, ...NEVER_PROVED]);
});

test('the document lists the same sentences', () => {
  const [, section] = documentAt('lib/audit/README.md').text.split('## What a ledger does not prove\n');
  const listed = section.split('\n## ')[0].split('\n').filter((line) => line.startsWith('- '));
  assert.deepEqual(listed.map((line) => line.slice(2)), [...NEVER_PROVED, ...Object.values(DOUBTS)]);
});
