/**
 * TensorFlow.js on one of its backends. Both compute before a call returns, so nothing is left to wait for.
 * @module
 */
import * as tf from '@tensorflow/tfjs';
import { made, madeStack, type Table } from '../layers.ts';
import { CHECKED, repeat, repeatAsync, versionOf, type Peer } from '../peer.ts';
import {
  ADAM, AXPY_ALPHA, LEARNING_RATE, centred, examples, isRegression, operandsOf, uniform, type Work,
} from '../work.ts';
import { MultiHeadAttention } from './tfjsAttention.ts';

const LAYERS: Table<tf.layers.Layer> = {
  dense: (options) => tf.layers.dense(options),
  conv2D: (options) => tf.layers.conv2d(options),
  depthwiseConv2D: (options) => tf.layers.depthwiseConv2d(options),
  maxPooling2D: () => tf.layers.maxPooling2d({}),
  flatten: (options) => tf.layers.flatten(options),
  lstm: (options) => tf.layers.lstm({ recurrentActivation: 'sigmoid', ...options }),
  multiHeadAttention: (options) => new MultiHeadAttention(options),
};

function step(work: Work) {
  const model = tf.sequential({ layers: madeStack(LAYERS, work.input, work.layers) });
  model.compile({
    optimizer: tf.train.sgd(LEARNING_RATE),
    loss: isRegression(work) ? 'meanSquaredError' : 'sparseCategoricalCrossentropy',
  });
  const { x, y } = examples(work);
  const inputs = tf.tensor(x, [work.n, ...work.input]), targets = tf.tensor2d(y, [work.n, 1]);
  let loss = 0;
  const once = async () => { loss = Number(await model.trainOnBatch(inputs, targets)); };
  return { run: repeatAsync(once), result: () => [loss] };
}

function head(tensor: tf.Tensor): Float32Array {
  return (tensor.dataSync() as Float32Array).slice(0, CHECKED);
}

function alone(work: Work) {
  const { n, input, layers: [spec], kind, isInner } = work, operands = operandsOf(work), layer = made(LAYERS, spec);
  const x = tf.tensor(operands.x, [n, ...input]), dy = tf.tensor(operands.dy, [n, ...spec.output]);
  const forward = () => layer.apply(x) as tf.Tensor;
  forward().dispose();
  layer.setWeights(spec.weights.map((shape, i) => tf.tensor(operands.weights[i], [...shape])));
  const sources = [...layer.trainableWeights.map((weight) => weight.read()), ...(isInner ? [x] : [])];
  const train = () => {
    const { value, grads } = tf.valueAndGrads(forward)(sources, dy);
    return [value, ...grads];
  };
  const once = () => (kind === 'forward' ? [forward()] : train());
  return {
    run: repeat(() => tf.dispose(once())),
    result: () => tf.tidy(() => once().flatMap((each) => Array.from(head(each)))),
  };
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
  return {
    version: versionOf('./node_modules/@tensorflow/tfjs'),
    makers: { step, imageStep: step, forward: alone, training: alone, gemm, axpy, adam },
  };
}
