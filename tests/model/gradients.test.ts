import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { createFloat64Kernels } from '../../lib/kernels/index.ts';
import { activations, dense, flatten, type ActivationName, type Layer } from '../../lib/layers/index.ts';
import { losses, toLoss, type LossName } from '../../lib/losses/index.ts';
import { checkGradient } from '../helpers/differences.ts';
import { operands } from '../helpers/random.ts';
import { planOf } from './networkCases.ts';

const BATCH = 5, OUTPUTS = 3;

const activationNames = ['linear', ...Object.keys(activations)] as ActivationName[];
const lossNames = Object.keys(losses) as LossName[];

const PROBABILITIES: readonly ActivationName[] = ['softmax', 'sigmoid'];
const POSITIVE: readonly ActivationName[] = [...PROBABILITIES, 'softplus', 'exponential'];
const ANY: readonly ActivationName[] = ['linear', 'tanh', ...POSITIVE];

/**
 * The activations before a loss that give what it can take, and none that is clipped. Any loss is tried after a few,
 * any activation before one loss.
 */
function activationsBefore(loss: LossName): readonly ActivationName[] {
  if (loss === 'halfSquaredError') return activationNames;
  if (/rossentropy$|^kullback/.test(loss)) return PROBABILITIES;
  return ['poisson', 'meanSquaredLogarithmicError'].includes(loss) ? POSITIVE : ANY;
}

/** Checks ∇ of a network with 4 inputs and 3 outputs at random parameters, biases too. */
function checkNetwork(layers: readonly Layer[], loss: LossName): void {
  const random = new Philox(71);
  const plan = planOf(createFloat64Kernels(), layers, loss, BATCH);
  assert.equal(plan.prediction.length, BATCH * OUTPUTS);
  plan.theta.set(operands(random, plan.theta.length));
  plan.starts[0].load('test', plan.k, operands(random, 4 * BATCH), undefined, 0, BATCH);
  const labels = () => Float32Array.from({ length: BATCH }, () => random.nextBelow(OUTPUTS));
  const isLabel = toLoss('test', 'loss', loss).target === 'label';
  plan.ends[0].loadTargets(plan.k, isLabel ? labels() : operands(random, OUTPUTS * BATCH), undefined, 0, BATCH);
  const meanLoss = (): number => {
    plan.forwardLoss(BATCH);
    return plan.losses.reduce((sum, v) => sum + v, 0) / BATCH;
  };
  meanLoss();
  plan.gradient.fill(NaN); // the first to write reads nothing
  plan.backward(BATCH, BATCH, 0);
  checkGradient(meanLoss, plan.theta, plan.gradient.slice(), random, '∂J/∂θ');
}

for (const loss of lossNames) {
  for (const activation of activationsBefore(loss)) {
    test(`∂J/∂θ of a network that ends with ${activation} and ${loss} is that of central differences`, () => {
      const first = [flatten({ inputShape: [2, 2] }), dense({ units: 4, activation: 'tanh' })];
      checkNetwork([...first, dense({ units: 5, activation }), flatten(), dense({ units: OUTPUTS, activation })], loss);
    });
  }

  test(`∂J/∂θ of a network that ends with softmax, flatten and ${loss} is that of central differences`, () => {
    checkNetwork([
      dense({ units: 5, activation: 'relu', inputShape: [4] }), dense({ units: OUTPUTS, activation: 'softmax' }),
      flatten(),
    ], loss);
  });
}
