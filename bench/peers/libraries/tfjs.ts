/**
 * TensorFlow.js on one of its backends. Both compute before a call returns, so nothing is left to wait for.
 * @module
 */
import * as tf from '@tensorflow/tfjs';
import { CHECKED, repeat, repeatAsync, versionOf, type Peer } from '../peer.ts';
import { ADAM, AXPY_ALPHA, LEARNING_RATE, centred, examples, isRegression, uniform, type Work } from '../work.ts';

function step(work: Work) {
  const [inputs, ...units] = work.sizes, last = units.length - 1, regression = isRegression(work);
  const model = tf.sequential({
    layers: units.map((count, i) => tf.layers.dense({
      units: count,
      activation: i === last ? (regression ? 'linear' : 'softmax') : regression ? 'tanh' : 'relu',
      ...(i === 0 && { inputShape: [inputs] }),
    })),
  });
  model.compile({
    optimizer: tf.train.sgd(LEARNING_RATE), loss: regression ? 'meanSquaredError' : 'sparseCategoricalCrossentropy',
  });
  const { x, y } = examples(work);
  const inputsTensor = tf.tensor2d(x, [work.n, inputs]), targets = tf.tensor2d(y, [work.n, 1]);
  let loss = 0;
  const once = async () => { loss = Number(await model.trainOnBatch(inputsTensor, targets)); };
  return { run: repeatAsync(once), result: () => [loss] };
}

function head(tensor: tf.Tensor): Float32Array {
  return (tensor.dataSync() as Float32Array).slice(0, CHECKED);
}

function gemm({ n }: Work) {
  const a = tf.tensor2d(centred(n * n, 1), [n, n]), b = tf.tensor2d(centred(n * n, 2), [n, n]);
  const once = () => tf.matMul(a, b);
  return { run: repeat(() => once().dispose()), result: () => tf.tidy(() => head(once())) };
}

function axpy({ n }: Work) {
  const x = tf.tensor1d(centred(n, 1)), y = tf.variable(tf.tensor1d(uniform(n, 2)));
  return { run: repeat(() => tf.tidy(() => y.assign(y.add(x.mul(AXPY_ALPHA))))), result: () => head(y) };
}

function adam({ n }: Work) {
  const theta = tf.variable(tf.tensor1d(uniform(n, 2)), true), gradient = tf.tensor1d(centred(n, 1));
  const optimizer = tf.train.adam(ADAM.learningRate, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
  return {
    run: repeat(() => optimizer.applyGradients([{ name: theta.name, tensor: gradient }])), result: () => head(theta),
  };
}

export async function createTfjs(backend: 'cpu' | 'wasm'): Promise<Peer> {
  if (!await tf.setBackend(backend)) throw new Error(`the backend ${backend} cannot be had`);
  await tf.ready();
  return { version: versionOf('./node_modules/@tensorflow/tfjs'), makers: { step, gemm, axpy, adam } };
}
