import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { hessian, modelFunction, type ModelFunctionOptions } from '../../lib/curvature/index.ts';
import { dense, type ActivationName } from '../../lib/layers/index.ts';
import { losses, toLoss, type LossName } from '../../lib/losses/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { operands } from '../helpers/random.ts';
import { meant } from '../helpers/targets.ts';
import { layersOf, networkCase, networks } from '../model/networkCases.ts';
import { checkCurvature, direction, dot } from './checkCurvature.ts';

const EXAMPLES = 5, OUTPUTS = 3, STEP = 2 ** -12, TOLERANCE = 1e-9;

/** ∇J in two directions, against (8(J(h) − J(−h)) − (J(2h) − J(−2h)))/12h; H·v against ∇J. */
function check(model: Sequential, x: Float32Array, y: ArrayLike<number>, options: ModelFunctionOptions = {}): void {
  const f = modelFunction('test', model, x, Float32Array.from(y), options), theta = Float64Array.from(model.theta);
  const gradient = new Float64Array(f.length);
  f.gradient(theta, gradient);
  for (const stream of [0, 1]) {
    const v = direction(new Philox(41, stream), f.length);
    const [a, b, c, d] = [STEP, -STEP, 2 * STEP, -2 * STEP].map((step) =>
      f.value(theta.map((t, i) => t + step * v[i])));
    const measured = (8 * (a - b) - (c - d)) / (12 * STEP), along = dot(gradient, v);
    assert.ok(
      Math.abs(along - measured) <= TOLERANCE * Math.max(1, Math.abs(along)), `∇J·v says ${along}, J ${measured}`,
    );
  }
  checkCurvature(f, theta);
}

function lastOf(loss: LossName): ActivationName {
  if (loss.endsWith('Crossentropy') || loss === 'kullbackLeiblerDivergence') return 'softmax';
  return loss === 'poisson' || loss === 'meanSquaredLogarithmicError' ? 'softplus' : 'linear';
}

const additions: Readonly<Record<string, { readonly layer?: object; readonly options?: ModelFunctionOptions }>> = {
  'weights of examples': { options: { sampleWeight: [1, 0.5, 2.5, 0, 3] } },
  'weights of both signs, in parts': { options: { sampleWeight: [1, -0.5, 2.5, -1, 3], maxBatch: 2 } },
  'activity regularizers': { layer: { activityRegularizer: 'l2' } },
  'weights, activity regularizers and others': {
    layer: { activityRegularizer: 'l1l2', kernelRegularizer: 'l2' }, options: { sampleWeight: [1, 0.5, 2.5, 0, 3] },
  },
};
for (const loss of Object.keys(losses) as LossName[]) {
  for (const [title, { layer = {}, options = {} }] of Object.entries(additions)) {
    test(`∇J is the derivative of J, and H·v of ∇J, for ${loss} with ${title}`, () => {
      const model = sequential([
        dense({ units: 4, activation: 'tanh', inputShape: [4], ...layer }),
        dense({ units: OUTPUTS, activation: lastOf(loss), ...layer }),
      ]);
      model.compile({ optimizer: sgd(), loss });
      model.theta.set(operands(new Philox(42), model.theta.length));
      const numbers = operands(new Philox(43), EXAMPLES * OUTPUTS).map(Math.abs);
      const targets = toLoss('test', 'loss', loss).target === 'label' ? [0, 2, 1, 1, 2] : meant(loss, numbers);
      check(model, operands(new Philox(44), EXAMPLES * 4), targets, options);
    });
  }
}

for (const known of networks.cases) {
  test(`${known.name}: ∇J is the derivative of J, and H·v of ∇J`, () => {
    const model = sequential(layersOf(known));
    model.compile({ optimizer: sgd(), loss: known.loss });
    check(model, Float32Array.from(known.x), known.targets);
  });
}

test('the second derivative of the worked example is PyTorch\'s', () => {
  const known = networkCase('worked example'), model = sequential(layersOf(known));
  model.compile({ optimizer: sgd(), loss: known.loss });
  assertClose(
    [hessian(model, Float32Array.from(known.x), known.targets)[0]], [networks.workedExample.binary32.secondDerivative],
    1e-14,
  );
});
