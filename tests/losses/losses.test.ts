import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Philox } from '../../lib/core/philox.ts';
import { abs, add, div, mul, sub } from '../../lib/formula/index.ts';
import { halfSquaredError, losses, meanSquaredError, pointwiseLoss, sparseCategoricalCrossentropy, toLoss } from '../../lib/losses/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { checkLosses } from './checkLoss.ts';

const anywhere = (random: Philox): number => 4 * random.nextFloat() - 2;
const label = (random: Philox): number => random.nextBelow(4);
/** Far from the bounds at which a probability is clipped. */
const probability = (random: Philox): number => 0.05 + 0.9 * random.nextFloat();

/** |a − y| / (1 + |a − y|), a loss of a user's own, without a kink where a ≠ y. */
const softError = pointwiseLoss({
  name: 'softError',
  term: ({ a, y }) => div(abs(sub(a, y)), add(1, abs(sub(a, y)))),
  derivative: ({ a, y }) => div(div(sub(a, y), abs(sub(a, y))), mul(add(1, abs(sub(a, y))), add(1, abs(sub(a, y))))),
});

checkLosses([
  { loss: meanSquaredError, prediction: anywhere, target: anywhere, tolerance: 2 ** -23, answers: [
    { a: [1, 2, 4], y: [0, 4, 1], loss: 14 / 3, gradient: [2 / 3, -4 / 3, 2] },
    { a: [0.5], y: [0.25], loss: 0.0625, gradient: [0.5] },
  ] },
  { loss: halfSquaredError, prediction: anywhere, target: anywhere, tolerance: 0, answers: [
    { a: [1, 2, 4], y: [0, 4, 1], loss: 7, gradient: [1, -2, 3] },
    { a: [0.5], y: [0.25], loss: 0.03125, gradient: [0.25] },
  ] },
  { loss: softError, prediction: anywhere, target: anywhere, tolerance: 0, answers: [{ a: [3, -1], y: [0, 0], loss: 1.25, gradient: [1 / 16, -1 / 4] }] },
  // Worked values of Keras and TensorFlow, run in binary32.
  { loss: sparseCategoricalCrossentropy, fused: true, prediction: anywhere, target: label, tolerance: 5e-7, answers: [
    { a: [2, 1, 0.5], y: [0], loss: 0.46436879, gradient: [-0.371468, 0.231224, 0.140244] },
    { a: [20, 0, 0], y: [0], loss: 0, gradient: [0, 2.06115e-9, 2.06115e-9] },
    { a: [20, 0, 0], y: [1], loss: 20, gradient: [1, -1, 2.06115e-9] },
    { a: [1000, 0, 0], y: [1], loss: 1000, gradient: [1, -1, 0] },
    { a: Array(10).fill(0), y: [3], loss: 2.3025851, gradient: Array.from({ length: 10 }, (_, j) => (j === 3 ? -0.9 : 0.1)) },
  ] },
  // On probabilities p: −log(p_y / Σp) of the clipped ones; ∂/∂p = (p/Σ − [j = y]) / p, and 0 where p was clipped.
  { loss: sparseCategoricalCrossentropy, prediction: probability, target: label, tolerance: 4e-7, answers: [
    { a: [0.5, 0.25, 0.25], y: [1], loss: 1.3862943611198906, gradient: [1, -3, 1] },
    { a: [0.2, 0.2], y: [0], loss: 0.6931471805599453, gradient: [-2.5, 2.5] },
    { a: [5, 0.5], y: [1], loss: 1.0986122886681098, gradient: [0, -4 / 3] }, // 5 counts as 1
    { a: [1, 0, 0], y: [1], loss: 16.118095, gradient: [0, 0, 0] },
    { a: [1, 0, 0], y: [0], loss: 2.3841855e-7, gradient: [0, 0, 0] },
  ] },
]);

test('each name in the list names itself', () => {
  for (const [name, loss] of Object.entries(losses)) {
    assert.equal(loss.name, name);
    assert.equal(toLoss('test', name, losses), loss);
  }
  assert.equal(toLoss('test', softError, losses), softError);
});

checkRefusals('what is no loss is refused', [
  [() => toLoss('compile', 'mse', losses), TypeError, /^compile: loss must be one of 'halfSquaredError', 'meanSquaredError', .* or a Loss, got 'mse'$/],
  [() => toLoss('compile', undefined, losses), TypeError, /got undefined$/],
  [() => toLoss('compile', { bind: 3, target: 'label' }, losses), TypeError, /got an object/],
  [() => toLoss('compile', 'toString', losses), TypeError, /got 'toString'$/],
]);
