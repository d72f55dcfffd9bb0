/**
 * The suite that every layer passes.
 * @module
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { sizeOf, type Shape } from '../../lib/core/shape.ts';
import { modelFunction } from '../../lib/curvature/index.ts';
import { createFloat64Kernels, type FloatArray, type Kernels } from '../../lib/kernels/index.ts';
import type { Layer } from '../../lib/layers/index.ts';
import { model as modelOf, sequential, type Model } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { checkTrace } from '../audit/checkTrace.ts';
import { checkCurvature } from '../curvature/checkCurvature.ts';
import { checkGradient } from '../helpers/differences.ts';
import { collect } from '../helpers/collect.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { Shift, applied, layerBench, rowsOf, type LayerBench } from './layerBench.ts';

/** A layer with what must be true of it. */
export interface LayerCase {
  readonly title: string;
  readonly make: () => Layer;
  /** Of a layer with one input. */
  readonly inputShape?: Shape;
  /** Of one with several. */
  readonly inputShapes?: readonly Shape[];
  readonly outputShape: Shape;
  /** Of a layer with several outputs: the others. */
  readonly otherOutputs?: readonly Shape[];
  /** Which inputs have a mask, of their steps. */
  readonly masked?: readonly boolean[];
  /** Name and shape of each parameter, in order. */
  readonly parameters: readonly (readonly [name: string, shape: Shape])[];
  /** Whether the output is the input under another shape, so that there are no bits to compare. */
  readonly isRename?: boolean;
  /** Whether the rows of a batch depend on each other, so that it cannot be split. */
  readonly isCoupled?: boolean;
  /** Whether its calls are plain TypeScript, which curvature and trace do not see through. */
  readonly isOpaque?: boolean;
}

const shapesOf = ({ inputShape, inputShapes }: LayerCase): readonly Shape[] =>
  inputShapes ?? [inputShape ?? assert.fail()];

function benchOf<A extends FloatArray>(k: Kernels<A>, layerCase: LayerCase, batch: number): LayerBench<A> {
  return layerBench(k, layerCase.make(), shapesOf(layerCase), batch, layerCase.masked);
}

/** Whether nothing but the shifts before a layer makes calls. */
const makesNoCalls = ({ plan: { description: { list } } }: LayerBench<Float32Array>): boolean =>
  list.every(({ node: { of: { layer } }, forward }) => layer instanceof Shift || forward.length === 0);

/** Whole numbers from 0 to below `limit`: ids, or a mask where that is 2. */
const numbers = (random: Philox, length: number, limit: number): Float32Array =>
  Float32Array.from({ length }, () => random.nextBelow(limit));

function fill<A extends FloatArray>(
  { inputs, ids, masks, factors, parameters }: LayerBench<A>, random: Philox,
): void {
  for (const values of [...inputs, ...factors, ...Object.values(parameters)]) {
    values.set(operands(random, values.length));
  }
  for (const mask of masks) mask.set(numbers(random, mask.length, 2));
  if (ids !== undefined) inputs[0].set(numbers(random, inputs[0].length, ids));
}

function copyRows(
  from: LayerBench<Float32Array>, batch: number, to: LayerBench<Float32Array>, first: number, count: number,
): void {
  for (const name of ['inputs', 'masks', 'factors'] as const) {
    from[name].forEach((values, i) => to[name][i].set(rowsOf(values, batch, first, count)));
  }
  for (const [name, values] of Object.entries(from.parameters)) to.parameters[name].set(values);
}

const LARGE = 257; // odd, and larger than any tile or block

/** Runs the whole suite on each case. */
export function checkLayers(cases: readonly LayerCase[]): void {
  for (const layerCase of cases) {
    checkShapes(layerCase);
    checkDerivatives(layerCase);
    if (layerCase.isOpaque !== true) checkReaders(layerCase);
    for (const k of tables) checkBits(layerCase, k);
  }
  for (const k of tables) checkMemory(cases, k);
}

function checkShapes(layerCase: LayerCase): void {
  const { title, make, outputShape, otherOutputs = [], parameters } = layerCase, inputShapes = shapesOf(layerCase);
  test(`${title}: output shape and parameter table are as stated`, () => {
    const layer = make();
    assert.deepEqual(layer.outputShapes(inputShapes), [outputShape, ...otherOutputs]);
    assert.deepEqual(layer.parameters(inputShapes[0], inputShapes).map(({ name, shape }) => [name, shape]), parameters);
    if (layer.inputShape === undefined) return;
    const model = sequential([layer]);
    assert.equal(model.theta.length, parameters.reduce((sum, [, shape]) => sum + sizeOf(shape), 0));
  });
}

function checkDerivatives(layerCase: LayerCase): void {
  test(`${layerCase.title}: dx and every parameter's gradient are those of central differences`, () => {
    const random = new Philox(101), batch = 3, bench = benchOf(createFloat64Kernels(), layerCase, batch);
    const { plan, inputs, inputGradients, gradients, parameters } = bench;
    fill(bench, random);
    const value = (): number => {
      plan.sums.reset();
      bench.forward(batch);
      plan.addLosses(batch, plan.sums);
      return plan.sums.total(plan.lossWeights, batch);
    };
    value();
    for (const written of [...inputGradients, plan.gradient]) written.fill(NaN); // beta 0 reads nothing
    bench.backward(batch);
    inputGradients.forEach((dx, i) => checkGradient(value, inputs[i], dx.slice(), random, `dx of input ${i}`));
    for (const [name, gradient] of Object.entries(gradients)) {
      checkGradient(value, parameters[name], gradient.slice(), random, `d${name}`);
    }
  });
}

/** A model of the layer after a shift of each input, with data of `batch` examples. */
function trainable(layerCase: LayerCase, batch: number): { model: Model; x: Float32Array[]; y: Float32Array[] } {
  const layer = layerCase.make(), random = new Philox(104), { outputShape, otherOutputs = [] } = layerCase;
  const { inputs, masks, shifts, outputs: made } = applied(layer, shapesOf(layerCase), layerCase.masked);
  const outputs = shifts === 0 ? made.map((y) => new Shift().apply(y)) : made; // some parameter
  const model = modelOf({ inputs: [...inputs, ...masks], outputs, seed: 3 });
  model.compile({ optimizer: sgd({ learningRate: 0.125 }), loss: 'halfSquaredError' });
  model.theta.set(operands(random, model.theta.length));
  return {
    model,
    x: [
      ...inputs.map(({ shape }, i) => (i === 0 && layer.ids !== undefined
        ? numbers(random, batch * sizeOf(shape), layer.ids) : operands(random, batch * sizeOf(shape)))),
      ...masks.map(({ shape }) => numbers(random, batch * sizeOf(shape), 2)),
    ],
    y: [outputShape, ...otherOutputs].map((shape) => operands(random, batch * sizeOf(shape))),
  };
}

/** Those who read the calls: curvature, and trace. */
function checkReaders(layerCase: LayerCase): void {
  const { title } = layerCase;
  test(`${title}: H·v is the derivative of ∇J`, () => {
    const { model, x, y } = trainable(layerCase, 3);
    checkCurvature(modelFunction('test', model, x, y), Float64Array.from(model.theta));
  });

  test(`${title}: a step is recomputed from its trace`, () => {
    const { model, ...batch } = trainable(layerCase, 2);
    checkTrace(model, batch);
  });
}

function checkBits(layerCase: LayerCase, k: Kernels): void {
  const { title, isCoupled = false, isRename = false } = layerCase;
  test(`${title}, ${k.name}: it makes calls, unless it is said to rename`, () => {
    assert.equal(makesNoCalls(benchOf(k, layerCase, 1)), isRename);
  });
  if (isRename) return;
  const filled = () => {
    const bench = benchOf(k, layerCase, LARGE);
    fill(bench, new Philox(102));
    return bench;
  };
  const done = () => {
    const bench = filled();
    bench.forward(LARGE);
    bench.backward(LARGE);
    return bench;
  };
  if (!isCoupled) checkSplits(layerCase, k, done);

  test(`${title}, ${k.name}: forward and backward again give the same bits, and leave what they only read`, () => {
    const bench = done(), { plan, inputGradients, kept } = bench;
    const all = () => [plan.gradient, ...inputGradients, ...kept];
    const first = all().map((values) => values.slice());
    bench.backward(LARGE);
    bench.forward(LARGE);
    bench.backward(LARGE);
    all().forEach((values, i) => assertSameBits(values, first[i], `buffer ${i}`));
    const given = filled();
    for (const name of ['inputs', 'masks', 'factors'] as const) {
      bench[name].forEach((values, i) => assertSameBits(values, given[name][i], `${name} ${i}`));
    }
    for (const name of ['theta', 'state'] as const) assertSameBits(plan[name], given.plan[name], name);
  });
}

const STEPS = 1_000;
/**
 * Bytes a step: a small object that is kept takes more, however many steps there are. What the engine compiles does not
 * grow with them, so rounds of ever more steps tell the one from the other.
 */
const SLACK = 20, ROUNDS = 6;

/** The layers are watched together, one by one only where that shows something, since collecting garbage takes long. */
function checkMemory(cases: readonly LayerCase[], k: Kernels): void {
  test(`${k.name}: steps make no buffer and keep no memory`, async () => {
    const benches = cases.map((layerCase) => benchOf(k, layerCase, 2));
    run(benches, STEPS);
    if (await kept(benches) < SLACK) return;
    for (const [i, bench] of benches.entries()) {
      const bytes = await kept([bench]);
      assert.ok(bytes < SLACK, `${cases[i].title}: ${bytes} bytes more a step`);
    }
  });
}

function run(benches: readonly LayerBench<Float32Array>[], steps: number): void {
  for (const bench of benches) {
    for (let step = 0; step < steps; step++) {
      bench.forward(2);
      bench.backward(2);
    }
  }
}

/**
 * The bytes that a step of all benches leaves: of the rounds the one where it leaves fewest but one, for what is older
 * and goes at last hides in one round what the steps keep.
 */
async function kept(benches: readonly LayerBench<Float32Array>[]): Promise<number> {
  let least = Infinity, second = Infinity;
  await collect();
  for (let round = 0, before = process.memoryUsage(); round < ROUNDS && second >= SLACK; round++) {
    const steps = STEPS * 2 ** round;
    run(benches, steps);
    const { arrayBuffers } = process.memoryUsage();
    assert.ok(arrayBuffers <= before.arrayBuffers, `${arrayBuffers - before.arrayBuffers} bytes of buffers`);
    await collect();
    const after = process.memoryUsage(), growth = (after.heapUsed - before.heapUsed) / steps;
    [least, second] = [least, second, growth].sort((a, b) => a - b);
    before = after;
  }
  return second;
}

function checkSplits(layerCase: LayerCase, k: Kernels, done: () => LayerBench<Float32Array>): void {
  const { title } = layerCase;
  test(`${title}, ${k.name}: an example's rows have the same bits alone and among ${LARGE}`, () => {
    const large = done(), one = benchOf(k, layerCase, 1);
    for (const row of [0, 1, 100, LARGE - 1]) {
      copyRows(large, LARGE, one, row, 1);
      one.forward(1, row, LARGE);
      one.backward(1);
      for (const name of ['outputs', 'inputGradients'] as const) {
        one[name].forEach((values, i) =>
          assertSameBits(values, rowsOf(large[name][i], LARGE, row, 1), `${name} ${i} of example ${row}`));
      }
    }
  });

  test(`${title}, ${k.name}: parts of a batch that add to the gradient give the bits of the whole`, () => {
    const from = done(), whole = from.plan.gradient, gradient = whole.slice().fill(NaN);
    for (const [first, count] of [[0, 1], [1, 100], [101, LARGE - 101]]) {
      const part = benchOf(k, layerCase, count);
      copyRows(from, LARGE, part, first, count);
      part.plan.gradient.set(gradient);
      part.forward(count, first, LARGE);
      part.backward(count, first === 0 ? 0 : 1);
      gradient.set(part.plan.gradient);
    }
    assertSameBits(gradient, whole, '∇');
  });
}
