import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFloat64Kernels, type FloatArray, type Kernels } from '../../lib/kernels/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { forwardTensors } from '../../lib/plan/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { tables } from '../kernels/tables.ts';
import { Probe, flat, layersOf, networks, planOf, type NetworkCase } from './networkCases.ts';

/** Twice the rounding unit; weights up to 4.2 that follow each other amplify the roundings of the worked example. */
const binary32 = ({ name }: NetworkCase): number => (name === 'worked example' ? 4e-6 : 2 ** -23);
const BINARY64 = 1e-12;

assert.equal(networks.cases.length, 9);

/** z and a of every layer, losses, ∇ and ∂J/∂x of one pass. */
function checkPass<A extends FloatArray>(k: Kernels<A>, c: NetworkCase, tolerance: number): void {
  const { batch, inputShape, loss, x, targets, forward, losses, gradients, gradientOfX } = c;
  const probe = new Probe({ inputShape });
  const plan = planOf(k, [probe, ...layersOf(c)], loss, batch);
  plan.starts[0].load('test', plan.k, Float32Array.from(x), undefined, 0, batch);
  plan.ends[0].loadTargets(plan.k, Float32Array.from(targets), undefined, 0, batch);
  plan.forwardLoss(batch);
  const seen =
    new Map([...forwardTensors(plan, batch)].map(({ layer, tensor, values }) => [`${layer} ${tensor}`, values]));
  plan.network.layers.slice(1).forEach(({ name }, i) => {
    const { z, a = [] } = forward[i];
    const inZ = seen.get(`${name} z`) ?? assert.fail(name);
    if (z !== undefined) assertClose(inZ, z, tolerance, `${c.name}: z of ${name}`);
    assertClose(seen.get(`${name} a`) ?? inZ, a, tolerance, `${c.name}: a of ${name}`); // one buffer where z is a
  });
  assertClose(plan.losses, losses, tolerance, `${c.name}: losses`);
  plan.backward(batch, batch, 0);
  assertClose(plan.gradient, flat(gradients), tolerance, `${c.name}: gradient`);
  assertClose(probe.seen ?? [], gradientOfX, tolerance, `${c.name}: ∂J/∂x`);
}

for (const c of networks.cases) {
  test(`${c.name}: z, a, losses and gradients are PyTorch's, by the witness within 10⁻¹²`, () => {
    checkPass(createFloat64Kernels(), c, BINARY64);
  });

  test(`${c.name}: three steps of gradient descent by the witness are PyTorch's within 10⁻¹²`, () => {
    const { batch, loss, x, targets } = c;
    const plan = planOf(createFloat64Kernels(), layersOf(c), loss, batch);
    const step = (): number => {
      plan.starts[0].load('test', plan.k, Float32Array.from(x), undefined, 0, batch);
      plan.ends[0].loadTargets(plan.k, Float32Array.from(targets), undefined, 0, batch);
      plan.forwardLoss(batch);
      plan.backward(batch, batch, 0);
      plan.theta.forEach((_, i) => { plan.theta[i] -= networks.learningRate * plan.gradient[i]; });
      return plan.losses.reduce((sum, v) => sum + v, 0) / batch;
    };
    const first = step();
    assertClose(plan.theta, flat(c.afterOneStep), BINARY64, 'θ after one step');
    const means = [first, step(), step()];
    assertClose(plan.theta, flat(c.afterThreeSteps), BINARY64, 'θ after three steps');
    assertClose([...means, step()], [c.meanLoss, ...c.meanLossAfterEachStep], BINARY64, 'mean losses');
  });

  for (const kernels of tables) {
    test(`${c.name}, ${kernels.name}: z, a, losses and gradients are PyTorch's within a few roundings`, () =>
      checkPass(kernels, c, binary32(c)));

    test(`${c.name}, ${kernels.name}: a model's one and three steps are PyTorch's within a few roundings`, () => {
      const model = sequential(layersOf(c), { kernels, maxBatch: 2 });
      model.compile({ optimizer: sgd({ learningRate: networks.learningRate }), loss: c.loss });
      const step = () => model.trainOnBatch(Float32Array.from(c.x), c.targets).loss;
      const first = step();
      assertClose(model.gradient, flat(c.gradients), binary32(c), 'gradient');
      assertClose(model.theta, flat(c.afterOneStep), binary32(c), 'θ after one step');
      assertClose(
        [first, step(), step()], [c.meanLoss, ...c.meanLossAfterEachStep.slice(0, 2)], binary32(c), 'mean losses',
      );
      assertClose(model.theta, flat(c.afterThreeSteps), binary32(c), 'θ after three steps');
      assertClose(
        [model.evaluate(Float32Array.from(c.x), c.targets).loss], c.meanLossAfterEachStep.slice(2), binary32(c),
        'the last loss',
      );
    });
  }
}
