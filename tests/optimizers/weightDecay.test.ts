/** Weight decay in every optimizer, and tensors that are excluded from it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { explainGradient, ledger, verifyLedger } from '../../lib/audit/index.ts';
import type { Parameter } from '../../lib/core/parameter.ts';
import { Philox } from '../../lib/core/philox.ts';
import { load, save } from '../../lib/formats/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { dense, embedding } from '../../lib/layers/index.ts';
import { flatten, sequential, type Sequential } from '../../lib/index.ts';
import {
  adam, adamw, fromConfig, lamb, lion, minimize, radam, sgd, type Optimizer, type SharedOptions,
} from '../../lib/optimizers/index.ts';
import { optimizerFamily } from '../../lib/optimizers/registry.ts';
import { assertClose } from '../helpers/close.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';

interface Vectors {
  readonly theta: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly cases: readonly {
    readonly name: string; readonly options: Readonly<Record<string, number | boolean>>;
    readonly theta: readonly number[];
  }[];
}

const vectors = JSON.parse(readFileSync(new URL('../vectors/weightDecay.json', import.meta.url), 'utf8')) as Vectors;
const parameters: readonly Parameter[] = [
  { layer: 'dense', name: 'w', shape: [2, 3], offset: 0, length: 6 },
  { layer: 'dense', name: 'b', shape: [3], offset: 6, length: 3 },
];

/** θ after the three steps. */
function stepped(optimizer: Optimizer, of: readonly Parameter[] = parameters): Float32Array {
  const theta = Float32Array.from(vectors.theta);
  optimizer.prepare(theta, createKernels('reference'), of);
  for (const gradient of vectors.gradients) optimizer.applyGradients(theta, Float32Array.from(gradient));
  return theta;
}

const made = (name: string, options: object): Optimizer => optimizerFamily.make(name, options) ?? assert.fail(name);

for (const { name, options, theta } of vectors.cases) {
  test(`${name} ${JSON.stringify(options)} with the bias excluded is that of Keras`, () => {
    assertClose(stepped(made(name, { ...options, excludeFromWeightDecay: ['b'] })), theta, 4e-6);
  });
}

/** One of each, with a rate and what else they need. */
const all = optimizerFamily.names.map((name): readonly [string, object] =>
  [name, { learningRate: 0.125, ...(name === 'momentumOptimizer' && { momentum: 0.5 }) }]);

/** Whose step has the decay within it. */
const WITHIN = ['lamb', 'radam'];

test('of every optimizer a tensor that is excluded moves as without decay; a decay of 0 changes no bit', () => {
  let tried = 0;
  for (const [name, options] of all) {
    const none = stepped(made(name, { ...options, weightDecay: 0 }));
    const some = stepped(made(name, { ...options, weightDecay: 0.25, excludeFromWeightDecay: ['dense/b'] }));
    const whole = stepped(made(name, { ...options, weightDecay: 0.25 }));
    if (name !== 'adamw') assertSameBits(stepped(made(name, options)), none, `${name} by default`);
    if (!/adafactor|lamb/.test(name)) assertSameBits(some.subarray(0, 6), whole.subarray(0, 6), `${name}, decayed`);
    assertSameBits(some.subarray(6), none.subarray(6), `${name}, excluded`);
    if (name !== 'adagradDAOptimizer') assert.notDeepEqual(whole, none, name); // its θ is made of slots alone
    const out = stepped(made(name, { ...options, weightDecay: 0.25, excludeFromWeightDecay: ['dense'] }));
    assertSameBits(out, none, `${name}, all excluded`);
    tried++;
  }
  assert.ok(tried > 20);
});

test('the decay is one formula before the step: of sgd, by hand, at the rate of each layer', () => {
  const f = Math.fround, learningRateMultipliers = { dense: 2 };
  const optimizer = sgd({ learningRate: 0.125, weightDecay: 0.3, learningRateMultipliers });
  const theta = Float32Array.from(vectors.theta), [gradient] = vectors.gradients;
  optimizer.prepare(theta, createKernels('reference'), parameters);
  optimizer.applyGradients(theta, Float32Array.from(gradient));
  const wanted = vectors.theta.map((v, i) =>
    f(f(v - f(f(v * f(0.3)) * 0.25)) - f(gradient[i] * 0.25)));
  assertSameBits(theta, Float32Array.from(wanted));
  assertSameBits(stepped(adamw({ learningRate: 0.125, weightDecay: 0.3 })).subarray(0, 6),
    stepped(adamw({ learningRate: 0.125, weightDecay: 0.3, excludeFromWeightDecay: ['b'] })).subarray(0, 6));
  assert.ok(WITHIN.every((name) => made(name, {}).getConfig().weightDecay === 0));
});

const network = (optimizer: Optimizer): Sequential => {
  const layers = [dense({ units: 3, inputShape: [2], activation: 'tanh' }), dense({ units: 1 })];
  const model = sequential(layers, { seed: 3 });
  model.compile({ optimizer, loss: 'meanSquaredError' });
  return model;
};
const x = Float32Array.of(1, -2, 0.5, 3, -1, 0.25), y = Float32Array.of(1, -1, 0.5);

test('options go through getConfig, files and ledgers, and an explanation shows the decay', async () => {
  const options: SharedOptions = { learningRate: 0.1, weightDecay: 0.2, excludeFromWeightDecay: ['b', 'dense_1/w'] };
  const config = adam(options).getConfig();
  assert.deepEqual([config.weightDecay, config.excludeFromWeightDecay], [0.2, ['b', 'dense_1/w']]);
  assert.deepEqual(fromConfig(config).getConfig(), config);
  const model = network(adam(options)), own = ledger();
  await model.fit(x, y, { epochs: 2, batchSize: 2, callbacks: [own] });
  assert.equal((await verifyLedger(own.bytes(), { x, y })).ok, true);
  const again = load(save(model));
  for (const each of [model, again]) await each.fit(x, y, { epochs: 1, batchSize: 2 });
  assertSameBits(again.theta, model.theta);
  const lines = explainGradient(model, x, y, { layer: 2, i: 1, j: 1 }).update?.lines ?? assert.fail();
  assert.match(lines[0].formula, /^θ ← θ − θ · weightDecay · lr$/);
});

test('of rows of an embedding only those that are used decay', () => {
  const model = sequential([
    embedding({ inputDim: 4, outputDim: 2, sparse: true, inputShape: [2] }), flatten(), dense({ units: 1 }),
  ]);
  model.compile({ optimizer: sgd({ learningRate: 0.5, weightDecay: 0.5 }), loss: 'meanSquaredError' });
  const before = model.theta.slice();
  model.trainOnBatch(Float32Array.of(1, 1), Float32Array.of(0));
  for (const row of [0, 2, 3]) {
    assertSameBits(model.theta.subarray(2 * row, 2 * row + 2), before.subarray(2 * row, 2 * row + 2));
  }
  assert.notDeepEqual(model.theta.subarray(2, 4), before.subarray(2, 4));
});

test('names are copied, and a decay outside of the step spares what is excluded too', () => {
  const names = ['b'], optimizer = adam({ weightDecay: 0.1, excludeFromWeightDecay: names });
  names[0] = 'w';
  assert.deepEqual(optimizer.getConfig().excludeFromWeightDecay, ['b']);
  const options = { learningRate: 0.125, decoupledWeightDecay: true };
  const none = stepped(radam(options)), some = radam({ ...options, weightDecay: 0.25, excludeFromWeightDecay: ['b'] });
  const theta = stepped(some);
  assertSameBits(theta.subarray(6), none.subarray(6));
  assert.ok(theta.subarray(0, 6).every((value, i) => value !== none[i]));
});

test('a bare buffer decays whole', () => {
  const zero = { value: () => 0, gradient: (_: Float32Array, out: Float32Array) => { out.fill(0); } };
  const optimizer = sgd({ learningRate: 0.5, weightDecay: 0.5 });
  assert.deepEqual(minimize(zero, Float32Array.of(4, -8), { optimizer, steps: 2 }).theta, Float32Array.of(2.25, -4.5));
});

checkRefusals('what does not fit is refused by name', [
  [() => sgd({ weightDecay: -1 }), RangeError, /^sgd: weightDecay must be a finite number of at least 0, got -1$/],
  [() => adam({ excludeFromWeightDecay: 'b' as never }), TypeError, /^adam: excludeFromWeightDecay must be an array/],
  [
    () => lion({ excludeFromWeightDecay: [1] as never }), TypeError,
    /^lion: excludeFromWeightDecay\[0\] must be a string/,
  ],
  [
    () => stepped(lamb({ excludeFromWeightDecay: ['bias'] })), RangeError,
    /^lamb: excludeFromWeightDecay must name tensors or their layers \('dense\/w', 'dense\/b'\), got 'bias'$/,
  ],
  [
    () => stepped(radam({ excludeFromWeightDecay: ['b'] }), []), RangeError,
    /\(none, since θ is a bare buffer\), got 'b'$/,
  ],
]);

test('decay rounds θ ⊖ (θ ⊗ weightDecay) ⊗ rate in that order', () => {
  const random = new Philox(9), theta = Float32Array.from({ length: 64 }, () => random.nextFloat() - 0.5);
  const { fround } = Math, [weightDecay, rate] = [1.7, 0.9].map(fround), moved = theta.slice();
  sgd({ learningRate: rate, weightDecay }).applyGradients(moved, new Float32Array(64));
  assert.deepEqual(moved, theta.map((v) => fround(v - fround(fround(v * weightDecay) * rate))));
  assert.notDeepEqual(moved, theta.map((v) => fround(v - fround(fround(v * rate) * weightDecay))));
});
