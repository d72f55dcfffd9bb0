import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { createFloat64Kernels } from '../../lib/kernels/index.ts';
import { activations, dense, flatten, type ActivationName } from '../../lib/layers/index.ts';
import { losses, type LossName } from '../../lib/losses/index.ts';
import { checkGradient } from '../helpers/differences.ts';
import { operands } from '../helpers/random.ts';
import { planOf } from './networkCases.ts';

const BATCH = 5, OUTPUTS = 3;

const activationNames = ['linear', ...Object.keys(activations)] as ActivationName[];
const lossNames = Object.keys(losses) as LossName[];

/** Losses of labels want probabilities: of those that can be named, these give some that are not clipped. */
const givesProbabilities = (activation: ActivationName): boolean => activation === 'softmax' || activation === 'sigmoid';

for (const loss of lossNames) {
  const isOfLabels = losses[loss].target === 'label';
  for (const activation of activationNames.filter((name) => !isOfLabels || givesProbabilities(name))) {
    test(`∂J/∂θ of a network that ends with ${activation} and ${loss} is that of central differences`, () => {
      const random = new Philox(71);
      const layers = [flatten({ inputShape: [2, 2] }), dense({ units: 4, activation: 'tanh' }), dense({ units: 5, activation }), flatten(), dense({ units: OUTPUTS, activation })];
      const plan = planOf(createFloat64Kernels(), layers, loss, BATCH);
      plan.theta.set(operands(random, plan.theta.length)); // biases too
      plan.loadExamples(operands(random, 4 * BATCH), undefined, 0, BATCH);
      plan.loadTargets(isOfLabels ? Float32Array.from({ length: BATCH }, () => random.nextBelow(OUTPUTS)) : operands(random, OUTPUTS * BATCH), undefined, 0, BATCH);
      const meanLoss = (): number => {
        plan.forwardLoss(BATCH);
        return plan.losses.reduce((sum, v) => sum + v, 0) / BATCH;
      };
      meanLoss();
      plan.gradient.fill(NaN); // the first to write reads nothing
      plan.backward(BATCH, 1 / BATCH, 0);
      checkGradient(meanLoss, plan.theta, plan.gradient.slice(), random, '∂J/∂θ');
    });
  }
}
