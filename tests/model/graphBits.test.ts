/**
 * Models that are no stacks have the same bits on every table and for every split of a batch.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkGradients } from '../../lib/audit/index.ts';
import { save } from '../../lib/formats/index.ts';
import { dense } from '../../lib/layers/index.ts';
import { input, model, type History, type Model, type ModelOptions } from '../../lib/model/index.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { EXAMPLES, graphCases, inOrder, type GraphCase } from './graphCases.ts';

/** A training with shuffling and batches of seven, of which the last one of an epoch is of one example. */
async function trained({ make, x, y }: GraphCase, options: ModelOptions): Promise<{ made: Model; history: History }> {
  const made = make(options), history = await made.fit(x, y, { batchSize: 7, epochs: 3 });
  return { made, history };
}

for (const graphCase of graphCases) {
  const { title, make, x, y, layers } = graphCase;

  test(`${title}: layers have their names, and stand in the order of their first calls`, () => {
    assert.deepEqual(make().network.layers.map(({ name }) => name), layers);
  });

  test(`${title}: training has the same bits on every table and for every split of its batches`, async () => {
    const wanted = await trained(graphCase, { kernels: tables[0], maxBatch: EXAMPLES });
    assert.ok(wanted.history.history.loss[2] < wanted.history.history.loss[0], 'it learns');
    for (const kernels of tables) {
      for (const maxBatch of [1, 2, 3, 128]) {
        const { made, history } = await trained(graphCase, { kernels, maxBatch });
        const what = `${kernels.name}, ${maxBatch}`;
        assertSameBits(made.theta, wanted.made.theta, `θ, ${what}`);
        assertSameBits(made.gradient, wanted.made.gradient, `∇, ${what}`);
        assert.deepEqual(history, wanted.history, what);
        const predictions = Object.entries(made.predictAll(x)), all = wanted.made.predictAll(x);
        for (const [name, own] of predictions) assertSameBits(own, all[name], `${name}, ${what}`);
        assert.deepEqual(made.evaluate(x, y), wanted.made.evaluate(x, y), what);
      }
    }
  });

  test(`${title}: a batch has the bits of its examples one by one, as far as they are alone`, () => {
    const made = make(), whole = made.predictAll(x);
    for (let row = 0; row < EXAMPLES; row++) {
      const alone = made.predictAll(inOrder(x).map((own) => {
        const width = own.length / EXAMPLES;
        return own.subarray(row * width, (row + 1) * width);
      }));
      for (const [name, own] of Object.entries(alone)) {
        assertSameBits(own, whole[name].subarray(row * own.length, (row + 1) * own.length), `${name} of ${row}`);
      }
    }
  });

  test(`${title}: the same state has the same bytes on every table`, () => {
    const files = tables.map((kernels) => save(make({ kernels, maxBatch: 8 })));
    for (const file of files) assert.deepEqual(file, files[0]);
  });
}

test('what outputs of layers cost weighs as the loss of the first output does', () => {
  const x = input({ shape: [3] });
  const hidden = dense({ units: 4, activation: 'tanh', activityRegularizer: 'l2' }).apply(x);
  const outputs = [dense({ units: 1 }).apply(hidden), dense({ units: 2 }).apply(hidden)];
  const net = model({ inputs: x, outputs, seed: 3 });
  net.compile({ optimizer: 'sgd', loss: 'meanSquaredError', lossWeights: [3, 0.5] });
  const { ok, wrong } = checkGradients(net, Float32Array.of(1, -2, 0.5, 0.25, 1, -1), [
    Float32Array.of(1, 0), Float32Array.of(0.5, 1, -1, 0),
  ]);
  assert.ok(ok, JSON.stringify(wrong));
});
