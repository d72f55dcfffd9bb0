/**
 * The report's worked example, sections 2.1 and 2.2: a 3-2-3-2 network with ReLU and J = ½ Σ (a − y)².
 *
 * Where the report slips, the mathematics is tested:
 * - z⁴₁ is built of a³₁, a³₂ and a³₃; the report repeats a³₁.
 * - ∂z²₁₁/∂w²₁₁ is a¹₁, the 0.3 of its example; the report writes a²₁.
 * - 1/m multiplies the whole sum over the examples.
 * - Raising w²₁₁ by 0.1 raises J by 0.1126, of which the report's 0.063 is the first-order term alone.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFloat64Kernels } from '../../lib/kernels/index.ts';
import { dense } from '../../lib/layers/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { forwardTensors } from '../../lib/plan/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { tables } from '../kernels/tables.ts';
import { layersOf, networkCase, networks, planOf } from './networkCases.ts';

const example = networkCase('worked example');
const { decimal, binary32 } = networks.workedExample;
const x = Float32Array.from(example.x), y = example.targets;

/** Roundings of weights and errors, times the weights 2.5 and 4.2 on the path. */
const TOLERANCE = 4e-6;

function workedModel(kernels = tables[0]): Sequential {
  const model = sequential(layersOf(example), { kernels });
  model.compile({ optimizer: sgd({ learningRate: 0 }), loss: 'halfSquaredError' });
  return model;
}

/** All z and a of the witness, by layer. */
function witness() {
  const plan = planOf(createFloat64Kernels(), layersOf(example), 'halfSquaredError', 1);
  const pass = (): number => {
    plan.starts[0].load('test', plan.k, x, undefined, 0, 1);
    plan.ends[0].loadTargets(plan.k, Float32Array.from(y), undefined, 0, 1);
    plan.forwardLoss(1);
    plan.backward(1, 1, 0);
    return plan.losses[0];
  };
  pass();
  return { plan, pass };
}

test('the decimal numbers are the report\'s: 0.2 · 4.2 · 2.5 · 0.3 = 0.63, and 0.1126 = 0.063 + 0.0496', () => {
  assertClose(
    [decimal.gradient, decimal.firstOrder, decimal.rise, decimal.secondOrder],
    [0.2 * 4.2 * 2.5 * 0.3, 0.063, 0.1126125, 0.0496125], 1e-12,
  );
  // the output rises by 0.1 · 0.3 · 2.5 · 4.2 = 0.315
  assertClose([decimal.rise], [0.5 * (0.2 + 0.315) ** 2 - 0.5 * 0.2 ** 2], 1e-12);
});

for (const kernels of tables) {
  test(`${kernels.name}: ∂J/∂w²₁₁ is 0.63`, () => {
    const model = workedModel(kernels);
    const { loss } = model.trainOnBatch(x, y);
    assertClose([model.gradient[0]], [0.63], TOLERANCE, 'against the decimal numbers');
    assertClose([model.gradient[0]], [binary32.gradient], 2e-6, 'against the same operands');
    assertClose([loss], [binary32.loss], 2e-7, 'J');
  });

  test(`${kernels.name}: raising w²₁₁ by 0.1 raises J by 0.1126, not by the first-order 0.063`, () => {
    const model = workedModel(kernels);
    const before = model.trainOnBatch(x, y).loss;
    const delta = binary32.raisedWeight - model.theta[0];
    const firstOrder = model.gradient[0] * delta;
    model.theta[0] = binary32.raisedWeight;
    const rise = model.trainOnBatch(x, y).loss - before;
    assertClose([rise, firstOrder, rise - firstOrder], [0.1126125, 0.063, 0.0496125], 1e-6);
    assertClose([rise, rise - firstOrder], [binary32.rise, binary32.secondOrder], 1e-6);
    assert.equal(rise.toFixed(4), '0.1126');
  });
}

test('by the witness, gradient and rise are right to 10⁻¹²', () => {
  const { plan, pass } = witness();
  assertClose([plan.gradient[0], plan.losses[0]], [binary32.gradient, binary32.loss], 1e-12);
  const before = plan.losses[0], gradient = plan.gradient[0], delta = binary32.raisedWeight - plan.theta[0];
  plan.theta[0] = binary32.raisedWeight;
  const rise = pass() - before;
  const secondDerivative = (plan.gradient[0] - gradient) / delta; // exact, as J is quadratic there
  assertClose(
    [rise, gradient * delta, 0.5 * secondDerivative * delta ** 2],
    [binary32.rise, binary32.firstOrder, binary32.secondOrder], 1e-12,
  );
  assertClose([gradient * delta + 0.5 * secondDerivative * delta ** 2], [rise], 1e-12);
});

test('the path through the first units is the only one alive, as the report assumes', () => {
  const { plan } = witness();
  const a = Object.fromEntries([...forwardTensors(plan, 1)].filter(({ tensor }) => tensor === 'a')
    .map(({ layer, values }) => [layer, [...values]]));
  assertClose(a['dense'].slice(0, 1), [0.6 * 0.3 + 0.5 * 0.8 - 0.4 * 0.5 - 0.26], 1e-6);
  assert.deepEqual(a['dense_1'].map((v) => v > 0), [true, false, false]);
  assert.deepEqual(a['dense_2'].map((v) => v > 0), [true, false]);
});

test('∂z²₁₁/∂w²₁₁ is a¹₁, the input, and not a²₁', () => {
  const { plan } = witness();
  const a21 = [...forwardTensors(plan, 1)].find(({ layer, tensor }) => layer === 'dense' && tensor === 'a')?.values[0]
    ?? NaN;
  const error = plan.prediction[0] - y[0];
  assert.ok(Math.abs(plan.gradient[0] - error * 4.2 * 2.5 * a21) > 0.3, 'the slip would show');
  assertClose([plan.gradient[0]], [error * plan.theta[8 + 9 + 0] * plan.theta[8] * x[0]], 1e-12);
});

test('z⁴₁ is built of all three units of the layer before it, each once', () => {
  const model =
    sequential([dense({ units: 1, inputShape: [3], kernelInitializer: [2, 3, 5], biasInitializer: [0.5] })]);
  assert.deepEqual(model.predict(Float32Array.of(1, 10, 100)), Float32Array.of(2 + 30 + 500 + 0.5));
});

test('1/m multiplies the whole sum over the examples', () => {
  const model = workedModel();
  const other = Float32Array.of(0.7, -0.2, 0.1), targets = [0.1, -0.3];
  const gradientOf = (examples: Float32Array, wanted: readonly number[]): Float32Array => {
    model.trainOnBatch(examples, wanted);
    return model.gradient.slice();
  };
  const first = gradientOf(x, y), second = gradientOf(other, targets);
  const both = gradientOf(Float32Array.of(...x, ...other), [...y, ...targets]);
  assert.ok(second.some((g) => g !== 0), 'the second example teaches something');
  assertClose(both, first.map((g, i) => (g + second[i]) / 2), 2 ** -23);
});
