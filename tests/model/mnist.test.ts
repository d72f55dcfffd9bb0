import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { digits, type ImageDataset } from '../../lib/data/index.ts';
import { dense, flatten } from '../../lib/layers/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { readMnist } from '../../lib/node/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { THETA_AFTER_MNIST } from '../../scripts/contract/vectors/mnist.ts';

/** The lowest test accuracy of PyTorch's five seeds is 0.9242, of Keras' 0.9273. */
const ACCURACY_ON_MNIST = 0.925;

const directory = process.env.MNIST_DIR || undefined;

/** The report's section 1.2: 784-12-12-10, gradient descent with rate 0.1. */
async function train({ train: { x, y } }: ImageDataset, epochs: number): Promise<Sequential> {
  const hidden = [12, 12].map((units) => dense({ units, activation: 'relu' }));
  const model = sequential([flatten({ inputShape: [28, 28] }), ...hidden, dense({ units: 10, activation: 'softmax' })]);
  model.compile({
    optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'],
  });
  await model.fit(x, y, { epochs });
  return model;
}

/** Of the bytes of θ, little-endian. */
function sha256(theta: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(4 * theta.length));
  theta.forEach((value, i) => bytes.setFloat32(4 * i, value, true));
  return createHash('sha256').update(bytes).digest('hex');
}

test('the report\'s network reads MNIST as well as PyTorch\'s and Keras\', with the bits recorded', {
  skip: directory === undefined
    ? 'MNIST_DIR names no directory with the four files; `npm run bitgrad -- download-mnist` fetches them'
    : false,
}, async () => {
  const mnist = await readMnist(directory ?? '');
  const model = await train(mnist, 3);
  const { accuracy } = model.evaluate(mnist.test.x, mnist.test.y);
  assert.ok(accuracy >= ACCURACY_ON_MNIST, `test accuracy ${accuracy}`);
  assert.equal(sha256(model.theta), THETA_AFTER_MNIST);
});

test('the report\'s network learns the built-in digits; its loss falls in every epoch', async () => {
  const data = digits({ train: 4000, test: 1000 });
  const model = await train(data, 5);
  const { loss = [] } = model.history?.history ?? {};
  loss.slice(1).forEach((v, i) => assert.ok(v < loss[i], `epoch ${i + 1}: ${v} after ${loss[i]}`));
  const { accuracy } = model.evaluate(data.test.x, data.test.y);
  assert.ok(accuracy >= 0.85, `test accuracy ${accuracy}`); // a guess is right in one of ten
});
