import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FormatError } from '../../lib/core/errors.ts';
import { load, save } from '../../lib/formats/index.ts';
import { add, concatenate, dense, dropout } from '../../lib/layers/index.ts';
import { glorotUniform } from '../../lib/initializers/index.ts';
import { auc } from '../../lib/metrics/index.ts';
import { input, model, modelFromJSON, sequential, type Model } from '../../lib/model/index.ts';
import { adam, cosineDecay, fromConfig, sgd } from '../../lib/optimizers/index.ts';
import { numbered } from './small.ts';

const { x, y } = numbered(9);

function stack(): Model {
  const hidden = dense({
    units: 6, activation: 'leakyRelu', inputShape: [2], kernelInitializer: glorotUniform({ seed: 3 }),
    kernelRegularizer: 'l2', name: 'hidden',
  });
  const made = sequential([hidden, dropout({ rate: 0.25, seed: 9 }), dense({ units: 1 })], { seed: 7, maxBatch: 5 });
  made.compile({
    optimizer: adam({ learningRate: cosineDecay({ initialLearningRate: 0.01, decaySteps: 20 }), clipnorm: 0.5 }),
    loss: 'huber', metrics: ['mae', auc({ curve: 'PR' })],
  });
  return made;
}

function graph(): Model {
  const left = input({ shape: [2], name: 'left' }), tower = dense({ units: 3, activation: 'tanh', name: 'tower' });
  const a = tower.apply(left), both = concatenate().apply([a, add().apply([a, tower.apply(left)])]);
  const made = model({ inputs: left, outputs: { one: dense({ units: 1 }).apply(both), two: a }, seed: 2, name: 'net' });
  made.compile({ optimizer: sgd({ momentum: 0.9 }), loss: 'mse', lossWeights: [1, 0.5] });
  return made;
}

test('a model from JSON is the model: description, first values, and what training gives', () => {
  for (const [make, targets] of [[stack, y], [graph, { one: y, two: new Float32Array(27) }]] as const) {
    const made = make(), text = JSON.stringify(made), again = modelFromJSON(text);
    assert.equal(JSON.stringify(again), text);
    assert.deepEqual(again.theta, make().theta, 'first values are those of the seed');
    for (const each of [made, again]) each.trainOnBatch(x, targets);
    assert.deepEqual(again.theta, made.theta);
    assert.deepEqual(save(again), save(made));
    const trained = modelFromJSON(made.toJSON(), { weights: made.getWeights(), maxBatch: 3 });
    assert.deepEqual(trained.theta, made.theta);
    assert.equal(trained.maxBatch, 3);
  }
});

test('it is what files say, and holds no weights', () => {
  const made = stack(), { layers, compiled } = made.toJSON(), file = Buffer.from(save(made)).toString('latin1');
  assert.ok(file.includes(JSON.stringify(layers)));
  assert.ok(file.includes(JSON.stringify(compiled).slice(1, -1)));
  const large = sequential([dense({ units: 400, inputShape: [1000] })]);
  assert.ok(JSON.stringify(large).length < 500);
  assert.deepEqual(Object.keys(large.toJSON()), ['seed', 'maxBatch', 'layers']);
  assert.equal(modelFromJSON(large.toJSON()).isCompiled, false);
  assert.deepEqual(JSON.parse(JSON.stringify({ model: load(save(made)) })), { model: made.toJSON() });
});

test('an optimizer is its configuration, from which fromConfig makes it again', () => {
  const optimizer = adam({ learningRate: cosineDecay({ initialLearningRate: 0.01, decaySteps: 20 }), beta1: 0.8 });
  const text = JSON.stringify(optimizer);
  const again = fromConfig(JSON.parse(text) as ReturnType<typeof optimizer.getConfig>);
  assert.deepEqual(JSON.parse(text), optimizer.getConfig());
  assert.equal(JSON.stringify(again), text);
});

test('what describes no model is refused', () => {
  const wrong: readonly (readonly [string | object, RegExp])[] = [
    ['{', /^modelFromJSON: json must be JSON text of a model, got '\{'$/],
    ['[]', /json must be a plain object, got \[\]/],
    [{ seed: 1, maxBatch: 2 }, /must have a list, got undefined/],
    [{ ...stack().toJSON(), seeds: 1 }, /unknown option 'seeds'; .*; did you mean 'seed'\?/],
    [{ seed: 1, maxBatch: 2, layers: [{ is: 'layers/dens' }] }, /json must name what is known.*, got 'layers\/dens'/],
    [{ ...stack().toJSON(), seed: -1 }, /seed must be a non-negative integer, got -1/],
    [{ ...stack().toJSON(), layers: [{ is: 'custom/Mine', options: {} }] }, /custom must have 'Mine'/],
  ];
  for (const [json, message] of wrong) {
    assert.throws(() => modelFromJSON(json), (error) => error instanceof FormatError && message.test(error.message));
  }
  assert.throws(() => modelFromJSON('{}', { custom: [3] as never }), {
    name: 'TypeError', message: /^modelFromJSON: custom\[0\] must be a class, function or object with a name, got 3$/,
  });
  const byHand = sequential([dense({ units: 1, inputShape: [1], kernelInitializer: [2] })]);
  const text = JSON.stringify(byHand);
  assert.throws(() => modelFromJSON(text), /values: the first values of θ are not saved with a model/);
  assert.deepEqual(modelFromJSON(text, { weights: byHand.getWeights() }).theta, byHand.theta);
  const anonymous = sequential([dense({ units: 1, inputShape: [1] })]);
  anonymous.compile({ optimizer: sgd({ learningRate: (() => () => 0.1)() }), loss: 'mse' });
  assert.throws(() => JSON.stringify(anonymous), /name/);
});
