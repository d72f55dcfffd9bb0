/**
 * Layers beside Keras: every case of tests/vectors/layers, through a graph. README.md there says what a case holds.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { add, div, less, select } from '../../lib/formula/index.ts';
import { createFloat64Kernels, type FloatArray, type Kernels } from '../../lib/kernels/index.ts';
import * as layers from '../../lib/layers/index.ts';
import { Layer } from '../../lib/layers/index.ts';
import { Recurrent } from '../../lib/layers/recurrent/recurrent.ts';
import { tables } from '../kernels/tables.ts';
import { layerBench } from './layerBench.ts';

interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface GoldenCase {
  readonly id: string;
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly call?: { readonly attentionMask?: GoldenTensor } & Readonly<Record<string, unknown>>;
  readonly training?: boolean;
  readonly trainable?: boolean;
  /** How often it is called, on the same inputs. */
  readonly calls?: number;
  readonly inputs: readonly GoldenTensor[];
  readonly inputMasks?: readonly (GoldenTensor | null)[];
  readonly outputMask?: GoldenTensor;
  readonly dropoutMasks?: { readonly input?: readonly GoldenTensor[]; readonly recurrent?: readonly GoldenTensor[] };
  readonly weights: readonly (GoldenTensor & { readonly trainable: boolean })[];
  readonly outputs: readonly GoldenTensor[];
  readonly c: readonly GoldenTensor[];
  readonly inputGradients: readonly (GoldenTensor | null)[];
  readonly weightGradients: readonly (GoldenTensor | null)[];
  readonly stateAfter?: readonly GoldenTensor[];
  readonly float32Error: { readonly outputs: number; readonly gradients?: number };
}

/**
 * What Keras says in a call this library says in the layer; a mask of attention is an input. An example of one id has
 * the shape (1), not ().
 */
function inLayer({ call: { attentionMask, ...call } = {}, ...golden }: GoldenCase): GoldenCase {
  const { options, outputs } = golden, isMasked = attentionMask !== undefined;
  const isSingle = golden.inputs[0].shape.length === 1;
  const [inputs, results] = [golden.inputs, outputs].map((all) => all.map(({ shape: [n, ...others], data }) => ({
    shape: isSingle ? [n, 1, ...others] : [n, ...others], data,
  })));
  return {
    ...golden, options: { ...options, ...call, ...(isMasked && { useAttentionMask: true }) },
    inputs: isMasked ? [...inputs, attentionMask] : inputs, outputs: results,
  };
}

const FAMILIES = [
  'convolution1d', 'convolution2d', 'normalization', 'pooling', 'reshaping', 'merging', 'embedding', 'simpleRnn',
  'lstm', 'gru', 'wrappers', 'attention',
] as const;
const cases = FAMILIES.flatMap((family) => {
  const file = new URL(`../vectors/layers/${family}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly GoldenCase[] }).cases.map(inLayer);
});

/** Layers by kind in lower case, since Keras' snake case does not tell maxPooling1D from maxPooling1d. */
const makers = new Map<string, (options: GoldenCase['options']) => unknown>();
for (const [name, value] of Object.entries<unknown>({ ...layers })) {
  if (typeof value === 'function' && /^[a-z]/.test(name)) {
    makers.set(name.toLowerCase(), (options) => Reflect.apply(value, undefined, [options]));
  }
}

/** Keras 3 has another hard sigmoid than its predecessors and this library. */
const hardSigmoid3 = layers.elementwiseActivation('hardSigmoid3', ({ z }) => {
  const line = add(div(z, 6), 0.5);
  return select(less(line, 0), 0, select(less(1, line), 1, line));
});

/** What a wrapper's options hold under `layer`. */
interface Wrapped {
  readonly class: string;
  readonly options: GoldenCase['options'];
}

const isWrapped = (given: unknown): given is Wrapped => typeof given === 'object' && given !== null && 'class' in given;
const wrapped = (of: Wrapped): unknown => makers.get(of.class.toLowerCase())?.(of.options);

function make({ kind, options, trainable = true, inputs, dropoutMasks }: GoldenCase): Layer {
  const { recurrentActivation, stateful } = options;
  const layer = makers.get(kind.toLowerCase())?.({
    ...options, trainable,
    ...(isWrapped(options['layer']) && { layer: wrapped(options['layer']) }),
    ...(stateful === true && { batchSize: inputs[0].shape[0] }),
    ...(recurrentActivation === 'hardSigmoid' && { recurrentActivation: hardSigmoid3 }),
  });
  assert.ok(layer instanceof Layer, `there is a layer ${kind}`);
  if (dropoutMasks === undefined) return layer;
  return Object.assign(layer, { draw: drawing([...dropoutMasks.input ?? [], ...dropoutMasks.recurrent ?? []]) });
}

/** Draws noise that comes to these masks: an example's rows of all of them, one after the other. */
function drawing(masks: readonly GoldenTensor[]): Recurrent['draw'] {
  return (_moment, _number, count, width, out) => {
    for (let row = 0, i = 0; row < count; row++) {
      for (const { shape: [, columns], data } of masks) {
        for (const kept of data.slice(row * columns, (row + 1) * columns)) out[i++] = kept === 0 ? 0 : 0.999;
      }
      assert.equal(i, (row + 1) * width, 'width of the noise');
    }
  };
}

/** Fails unless shape is that of Keras, and the elements are within `tolerance` of max(1, the largest). */
function assertNear(actual: FloatArray, { data }: GoldenTensor, tolerance: number, what: string): void {
  assert.equal(actual.length, data.length, `${what}: elements`);
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  data.forEach((wanted, i) => {
    const error = Math.abs(actual[i] - wanted) / largest;
    assert.ok(error <= tolerance, `${what}: element ${i} is ${actual[i]}, wanted ${wanted} within ${tolerance}`);
  });
}

/** How near outputs and gradients must come. */
interface Tolerances {
  readonly outputs: number;
  readonly gradients: number;
}

function check<A extends FloatArray>(k: Kernels<A>, golden: GoldenCase, tolerances: Tolerances): void {
  const { inputs, weights, outputs, c, training, inputGradients, weightGradients, stateAfter, calls = 1 } = golden;
  const masks = golden.inputMasks ?? [];
  const layer = make(golden), shapes = inputs.map(({ shape }) => shape.slice(1)), batch = inputs[0].shape[0];
  const shown = outputs.slice(0, outputs.length / calls).map(({ shape }) => shape.slice(1));
  assert.deepEqual(layer.outputShapes(shapes), shown, 'output shapes');
  const kept = layer instanceof Recurrent ? [] : layer.state(shapes[0]);
  const specs = [...layer.parameters(shapes[0], shapes), ...kept];
  assert.deepEqual(specs.map(({ shape }) => shape), weights.map(({ shape }) => shape), 'shapes of weights');
  const bench = layerBench(k, layer, shapes, batch, masks.map((mask) => mask !== null)), { plan } = bench;
  const parameters = Object.values(bench.parameters);
  const state = layer instanceof Recurrent ? [] : Object.values(bench.state);
  inputs.forEach(({ data }, i) => { bench.inputs[i].set(data); });
  masks.filter((mask) => mask !== null).forEach(({ data }, i) => { bench.masks[i].set(data); });
  [...parameters, ...state].forEach((values, i) => { values.set(weights[i].data); });
  const near = (all: readonly A[], wanted: readonly GoldenTensor[], of: keyof Tolerances, what: string): void =>
    wanted.forEach((tensor, i) => { assertNear(all[i], tensor, tolerances[of], `${what} ${i}`); });

  const ofCall = (all: readonly GoldenTensor[], call: number): readonly GoldenTensor[] =>
    all.slice(call * shown.length, (call + 1) * shown.length);
  for (let call = 0; training !== true && call < calls; call++) {
    plan.forward(batch);
    near(bench.outputs, ofCall(outputs, call), 'outputs', 'output');
  }
  if (training === false) return; // gradients are those of a step
  if (calls > 1) plan.state.fill(0);
  const sums = bench.inputGradients.map((gradient) => gradient.slice().fill(0) as A);
  for (let call = 0; call < calls; call++) {
    ofCall(c, call).forEach(({ data }, i) => { bench.factors[i].set(data); });
    bench.forward(batch);
    near(bench.outputs, ofCall(outputs, call), 'outputs', 'output in training');
    assert.deepEqual(bench.outputMask && [...bench.outputMask], golden.outputMask?.data, 'mask of the output');
    bench.backward(batch, call === 0 ? 0 : 1);
    bench.inputGradients.forEach((gradient, i) => gradient.forEach((value, at) => { sums[i][at] += value; }));
    if (call < calls - 1) plan.finishStep();
  }
  near(sums, sums.length === 0 ? [] : inputGradients.flatMap((each) => each ?? []), 'gradients', 'gradient of input');
  const wanted = weightGradients.flatMap((gradient) => gradient ?? []);
  near(Object.values(bench.gradients), wanted, 'gradients', 'gradient of weight');
  plan.finishStep();
  const beside = golden.trainable === false ? [...parameters, ...state] : state;
  if (stateAfter !== undefined) near(beside, stateAfter, 'outputs', 'state');
}

/** Rows of attention without a key, to which Keras gives equal weights here: see attention.test.ts. */
const otherwise = ['multiHeadAttention/attention mask', 'multiHeadAttention/query and value masks'];

/** Keras divides by the count of valid steps and 10⁻⁷, which is more than the witness is exact to. */
const wider: Readonly<Record<string, number>> = { 'batchNormalization/mask': 5e-8 };

for (const golden of cases.filter(({ id }) => !otherwise.includes(id))) {
  const { id, float32Error: { outputs, gradients = outputs } } = golden, exact = wider[id] ?? 1e-10;
  test(`${id}: outputs, gradients and state are Keras', by the witness within ${exact}`, () => {
    check(createFloat64Kernels(), golden, { outputs: exact, gradients: exact });
  });
  for (const k of tables) {
    test(`${id}, ${k.name}: the same within four times Keras' own error in binary32`, () => {
      check(k, golden, { outputs: 4 * outputs, gradients: 4 * gradients });
    });
  }
}
