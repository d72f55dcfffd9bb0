import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dense } from '../../lib/layers/index.ts';
import { meanSquaredError, type Loss } from '../../lib/losses/index.ts';
import { accuracy, topKCategoricalAccuracy } from '../../lib/metrics/index.ts';
import { sequential, type CompileOptions, type Sequential } from '../../lib/model/index.ts';
import { Adam, adam, sgd } from '../../lib/optimizers/index.ts';
import { optimizerFamily, optimizers, type OptimizerName } from '../../lib/optimizers/registry.ts';
import { rows } from '../optimizers/rows.ts';

const x = Float32Array.from({ length: 16 }, (_, i) => Math.fround(i / 16)), y = x.map((value) => 1 - value);

function trained(options: CompileOptions): Sequential {
  const model = sequential([dense({
    units: 2, inputShape: [2], activation: 'leaky_relu', kernelInitializer: 'he_uniform', kernelRegularizer: 'l1_l2',
    kernelConstraint: 'max_norm',
  })]);
  model.compile(options);
  for (let step = 0; step < 3; step++) model.trainOnBatch(x, y);
  return model;
}

test('a model compiled by names, as Keras spells them, trains to the bits of one given the values', () => {
  const named = trained({ optimizer: 'adam', loss: 'mse', metrics: ['acc', 'top_k_categorical_accuracy'] });
  const given = trained({ optimizer: adam(), loss: meanSquaredError, metrics: [accuracy, topKCategoricalAccuracy()] });
  assert.deepEqual(named.theta, given.theta);
  assert.equal(named.loss, meanSquaredError);
  assert.deepEqual(named.metrics.map(({ name }) => name), ['accuracy', 'topKCategoricalAccuracy']);
  assert.ok(named.optimizer instanceof Adam);
  assert.notEqual(trained({ optimizer: 'adam', loss: 'mse' }).optimizer, named.optimizer);
});

test('a name gives each optimizer without options; one that needs any is told with them', () => {
  for (const name of optimizerFamily.names) {
    const { required } = rows[name];
    const compile = (): Sequential => trained({ optimizer: name as OptimizerName, loss: 'mse' });
    if (required === undefined) {
      assert.deepEqual(compile().optimizer.getConfig(), optimizers[name]({}).getConfig());
      continue;
    }
    const shown = /^TypeError: compile: optimizer '(\w+)' needs options: (\w+)\(\{ (.*) \}\)$/;
    assert.throws(compile, (error) => {
      const [, told, maker, options] = shown.exec(String(error)) ?? assert.fail(String(error));
      assert.deepEqual([told, maker], [name, name]);
      const given = Object.fromEntries(options.split(', ').map((option) => option.split(': ')));
      optimizers[name](Object.fromEntries(Object.entries(given).map(([option, value]) => [option, Number(value)])));
      return Object.keys(given).join() === Object.keys(required).join();
    });
  }
  // @ts-expect-error it needs a rate
  assert.throws(() => trained({ optimizer: 'momentumOptimizer', loss: 'mse' }), /^TypeError: compile: /);
});

test('only what can stand alone is listed where an optimizer is none', () => {
  const wrong = 'none' as OptimizerName;
  assert.throws(() => trained({ optimizer: wrong, loss: 'mse' }), ({ message }: Error) => {
    const named = [...message.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    const alone = optimizerFamily.names.filter((name) => rows[name].required === undefined);
    assert.deepEqual(named, [...alone, wrong]);
    return true;
  });
});

test('a compile that is refused leaves loss and optimizer as they were', () => {
  const model = sequential([dense({ units: 1, inputShape: [1] })]), x = Float32Array.of(1, 2), y = [3, 5];
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  const before = model.evaluate(x, y).loss, { optimizer } = model;
  const failing: Loss = { name: 'failing', target: 'vector', bind: () => { throw new Error('no list'); } };
  const refused: readonly CompileOptions[] = [
    { optimizer: sgd({ learningRateMultipliers: { nowhere: 2 } }), loss: 'meanAbsoluteError' },
    { optimizer: sgd(), loss: failing },
  ];
  for (const options of refused) {
    assert.throws(() => model.compile(options));
    assert.deepEqual([model.evaluate(x, y).loss, model.loss.name], [before, 'meanSquaredError']);
    assert.equal(model.optimizer, optimizer);
  }
});
