import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StateError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { dense, sequential, type Sequential } from '../../lib/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import {
  Optimizer, adafactor, adagradDAOptimizer, adam, fromConfig, ftrl, ftrlOptimizer, lamb, nadam, radam, rmsprop, rprop,
  sgd, warmUp, type OptimizerConfig, type OptimizerWeights, type SharedOptions, type Step,
} from '../../lib/optimizers/index.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { assertSameBits } from '../helpers/same.ts';

type Slots = Readonly<Record<string, Float32Array>>;

const random = new Philox(51), x = operands(random, 48), y = operands(random, 32);

const network = (): Sequential =>
  sequential([dense({ units: 5, activation: 'tanh', inputShape: [3] }), dense({ units: 2 })], { seed: 4 });

/** Two steps on the network, from a state if there is one, put back before or after `compile`. */
function trained(
  optimizer: Optimizer, theta?: Float32Array, weights?: OptimizerWeights, when?: 'before' | 'after',
): Sequential {
  const model = network();
  if (theta !== undefined) model.theta.set(theta);
  if (weights !== undefined && when === 'before') optimizer.setWeights(model.theta, weights);
  model.compile({ optimizer, loss: 'meanSquaredError' });
  if (weights !== undefined && when === 'after') optimizer.setWeights(model.theta, weights);
  for (let step = 0; step < 2; step++) model.trainOnBatch(x, y);
  return model;
}

test('weights put back before compile train to the bits of those put back after it, also where tensors count', () => {
  const makers: readonly (() => Optimizer)[] = [
    () => lamb({ learningRate: 0.1 }), () => sgd({ learningRate: 0.1, momentum: 0.9, clipnorm: 0.01 }),
    () => nadam({ learningRate: 0.1 }),
    () => adam({ average: { kind: 'equal' }, accumulationSteps: 3, clipnorm: 0.01 }),
  ];
  for (const make of makers) {
    const first = make(), { theta } = trained(first), weights = first.getWeights(theta);
    const [before, after] = (['before', 'after'] as const).map((when) => {
      const optimizer = make(), model = trained(optimizer, theta, weights, when);
      return { theta: model.theta, weights: optimizer.getWeights(model.theta) };
    });
    assertSameBits(before.theta, after.theta, first.name);
    assert.deepEqual(before.weights, after.weights);
    assert.ok(theta.some((value, i) => value !== after.theta[i]));
  }
});

test('slots read before compile do not keep the tensors from an optimizer; steps on '
  + 'slots of other lengths are refused', () => {
  const wanted = trained(adafactor()), early = network(), optimizer = adafactor();
  assert.deepEqual(
    [optimizer.getSlot(early.theta, 'v').length, optimizer.getSlot(early.theta, 'row').length], [early.theta.length, 0],
  );
  early.compile({ optimizer, loss: 'meanSquaredError' });
  assert.deepEqual(
    [optimizer.getSlot(early.theta, 'v').length, optimizer.getSlot(early.theta, 'row').length], [7, 3 + 5],
  );
  for (let step = 0; step < 2; step++) early.trainOnBatch(x, y);
  assertSameBits(early.theta, wanted.theta);
  const stepped = network(), other = adafactor();
  other.applyGradients(stepped.theta, new Float32Array(stepped.theta.length).fill(0.5));
  assert.throws(() => stepped.compile({ optimizer: other, loss: 'meanSquaredError' }), {
    name: StateError.name, message: /^adafactor: compile first, /,
  });
});

test('a piece whose rate is 0 stays as it is in FTRL and dual averaging, finite and with its slots; '
  + 'the others move', () => {
  const parameters = [
    { layer: 'a', name: 'w', shape: [2], offset: 0, length: 2 },
    { layer: 'b', name: 'w', shape: [1], offset: 2, length: 1 },
  ];
  const gradient = Float32Array.of(1, -2, 3);
  for (const make of [ftrl, ftrlOptimizer, adagradDAOptimizer]) {
    const theta = Float32Array.of(4, 5, 6), optimizer = make({ learningRate: 0.5, learningRateMultipliers: { a: 0 } });
    optimizer.prepare(theta, createKernels('reference'), parameters);
    optimizer.applyGradients(theta, gradient);
    assert.deepEqual(theta.subarray(0, 2), Float32Array.of(4, 5), optimizer.name);
    assert.ok(Number.isFinite(theta[2]) && theta[2] !== 6);
    for (const learningRate of [0, 1e-50, warmUp({ steps: 2, then: 1 })]) {
      const all = Float32Array.of(4, 5, 6), still = make({ learningRate }), { slots } = still.getWeights(all);
      still.applyGradients(all, gradient);
      assert.deepEqual(
        [all, still.getWeights(all).slots, still.iterations(all)], [Float32Array.of(4, 5, 6), slots, 1], still.name,
      );
      for (let step = 0; step < 2; step++) still.applyGradients(all, gradient);
      assert.ok(all.every(Number.isFinite));
    }
  }
});

/** With slot, scratch and scalar names as given. */
class Named extends Optimizer {
  readonly slotNames: readonly string[];
  override readonly scratchNames: readonly string[];
  override readonly firstScalars: Readonly<Record<string, number>>;
  constructor(slots: readonly string[], scratch: readonly string[] = [], scalars: readonly string[] = []) {
    super({ learningRate: 1 });
    this.slotNames = slots;
    this.scratchNames = scratch;
    this.firstScalars = Object.fromEntries(scalars.map((name) => [name, 1]));
  }

  applyDense(): void {}
}

const begin = (...names: ConstructorParameters<typeof Named>) =>
  () => new Named(...names).getWeights(new Float32Array(2));
const Nameless = (() => class extends Optimizer { readonly slotNames = []; applyDense(): void {} })();

checkRefusals('names that are taken, and options that are none, are refused', [
  [
    begin(['m', 'average']), TypeError,
    /^Named: slotNames and scratchNames must not have the names accumulatedGradient, average of .*, got 'average'$/,
  ],
  [begin(['accumulatedGradient']), TypeError, /got 'accumulatedGradient'$/],
  [begin([], ['average']), TypeError, /got 'average'$/],
  [begin(['m', 'm']), TypeError, /^Named: slotNames and scratchNames must name each once, got 'm' twice$/],
  [begin(['m'], ['m']), TypeError, /got 'm' twice$/],
  [
    begin([], [], ['accumulated']), TypeError,
    /^Named: firstScalars must not have the names accumulated of the base, got 'accumulated'$/,
  ],
  [() => new Nameless(undefined as never), TypeError, /^\w+: options must be an object, got undefined$/],
  [
    () => sgd().setWeights(new Float32Array(1), { iterations: 0, slots: {} } as never), TypeError,
    /^sgd: weights\.scalars must be a plain object, got undefined$/,
  ],
  [
    () => sgd().setWeights(new Float32Array(1), undefined as never), TypeError,
    /^sgd: weights must be an object, got undefined$/,
  ],
  [
    () => rprop({ learningRate: () => NaN }).getSlot(new Float32Array(1), 'step'), RangeError,
    /^rprop: learningRate must be .* got NaN$/,
  ],
  [
    () => rprop({ learningRate: () => '1' as never }).getWeights(new Float32Array(1)), TypeError,
    /^rprop: learningRate must be .* got '1'$/,
  ],
]);

test('learningRate: undefined takes the default, as an absent one', () => {
  for (const make of [sgd, adam, ftrl, adafactor]) {
    const optimizer: Optimizer = make({ learningRate: undefined } as never);
    assert.equal(optimizer.learningRate, make().learningRate);
    assert.throws(
      () => make({ learningRate: null } as never), { name: 'TypeError', message: /learningRate must be .* got null$/ },
    );
  }
});

/** Momentum whose option beta is its own to store. */
class SignMomentum extends Optimizer {
  readonly slotNames = ['momentum'];
  readonly beta: number;
  constructor(options: SharedOptions & { readonly beta: number }) {
    super(options);
    this.beta = options.beta;
  }

  override getConfig(): OptimizerConfig {
    return { ...super.getConfig(), beta: this.beta };
  }

  applyDense(theta: Float32Array, gradient: Float32Array, { momentum }: Slots, { learningRate }: Step): void {
    theta.forEach((value, i) => {
      momentum[i] = this.beta * momentum[i] + (1 - this.beta) * gradient[i];
      theta[i] = value - learningRate * Math.sign(momentum[i]);
    });
  }
}

test('an optimizer of one\'s own is stored with its options and slots, and goes on to the same bits', () => {
  const first = new SignMomentum({ learningRate: 0.01, beta: 0.75 }), model = trained(first);
  const weights = structuredClone(first.getWeights(model.theta));
  const config = JSON.parse(JSON.stringify(first.getConfig())) as OptimizerConfig, start = model.theta.slice();
  assert.deepEqual(config, { name: 'SignMomentum', learningRate: 0.01, beta: 0.75 });
  for (let step = 0; step < 2; step++) model.trainOnBatch(x, y);
  const again = fromConfig(config, [SignMomentum]);
  assertSameBits(trained(again, start, weights, 'after').theta, model.theta);
});

test('a subclass of a built-in optimizer may pass another gradient, other slots or another part of θ on', () => {
  const twice = (gradient: Float32Array): Float32Array => gradient.map((g) => 2 * g);
  const rename = (make: () => Optimizer, own: () => Optimizer): void => {
    const gradient = Float32Array.of(1, -3), a = Float32Array.of(1, 2), b = a.slice(), plain = make(), changed = own();
    for (let step = 0; step < 8; step++) {
      plain.applyGradients(a, twice(gradient));
      changed.applyGradients(b, gradient);
    }
    assertSameBits(b, a, plain.name);
  };
  const Adam = adam().constructor as typeof import('../../lib/optimizers/index.ts').Adam;
  const RAdam = radam().constructor as typeof import('../../lib/optimizers/index.ts').RAdam;
  rename(() => adam(), () => new (class extends Adam {
    override applyDense(theta: Float32Array, gradient: Float32Array, slots: Slots, step: Step): void {
      super.applyDense(theta, twice(gradient), slots, step);
    }
  })());
  rename(() => radam(), () => new (class extends RAdam {
    override applyDense(theta: Float32Array, gradient: Float32Array, slots: Slots, step: Step): void {
      super.applyDense(theta, twice(gradient), slots, step);
    }
  })());
});

test('centered rmsprop stays finite where the gradient does not change', () => {
  for (const momentum of [0, 0.5]) {
    const optimizer = rmsprop({ centered: true, momentum }), theta = new Float32Array(64);
    const gradient = theta.map((_, i) => 0.1 + i / 7);
    for (let step = 0; step < 400; step++) optimizer.applyGradients(theta, gradient);
    assert.ok(theta.every(Number.isFinite));
  }
});

test('accumulated gradients are divided by their number, not multiplied by its reciprocal', () => {
  const optimizer = sgd({ learningRate: 1, accumulationSteps: 41 }), theta = Float32Array.of(0);
  for (let i = 0; i < 41; i++) optimizer.applyGradients(theta, Float32Array.of(1));
  assert.equal(theta[0], -1); // the sum times fround(1/41) is 1 − 2⁻²⁴
});

test('minimize uses one gradient buffer for a θ', () => {
  const seen = new Set<Float32Array>(), optimizer = sgd(), theta = Float32Array.of(1), other = Float32Array.of(1);
  const objective = {
    value: () => 0, gradient: (_theta: Float32Array, out: Float32Array) => { seen.add(out.fill(1)); },
  };
  for (let step = 0; step < 3; step++) optimizer.minimize(objective, theta);
  assert.equal(seen.size, 1);
  optimizer.minimize(objective, other);
  assert.equal(seen.size, 2);
});

test('powers computed once a step serve every piece, and every θ at its own step', () => {
  for (const make of [adam, radam, nadam, lamb]) {
    const gradient = Float32Array.of(1, -2), optimizer = make(), a = Float32Array.of(1, 2), b = a.slice();
    const alone = a.slice(), plain = make();
    for (let step = 0; step < 8; step++) plain.applyGradients(alone, gradient);
    for (let step = 0; step < 3; step++) optimizer.applyGradients(a, gradient);
    for (let step = 0; step < 8; step++) {
      optimizer.applyGradients(b, gradient);
      if (step < 5) optimizer.applyGradients(a, gradient);
    }
    assertSameBits(a, alone, plain.name);
    assertSameBits(b, alone, plain.name);
  }
});
