import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledger, nanDetective, readLedger, verifyLedger } from '../../lib/audit/index.ts';
import { NonFiniteError } from '../../lib/core/errors.ts';
import type { Constraint } from '../../lib/constraints/index.ts';
import { host } from '../../lib/kernels/index.ts';
import { batchNormalization, dense } from '../../lib/layers/index.ts';
import { sequential, terminateOnNaN, type Sequential } from '../../lib/model/index.ts';
import { adam, fromConfig, sgd, type Optimizer } from '../../lib/optimizers/index.ts';
import { assertVerified } from '../audit/ledgers.ts';
import { rows } from '../optimizers/rows.ts';
import { tables } from '../kernels/tables.ts';

/** Two features, the second always 0. */
const x = Float32Array.of(1, 0, -2, 0, 3, 0, 0.5, 0), y = [1, 0, 1, 1];

function make(optimizer: Optimizer, kernels = tables[0]): Sequential {
  const model = sequential(
    [dense({ units: 2, activation: 'tanh', inputShape: [2], name: 'first' }), dense({ units: 1, name: 'last' })],
    { seed: 1, kernels },
  );
  model.compile({ optimizer, loss: 'meanSquaredError' });
  return model;
}

async function failure(attempt: () => unknown): Promise<NonFiniteError> {
  try {
    await attempt();
  } catch (error) {
    assert.ok(error instanceof NonFiniteError, String(error));
    return error;
  }
  assert.fail('a NonFiniteError was expected');
}

for (const kernels of tables) {
  test(`${kernels.name}: adam without epsilon and a feature that is always 0 ends training at once, with `
    + 'the place in θ', async () => {
    const model = make(adam({ epsilon: 0 }), kernels);
    const error = await failure(() => model.fit(x, y, { batchSize: 2, shuffle: false }));
    assert.deepEqual({ ...error.at }, { layer: 'first', tensor: 'w', index: 2, epoch: 0, batch: 0 });
    const seen = 'NaN is first seen in layer \'first\', w[2]; θ and the optimizer\'s slots are those after the update';
    assert.equal(error.message, `fit: what the update has made is not finite in epoch 0, batch 0: ${seen}`);
    assert.ok(Number.isNaN(model.theta[2]) && Number.isFinite(model.theta[0]));
    assert.deepEqual([model.steps, model.optimizer.iterations(model.theta)], [1, 1]);
    assert.ok(model.gradient.some((g) => g !== 0)); // that which has done it
  });

  test(`${kernels.name}: so does a rate that takes θ out of range, in trainOnBatch too`, async () => {
    const model = make(sgd({ learningRate: 1e38 }), kernels), large = x.map((value) => 1e3 * value);
    const error = await failure(() => model.trainOnBatch(large, y.map((value) => 1e3 * value)));
    assert.match(
      error.message,
      /^trainOnBatch: what the update has made is not finite: -?Infinity is first seen in layer '\w+', \w\[\d\]; θ and/,
    );
    assert.ok(!Number.isFinite(model.theta[model.parameters.find(({ layer }) => layer === error.at.layer)?.offset ?? 0])
      || error.at.index > 0);
  });
}

test('no optimizer leaves θ that is not finite after a fit that resolves, however large its '
  + 'finite gradients', async () => {
  let spoilt = 0;
  for (const [name, { required, train }] of Object.entries(rows)) {
    for (const size of [1e18, 3e18]) {
      const model = sequential([dense({ units: 2, inputShape: [2], useBias: false })], { seed: 1 });
      model.compile({ optimizer: fromConfig({ name, ...required, ...train.options }), loss: 'meanSquaredError' });
      const run = model.fit(x.map((value) => size * value), [...y, ...y].map((value) => -size * value), { epochs: 3 });
      const outcome = await run.then(() => 'resolved', (error: unknown) => error);
      if (outcome === 'resolved') assert.ok(model.theta.every(Number.isFinite), name);
      else assert.ok(outcome instanceof NonFiniteError, `${name}: ${String(outcome)}`);
      if (outcome instanceof NonFiniteError && outcome.message.includes('what the update has made')) spoilt++;
    }
  }
  assert.ok(spoilt >= 7, `${spoilt}`);
});

test('what layers keep beside θ is looked at too', async () => {
  const model = sequential([batchNormalization({ inputShape: [1], name: 'norm' })]);
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
  const error = await failure(() => model.fit(Float32Array.of(3e20, -1e20, 0, 2), [0, 0, 0, 0], { shuffle: false }));
  assert.deepEqual({ ...error.at }, { layer: 'norm', tensor: 'movingVariance', index: 0, epoch: 0, batch: 0 });
});

test('θ is looked at after the constraints, which may have spoilt it', async () => {
  const spoiling: Constraint = {
    name: 'spoiling', bind: ({ w }) => [host('spoil', [], [w], (_run, own) => { own[1] = NaN; })],
  };
  const model = sequential([dense({ units: 1, inputShape: [2], kernelConstraint: spoiling, name: 'held' })]);
  model.compile({ optimizer: sgd({ learningRate: 0 }), loss: 'meanAbsoluteError' });
  const { at } = await failure(() => model.trainOnBatch(Float32Array.of(0, 0), [1]));
  assert.deepEqual({ ...at }, { layer: 'held', tensor: 'w', index: 1 });
});

test('callbacks hear of it: terminateOnNaN stops quietly, and the detective names the operation', async () => {
  const quiet = terminateOnNaN(), detective = nanDetective();
  const history = await make(adam({ epsilon: 0 })).fit(x, y, { callbacks: [detective, quiet] });
  assert.equal(history.reason, 'stopped');
  assert.equal(quiet.error?.at.tensor, 'w');
  assert.match(detective.diagnosis?.explanation ?? '', /^0\/0 for first\/w\[2\] gives NaN \(update, formula '\w+'\)$/);
});

test('the ledger of such a training ends open, before the step, and what it holds verifies', async () => {
  const model = make(sgd({ learningRate: 0.1 })), book = ledger({ every: 100 });
  const wild = { onBatchBegin: (batch: number) => { if (batch === 2) model.optimizer.learningRate = 3e38; } };
  const large = y.map((value) => 1e3 * value);
  await failure(() => model.fit(x, large, { batchSize: 1, callbacks: [book, wild] }));
  const { records, isComplete, flaw } = readLedger(book.bytes());
  assert.deepEqual([records.length, isComplete, flaw], [2, false, undefined]);
  assertVerified(await verifyLedger(book.bytes(), { x, y: large }, { allowIncomplete: true }), 2);
});
