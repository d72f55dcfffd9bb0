import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mul, print } from '../../lib/formula/index.ts';
import { activations, elementwiseActivation, relu, sigmoid, softmax, tanh, toActivation, type Activation } from '../../lib/layers/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { checkActivations } from './checkActivation.ts';

const square = elementwiseActivation('square', ({ z }) => mul(z, z), ({ z, da }) => mul(da, mul(2, z)));

// tanh 1 = 0.7615941559557649, σ(1) = 0.7310585786300049, e = 2.718281828459045.
checkActivations([
  { activation: relu, kinks: [0], tolerance: 0, answers: [
    { z: [-2, -0, 0, 0.5, 2 ** -149, Infinity], a: [0, -0, 0, 0.5, 2 ** -149, Infinity], dz: [0, 0, 0, 4, 5, 6] },
  ] },
  { activation: sigmoid, tolerance: 2 ** -23, answers: [
    { z: [0, 1, -1, 200, -200], a: [0.5, 0.7310585786300049, 0.2689414213699951, 1, 0], dz: [0.25, 2 * 0.19661193324148185, 3 * 0.19661193324148185, 0, 0] },
  ] },
  { activation: tanh, tolerance: 2 ** -22, answers: [
    { z: [0, 1, -1, 40, -40], a: [0, 0.7615941559557649, -0.7615941559557649, 1, -1], dz: [1, 2 * 0.41997434161402614, 3 * 0.41997434161402614, 0, 0] },
  ] },
  // Keras' research values for (2, 1, 0.5): softmax − one-hot of label 0 is (−0.371468, 0.231224, 0.140244); dz by hand: a(da − Σ da·a).
  { activation: softmax, tolerance: 1e-6, answers: [
    { z: [2, 1, 0.5], a: [0.628532, 0.231224, 0.140244], dz: [0.628532 * (1 - 1.511712), 0.231224 * (2 - 1.511712), 0.140244 * (3 - 1.511712)] },
    { z: [1000, 0, 0], a: [1, 0, 0], dz: [0, 0, 0] },
    { z: [-7, -7, -7, -7], a: [0.25, 0.25, 0.25, 0.25], dz: [-0.375, -0.125, 0.125, 0.375] },
  ] },
  { activation: square, tolerance: 0, answers: [{ z: [-3, 0.5], a: [9, 0.25], dz: [-6, 2] }] },
]);

test('each name in the list names itself', () => {
  for (const [name, activation] of Object.entries(activations)) {
    assert.equal(activation.name, name);
    assert.equal(toActivation('test', name, activations), activation);
  }
  assert.equal(toActivation('test', 'linear', activations), undefined);
  assert.equal(toActivation('test', square, activations), square);
});

test('an activation shows its formulas', () => {
  const formulas = (activation: Activation) => activation.formulas ?? assert.fail(`${activation.name} has none`);
  assert.equal(print(formulas(relu).value), 'a ← 0 if z < 0, else z');
  assert.equal(print(formulas(sigmoid).gradient), 'dz ← da · (a · (1 − a))');
});

checkRefusals('what is no activation is refused', [
  [() => toActivation('dense', 'ReLU', activations), TypeError, /^dense: activation must be one of 'linear', .* got 'ReLU'$/],
  [() => toActivation('dense', undefined, activations), TypeError, /got undefined$/],
  [() => toActivation('dense', Math.tanh, activations), TypeError, /got a function$/],
  [() => toActivation('dense', 'toString', activations), TypeError, /got 'toString'$/],
]);
