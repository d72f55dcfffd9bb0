/**
 * Known answers of whole trainings: the report's network on digits, and a small one with everything in it.
 * @module
 */
import { littleEndian } from '../../../lib/audit/ledger/arrayDigest.ts';
import { sha256 } from '../../../lib/core/digest.ts';
import type { LabelledImages } from '../../../lib/data/index.ts';
import type { Json } from '../../../lib/model/description/json.ts';
import {
  adam, dense, digits, dropout, flatten, gaussianNoise, layerNormalization, prelu, sequential, sgd, type Sequential,
} from '../../../lib/index.ts';
import { createKernels } from '../../../lib/kernels/index.ts';
import { epochOrder } from '../../../lib/model/epochOrder.ts';
import { l2 } from '../../../lib/regularizers/index.ts';
import { idxFiles } from '../../digits/idxFiles.ts';
import { FIT, x as ledgerX, y as ledgerY } from '../example.ts';
import { MNIST_FILES } from '../../mnist/files.ts';
import { bits64, tensor } from './format.ts';
import { THETA_AFTER_MNIST } from './mnist.ts';
import { operands } from './numbers.ts';

const SEED = 0, EPOCHS = 3, BATCH = 32;
/** The steps after which θ is hashed; the last is that of README. */
const STEPS = [1, 100, 1250, 3750];

/** The report's network, as `bitgrad train` makes it. */
export function reportModel(): Sequential {
  const hidden = [12, 12].map((units) => dense({ units, activation: 'relu' }));
  const layers = [flatten({ inputShape: [28, 28] }), ...hidden, dense({ units: 10, activation: 'softmax' })];
  const model = sequential(layers, { seed: SEED });
  model.compile({
    optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'],
  });
  return model;
}

const hash = (theta: Float32Array): string => sha256(littleEndian(theta));

/** How the report's network begins, up to so many steps: what is recorded of them. */
export async function reportTraining(
  { x, y }: LabelledImages, maxIterations: number,
): Promise<{ readonly answers: Readonly<Record<string, Json>>; readonly model: Sequential }> {
  const model = reportModel(), firstWeights = tensor(model.theta.slice(0, 32));
  const theta: Record<string, string> = { 0: hash(model.theta) };
  const order = epochOrder(y.length, BATCH, true, SEED, 0) ?? new Uint32Array(0);
  let loss = NaN;
  const onStep = (_batch: number, own: number): void => {
    if (model.steps === 1) loss = own;
    if (STEPS.includes(model.steps)) theta[model.steps] = hash(model.theta);
  };
  await model.fit(x, y, { epochs: EPOCHS, batchSize: BATCH, maxIterations, callbacks: [{ onStep }] });
  return {
    model, answers: {
      firstWeights, order: [...order.subarray(0, 32)], orderSha256: sha256(littleEndian(order)),
      lossOfStep1: bits64(loss), theta,
    },
  };
}

export async function reportVectors(): Promise<Json> {
  const data = digits({ seed: SEED }), { train, test } = data;
  const { model, answers } = await reportTraining(train, STEPS[STEPS.length - 1]);
  const { loss, accuracy } = model.evaluate(test.x, test.y), losses = model.history?.history.loss ?? [];
  return {
    about: 'sections 9 and 17: the network 784-12-12-10 on the built-in digits: SHA-256 of θ after so many steps, the '
      + 'bits of the first 32 weights, the first epoch\'s order (its first 32 rows, and the SHA-256 of all, 32 '
      + 'bits each, little-endian), bits of the loss of step 1, of the epochs\' mean losses, and of loss and accuracy '
      + 'on the test set; thetaAfterMnist: the same network after three epochs, 5625 steps, on MNIST',
    seed: SEED, epochs: EPOCHS, batchSize: BATCH, learningRate: 0.1, parameters: model.theta.length,
    data: {
      digits: Object.fromEntries([...idxFiles(data)].map(([name, bytes]) => [name, sha256(bytes)])),
      mnist: Object.fromEntries(MNIST_FILES.map(({ name, sha256: digest }) => [name, digest])),
      x: sha256(littleEndian(train.x)), y: sha256(littleEndian(Float64Array.from(train.y))),
    },
    ...answers, thetaAfterMnist: THETA_AFTER_MNIST, epochLosses: losses.map(bits64),
    evaluated: { loss: bits64(loss), accuracy: bits64(accuracy) },
  };
}

/** Weights of examples, micro-batches, noise, penalties of weights and of outputs, clipping, accumulation. */
export function smallVectors(): Json {
  const layers = [
    dense({
      units: 4, activation: 'tanh', inputShape: [3], kernelRegularizer: 'l2', activityRegularizer: l2({ l2: 0.05 }),
    }),
    layerNormalization(), prelu({ alphaInitializer: 'ones' }), dropout({ rate: 0.25 }), gaussianNoise({ stddev: 0.1 }),
    dense({ units: 3, activation: 'softmax', biasConstraint: 'nonNeg', kernelConstraint: 'maxNorm' }),
  ];
  const model = sequential(layers, { seed: 5, maxBatch: 2, kernels: createKernels('reference') });
  model.compile({
    optimizer: adam({ learningRate: 0.05, clipnorm: 0.5, accumulationSteps: 2 }), loss: 'sparseCategoricalCrossentropy',
  });
  const m = 5, x = operands(m * 3, 80), y = [2, 0, 1, 1, 2], sampleWeight = operands(m, 81, 0, 2);
  const start = model.theta.slice(), steps = Array.from({ length: 4 }, () => {
    const { loss } = model.trainOnBatch(x, y, { sampleWeight, classWeight: { 1: 0.3 } });
    return { loss: bits64(loss), gradient: tensor(model.gradient), theta: tensor(model.theta) };
  });
  return {
    about: 'section 9: a stack with seed 5 and maxBatch 2: dense of 4 with tanh, kernelRegularizer l2 (0.01) and '
      + 'activityRegularizer l2 of 0.05; layerNormalization; prelu from ones; dropout 0.25; gaussianNoise 0.1; dense '
      + 'of 3 with softmax, kernelConstraint maxNorm, biasConstraint nonNeg. Adam with rate 0.05, clipnorm 0.5, '
      + 'accumulationSteps 2; sparseCategoricalCrossentropy; the same batch of 5 four times, none the last of an '
      + 'epoch, class 1 of weight 0.3. Of each step the loss, the gradient of this batch with the regularizers\' '
      + 'part, before it is accumulated and clipped, and theta after the step. At the end evaluate, the loss without '
      + 'weights of examples, and predict',
    x: tensor(x, [m, 3]), y, sampleWeight: tensor(sampleWeight), theta0: tensor(start), steps,
    evaluate: bits64(model.evaluate(x, y).loss), predict: tensor(model.predict(x), [m, 3]),
  };
}

/** What ledger.jsonl was trained on. */
export function ledgerVectors(): Json {
  return {
    about: 'section 19: the examples of ledger.jsonl, labels y, and the options of its fit. Header and checkpoint '
      + 'there say the rest. checkpoint.bin is the model at its end',
    x: tensor(ledgerX, [ledgerY.length, ledgerX.length / ledgerY.length]), y: [...ledgerY], ...FIT,
  };
}
