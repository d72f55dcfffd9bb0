/**
 * Models to write as ONNX: one for each case of tests/vectors/layers that ONNX can say, and some of several layers.
 */
import { readFileSync } from 'node:fs';
import { exp, mul, negate } from '../../../lib/formula/index.ts';
import { input, model, sequential, type Model } from '../../../lib/model/index.ts';
import * as layers from '../../../lib/layers/index.ts';
import { Layer, type SymbolicTensor } from '../../../lib/layers/index.ts';

export interface Case {
  readonly id: string;
  readonly net: Model;
  readonly batch: number;
  readonly inputs: readonly Float32Array[];
}

interface Tensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Golden {
  readonly id: string;
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly call?: { readonly attentionMask?: Tensor } & Readonly<Record<string, unknown>>;
  readonly training?: boolean;
  readonly calls?: number;
  readonly inputs: readonly Tensor[];
  readonly inputMasks?: readonly unknown[];
  readonly weights: readonly Tensor[];
}

const FAMILIES = [
  'convolution1d', 'convolution2d', 'normalization', 'pooling', 'reshaping', 'merging', 'embedding', 'simpleRnn',
  'lstm', 'gru', 'wrappers', 'attention',
] as const;

const makers = new Map<string, (options: object) => unknown>();
for (const [name, value] of Object.entries<unknown>({ ...layers })) {
  if (typeof value !== 'function' || !/^[a-z]/.test(name)) continue;
  makers.set(name.toLowerCase(), (options) => Reflect.apply(value, undefined, [options]));
}

interface Wrapped {
  readonly class: string;
  readonly options: object;
}

const isWrapped = (given: unknown): given is Wrapped => typeof given === 'object' && given !== null && 'class' in given;

function layerOf({ kind, options, call: { attentionMask, ...call } = {} }: Golden): Layer {
  const { layer: inner } = options;
  const layer = makers.get(kind.toLowerCase())?.({
    ...options, ...call, ...(attentionMask !== undefined && { useAttentionMask: true }),
    ...(isWrapped(inner) && { layer: makers.get(inner.class.toLowerCase())?.(inner.options) }),
  });
  if (layer instanceof Layer) return layer;
  throw new Error(`there is no layer ${kind}`);
}

function modelOf(golden: Golden): Case {
  const { attentionMask } = golden.call ?? {};
  const inputs = attentionMask === undefined ? golden.inputs : [...golden.inputs, attentionMask];
  const [{ shape: [batch] }] = inputs, tensors = inputs.map(({ shape }, i) =>
    input({ shape: shape.length === 1 ? [1] : shape.slice(1), name: `x${i}` }));
  const net = model({ inputs: tensors, outputs: layerOf(golden).applyAll(tensors), seed: 0 });
  net.setWeights(golden.weights.map(({ data }) => Float32Array.from(data)));
  return { id: golden.id, net, batch, inputs: inputs.map(({ data }) => Float32Array.from(data)) };
}

/** What needs training, a mask or a state between calls is not in an ONNX file. */
function isPlain({ training, inputMasks, options, calls = 1 }: Golden): boolean {
  const isMasked = inputMasks?.some((mask) => mask !== null && mask !== undefined) ?? false;
  return training !== true && !isMasked && options['stateful'] !== true && calls === 1;
}

function* goldenCases(): Generator<Case> {
  for (const family of FAMILIES) {
    const file = new URL(`../../vectors/layers/${family}.json`, import.meta.url);
    const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Golden[] };
    for (const golden of cases) if (isPlain(golden)) yield modelOf(golden);
  }
}

/** Numbers from −2 to 2 without symmetry. */
export function numbers(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => (((i * 7919 + seed * 104_729) % 1009) / 1009) * 4 - 2);
}

/** A model whose weights are all different, with inputs for three examples. */
function made(id: string, net: Model, values?: readonly Float32Array[]): Case {
  net.setWeights(net.getWeights().map((weights, i) => {
    const isVariance = net.stateTensors.some(({ name }, at) => name === 'movingVariance'
      && i === net.parameters.length + at);
    return numbers(weights.length, i).map((value) => (isVariance ? value * value + 0.1 : value / 2));
  }));
  const batch = 3, inputs = values ?? net.network.graph.inputs.map(({ shape }, i) =>
    numbers(batch * shape.reduce((a, b) => a * b, 1), 50 + i));
  return { id, net, batch, inputs };
}

const flower = layers.elementwiseActivation('flower', ({ z }) => mul(z, exp(negate(mul(z, z)))));

const ACTIVATIONS = [
  ...Object.keys(layers.activations).map((name) => [name, name] as const),
  ['relu with all options', layers.relu({ maxValue: 1.5, negativeSlope: 0.1, threshold: 0.5 })],
  ['elu 0.7', layers.elu({ alpha: 0.7 })], ['celu 0.7', layers.celu({ alpha: 0.7 })],
  ['leakyRelu 0.2', layers.leakyRelu({ alpha: 0.2 })], ['gelu by tanh', layers.gelu({ approximate: true })],
  ['softmax along axis 1', layers.softmax({ axis: 1 })], ['one of its own', flower],
] as const;

function* ownCases(): Generator<Case> {
  for (const [name, given] of ACTIVATIONS) {
    const x = input({ shape: [4, 5], name: 'x' });
    const outputs = layers.activation(given as 'relu').apply(x);
    yield made(`activation/${name}`, model({ inputs: x, outputs, seed: 0 }));
  }
  yield made('net/dense', sequential([
    layers.dense({ units: 5, activation: 'relu', inputShape: [4] }), layers.dropout({ rate: 0.5 }),
    layers.dense({ units: 3, activation: 'softmax', useBias: false }),
  ], { seed: 0 }));
  yield made('net/convolution', sequential([
    layers.conv2D({ filters: 4, kernelSize: 3, padding: 'same', strides: 2, inputShape: [9, 8, 3] }),
    layers.batchNormalization(), layers.activation('relu'), layers.maxPooling2D(), layers.flatten(),
    layers.dense({ units: 3 }),
  ], { seed: 0 }));
  yield made('net/lstm', sequential([
    layers.lstm({ units: 4, returnSequences: true, inputShape: [5, 3] }),
    layers.bidirectional({ layer: layers.gru({ units: 3, returnSequences: true }) }),
    layers.simpleRNN({ units: 2, goBackwards: true, returnSequences: true }), layers.flatten(),
    layers.dense({ units: 2 }),
  ], { seed: 0 }));
  yield made('net/residual with one tower for two inputs', residual());
  yield made('net/transformer', transformer(), [Float32Array.from({ length: 18 }, (_, i) => (i * 5) % 11)]);
}

function residual(): Model {
  const left = input({ shape: [6, 6, 2], name: 'left' }), right = input({ shape: [6, 6, 2], name: 'right' });
  const conv = layers.conv2D({ filters: 2, kernelSize: 3, padding: 'same', activation: 'tanh' });
  const tower = (x: SymbolicTensor): SymbolicTensor => layers.add().apply([x, conv.apply(x)]);
  const joined = layers.concatenate().apply([tower(left), tower(right)]);
  const means = layers.averagePooling2D({ poolSize: 3, strides: 2, padding: 'same' }).apply(joined);
  const pooled = layers.globalAveragePooling2D().apply(means);
  return model({ inputs: [left, right], outputs: { a: layers.dense({ units: 2 }).apply(pooled), b: joined }, seed: 0 });
}

function transformer(): Model {
  const ids = input({ shape: [6], name: 'ids' });
  const x = layers.embedding({ inputDim: 11, outputDim: 8 }).apply(ids);
  const placed = layers.add().apply([x, layers.positionEmbedding({ sequenceLength: 9 }).apply(x)]);
  const seen = layers.multiHeadAttention({ numHeads: 2, keyDim: 3, useCausalMask: true }).apply(placed);
  const normal = layers.layerNormalization().apply(layers.add().apply([placed, seen]));
  const wide = layers.dense({ units: 16, activation: 'gelu' }).apply(normal);
  const out = layers.rmsNormalization().apply(layers.add().apply([normal, layers.dense({ units: 8 }).apply(wide)]));
  return model({ inputs: ids, outputs: layers.dense({ units: 11, activation: 'softmax' }).apply(out), seed: 0 });
}

export function* cases(): Generator<Case> {
  yield* ownCases();
  yield* goldenCases();
}
