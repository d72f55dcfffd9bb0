/**
 * Modules that predict: the bits of `predict`, of every layer, without an import.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { exportPredict } from '../../lib/exchange/index.ts';
import { mul } from '../../lib/formula/index.ts';
import { host } from '../../lib/kernels/index.ts';
import {
  Layer, activation, activations, batchNormalization, bidirectional, conv1D, dense, dot, dropout, elementwiseActivation,
  embedding, flatten, globalAveragePooling1D, gru, lstm, masking, multiHeadAttention, normalization, rescaling,
  reshape, simpleRNN, timeDistributed, type Lists, type Node,
} from '../../lib/layers/index.ts';
import { layerFamily } from '../../lib/layers/named.ts';
import { input, model, sequential, type Model } from '../../lib/model/index.ts';
import { operands, pick } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';

/** More than the module computes at once. */
const EXAMPLES = 37;
const MOST_CHARACTERS = 15_000;

type Predict = (x: unknown) => Float32Array | Float32Array[];
const load = async (text: string): Promise<Predict> =>
  (await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`) as { predict: Predict }).predict;
const inputsOf = (of: Model, values: (length: number) => Float32Array): Float32Array[] =>
  of.network.graph.inputs.map(({ shape }) => values(EXAMPLES * shape.reduce((size, length) => size * length, 1)));

/** Any NaN is like any other. */
const numbers = (values: Float32Array): number[] => [...values];

async function check(
  of: Model, random: Philox, values: (length: number) => Float32Array, title: string,
): Promise<void> {
  of.setWeights(of.getWeights().map(({ length }) => operands(random, length).map(Math.abs)));
  const predict = await load(exportPredict(of)), x = inputsOf(of, values);
  const wanted = Object.values(of.predictAll(x.length === 1 ? x[0] : x)).map(numbers);
  const found = predict(x.length === 1 ? x[0] : x);
  assert.deepEqual((Array.isArray(found) ? found : [found]).map(numbers), wanted, title);
}

const images = { inputShape: [5, 6, 2] }, steps = { inputShape: [5, 3] }, row = { inputShape: [6] };
const cell = { units: 3, ...steps }, returned = { ...cell, returnSequences: true };
const made = (kind: string, options: object): Layer => layerFamily.make(kind, options) ?? assert.fail(kind);

/** Of each kind of layer some stacks. */
const STACKS: Readonly<Record<string, () => readonly Layer[][]>> = {
  activation: () => [[activation('tanh', row)], [activation('softmax', { inputShape: [5000] })]],
  batchNormalization: () => [[batchNormalization(images)], [batchNormalization({ axis: 1, ...images })]],
  bidirectional: () => (['concat', 'sum', 'mul', 'ave'] as const).map((mergeMode) =>
    [bidirectional({ layer: lstm({ units: 2, returnSequences: mergeMode !== 'sum' }), mergeMode, ...steps })]),
  dense: () => [
    [dense({ units: 4, ...row }), dense({ units: 1, useBias: false })], [dense({ units: 4, ...steps })],
    [dense({ units: 300, inputShape: [70] }), dense({ units: 10, activation: 'softmax' })],
  ],
  embedding: () => [
    [embedding({ inputDim: 7, outputDim: 3, inputShape: [5] }), lstm({ units: 2 })],
    [embedding({ inputDim: 7, outputDim: 3, maskZero: true, inputShape: [5] }), gru({ units: 2 })],
    [embedding({ inputDim: 7, outputDim: 3, maskZero: true, inputShape: [5] }), globalAveragePooling1D()],
  ],
  gru: () => [[gru(cell)], [gru({ ...returned, resetAfter: false })], [gru({ ...returned, goBackwards: true })]],
  lstm: () => [[lstm(cell)], [lstm({ ...returned, goBackwards: true }), flatten(), dense({ units: 2 })]],
  masking: () => [[masking({ maskValue: 0, ...steps }), lstm({ units: 2 })]],
  normalization: () => [[normalization({ mean: [1, 2, 3], variance: [4, 5, 6], ...steps })]],
  rescaling: () => [[rescaling({ scale: 1 / 3, offset: 0.1, ...row })]],
  reshape: () => [[reshape({ targetShape: [3, -1], ...row }), simpleRNN({ units: 2 })]],
  simpleRNN: () => [[simpleRNN(cell)], [simpleRNN({ ...returned, activation: 'relu' })]],
  timeDistributed: () => [
    [timeDistributed({ layer: dense({ units: 2, activation: 'softmax' }), ...steps })],
    [timeDistributed({ layer: conv1D({ filters: 2, kernelSize: 2 }), inputShape: [4, 5, 2] })],
  ],
};

/** The options of those that have one stack. */
const OPTIONS: Readonly<Record<string, object>> = {
  alphaDropout: { rate: 0.5, ...row },
  averagePooling1D: { padding: 'same', ...steps },
  averagePooling2D: { padding: 'same', poolSize: 3, strides: 2, ...images },
  conv1D: { filters: 3, kernelSize: 3, padding: 'causal', dilationRate: 2, ...steps },
  conv2D: { filters: 4, groups: 2, kernelSize: 3, strides: 2, padding: 'same', activation: 'elu', ...images },
  conv1DTranspose: { filters: 2, kernelSize: 3, strides: 2, ...steps },
  conv2DTranspose: { filters: 2, kernelSize: 3, strides: 2, padding: 'same', ...images },
  cropping1D: { cropping: 1, ...steps }, cropping2D: { cropping: 1, ...images },
  depthwiseConv1D: { kernelSize: 2, depthMultiplier: 2, ...steps },
  depthwiseConv2D: { kernelSize: 2, depthMultiplier: 2, ...images }, dropout: { rate: 0.5, ...row }, flatten: images,
  gaussianNoise: { stddev: 1, ...row }, glu: row, groupNormalization: { groups: 2, ...images },
  layerNormalization: steps, maxPooling1D: { padding: 'same', ...steps }, maxPooling2D: { poolSize: 2, ...images },
  permute: { dims: [3, 1, 2], ...images }, positionEmbedding: { sequenceLength: 7, ...steps }, prelu: images,
  repeatVector: { n: 3, ...row }, rmsNormalization: row, separableConv1D: { filters: 3, kernelSize: 2, ...steps },
  separableConv2D: { filters: 3, kernelSize: 2, ...images },
  spatialDropout1D: { rate: 0.5, ...steps }, spatialDropout2D: { rate: 0.5, ...images }, unitNormalization: row,
  upSampling1D: { size: 3, ...steps }, upSampling2D: { size: 2, interpolation: 'bilinear', ...images },
  zeroPadding1D: { padding: 2, ...steps }, zeroPadding2D: { padding: [[1, 0], [2, 1]], ...images },
};
const GLOBAL = /^global/, MERGING = /^(add|average|maximum|minimum|multiply|concatenate|subtract|dot)$/;

function modelsOf(kind: string): Model[] {
  if (GLOBAL.test(kind)) return [sequential([made(kind, kind.endsWith('1D') ? steps : images)])];
  if (MERGING.test(kind)) {
    const [left, right] = [input({ shape: [4, 3] }), input({ shape: [4, 3] })];
    const merged = kind === 'dot' ? dot({ axes: 2 }) : made(kind, {});
    return [model({ inputs: [left, right], outputs: [merged.apply([left, right]), dense({ units: 2 }).apply(left)] })];
  }
  if (kind === 'multiHeadAttention') {
    const query = input({ shape: [4, 6] }), value = input({ shape: [3, 6] });
    const layer = multiHeadAttention({ numHeads: 2, keyDim: 3 });
    return [model({ inputs: [query, value], outputs: layer.apply([query, value]) })];
  }
  return STACKS[kind]?.().map((stack) => sequential(stack))
    ?? [sequential([made(kind, OPTIONS[kind] ?? assert.fail(`no options for ${kind}`))])];
}

for (const kind of layerFamily.names.filter((each) => each !== 'sinePositionEncoding')) {
  test(`${kind} has its bits`, async () => {
    const random = new Philox(18);
    for (const [i, of] of modelsOf(kind).entries()) {
      const ids = of.layers[0].ids;
      for (const how of ['uniform', 'wide', 'specials'] as const) {
        await check(of, random, (length) => (ids === undefined ? operands(random, length, how)
          : Float32Array.from({ length }, () => random.nextBelow(ids))), `stack ${i}, ${how}`);
      }
    }
  });
}

test('so has each activation, of all corners of binary32', async () => {
  const random = new Philox(3);
  for (const name of [...Object.keys(activations), 'linear']) {
    for (const width of [1, 7]) {
      const of = sequential([activation(name as 'relu', { inputShape: [width] })]);
      for (const how of ['uniform', 'wide', 'specials'] as const) {
        await check(of, random, (length) => operands(random, length, how), `${name}, ${how}`);
      }
    }
  }
});

test('random dense networks have their bits, in 15,000 characters and their weights', async () => {
  const random = new Philox(7), names = Object.keys(activations);
  for (let i = 0; i < 25; i++) {
    const name = (): 'relu' => pick(random, names) as 'relu', units = (): number => 1 + random.nextBelow(20);
    const middle = Array.from({ length: random.nextBelow(4) }, () => [
      dense({ units: units(), activation: name() }),
      ...pick(random, [[], [dropout({ rate: 0.3 })], [batchNormalization()]]),
    ]).flat();
    const of = sequential([
      dense({ units: units(), activation: name(), inputShape: [units()] }), ...middle, dense({ units: units() }),
    ], { seed: i });
    await check(of, random, (length) => operands(random, length), String(i));
    const weights = 16 / 3 * (of.theta.length + of.state.length); // base64 of 4 bytes each
    const length = exportPredict(of).length - weights;
    assert.ok(length < MOST_CHARACTERS, `${i}: ${length}`);
  }
});

test('one activation of each kind in one module is small too', () => {
  const all = Object.keys(activations).map((name) => activation(name as 'relu', { inputShape: [2] }));
  assert.ok(exportPredict(sequential(all)).length < 2 * MOST_CHARACTERS);
});

test('a formula of one\'s own is printed', async () => {
  const random = new Philox(1), cubed = elementwiseActivation('cubed', ({ z }) => mul(z, mul(z, z)));
  const nothing = elementwiseActivation('nothing', ({ z }) => mul(z, -0), ({ da }) => da);
  for (const of of [cubed, nothing]) {
    await check(sequential([dense({ units: 3, activation: of, ...row })]), random,
      (length) => operands(random, length), of.name);
  }
});

test('the module runs by itself, and says what x must be', () => {
  const of = sequential([dense({ units: 2, name: 'a\u2028throw 1\n*/', activation: 'softmax', inputShape: [3] })]);
  const x = [0.5, -1, 2, 3, 0.25, -0.125];
  const program = `${exportPredict(of)}
console.log(JSON.stringify([...predict(${JSON.stringify(x)})]));
try { predict([1, 2]) } catch (error) { console.log(String(error)) }`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module'], { input: program, encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.deepEqual(stdout.trim().split('\n'), [
    JSON.stringify([...of.predict(Float32Array.from(x))]), 'RangeError: predict: x must have 3 numbers an example',
  ]);
  assert.doesNotMatch(exportPredict(of), /\bimport\b|\brequire\b|\beval\b/);
});

/** Halves x by a function of its own. */
class Halved extends Layer {
  readonly kind = 'halved';
  override outputShape(shape: readonly number[]): readonly number[] { return shape; }
  override bind({ x, y, dy, dx }: Node): Lists {
    const half = (from: typeof x, to: typeof x) => host('half', [from], [to], (_, a, b) => {
      for (let i = 0; i < b.length; i++) b[i] = a[i] / 2;
    });
    return { forward: [half(x, y)], backward: dx === undefined ? [] : [half(dy, dx)] };
  }
}

checkRefusals('layers that have no text are refused by name, all of them', [
  [() => exportPredict(sequential([
    lstm({ units: 1, stateful: true, batchSize: 2, returnSequences: true, inputShape: [2, 3], name: 'kept' }),
    new Halved(),
  ])), TypeError, /got 'kept' \(lstm: it is stateful\), 'halved' \(halved: the function 'half'\)/],
  [() => exportPredict(sequential([made('sinePositionEncoding', steps)])), TypeError, /the function 'positions'/],
]);
