import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { modelFunction, type ModelFunctionOptions } from '../../lib/curvature/index.ts';
import { bits, formula, fromBits, mul } from '../../lib/formula/index.ts';
import { createKernels, type FloatArray, type Kernels } from '../../lib/kernels/index.ts';
import {
  Layer, activations, alphaDropout, batchNormalization, dense, dropout, flatten, gaussianNoise, layerNormalization, prelu, reshape,
  type ActivationName, type Node, type Pass,
} from '../../lib/layers/index.ts';
import { losses, pointwiseLoss, toLoss, type Loss, type LossName } from '../../lib/losses/index.ts';
import { sequential, type Sequential, type SequentialOptions } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { operands } from '../helpers/random.ts';
import { checkCurvature, direction } from './checkCurvature.ts';

const BATCH = 5, OUTPUTS = 3;

function compiled(layers: readonly Layer[], loss: LossName | Loss, options: SequentialOptions = {}): Sequential {
  const model = sequential(layers, { seed: 3, ...options });
  model.compile({ optimizer: sgd({ learningRate: 0 }), loss });
  model.theta.set(operands(new Philox(71), model.theta.length));
  return model;
}

const x = operands(new Philox(5), 4 * BATCH);
function targetsFor(loss: LossName | Loss): Float32Array {
  const random = new Philox(9);
  if (toLoss('test', loss, losses).target === 'label') return Float32Array.from({ length: BATCH }, () => random.nextBelow(OUTPUTS));
  return operands(random, OUTPUTS * BATCH).map((v) => (loss === 'meanSquaredLogarithmicError' || loss === 'poisson' ? Math.abs(v) : v));
}

function check(layers: readonly Layer[], loss: LossName | Loss, options: ModelFunctionOptions = {}): void {
  const model = compiled(layers, loss);
  checkCurvature(modelFunction('test', model, x, targetsFor(loss), options), Float64Array.from(model.theta));
}

const SMOOTH_PROBABILITIES: readonly LossName[] = [
  'binaryCrossentropy', 'categoricalCrossentropy', 'sparseCategoricalCrossentropy', 'kullbackLeiblerDivergence',
];
const POSITIVE: readonly LossName[] = ['poisson', 'meanSquaredLogarithmicError'];

for (const loss of Object.keys(losses) as LossName[]) {
  const positive: readonly ActivationName[] = POSITIVE.includes(loss) ? ['softplus', 'sigmoid'] : ['linear', 'tanh'];
  const last: readonly ActivationName[] = SMOOTH_PROBABILITIES.includes(loss) ? ['softmax', 'sigmoid'] : positive;
  for (const activation of last) {
    test(`H·v of a network that ends with ${activation} and ${loss} is the derivative of ∇J`, () => {
      check([dense({ units: 4, activation: 'tanh', inputShape: [4] }), dense({ units: OUTPUTS, activation })], loss);
    });
  }
}

for (const activation of ['linear', ...Object.keys(activations)] as ActivationName[]) {
  test(`H·v of a network with ${activation} is the derivative of ∇J`, () => {
    check([dense({ units: 4, activation, inputShape: [4] }), dense({ units: OUTPUTS, activation })], 'halfSquaredError');
  });
}

const middles: Readonly<Record<string, () => readonly Layer[]>> = {
  flatten: () => [flatten()],
  reshape: () => [reshape({ targetShape: [2, 2] }), flatten()],
  'several axes': () => [reshape({ targetShape: [2, 2] }), dense({ units: 3, activation: 'tanh' }), flatten()],
  prelu: () => [prelu({ alphaInitializer: 'ones' })],
  dropout: () => [dropout({ rate: 0.4 })],
  alphaDropout: () => [alphaDropout({ rate: 0.3 })],
  gaussianNoise: () => [gaussianNoise({ stddev: 0.2 })],
  batchNormalization: () => [batchNormalization()],
  layerNormalization: () => [layerNormalization()],
  'layerNormalization without scale': () => [layerNormalization({ scale: false })],
  'regularized dense': () => [dense({ units: 4, activation: 'tanh', kernelRegularizer: 'l2', biasRegularizer: 'l1l2', activityRegularizer: 'l2' })],
};
for (const [name, make] of Object.entries(middles)) {
  test(`H·v passes ${name}`, () => {
    check([dense({ units: 4, activation: 'tanh', inputShape: [4] }), ...make(), dense({ units: OUTPUTS, activation: 'softmax' })], 'categoricalCrossentropy');
  });
}

test('H·v counts weights of examples and classes', () => {
  const layers = [dense({ units: 4, activation: 'tanh', inputShape: [4] }), dense({ units: OUTPUTS, activation: 'softmax' })];
  check(layers, 'sparseCategoricalCrossentropy', { sampleWeight: [1, 0, 2.5, 0.5, 3], classWeight: { 1: 4 } });
});

test('a loss from a formula of one\'s own has curvature without more being said', () => {
  const quartic = pointwiseLoss({ name: 'quartic', term: ({ a, y }) => mul(mul(a, a), mul(a, y)), derivative: ({ a, y }) => mul(3, mul(mul(a, a), y)) });
  check([dense({ units: 4, activation: 'tanh', inputShape: [4] }), dense({ units: OUTPUTS })], quartic);
});

const twoLayers = (): Layer[] => [
  dense({ units: 6, activation: 'gelu', inputShape: [4], kernelRegularizer: 'l2' }), dense({ units: OUTPUTS, activation: 'softmax' }),
];

test('in binary32 value and gradient have the bits of training, on both tables and for any split', () => {
  for (const kernels of ['reference', 'simd'] as const) {
    for (const maxBatch of [1, 2, 5, 128]) {
      const model = compiled(twoLayers(), 'sparseCategoricalCrossentropy', { kernels: createKernels(kernels), maxBatch });
      const y = targetsFor('sparseCategoricalCrossentropy'), f = modelFunction('test', model, x, y, { precision: 'float32', maxBatch });
      const gradient = new Float64Array(f.length);
      f.gradient(model.theta, gradient);
      const { loss } = model.trainOnBatch(x, y);
      assert.equal(f.value(model.theta), loss);
      assert.deepEqual(Float32Array.from(gradient), model.gradient);
    }
  }
});

test('H·v, G·v and F·v in binary32 have the same bits on both tables and at every call, and nearly so for any split', () => {
  const y = targetsFor('sparseCategoricalCrossentropy'), v = direction(new Philox(4), 51);
  const products = (kernels: 'reference' | 'simd', maxBatch: number): Float64Array[] => {
    const model = compiled(twoLayers(), 'sparseCategoricalCrossentropy', { kernels: createKernels(kernels) });
    const f = modelFunction('test', model, x, y, { precision: 'float32', maxBatch });
    return (['hessianVector', 'gaussNewtonVector', 'fisherVector'] as const).flatMap((name) => [0, 1].map(() => {
      const out = new Float64Array(f.length);
      f[name](model.theta, v, out);
      return out;
    }));
  };
  const expected = products('reference', 5);
  for (let i = 0; i < 6; i += 2) assert.deepEqual(expected[i + 1], expected[i]);
  assert.deepEqual(products('simd', 5), expected);
  for (const maxBatch of [1, 2, 3]) {
    const split = products('simd', maxBatch);
    assert.deepEqual(split, products('reference', maxBatch));
    split.forEach((product, p) => product.forEach((value, i) => assert.ok(Math.abs(value - expected[p][i]) < 1e-5)));
  }
});

test('the model is only read, and noise is the same at every call', () => {
  const model = compiled([dense({ units: 4, inputShape: [4] }), dropout({ rate: 0.5 }), batchNormalization(), dense({ units: OUTPUTS })], 'meanSquaredError');
  const before = [model.theta.slice(), model.state.slice(), model.gradient.slice(), model.steps];
  const f = modelFunction('test', model, x, targetsFor('meanSquaredError')), out = new Float64Array(f.length);
  const values = [f.value(model.theta), f.value(model.theta)];
  f.hessianVector(model.theta, out.fill(1).slice(), out);
  assert.equal(values[1], values[0]);
  assert.deepEqual([model.theta, model.state, model.gradient, model.steps], before);
});

/** Doubles its input, in a way that loses derivatives. */
class Losing extends Layer {
  readonly kind = 'losing';
  readonly way: 'dot' | 'bits';
  constructor(way: 'dot' | 'bits', name: string) {
    super({ name });
    this.way = way;
  }

  override outputShape(inputShape: readonly number[]): readonly number[] {
    return inputShape;
  }

  override bind<A extends FloatArray>(k: Kernels<A>, { x: input, y, dy, dx }: Node<A>): Pass {
    const twice = formula({ name: 'twice', arrays: ['from', 'to'], define: ({ from }) => ({ to: mul(2, from) }) });
    const throughBits = formula({ name: 'through bits', arrays: ['from', 'to'], define: ({ from }) => ({ to: mul(2, fromBits(bits(from))) }) });
    return {
      forward: (batch) => {
        if (this.way === 'dot') k.dot(batch, input, 0, 1, input, 0, 1);
        k.elementwise(this.way === 'dot' ? twice : throughBits, batch * 4, [input, y]);
      },
      backward: (batch) => { if (dx !== undefined) k.elementwise(twice, batch * 4, [dy, dx]); },
    };
  }
}

test('a layer of one\'s own through which no derivative can be followed is refused by name', () => {
  const product = (way: 'dot' | 'bits'): void => {
    const model = compiled([dense({ units: 4, inputShape: [4] }), new Losing(way, 'mine'), dense({ units: OUTPUTS })], 'meanSquaredError');
    const f = modelFunction('test', model, x, targetsFor('meanSquaredError'), { precision: 'float32' }), out = new Float64Array(f.length);
    f.hessianVector(model.theta, out.slice(), out);
  };
  assert.throws(() => product('dot'), /^TypeError: curvature: layer 'mine' has no derivative here: dot returns a number/);
  assert.throws(() => product('bits'), /^TypeError: curvature: layer 'mine' has no derivative here: formula 'through bits': differentiate: 'fromBits'/);
});

test('options that do not fit are refused by name, and batch normalisation asks for the whole batch', () => {
  const model = compiled([dense({ units: 4, inputShape: [4] }), batchNormalization(), dense({ units: OUTPUTS })], 'meanSquaredError');
  const y = targetsFor('meanSquaredError');
  assert.throws(() => modelFunction('test', model, x, y, { precision: 'float16' as never }), /^RangeError: test: precision must be one of/);
  assert.throws(() => modelFunction('test', model, x, y, { maxBatch: 0 }), /^RangeError: test: maxBatch must be a positive integer, got 0$/);
  assert.throws(() => modelFunction('test', model, x, y, { batch: 1 } as never), /^TypeError: test: unknown option 'batch'/);
  assert.throws(() => modelFunction('test', model, x, y.subarray(1)), /^ShapeError: test: y must hold/);
  assert.throws(() => modelFunction('test', model, x, y, { maxBatch: 2 }).value(model.theta), /batchNormalization: a batch must be in one piece/);
  assert.throws(() => modelFunction('test', sequential([dense({ units: 1, inputShape: [1] })]), x, y), /^StateError: loss: the model must be compiled first/);
});
