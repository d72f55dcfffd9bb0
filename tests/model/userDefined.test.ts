/**
 * Parts of a user's own beside the built-in ones: optimizer, schedule, layer, activation, loss, metric.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Shape } from '../../lib/core/shape.ts';
import type { Constraint } from '../../lib/constraints/index.ts';
import { abs, add, div, mul, sub } from '../../lib/formula/index.ts';
import { host, perExample, type List } from '../../lib/kernels/index.ts';
import {
  Layer, dense, elementwiseActivation, flatten, relu, type Activation, type Lists, type Node, type ParameterSpec,
} from '../../lib/layers/index.ts';
import { zeros } from '../../lib/initializers/index.ts';
import { pointwiseLoss, type Loss, type LossLists } from '../../lib/losses/index.ts';
import type { Metric } from '../../lib/metrics/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { Optimizer, SGD, sgd, type Step } from '../../lib/optimizers/index.ts';
import { checkLayers } from '../layers/checkLayer.ts';
import { assertSameBits } from '../helpers/same.ts';
import { networkCase, layersOf } from './networkCases.ts';
import { numbered, smallModel } from './small.ts';

class SignMomentum extends Optimizer {
  readonly slotNames = ['momentum'];
  readonly beta: number;
  constructor(options: { learningRate: number; beta: number }) {
    super(options);
    this.beta = options.beta;
  }

  applyDense(
    theta: Float32Array, gradient: Float32Array, { momentum }: Record<string, Float32Array>, { learningRate }: Step,
  ): void {
    for (let i = 0; i < theta.length; i++) {
      momentum[i] = this.beta * momentum[i] + (1 - this.beta) * gradient[i];
      theta[i] -= learningRate * Math.sign(momentum[i]);
    }
  }
}

test('an optimizer of one\'s own trains with fit; its slots are there, as long as θ, and its '
  + 'class names it', async () => {
  const { x, y } = numbered(12), model = smallModel(), optimizer = new SignMomentum({ learningRate: 0.01, beta: 0.9 });
  model.compile({ optimizer, loss: 'meanSquaredError' });
  const before = model.evaluate(x, y).loss;
  assert.ok(optimizer.getSlot(model.theta, 'momentum').every((v) => v === 0));
  const history = await model.fit(x, y, { batchSize: 4, epochs: 20 });
  const momentum = optimizer.getSlot(model.theta, 'momentum');
  assert.equal(momentum.length, model.theta.length);
  assert.ok(momentum.some((v) => v !== 0));
  assert.ok(model.evaluate(x, y).loss < before);
  assert.equal(optimizer.iterations(model.theta), history.iterations);
  assert.equal(optimizer.name, 'SignMomentum');
});

test('an optimizer is told the tensors of θ, the step from 1, the rate and the table', () => {
  const seen: Step[] = [];
  class Asking extends Optimizer {
    readonly slotNames: readonly string[] = ['a', 'b'];
    override applyDense(_theta: Float32Array, _gradient: Float32Array, _slots: object, step: Step): void {
      seen.push({ ...step });
    }
  }
  const { x, y } = numbered(4), model = smallModel();
  const optimizer = new Asking({ learningRate: (done) => 1 / (1 + done) });
  model.compile({ optimizer, loss: 'meanSquaredError' });
  for (let step = 0; step < 3; step++) model.trainOnBatch(x, y);
  assert.deepEqual(seen.map(({ t, learningRate }) => [t, learningRate]), [[1, 1], [2, 1 / 2], [3, 1 / 3]]);
  assert.equal(seen[0].parameters, model.parameters);
  assert.equal(seen[0].k.name, model.kernels.name);
});

test('a schedule of one\'s own sets the rate from the steps done, over epochs and fits', async () => {
  const { x, y } = numbered(8), asked: number[] = [];
  const rate = (done: number): number => (done < 3 ? 1e-5 : 1e-7);
  const scheduled = smallModel(), byHand = smallModel();
  scheduled.compile({
    optimizer: sgd({ learningRate: (done) => { asked.push(done); return rate(done); } }), loss: 'meanSquaredError',
  });
  await scheduled.fit(x, y, { batchSize: 4, shuffle: false, epochs: 2 });
  await scheduled.fit(x, y, { batchSize: 4, shuffle: false });
  const optimizer = sgd({ learningRate: 1 });
  byHand.compile({ optimizer, loss: 'meanSquaredError' });
  for (let step = 0; step < 6; step++) {
    optimizer.learningRate = rate(step);
    const first = 4 * (step % 2);
    byHand.trainOnBatch(x.subarray(2 * first, 2 * first + 8), y.subarray(first, first + 4));
  }
  assert.deepEqual(asked, [0, 1, 2, 3, 4, 5]);
  assertSameBits(scheduled.theta, byHand.theta, 'θ');
});

test('a schedule that gives no rate stops training before anything is changed', async () => {
  const { x, y } = numbered(4), model = smallModel();
  for (const [wrong, name] of [[NaN, 'RangeError'], [-1, 'RangeError'], [undefined, 'TypeError']] as const) {
    model.compile({ optimizer: sgd({ learningRate: () => wrong as number }), loss: 'meanSquaredError' });
    const theta = model.theta.slice();
    await assert.rejects(
      model.fit(x, y), { name, message: `sgd: learningRate must be a finite number of at least 0, got ${wrong}` },
    );
    assertSameBits(model.theta, theta, 'θ');
    assert.equal(model.optimizer.iterations(model.theta), 0);
  }
});

/** y = scale · x, one scale an input, with 3·scale kept for backward to show that caches arrive. */
class Scale extends Layer {
  readonly kind = 'scale';

  override outputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override parameters([inputs]: Shape): readonly ParameterSpec[] {
    return [
      { name: 'scale', shape: [inputs], initializer: (out) => out.fill(1) },
      { name: 'unused', shape: [1], initializer: zeros },
    ];
  }

  override bind({ inputShape: [n], x, y, dy, dx, parameters: { scale }, gradients, cache }: Node): Lists {
    const copy = cache('copy', perExample(n));
    const value = host('scaled', [x, scale], [copy, y], ({ batch }, from, factors, kept, to) => {
      for (let i = 0; i < batch * n; i++) {
        kept[i] = from[i];
        to[i] = factors[i % n] * from[i];
      }
    });
    const { scale: dScale, unused } = gradients, written = [dScale, unused, ...(dx ? [dx] : [])];
    const gradient = host('scaled gradient', [copy, scale, dy], written, (
      { batch, beta }, kept, factors, d, dFactors, nothing, dFrom,
    ) => {
      for (const sums of [dFactors, nothing]) {
        for (let i = 0; i < sums.length; i++) sums[i] = beta === 0 ? 0 : beta * sums[i];
      }
      for (let i = 0; i < batch * n; i++) {
        dFactors[i % n] += d[i] * kept[i];
        if (dx !== undefined) dFrom[i] = d[i] * factors[i % n];
      }
    });
    return { forward: [value], backward: [gradient] };
  }
}

test('a layer of one\'s own trains, first or between others, with parameters and caches', async () => {
  const x = Float32Array.of(1, 2, 3, 4, -1, 2), y = Float32Array.of(2, 6, 6, 12, -2, 6); // y = (2, 3) · x
  const model = sequential([new Scale({ inputShape: [2] }), flatten(), new Scale({ name: 'second' })]);
  model.compile({ optimizer: sgd({ learningRate: 0.02 }), loss: 'halfSquaredError' });
  const names = model.parameters.map(({ layer, name, length }) => `${layer}/${name} ${length}`);
  assert.deepEqual(names, ['scale/scale 2', 'scale/unused 1', 'second/scale 2', 'second/unused 1']);
  await model.fit(x, y, { epochs: 200 });
  const [first, second, , third, fourth] = model.theta;
  assert.ok(Math.abs(first * third - 2) < 1e-5 && Math.abs(second * fourth - 3) < 1e-5, String(model.theta));
});

test('a network\'s own shape reaches the layer: two dense layers around a scale', () => {
  const first = dense({ units: 3, inputShape: [2], kernelInitializer: [1, 0, 2, 0, 1, 2], useBias: false });
  const model = sequential([first, new Scale(), dense({ units: 1, kernelInitializer: [1, 1, 1] })]);
  model.theta.set([2, 3, 5], first.units * 2);
  assert.deepEqual(model.predict(Float32Array.of(1, 10)), Float32Array.of(2 * 1 + 3 * 10 + 5 * 22));
});

/** A layer of two numbers, and what it hands to a plan. */
function layerOf(bind: (node: Node) => unknown, outputs: number = 2): Layer {
  class Mine extends Layer {
    readonly kind = 'mine';
    override outputShape(): Shape {
      return [outputs];
    }
    override bind(node: Node): Lists {
      return bind(node) as Lists;
    }
  }
  return new Mine({ inputShape: [2] });
}

test('lists of a part of one\'s own that are none are refused, whatever its kind, and named', () => {
  const nothing = (): void => undefined, lists = { forward: [], backward: [] };
  const returned = 'bind must return { forward, backward }, lists of calls, got';
  const list = 'must be an array, got', call = 'must be a call, such as k.gemm(…) or host(…) makes, got';
  const cases: readonly (readonly [unknown, string])[] = [
    [nothing, `${returned} a function`], [[], `${returned} []`], [3, `${returned} 3`], [null, `${returned} null`],
    [undefined, `${returned} undefined`],
    [{ forwards: [], backward: [] }, "what bind returns has a member 'forwards', which is never used; did you mean "
      + "'forward'?"],
    [{ forward: [] }, `bind's backward ${list} undefined`], [{ backward: [] }, `bind's forward ${list} undefined`],
    [{ ...lists, train: {} }, `bind's train ${list} an object (Object)`],
    [{ ...lists, finish: 1 }, `bind's finish ${list} 1`],
    [{ ...lists, forward: [nothing] }, `bind's forward[0] ${call} a function`],
    [{ ...lists, backward: [{ count: 2, body: [2] }] }, `body of bind's backward[0][0] ${call} 2`],
  ];
  for (const [wrong, told] of cases) {
    const activation: Activation = { name: 'own', bind: () => wrong as Lists };
    const unlike = wrong === undefined ? 3 : 2; // of equal sizes it could be a layer that computes nothing
    for (const [user, layer] of [
      ["layer 'mine'", layerOf(() => wrong, unlike)],
      ["activation 'own'", dense({ units: 1, inputShape: [1], activation })],
    ] as const) {
      assert.throws(() => sequential([layer]), { name: 'TypeError', message: `${user}: ${told}` });
    }
  }
  for (const [wrong, told] of cases) {
    const model = smallModel(), loss: Loss = { name: 'own', target: 'vector', bind: () => wrong as LossLists };
    const message = `loss 'own': ${told}`;
    assert.throws(() => model.compile({ optimizer: sgd({ learningRate: 1 }), loss }), { name: 'TypeError', message });
  }
  const listless: readonly (readonly [unknown, string])[] =
    [[nothing, ` ${list} a function`], [[1], `[0] ${call} 1`]];
  for (const [wrong, told] of listless) {
    const kernelConstraint: Constraint = { name: 'own', bind: () => wrong as List };
    assert.throws(() => sequential([dense({ units: 1, inputShape: [1], kernelConstraint })]), {
      name: 'TypeError', message: `constraint 'own': bind's list${told}`,
    });
  }
});

test('a cache without a size, or of a name that is taken, is refused, and named', () => {
  for (const [size, name] of [[undefined, 'TypeError'], ['2', 'TypeError'], [-1, 'RangeError'], [0.5, 'RangeError'],
    [NaN, 'RangeError'], [{ perExample: -1 }, 'RangeError']] as const) {
    const wrong = size as number, got = typeof size === 'string' ? "'2'" : size;
    const message = `cache size of 'a' must be a non-negative integer or perExample(n), got `
      + `${typeof got === 'object' ? 'an object (Object)' : got}`;
    const activation = elementwiseActivation('own', ({ z }) => z);
    const asking: Activation = {
      name: 'own', bind: (node) => { node.cache('a', wrong); return activation.bind(node); },
    };
    const kernelConstraint: Constraint = { name: 'own', bind: ({ cache }) => { cache('a', wrong); return []; } };
    for (const [user, layer] of [
      ["layer 'mine'", layerOf(({ cache }) => cache('a', wrong))],
      ["activation 'own'", dense({ units: 1, inputShape: [1], activation: asking })],
      ["constraint 'own'", dense({ units: 1, inputShape: [1], kernelConstraint })],
    ] as const) assert.throws(() => sequential([layer]), { name, message: `${user}: ${message}` });
  }
  const twice = layerOf(({ cache }) => [cache('a', 0), cache('a', perExample(1))]);
  assert.throws(() => sequential([twice]), {
    name: 'TypeError', message: "layer 'mine': caches must differ in name, got 'a' twice",
  });
});

const softsign: Activation = elementwiseActivation(
  'ownSoftsign', ({ z }) => div(z, add(1, abs(z))), ({ z, da }) => div(da, mul(add(1, abs(z)), add(1, abs(z)))),
);

test('an activation of one\'s own trains, and one that is the built-in\'s formula gives its bits', async () => {
  const { x, y } = numbered(6);
  const model = sequential([dense({ units: 4, activation: softsign, inputShape: [2] }), dense({ units: 1 })]);
  model.compile({ optimizer: sgd({ learningRate: 0.01 }), loss: 'meanSquaredError' });
  const { history: { loss } } = await model.fit(x, y, { epochs: 10 });
  assert.ok(loss[9] < loss[0]);
  assert.match(model.summary(), /ownSoftsign/);
  const { value, gradient } = relu().formulas ?? assert.fail();
  const own: Activation = { name: 'mine', bind: ({ k, rows, width, z, a, da, dz }) => ({
    forward: [k.elementwise(value, perExample(rows * width), [z, a])],
    backward: [k.elementwise(gradient, perExample(rows * width), [z, a, da, dz])],
  }) };
  const thetas = [own, 'relu' as const].map((activation) => {
    const m = sequential([dense({ units: 4, activation, inputShape: [2] }), dense({ units: 1 })]);
    m.compile({ optimizer: sgd({ learningRate: 0.01 }), loss: 'meanSquaredError' });
    for (let step = 0; step < 3; step++) m.trainOnBatch(x, y);
    return m.theta;
  });
  assertSameBits(thetas[0], thetas[1], 'θ');
});

test('a loss of one\'s own is trained on, and one that is the built-in\'s formula gives its bits', () => {
  const own = pointwiseLoss({
    name: 'mine',
    term: ({ a, y }) => mul(sub(a, y), sub(a, y)),
    finish: ({ total }) => mul(0.5, total),
    derivative: ({ a, y }) => sub(a, y),
  });
  const c = networkCase('sigmoid twice');
  const results = [own, 'halfSquaredError' as const].map((loss) => {
    const model = sequential(layersOf(c));
    model.compile({ optimizer: sgd({ learningRate: 0.5 }), loss });
    return {
      losses: [0, 1, 2].map(() => model.trainOnBatch(Float32Array.from(c.x), c.targets).loss), theta: model.theta,
    };
  });
  assert.deepEqual(results[0], results[1]);
});

test('a metric of one\'s own stands in results and History under its name', async () => {
  const largest: Metric = {
    name: 'largest',
    start() {
      let most = -Infinity;
      return {
        update: (_prediction, targets, batch) => { most = Math.max(most, ...targets.subarray(0, batch)); },
        result: () => most,
        reset: () => { most = -Infinity; },
      };
    },
  };
  const { x, y } = numbered(9), model = smallModel({ maxBatch: 2 }, [largest]);
  assert.equal(model.evaluate(x, y).largest, 8);
  const { history, params } = await model.fit(x, y, { epochs: 2, validationSplit: 0.4 });
  assert.deepEqual([history.largest, history.val_largest, params.metrics], [[4, 4], [8, 8], ['loss', 'largest']]);
  assert.equal(model.trainOnBatch(x.subarray(0, 8), y.subarray(0, 4)).largest, 3);
});

test('one optimizer may serve two models, each with a step count of its own', () => {
  const { x, y } = numbered(4), optimizer = new SGD({ learningRate: 1e-6 }), models = [smallModel(), smallModel()];
  for (const model of models) model.compile({ optimizer, loss: 'meanSquaredError' });
  models[0].trainOnBatch(x, y);
  models[0].trainOnBatch(x, y);
  models[1].trainOnBatch(x, y);
  assert.deepEqual(models.map(({ theta }) => optimizer.iterations(theta)), [2, 1]);
});

checkLayers([{
  title: 'a layer of one\'s own', make: () => new Scale({ inputShape: [3] }),
  inputShape: [3], outputShape: [3], parameters: [['scale', [3]], ['unused', [1]]], isOpaque: true,
}]);
