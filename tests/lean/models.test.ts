/**
 * Models of bitgrad/lean: the bits of the others, and no names.
 * @module
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { save } from '../../lib/formats/index.ts';
import { dense } from '../../lib/layers/index.ts';
import * as lean from '../../lib/lean/index.ts';
import { huber, meanSquaredError } from '../../lib/losses/index.ts';
import { accuracy, precision } from '../../lib/metrics/index.ts';
import * as whole from '../../lib/model/index.ts';
import { adam } from '../../lib/optimizers/index.ts';

const layers = () => [dense({ units: 3, activation: 'tanh', inputShape: [2] }), dense({ units: 1 })];
const graph = () => {
  const inputs = lean.input({ shape: [2] });
  return { inputs, outputs: dense({ units: 1 }).apply(inputs), seed: 7 };
};
const x = [[1, 2], [-0.5, 0.25], [3, -1]], y = [[1], [0], [1]];

const made = {
  sequential: [() => lean.sequential(layers(), { seed: 7 }), () => whole.sequential(layers(), { seed: 7 })],
  model: [() => lean.model(graph()), () => whole.model(graph())],
} as const;

for (const [name, [thin, full]] of Object.entries(made)) {
  test(`${name}: the weights, losses and metrics of bitgrad/model, bit for bit`, async () => {
    const [weights, logs] = [0, 1].map(() => [] as unknown[]);
    for (const make of [thin, full]) {
      const net = make();
      net.compile({ optimizer: adam(), loss: huber(), metrics: [accuracy, precision(), meanSquaredError] });
      await net.fit(x, y, { epochs: 3, batchSize: 2 });
      weights.push([...net.theta]);
      logs.push(net.evaluate(x, y));
    }
    assert.deepEqual(weights[0], weights[1]);
    assert.deepEqual(logs[0], logs[1]);
  });

  test(`${name}: a name is refused, and where what it names comes from is said`, () => {
    const net = thin(), optimizer = adam(), loss = meanSquaredError;
    const refused: readonly [() => void, RegExp][] = [
      [() => net.compile({ optimizer: 'adam', loss }), /^compile: optimizer .* from bitgrad\/optimizers$/],
      [() => net.compile({ optimizer, loss: 'mse' }), /^compile: loss .* from bitgrad\/losses$/],
      [() => net.compile({ optimizer, loss, metrics: ['mae'] }), /^compile: metrics\[0\] .* from bitgrad\/metrics$/],
      [() => net.compile({ optimizer: 3 as never, loss }), /^compile: optimizer must be an Optimizer such as sgd/],
    ];
    for (const [compile, message] of refused) {
      assert.throws(compile, (error: unknown) => error instanceof TypeError && message.test(error.message));
    }
    assert.throws(() => net.toJSON(), /^StateError: toJSON: .* bitgrad\/model makes one$/);
  });

  test(`${name}: a file of it is that of bitgrad/model`, () => {
    assert.deepEqual(save(thin()), save(full()));
  });
}
