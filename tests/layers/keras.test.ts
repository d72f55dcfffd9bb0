/**
 * Layers of normalisation, regularizers and constraints beside Keras; tests/vectors/keras.py says what each number is.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { maxNorm, minMaxNorm, nonNeg, unitNorm } from '../../lib/constraints/index.ts';
import { createFloat64Kernels, type FloatArray, type Kernels } from '../../lib/kernels/index.ts';
import {
  batchNormalization, dense, layerNormalization, type DenseOptions, type Layer,
} from '../../lib/layers/index.ts';
import { sequential, type Sequential, type SequentialOptions } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { l1, l1l2, l2 } from '../../lib/regularizers/index.ts';
import { assertClose } from '../helpers/close.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { bindLayer } from './bindLayer.ts';

type Numbers = readonly number[];

const {
  normalization, training,
} = JSON.parse(readFileSync(new URL('../vectors/keras.json', import.meta.url), 'utf8')) as {
  readonly normalization: readonly {
    readonly name: string; readonly inputShape: Numbers; readonly batch: number;
    readonly x: Numbers; readonly dy: Numbers; readonly parameters: readonly Numbers[];
    readonly y: Numbers; readonly dx: Numbers; readonly gradients: readonly Numbers[];
    readonly state: readonly Numbers[]; readonly inference: Numbers;
  }[];
  readonly training: {
    readonly learningRate: number;
    readonly cases: readonly {
      readonly name: string; readonly x: Numbers; readonly y: Numbers; readonly weights: readonly Numbers[];
      readonly evaluated: number; readonly losses: Numbers;
      readonly after: readonly Numbers[];
    }[];
  };
};

const normalizations: Readonly<Record<string, () => Layer>> = {
  layerNormalization: () => layerNormalization(),
  'layerNormalization of rows, epsilon 0.25': () => layerNormalization({ epsilon: 0.25 }),
  batchNormalization: () => batchNormalization(),
  'batchNormalization of rows, momentum 0.5, no gamma': () => batchNormalization({ momentum: 0.5, scale: false }),
};

function checkNormalization<A extends FloatArray>(
  k: Kernels<A>, c: (typeof normalization)[number], tolerance: number,
): void {
  const { name, inputShape, batch, x, dy, parameters, y, dx, gradients, state, inference } = c;
  const layer = normalizations[name](), { node, pass } = bindLayer(k, layer, inputShape, batch);
  if (pass === undefined) assert.fail();
  for (const { name: tensor, initializer, shape } of layer.state(inputShape)) {
    const first = new Float32Array(node.state[tensor].length);
    initializer(first, shape, undefined as never);
    node.state[tensor].set(first);
  }
  node.x.set(x);
  node.dy.set(dy);
  Object.values(node.parameters).forEach((values, i) => values.set(parameters[i]));
  pass.train(batch, { seed: 0, step: 0, row: 0, batch });
  pass.backward(batch);
  assertClose(node.y, y, tolerance, 'y');
  assertClose(node.dx, dx, tolerance, 'dx');
  Object.values(node.gradients).forEach((values, i) => assertClose(values, gradients[i], tolerance, `gradient ${i}`));
  pass.finish();
  Object.values(node.state).forEach((values, i) => assertClose(values, state[i], tolerance, `state ${i}`));
  pass.forward(batch);
  assertClose(node.y, inference, tolerance, 'y without training');
}

assert.equal(normalization.length, 4);
for (const c of normalization) {
  test(`${c.name}: output, gradients, moving averages and output without training are Keras', by the witness within `
    + '10⁻¹²', () => {
    checkNormalization(createFloat64Kernels(), c, 1e-12);
  });
  for (const k of tables) {
    test(`${c.name}, ${k.name}: the same within a few roundings`, () => checkNormalization(k, c, 3e-6));
  }
}

const options: Readonly<Record<string, Partial<DenseOptions>>> = {
  'l2 on the kernel': { kernelRegularizer: l2({ l2: 0.05 }) },
  'l1 on the bias': { biasRegularizer: l1({ l1: 0.125 }) },
  'l1l2 on the activity': { activityRegularizer: l1l2({ l1: 0.03, l2: 0.02 }) },
  'all by name': { kernelRegularizer: 'l1', biasRegularizer: 'l2', activityRegularizer: 'l2' },
  maxNorm: { kernelConstraint: maxNorm({ maxValue: 0.75 }) },
  'maxNorm of rows': { kernelConstraint: maxNorm({ maxValue: 0.75, axis: 1 }) },
  unitNorm: { kernelConstraint: unitNorm(), biasConstraint: 'unitNorm' },
  nonNeg: { kernelConstraint: nonNeg(), biasConstraint: 'nonNeg' },
  'minMaxNorm of all': { kernelConstraint: minMaxNorm({ minValue: 0.5, rate: 0.7, axis: [0, 1] }) },
  minMaxNorm: { kernelConstraint: minMaxNorm({ minValue: 1.5, maxValue: 2.5, rate: 0.25 }) },
};

function modelOf(
  { name, weights: [w1, b1, w2, b2] }: (typeof training.cases)[number], more: SequentialOptions,
): Sequential {
  const model = sequential([
    dense({
      units: 4, activation: 'tanh', inputShape: [3], kernelInitializer: w1, biasInitializer: b1, ...options[name],
    }),
    dense({ units: 2, kernelInitializer: w2, biasInitializer: b2 }),
  ], more);
  model.compile({ optimizer: sgd({ learningRate: training.learningRate }), loss: 'meanSquaredError' });
  return model;
}

assert.equal(training.cases.length, 10);
for (const c of training.cases) {
  for (const kernels of tables) {
    const title = "losses and parameters of three steps, and the loss of an evaluation, are Keras'; "
      + "any split of the batch gives the same bits";
    test(`${c.name}, ${kernels.name}: ${title}`, async () => {
      const x = Float32Array.from(c.x), model = modelOf(c, { kernels });
      assertClose([model.evaluate(x, c.y).loss], [c.evaluated], 1e-6, 'evaluated');
      const { history } = await model.fit(x, c.y, { batchSize: 5, epochs: 3, shuffle: false });
      assertClose(history.loss, c.losses, 1e-6, 'losses');
      assertClose(model.theta, c.after.flat(), 1e-6, 'θ');
      for (const maxBatch of [1, 2]) {
        const split = modelOf(c, { kernels, maxBatch });
        for (let step = 0; step < 3; step++) split.trainOnBatch(x, c.y);
        assertSameBits(split.theta, model.theta, `θ in parts of ${maxBatch}`);
      }
    });
  }
}
