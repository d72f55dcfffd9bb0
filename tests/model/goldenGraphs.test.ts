/**
 * Models of the functional interface beside Keras; tests/vectors/layers/README.md says what a case holds.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createFloat64Kernels, type FloatArray } from '../../lib/kernels/index.ts';
import * as layers from '../../lib/layers/index.ts';
import type { Layer, SymbolicTensor } from '../../lib/layers/index.ts';
import type { LossName } from '../../lib/losses/index.ts';
import type { MetricSpelling } from '../../lib/metrics/index.ts';
import { input, model, type Model, type ModelOptions } from '../../lib/model/index.ts';
import { examplesFor, planFor } from '../../lib/model/planFor.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { l2 } from '../../lib/regularizers/index.ts';
import { tables } from '../kernels/tables.ts';

interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface GoldenLayer {
  readonly class: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly trainable?: boolean;
  readonly graph?: GoldenGraph;
}

interface GoldenGraph {
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly layers: Readonly<Record<string, GoldenLayer>>;
  readonly calls: readonly { readonly id: string; readonly layer: string; readonly inputs: readonly string[] }[];
  readonly outputs: readonly string[];
}

interface GoldenCase {
  readonly id: string;
  readonly graph: GoldenGraph;
  readonly losses: readonly {
    readonly loss: LossName; readonly weight?: number; readonly metrics?: readonly MetricSpelling[];
  }[];
  readonly inputs: readonly GoldenTensor[];
  readonly targets: readonly GoldenTensor[];
  readonly sampleWeights?: readonly GoldenTensor[];
  readonly weights: readonly (GoldenTensor & { readonly name: string })[];
  readonly loss: number;
  readonly outputs: readonly GoldenTensor[];
  readonly trainableWeights: readonly string[];
  readonly gradients: readonly GoldenTensor[];
  readonly evaluate?: Readonly<Record<string, number>>;
  readonly steps?: number;
  readonly learningRate?: number;
  readonly lossEachStep?: readonly number[];
  readonly weightsAfter?: readonly GoldenTensor[];
  readonly float32Error: {
    readonly loss: number; readonly outputs: number; readonly gradients: number; readonly weightsAfter?: number;
  };
}

/** Of metrics Keras' logs have the short names that they were given. */
const ours = (name: string): string => name.replace(/mae$/, 'meanAbsoluteError');

const { cases } = JSON.parse(readFileSync(new URL('../vectors/layers/graphs.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly GoldenCase[];
};

/** What makes each layer, by Keras' class in lower case. */
const makers = new Map<string, unknown>();
for (const [name, maker] of Object.entries<unknown>({ ...layers })) {
  if (/^[a-z]/.test(name)) makers.set(name.toLowerCase(), maker);
}

type Applied = Pick<Layer, 'apply'>;

function make(name: string, { class: kind, options, trainable, graph }: GoldenLayer): Applied {
  if (graph !== undefined) return modelOf(graph, { name });
  const { activation, kernelRegularizer, ...others } = options;
  const own = { ...others, name, ...(trainable !== undefined && { trainable }) };
  if (kind === 'Activation') return layers.activation(activation as layers.ActivationName, own);
  const maker = makers.get(kind.toLowerCase());
  assert.ok(typeof maker === 'function', `there is a layer ${kind}`);
  return Reflect.apply(maker, undefined, [{
    ...own, ...(activation !== undefined && { activation }),
    ...(kernelRegularizer !== undefined && { kernelRegularizer: l2(kernelRegularizer as { l2: number }) }),
  }]) as Layer;
}

function modelOf({ inputs, layers: described, calls, outputs }: GoldenGraph, options: ModelOptions): Model {
  const made = Object.fromEntries(Object.entries(described).map(([name, layer]) => [name, make(name, layer)]));
  const tensors: Record<string, SymbolicTensor> = {};
  for (const { name, shape } of inputs) tensors[name] = input({ shape, name });
  for (const { id, layer, inputs: read } of calls) tensors[id] = made[layer].apply(read.map((one) => tensors[one]));
  return model({
    inputs: inputs.map(({ name }) => tensors[name]), outputs: outputs.map((id) => tensors[id]), ...options,
  });
}

/** By the name of a layer: those of a model within the model have its name before theirs. */
const layerNamed = ({ network }: Model, name: string): string =>
  network.layers.find((own) => own.name === name || own.name.endsWith(`/${name}`))?.name ?? assert.fail(name);

const layerIn = (path: string): string => path.split('/')[0];

/** The case as a model, compiled, with its weights. */
function compiled({ graph, losses, weights, learningRate = 0.25 }: GoldenCase, options: ModelOptions = {}): Model {
  const made = modelOf(graph, options);
  made.compile({
    optimizer: sgd({ learningRate }), loss: losses.map(({ loss }) => loss),
    lossWeights: losses.map(({ weight = 1 }) => weight), metrics: losses.map(({ metrics = [] }) => metrics),
  });
  for (const name of new Set(weights.map((own) => layerIn(own.name)))) {
    const tensors = weights.filter((own) => layerIn(own.name) === name).map(({ data }) => data);
    made.setWeights(tensors, layerNamed(made, name));
  }
  return made;
}

const data = (tensors: readonly GoldenTensor[]): Float32Array[] => tensors.map((own) => Float32Array.from(own.data));
const weightsOf = ({ sampleWeights }: GoldenCase): { readonly sampleWeight?: Float32Array[] } =>
  (sampleWeights === undefined ? {} : { sampleWeight: data(sampleWeights) });

/** Fails unless the elements are within `tolerance` of max(1, the largest). */
function assertNear(actual: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number, what: string): void {
  assert.equal(actual.length, wanted.length, `${what}: elements`);
  const largest = Array.from(wanted).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  for (let i = 0; i < wanted.length; i++) {
    const error = Math.abs(actual[i] - wanted[i]) / largest;
    assert.ok(error <= tolerance, `${what}: element ${i} is ${actual[i]}, wanted ${wanted[i]} within ${tolerance}`);
  }
}

/** Checks ∇ by the names of Keras' tensors, of which a layer has those of θ first; of frozen layers it is 0. */
function assertGradients(made: Model, gradient: FloatArray, golden: GoldenCase, tolerance: number): void {
  const { trainableWeights, gradients } = golden, seen = new Map<string, number>();
  const [trained, frozen] = [true, false].map((is) =>
    made.network.layers.filter(({ layer }) => layer.trainable === is).flatMap(({ parameters }) => parameters));
  assert.equal(trainableWeights.length, trained.length, 'tensors');
  for (const { layer, name, offset, length } of frozen) {
    assertNear(gradient.subarray(offset, offset + length), new Float64Array(length), 0, `gradient of ${layer}/${name}`);
  }
  trainableWeights.forEach((path, i) => {
    const name = layerIn(path), at = seen.get(name) ?? 0, wanted = layerNamed(made, name);
    seen.set(name, at + 1);
    const { parameters } = made.network.layers.find((own) => own.name === wanted) ?? assert.fail(name);
    const { offset, length } = parameters[at];
    assertNear(gradient.subarray(offset, offset + length), gradients[i].data, tolerance, `gradient of ${path}`);
  });
}

for (const golden of cases) {
  const { id, inputs, targets, outputs, loss, evaluate, lossEachStep, weightsAfter, float32Error } = golden;
  const batch = inputs[0].shape[0];
  test(`${id}: loss, outputs and gradients are Keras', by the witness within 10⁻¹⁰`, () => {
    const made = compiled(golden), plan = planFor(made, createFloat64Kernels(), batch);
    plan.load(examplesFor('test', made, data(inputs), data(targets), weightsOf(golden)), undefined, 0, batch);
    plan.forwardLoss(batch, { ...plan.moment, batch });
    plan.predictions.forEach((own, i) => { assertNear(own, outputs[i].data, 1e-10, `output ${i}`); });
    plan.sums.reset();
    plan.addLosses(batch, plan.sums);
    assertNear([plan.sums.total(plan.lossWeights, batch) / batch + plan.penalty()], [loss], 1e-10, 'loss');
    plan.backward(batch, batch, 0);
    plan.finishGradient();
    assertGradients(made, plan.gradient, golden, 1e-10);
  });

  for (const kernels of tables) {
    const title = "so are those of training, and the logs of evaluation, within four times Keras' own error";
    test(`${id}, ${kernels.name}: ${title}`, () => {
      const made = compiled(golden, { kernels, maxBatch: 2 }), x = data(inputs), y = data(targets);
      Object.values(made.predictAll(x)).forEach((own, i) => {
        assertNear(own, outputs[i].data, 4 * float32Error.outputs, `output ${i}`);
      });
      if (evaluate !== undefined) {
        const logs = made.evaluate(x, y, weightsOf(golden));
        const wanted = Object.entries(evaluate).filter(([name]) => !name.includes('weighted'));
        assert.deepEqual(Object.keys(logs).sort(), wanted.map(([name]) => ours(name)).sort());
        for (const [name, value] of wanted) {
          assertNear([logs[ours(name)]], [value], 4 * float32Error.loss, name);
        }
      }
      assertNear([made.trainOnBatch(x, y, weightsOf(golden)).loss], [loss], 4 * float32Error.loss, 'loss');
      assertGradients(made, made.gradient, golden, 4 * float32Error.gradients);
    });

    if (lossEachStep !== undefined && weightsAfter !== undefined) {
      test(`${id}, ${kernels.name}: so are losses and weights of a few steps of gradient descent`, () => {
        const made = compiled(golden, { kernels }), x = data(inputs), y = data(targets);
        const taken = lossEachStep.map(() => made.trainOnBatch(x, y).loss);
        assertNear(taken, lossEachStep, 4 * float32Error.loss, 'losses');
        const after = Object.fromEntries(golden.weights.map(({ name }) => layerIn(name)).map((name) =>
          [name, made.getWeights(layerNamed(made, name))]));
        golden.weights.forEach(({ name }, i) => {
          const at = golden.weights.slice(0, i).filter((own) => layerIn(own.name) === layerIn(name)).length;
          assertNear(after[layerIn(name)][at], weightsAfter[i].data, 4 * (float32Error.weightsAfter ?? 0), name);
        });
      });
    }
  }
}
