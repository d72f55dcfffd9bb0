/**
 * The step in an explanation is the one that training takes, for every optimizer, in the middle of training.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainGradient } from '../../lib/audit/index.ts';
import { dense } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';
import {
  Optimizer, adafactor, adam, adamw, exponentialDecay, fromConfig, lamb, momentumOptimizer, rmsPropOptimizer, sgd,
  type Step,
} from '../../lib/optimizers/index.ts';
import { optimizers } from '../../lib/optimizers/registry.ts';
import { assertClose } from '../helpers/close.ts';
import { tables } from '../kernels/tables.ts';
import { denseModel, examplesOf, type Shape } from './explainCases.ts';

const SHAPE: Shape = { widths: [3, 4, 3], activations: ['tanh', 'softmax'], loss: 'sparseCategoricalCrossentropy' };
const RATE = 0.0078125;

/** An optimizer that no formula is known of. */
class Mine extends Optimizer {
  readonly slotNames = ['seen'];
  override applyDense(
    theta: Float32Array, gradient: Float32Array, { seen }: Readonly<Record<string, Float32Array>>,
    { learningRate }: Step,
  ): void {
    for (let p = 0; p < theta.length; p++) {
      seen[p] = Math.fround(seen[p] + 1);
      theta[p] = Math.fround(theta[p] - Math.fround(learningRate * gradient[p]));
    }
  }
}

const cases: Readonly<Record<string, () => Optimizer>> = {
  ...Object.fromEntries(Object.keys(optimizers).map((name) => {
    const needed = name === 'momentumOptimizer' ? { momentum: 0.9 } : {};
    return [name, () => fromConfig({ name, learningRate: RATE, ...needed })];
  })),
  'sgd with Nesterov momentum': () => sgd({ learningRate: RATE, momentum: 0.9, nesterov: true }),
  'a schedule': () =>
    adam({ learningRate: exponentialDecay({ initialLearningRate: 0.1, decayRate: 0.5, decaySteps: 2 }) }),
  'factors of the rate': () => adamw({ learningRate: RATE, learningRateMultipliers: { dense_1: 0.5 } }),
  'clipping and averages': () => sgd({ learningRate: 0.5, clipnorm: 0.01, average: { kind: 'exponential' } }),
  'accumulated gradients': () => sgd({ learningRate: RATE, accumulationSteps: 2 }),
  'one of the user\'s own': () => new Mine({ learningRate: RATE }),
};

/** Whose change of θ is not element-wise, or not there. */
const WITHOUT_FORMULA = ['one of the user\'s own', 'accumulated gradients', 'lamb'];

for (const [name, make] of Object.entries(cases)) {
  test(`${name}: the explained step is the step taken, bit for bit, and the model stays as it was`, () => {
    const model = denseModel(SHAPE, 6, make()), { x, y } = examplesOf(SHAPE, 5, 4), address = { layer: 3, i: 2, j: 3 };
    for (let step = 0; step < 3; step++) model.trainOnBatch(x, y);
    const theta = model.theta.slice(), kept = model.optimizer.getWeights(model.theta);
    const { update, weight: { index } } = explainGradient(model, x, y, address);
    assert.deepEqual([model.theta, model.optimizer.getWeights(model.theta)], [theta, kept]);
    model.trainOnBatch(x, y);
    const after = model.optimizer.getWeights(model.theta);
    assert.deepEqual(
      [update.before, update.after, update.gradient], [theta[index], model.theta[index], model.gradient[index]],
    );
    assert.equal(update.change, update.after - update.before);
    assert.deepEqual(update.slots.map((slot) => slot.name), Object.keys(kept.slots).filter((slot) =>
      kept.slots[slot].length === theta.length));
    for (const slot of update.slots) {
      assert.deepEqual(
        [slot.before, slot.after], [kept.slots[slot.name][index], after.slots[slot.name][index]], slot.name,
      );
    }
    assert.equal(update.step, after.iterations);
    const last = update.lines.filter(({ formula }) => formula.startsWith('θ ←')).at(-1);
    if (last !== undefined) assert.equal(last.value, update.after);
    else assert.ok(WITHOUT_FORMULA.includes(name), 'a formula is shown');
  });
}

test('the lines of Adam recompute, from the numbers in them, to what they say', () => {
  const model = denseModel(SHAPE, 6, adam({ learningRate: 0.01 })), { x, y } = examplesOf(SHAPE, 5, 4);
  model.trainOnBatch(x, y);
  const { update: { lines, gradient, slots: [m, v], before, after } } =
    explainGradient(model, x, y, { layer: 2, i: 2, j: 3 });
  assert.deepEqual(lines.map(({ formula }) => formula.slice(0, 3)), ['m ←', 'v ←', 'θ ←']);
  const newM = 0.9 * m.before + 0.1 * gradient, newV = 0.999 * v.before + 0.001 * gradient * gradient;
  assertClose(lines.map(({ value }) => value), [m.after, v.after, after], 0);
  assertClose([m.after, v.after / newV], [newM, 1], 1e-5); // 1 − 0.999 in binary32
  assertClose(
    [after], [before - (0.01 * Math.sqrt(1 - 0.999 ** 2) / (1 - 0.9 ** 2)) * newM / (Math.sqrt(newV) + 1e-7)], 1e-6,
  );
  for (const { numbers, value } of lines) {
    const expression =
      numbers.replace(/−/g, '-').replace(/·/g, '*').replace(/√(\d[\d.e-]*|\([^()]*\))/g, 'Math.sqrt($1)');
    assert.match(expression, /^[\d\s.e()*/+-]*(Math\.sqrt[\d\s.e()*/+-]*)*$/);
    assertClose([Function(`return ${expression}`)() / value], [1], 1e-5, numbers);
  }
});

for (const kernels of tables) {
  test(`${kernels.name}: the slots that are not θ's length are left out, and constraints count`, () => {
    const make = (optimizer: Optimizer) => {
      const first = dense({ units: 3, activation: 'tanh', inputShape: [3], kernelConstraint: 'unitNorm' });
      const model = sequential([first, dense({ units: 2 })], { seed: 3, kernels });
      model.compile({ optimizer, loss: 'meanSquaredError' });
      return model;
    };
    const learningRate = 0.1;
    const momentum = momentumOptimizer({ learningRate, momentum: 0.9 });
    for (const optimizer of [
      adafactor({ learningRate }), lamb({ learningRate }), momentum, rmsPropOptimizer({ learningRate }),
    ]) {
      const model = make(optimizer), x = Float32Array.of(0.3, -0.4, 0.8), y = [0.2, 0.9];
      const { update, weight: { index } } = explainGradient(model, x, y, { layer: 2, i: 2, j: 1 });
      model.trainOnBatch(x, y);
      assert.equal(update.after, model.theta[index], optimizer.name);
    }
  });
}
