/** Seeds of layers' and initializers' own: what a model of that seed would draw first, wherever it is drawn. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { load, save } from '../../lib/formats/index.ts';
import {
  glorotNormal, glorotUniform, heNormal, heUniform, initializers, lecunNormal, lecunUniform, orthogonal, randomNormal,
  randomUniform, truncatedNormal, varianceScaling, type Initializer,
} from '../../lib/initializers/index.ts';
import {
  alphaDropout, bidirectional, dense, dropout, gaussianNoise, gru, lstm, multiHeadAttention, simpleRNN,
  spatialDropout1D, timeDistributed, type Layer,
} from '../../lib/layers/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { operands } from '../helpers/random.ts';

const makers: Readonly<Record<string, (options?: { seed?: number }) => Initializer>> = {
  glorotNormal, glorotUniform, heNormal, heUniform, lecunNormal, lecunUniform, orthogonal, randomNormal, randomUniform,
  truncatedNormal, varianceScaling,
};

/** First values of the kernel of the second of two layers. */
const kernel = (kernelInitializer: string | Initializer, seed: number): Float32Array =>
  sequential([dense({ units: 3, inputShape: [3] }), dense({ units: 5, kernelInitializer })], { seed }).getWeights()[2];

test('an initializer with a seed gives what the first tensor of a model of that seed has, wherever it stands', () => {
  for (const [name, make] of Object.entries(makers)) {
    const first = sequential([dense({ units: 5, inputShape: [3], kernelInitializer: make() })], { seed: 11 });
    for (const seed of [0, 3]) assert.deepEqual(kernel(make({ seed: 11 }), seed), first.getWeights()[0], name);
    assert.notDeepEqual(kernel(make({ seed: 12 }), 0), first.getWeights()[0], name);
    const out = new Float32Array(15);
    make({ seed: 11 })(out, [3, 5], new Philox(99));
    assert.deepEqual(out, first.getWeights()[0], name);
    assert.deepEqual(kernel(make(), 4), kernel(name, 4), 'without a seed bits are as by name');
  }
  assert.equal(glorotUniform(), initializers.glorotUniform);
});

test('seeds are refused, and makers where their initializers are meant', () => {
  for (const [name, make] of Object.entries(makers)) {
    for (const seed of [-1, 0.5, NaN, 2 ** 53, '1', null]) {
      assert.throws(() => make({ seed: seed as never }), { message: new RegExp(`^${name}: seed must be `) });
    }
    assert.throws(() => make({ sede: 1 } as never), { message: new RegExp(`^${name}: unknown option 'sede'`) });
    assert.throws(() => dense({ units: 1, kernelInitializer: make as never }), {
      name: 'TypeError', message: new RegExp(`^dense: kernelInitializer must be .*; call it: ${name}\\(\\)$`),
    });
  }
  for (const make of [dropout, alphaDropout, spatialDropout1D]) {
    assert.throws(() => make({ rate: 0.5, seed: -1 }), { name: 'RangeError', message: /: seed must be a non-neg/ });
  }
  assert.throws(() => lstm({ units: 1, seed: 0.5 }), { message: /^lstm: seed must be/ });
});

const x = operands(new Philox(5), 7 * 4 * 6), y = operands(new Philox(6), 7 * 4 * 6);

/** Layers that draw, of inputs (4, 6) to outputs (4, 6), as the first or a later layer. */
const layers: Readonly<Record<string, (seed?: number) => Layer>> = {
  dropout: (seed) => dropout({ rate: 0.4, ...(seed !== undefined && { seed }), inputShape: [4, 6] }),
  alphaDropout: (seed) => alphaDropout({ rate: 0.4, ...(seed !== undefined && { seed }), inputShape: [4, 6] }),
  gaussianNoise: (seed) => gaussianNoise({ stddev: 0.4, ...(seed !== undefined && { seed }), inputShape: [4, 6] }),
  spatialDropout1D: (seed) => spatialDropout1D({
    rate: 0.4, ...(seed !== undefined && { seed }), inputShape: [4, 6],
  }),
  timeDistributed: (seed) => timeDistributed({
    layer: dropout({ rate: 0.4, ...(seed !== undefined && { seed }) }), inputShape: [4, 6],
  }),
  ...Object.fromEntries(Object.entries({ simpleRNN, gru, lstm }).map(([name, make]) => [name, (seed?: number) => make({
    units: 6, dropout: 0.3, recurrentDropout: 0.3, ...(seed !== undefined && { seed }), returnSequences: true,
    inputShape: [4, 6],
  })])),
  bidirectional: (seed) => bidirectional({ mergeMode: 'sum', inputShape: [4, 6], layer: gru({
    units: 6, dropout: 0.3, recurrentDropout: 0.3, ...(seed !== undefined && { seed }), returnSequences: true,
  }) }),
  multiHeadAttention: (seed) => multiHeadAttention({
    numHeads: 2, keyDim: 3, dropout: 0.4, ...(seed !== undefined && { seed }), inputShape: [4, 6],
  }),
};

function trained(model: Sequential, weights: readonly Float32Array[], steps: number = 2): number[] {
  model.setWeights(weights);
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
  return Array.from({ length: steps }, () => model.trainOnBatch(x, y).loss);
}

for (const [name, make] of Object.entries(layers)) {
  test(`${name} with a seed draws what it draws as the first layer of a model of that seed`, () => {
    const first = sequential([make()], { seed: 11 }), weights = first.getWeights(), losses = trained(first, weights);
    const alone = sequential([make(11)], { seed: 3, maxBatch: 2 });
    assert.deepEqual(trained(alone, weights), losses, 'whatever the model, the micro-batches');
    assert.deepEqual(alone.theta, first.theta);
    // behind a layer that does nothing, in the second place
    const still = dense({ units: 6, useBias: false, inputShape: [4, 6], kernelInitializer: 'identity' });
    still.trainable = false;
    const second = sequential([still, make(11)], { seed: 3 });
    const identity = second.getWeights()[0];
    assert.deepEqual(trained(second, [identity, ...weights]), losses, 'wherever it stands');
    const other = sequential([make(12)], { seed: 11 });
    assert.notDeepEqual(trained(other, weights), losses);
    const again = load(save(alone));
    assert.equal(again.trainOnBatch(x, y).loss, alone.trainOnBatch(x, y).loss, 'files hold the seed');
  });
}

test('layers of equal seeds draw the same, others do not', () => {
  const twice = (seeds: readonly number[]): Float32Array => {
    const model = sequential(seeds.map((seed) => dropout({ rate: 0.5, seed, inputShape: [24] })), { seed: 1 });
    const last = dense({ units: 24, kernelInitializer: 'identity', useBias: false });
    model.add(last);
    model.compile({ optimizer: sgd({ learningRate: 0 }), loss: 'meanSquaredError' });
    model.trainOnBatch(new Float32Array(24).fill(1), new Float32Array(24));
    return model.gradient.slice();
  };
  const kept = (gradient: Float32Array): number => gradient.filter((value) => value !== 0).length;
  assert.equal(kept(twice([7, 7])), kept(twice([7])));
  assert.ok(kept(twice([7, 8])) < kept(twice([7])));
});
