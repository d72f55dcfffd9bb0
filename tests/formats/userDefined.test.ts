import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FormatError, StateError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import type { Shape } from '../../lib/core/shape.ts';
import { nonNeg, type Constraint } from '../../lib/constraints/index.ts';
import { load, save } from '../../lib/formats/index.ts';
import { abs, add, formula, mul, sign, sub } from '../../lib/formula/index.ts';
import { perExample } from '../../lib/kernels/index.ts';
import {
  ActivationLayer, Dense, Layer, dense, elementwiseActivation, type LayerConfig, type Lists, type Node,
} from '../../lib/layers/index.ts';
import { meanLoss } from '../../lib/losses/index.ts';
import type { Metric } from '../../lib/metrics/index.ts';
import { sequential, type CompileOptions, type Sequential } from '../../lib/model/index.ts';
import {
  Adam, Optimizer, adam, sgd, type OptimizerConfig, type SharedOptions, type Step,
} from '../../lib/optimizers/index.ts';
import { pointwiseRegularizer } from '../../lib/regularizers/index.ts';
import { operands } from '../helpers/random.ts';

const times = formula({
  name: 'times', arrays: ['x', 'y'], scalars: ['factor'], define: ({ x, factor }) => ({ y: mul(x, factor) }),
});

class Times extends Layer {
  readonly kind = 'times';
  readonly factors: readonly number[];
  constructor({ factors, ...options }: { factors: readonly number[]; name?: string; inputShape?: Shape }) {
    super(options);
    this.factors = factors;
  }
  override getConfig(): LayerConfig {
    return { ...super.getConfig(), factors: this.factors };
  }
  override outputShape(inputShape: Shape): Shape {
    return inputShape;
  }
  override bind({ k, inputShape: [width], x, y, dy, dx }: Node): Lists {
    const [factor] = this.factors, size = perExample(width);
    return {
      forward: [k.elementwise(times, size, [x, y], [factor])],
      backward: dx ? [k.elementwise(times, size, [dy, dx], [factor])] : [],
    };
  }
}

class Halved extends Dense {}

class Signed extends Optimizer {
  override readonly slotNames = ['last'];
  override readonly firstScalars = { sum: -0 };
  readonly beta: number;
  constructor({ beta, ...options }: SharedOptions & { beta: number }) {
    super(options);
    this.beta = beta;
  }
  override applyDense(
    theta: Float32Array, gradient: Float32Array, { last }: Readonly<Record<string, Float32Array>>,
    { learningRate, scalars }: Step,
  ): void {
    for (let i = 0; i < theta.length; i++) theta[i] -= learningRate * (last[i] = this.beta * last[i] + gradient[i]);
    scalars.sum += learningRate / 3;
  }
  override getConfig(): OptimizerConfig {
    return { ...super.getConfig(), beta: this.beta };
  }
}

class MyAdam extends Adam {}

const triangle = elementwiseActivation('triangle', ({ z }) => sub(1, abs(z)));
const distance =
  meanLoss({ name: 'distance', term: ({ a, y }) => abs(sub(a, y)), derivative: ({ a, y }) => sign(sub(a, y)) });
const linear = pointwiseRegularizer({
  name: 'linear', factors: ['c'], term: ({ w, c }) => mul(c, w), derivative: ({ c }) => add(c, 0),
})(0.01);
const twos = (out: Float32Array): void => { out.fill(2); };
const slowly = (s: number): number => 0.01 / (1 + s);
const held = { ...nonNeg(), name: 'held' };
const seen = (numbers: boolean): Metric => ({
  name: 'seen',
  start() {
    let count = 0;
    return {
      update: (_prediction, _targets, batch) => { count += batch; },
      result: () => count,
      reset: () => { count = 0; },
      ...(numbers && { numbers: () => [count], restore: ([earlier]: readonly number[]) => { count = earlier; } }),
    };
  },
});

const metric = seen(true);
const custom = [Times, Halved, Signed, triangle, distance, linear, twos, slowly, held, metric];
const random = new Philox(83), x = operands(random, 60), y = operands(random, 60);

function build(optimizer: Optimizer): Sequential {
  const model = sequential([
    new Halved({ units: 3, inputShape: [2], activation: triangle, kernelInitializer: twos }),
    new Times({ factors: [0.5, 2] }),
    dense({ units: 2, kernelRegularizer: linear, biasConstraint: held, kernelInitializer: 'heUniform' }),
  ], { seed: 6 });
  model.compile({ optimizer, loss: distance, metrics: [metric] });
  return model;
}

test('layers, optimizers and all other parts of one\'s own come back by their names, and training goes on '
  + 'with them', async () => {
  for (const optimizer of [
    () => new Signed({ beta: 0.5, learningRate: slowly }), () => new MyAdam({ learningRate: slowly, beta1: 0.5 }),
  ]) {
    const whole = build(optimizer()), half = build(optimizer()), options = { batchSize: 4, epochs: 3 };
    await whole.fit(x, y, options);
    await half.fit(x, y, { ...options, maxIterations: 11 });
    const again = load(save(half), { custom: [...custom, MyAdam] });
    assert.equal(again.optimizer.constructor, whole.optimizer.constructor);
    assert.ok(again.layers[0] instanceof Halved && again.layers[1] instanceof Times);
    await again.fit(x, y, { ...options, resume: true });
    assert.deepEqual(save(again), save(whole));
  }
});

test('what is not handed in, or is something else, is named', () => {
  const file = save(build(new Signed({ beta: 0.5, learningRate: slowly })));
  for (const { name } of custom) {
    const others = custom.filter((own) => own.name !== name);
    assert.throws(
      () => load(file, { custom: others }),
      (error) => error instanceof FormatError && error.message.includes(`${name}`), name,
    );
  }
  const wrong = custom.map((own) => (own === Times ? { name: 'Times' } : own));
  assert.throws(() => load(file, { custom: wrong }), {
    name: FormatError.name, message: /^load: custom must have a class of layers as 'Times', got another$/,
  });
});

test('a layer that tells other options than its own is refused where it is loaded', () => {
  class Forgetful extends Times {
    override getConfig(): LayerConfig {
      return { factors: [this.factors[0] + 1] };
    }
  }
  const file = save(sequential([new Forgetful({ factors: [1], inputShape: [2] })]));
  assert.throws(() => load(file, { custom: [Forgetful] }), FormatError);
});

test('what has no name, or no finite number, cannot be saved, and is named', () => {
  const nameless = [(out: Float32Array): void => { out.fill(1); }][0];
  const model = sequential([dense({ units: 1, inputShape: [1], biasInitializer: nameless })]);
  assert.throws(() => save(model), {
    name: TypeError.name,
    message:
      /^save: layers\[0\]\.biasInitializer must have a name, by which who reads the model .*; got a function without$/,
  });
  const endless = sequential([new Times({ factors: [Infinity], inputShape: [1] })]);
  assert.throws(() => save(endless), {
    name: TypeError.name, message: /^save: layers\[0\]\.factors\[0\] cannot be described, got Infinity$/,
  });
});

test('two different parts of one name cannot be saved, of whatever kinds; one part may stand in many places', () => {
  const half = (): Constraint => ({ ...nonNeg(), name: 'half' }), one = half(), two = half();
  const activation = { ...triangle, name: 'half' }, loss = { ...distance, name: 'half' };
  const counted = { ...metric, name: 'half' }, regularizer = { ...linear, name: 'half' };
  const units = [2, 2].map((_, i) => ({ half: (out: Float32Array): void => { out.fill(i); } }).half);
  const first = { units: 1, inputShape: [1], kernelConstraint: one };
  const compiled = (options: Partial<CompileOptions>, layer: Layer = dense(first)): Sequential => {
    const model = sequential([layer]);
    model.compile({ optimizer: adam(), loss: 'mse', ...options });
    return model;
  };
  const kinds: readonly (readonly [Sequential, string])[] = [
    [compiled({}, dense({ ...first, biasConstraint: two })), 'layers[0].biasConstraint'],
    [compiled({}, dense({ ...first, activation })), 'layers[0].activation'],
    [compiled({}, dense({ ...first, biasRegularizer: regularizer })), 'layers[0].biasRegularizer'],
    [compiled({}, dense({ ...first, biasInitializer: units[1] })), 'layers[0].biasInitializer'],
    [compiled({ loss }), 'loss'], [compiled({ metrics: [counted] }), 'metrics[0]'],
    [compiled({ optimizer: sgd({ learningRate: { half: (): number => 1 }.half }) }), 'optimizer.learningRate'],
    [compiled({ optimizer: new ({ half: class extends Adam {} }.half)() }), 'the class of optimizer'],
    [sequential([dense(first), new ({ half: class extends Dense {} }.half)({ units: 1 })]), 'the class of layers[1]'],
  ];
  for (const [model, where] of kinds) {
    const places = [where, 'layers[0].kernelConstraint'].map((place) => place.replace(/[[\].]/g, '\\$&')).join('|');
    const message = new RegExp(
      `^save: two different parts have the name 'half'; (${places}) and (${places}) need names of their own, by which`,
    );
    assert.throws(() => save(model), { name: TypeError.name, message }, where);
  }
  const shared = compiled({}, dense({ ...first, biasConstraint: one }));
  assert.deepEqual(save(load(save(shared), { custom: [one] })), save(shared));
});

test('within an epoch a metric of one\'s own must tell its counts', async () => {
  const model = sequential([dense({ units: 1, inputShape: [1] })]);
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError', metrics: [seen(false)] });
  await model.fit(x, y, { batchSize: 4 });
  assert.deepEqual(save(model), save(load(save(model), { custom: [seen(false)] })));
  await model.fit(x, y, { batchSize: 4, maxIterations: 3 });
  const message =
    /^position: within an epoch the counts of metric 'seen' must have the methods numbers and restore, got none$/;
  assert.throws(() => save(model), { name: StateError.name, message });
  const told = sequential([dense({ units: 1, inputShape: [1] })]);
  told.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError', metrics: [metric] });
  await told.fit(x, y, { batchSize: 4, maxIterations: 3 });
  assert.throws(() => { model.position = told.position; }, { name: StateError.name, message });
});

class Gate extends ActivationLayer {}

test('a subclass of any layer of the library comes back of the options that the layer takes', () => {
  const gate = new Gate({ activation: 'tanh', name: 'gate', inputShape: [2] }), model = sequential([gate, new Gate()]);
  const again = load(save(model), { custom: [Gate] });
  const told = again.layers.map(({ name, activation }) => [name, activation?.name]);
  assert.deepEqual(told, [['gate', 'tanh'], [undefined, undefined]]);
  assert.ok(again.layers.every((layer) => layer instanceof Gate));
});

test('an optimizer of the library is not taken for one of its subclasses, nor the other way round', () => {
  const plain = build(adam()), own = build(new MyAdam());
  assert.equal(load(save(plain), { custom }).optimizer.constructor, Adam);
  assert.throws(() => load(save(own), { custom }), {
    name: FormatError.name, message: /name must be one of .* or a class listed in custom, got 'MyAdam'/,
  });
});
