/**
 * Worked examples of members of families: one or two numbers each.
 * @module
 */
import { maxNorm } from '../../lib/constraints/index.ts';
import { pow64 } from '../../lib/core/float64.ts';
import { bindAlone, callsOf, createKernels, type PartLists, type Size, type Tensor } from '../../lib/kernels/index.ts';
import { gelu } from '../../lib/layers/activations/index.ts';
import { batchNormalization } from '../../lib/layers/index.ts';
import { sparseCategoricalCrossentropy } from '../../lib/losses/index.ts';
import { argmax, sparseCategoricalAccuracy } from '../../lib/metrics/index.ts';
import { adam } from '../../lib/optimizers/index.ts';
import { bits64 } from './hostFunctions.ts';
import { bits, bitsOfAll } from './words.ts';

const k = createKernels('reference'), calls = callsOf<Tensor>();
const cacheOf = (batch: number) => (_: string, size: Size): Float32Array =>
  new Float32Array(typeof size === 'number' ? size : batch * size.perExample);

export const memberExamples = (): Readonly<Record<string, string>> => ({
  'worked host': hostScalar(), 'worked activation': activation(), 'worked layer': layer(), 'worked loss': loss(),
  'worked constraint': constraint(), 'worked optimizer': optimizer(), 'worked metric': metric(),
});

function hostScalar(): string {
  const power = pow64(Math.fround(0.999), 3);
  return `pow64(binary32(0.999), 3) = ${bits64(power)}, which enters a formula as ${bits(power)}`;
}

function activation(): string {
  const z = Float32Array.of(1, -2), a = new Float32Array(2), da = Float32Array.of(1, 0.5), dz = new Float32Array(2);
  const part = bindAlone(k, gelu().bind({ k: calls, rows: 1, width: 1, shape: [1], z, a, da, dz, cache: cacheOf(2) }));
  part.forward(2);
  part.backward(2);
  return `gelu: z = ${bitsOfAll(z)}, a = ${bitsOfAll(a)}\n      da = ${bitsOfAll(da)}, dz = ${bitsOfAll(dz)}`;
}

function layer(): string {
  const x = Float32Array.of(1, 2, 4), y = new Float32Array(3), dy = Float32Array.of(1, 0, -1), dx = new Float32Array(3);
  const ones = (value: number): Float32Array => Float32Array.of(value), gradients = { gamma: ones(0), beta: ones(0) };
  const state = { movingMean: ones(0), movingVariance: ones(1) }, parameters = { gamma: ones(1), beta: ones(0) };
  const lists: PartLists = batchNormalization().bind({
    k: calls, number: 0, inputs: [{ shape: [1], x, dx }], outputs: [{ y, dy }], inputShape: [1], x, dx, y, dy,
    parameters, gradients, state, cache: cacheOf(3),
  });
  const part = bindAlone(k, lists);
  part.train(3, { seed: 0, step: 0, row: 0, batch: 3 });
  part.backward(3);
  part.finish();
  return [
    `batchNormalization of one feature in training, three examples: x = ${bitsOfAll(x)}`,
    `y = ${bitsOfAll(y)}`, `dy = ${bitsOfAll(dy)}`, `dx = ${bitsOfAll(dx)}`,
    `∇gamma = ${bitsOfAll(gradients.gamma)}, ∇beta = ${bitsOfAll(gradients.beta)}`,
    `afterwards movingMean = ${bitsOfAll(state.movingMean)}, movingVariance = ${bitsOfAll(state.movingVariance)}`,
  ].join('\n');
}

function loss(): string {
  const z = Float32Array.of(1, -1, 0.5), [losses, a, dz] = [1, 3, 3].map((length) => new Float32Array(length));
  const { fused } = sparseCategoricalCrossentropy();
  if (fused === undefined) throw new Error('contract: the cross-entropy must follow softmax');
  const part = bindAlone(k, fused.bind({
    k: calls, outputs: 3, prediction: a, targets: Float32Array.of(2), losses, gradient: dz, logits: z,
    cache: cacheOf(1),
  }));
  part.forward(1);
  part.backward(1, { scale: 0.25 });
  return [
    `sparseCategoricalCrossentropy right after softmax: z = ${bitsOfAll(z)}, label 2, m = 4`,
    `a = ${bitsOfAll(a)}, L = ${bitsOfAll(losses)}`, `dz = ${bitsOfAll(dz)}`,
  ].join('\n');
}

function constraint(): string {
  const w = Float32Array.of(3, 0.5, 4, 0.25), before = w.slice();
  const cache = (_: string, length: number): Float32Array => new Float32Array(length);
  const forward = maxNorm().bind({ k: calls, shape: [2, 2], w, cache });
  bindAlone(k, { forward, backward: [] }).forward(1);
  return `maxNorm: w = ${bitsOfAll(before)} becomes ${bitsOfAll(w)}`;
}

function optimizer(): string {
  const theta = Float32Array.of(1), own = adam({ learningRate: 0.1 });
  const lines = [`adam of rate 0.1: θ = ${bitsOfAll(theta)}`];
  for (const gradient of [0.5, -2]) {
    own.applyGradients(theta, Float32Array.of(gradient));
    const { slots: { m, v } } = own.getWeights(theta);
    lines.push(`∇J = ${bits(gradient)}: m = ${bitsOfAll(m)}, v = ${bitsOfAll(v)}, θ = ${bitsOfAll(theta)}`);
  }
  return lines.join('\n');
}

function metric(): string {
  const a = Float32Array.of(0.25, 0.5, 0.5, NaN, 1, 0, 0.75, 0.5, 0.75), rows = [0, 1, 2];
  const state = sparseCategoricalAccuracy.start(3, sparseCategoricalCrossentropy());
  state.update(a, Float32Array.of(1, 1, 2), 3);
  return [
    ...rows.map((row) => `outputs ${bitsOfAll(a.subarray(3 * row, 3 * row + 3))}: argmax ${argmax(a, 3 * row, 3)}`),
    `labels 1, 1, 2: sparseCategoricalAccuracy ${bits64(state.result())}`,
  ].join('\n');
}
