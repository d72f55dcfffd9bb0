/**
 * jax-js on its WebAssembly backend, everything compiled with jit; a function owns its arguments, `.ref` keeps one.
 * @module
 */
import { blockUntilReady, init, jit, lax, nn, numpy as np, tree, valueAndGrad, vjp } from '@jax-js/jax';
import { made, type Shape, type Table } from '../layers.ts';
import { CHECKED, repeatAsync, versionOf, type Peer } from '../peer.ts';
import {
  ADAM, AXPY_ALPHA, LEARNING_RATE, centred, examples, firstWeights, invertible, isRegression, operandsOf, uniform,
  type Work,
} from '../work.ts';

/** Of each layer. */
type Parameters = np.Array[][];

await init('wasm');

/** The loss takes the logits. */
const ACTIVATIONS = {
  linear: (z: np.Array) => z, softmax: (z: np.Array) => z, relu: (z: np.Array) => nn.relu(z),
  tanh: (z: np.Array) => np.tanh(z),
};

const PADDING = { same: 'SAME', valid: 'VALID' } as const;

interface JaxLayer {
  forward(x: np.Array, weights: readonly np.Array[]): np.Array;
  /** Where the axes of its kernel come from, Keras' being 0, 1, …; absent where they are the same. */
  readonly kernelAxes?: readonly number[];
}

const LAYERS: Table<JaxLayer> = {
  dense: ({ activation }) => ({ forward: (x, [w, b]) => ACTIVATIONS[activation](np.dot(x, w).add(b)) }),
  conv2D: ({ padding, activation, useBias }) => ({
    kernelAxes: [3, 2, 0, 1],
    forward: (x, [w, b]) => {
      const z = lax.conv(x, w, [1, 1], PADDING[padding]);
      return ACTIVATIONS[activation](useBias ? z.add(b.reshape([1, -1, 1, 1])) : z);
    },
  }),
  depthwiseConv2D: ({ padding }) => ({
    kernelAxes: [2, 3, 0, 1],
    forward: (x, [w]) =>
      lax.convGeneralDilated(x, w, [1, 1], PADDING[padding], { featureGroupCount: x.shape[1] }),
  }),
  maxPooling2D: () => ({ forward: (x) => lax.reduceWindow(x, (window) => np.max(window), [2, 2], [2, 2]) }),
  flatten: () => ({ forward: (x) => x.reshape([x.shape[0], -1]) }),
  lstm: ({ units }) => ({ forward: (x, weights) => lstm(x, weights, units) }),
  multiHeadAttention: (options) => ({ forward: (x, weights) => attention(x, weights, options) }),
};

/** Without a loop over steps, which it does not have. */
function lstm(x: np.Array, [w, r, b]: readonly np.Array[], units: number): np.Array {
  const [n, steps] = x.shape, all = np.split(np.dot(x, w).add(b), steps, 1), shown: np.Array[] = [];
  let h = np.zeros([n, units]), c = np.zeros([n, units]);
  for (const at of all) {
    const [i, f, candidate, o] = np.split(at.reshape([n, 4 * units]).add(np.dot(h, r.ref)), 4, 1);
    c = nn.sigmoid(f).mul(c).add(nn.sigmoid(i).mul(np.tanh(candidate)));
    h = nn.sigmoid(o).mul(np.tanh(c.ref));
    shown.push(h.ref);
  }
  for (const each of [r, h, c]) each.dispose();
  return np.stack(shown, 1);
}

/** Of matrices' products: its own attention needs what Node.js has from version 22 on. */
function attention(
  x: np.Array, weights: readonly np.Array[], { numHeads, keyDim }: { numHeads: number; keyDim: number },
): np.Array {
  const [n, steps, features] = x.shape, units = numHeads * keyDim;
  const [q, k, v] = [0, 2, 4].map((i, role) => {
    const projected = np.dot(x.ref, weights[i].reshape([features, units])).add(weights[i + 1].reshape([units]));
    const axes = role === 1 ? [0, 2, 3, 1] : [0, 2, 1, 3];
    return np.transpose(projected.reshape([n, steps, numHeads, keyDim]), axes);
  });
  x.dispose();
  const seen = np.matmul(nn.softmax(np.matmul(q, k).mul(1 / Math.sqrt(keyDim)), -1), v);
  const rows = np.transpose(seen, [0, 2, 1, 3]).reshape([n, steps, units]);
  return np.dot(rows, weights[6].reshape([units, features])).add(weights[7]);
}

/** Images have channels first. */
const IMAGE_AXES = [0, 3, 1, 2];

/** An array of Keras' layout in the library's. */
function inOwn(values: Float32Array<ArrayBuffer>, shape: Shape, axes: readonly number[] | undefined): np.Array {
  const array = np.array(values).reshape([...shape]);
  return axes?.length === shape.length ? np.transpose(array, [...axes]) : array;
}

/** The first elements in Keras' layout. */
async function head(array: np.Array, axes: readonly number[] | undefined): Promise<number[]> {
  const own = axes?.length === array.ndim ? np.transpose(array.ref, axes.map((_, i) => axes.indexOf(i))) : array.ref;
  return Array.from((await own.data()).slice(0, CHECKED));
}

function step(work: Work) {
  const { n, layers, input } = work, regression = isRegression(work);
  const all = layers.map((each) => made(LAYERS, each));
  const lossOf = (parameters: Parameters, x: np.Array, y: np.Array) => {
    const z = all.reduce((a, layer, i) => layer.forward(a, parameters[i]), x);
    return regression ? np.square(z.sub(y)).mean() : nn.logSoftmax(z).mul(y).sum().mul(-1 / n);
  };
  const update = jit((parameters: Parameters, x: np.Array, y: np.Array): [np.Array, Parameters] => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(parameters), x, y);
    return [loss, tree.map((p: np.Array, g: np.Array) => p.sub(g.mul(LEARNING_RATE)), parameters, gradients)];
  });
  const data = examples(work), [outputs] = layers[layers.length - 1].output;
  const x = inOwn(data.x, [n, ...input], IMAGE_AXES);
  const y = regression ? np.array(data.y).reshape([n, 1]) : nn.oneHot(np.array(Int32Array.from(data.y)), outputs);
  let parameters: Parameters = layers.map(({ weights }, number) => firstWeights(work, number)
    .map((values, i) => inOwn(values, weights[i], all[number].kernelAxes)));
  let loss = np.array(0);
  const once = async () => {
    loss.dispose();
    [loss, parameters] = update(parameters, x.ref, y.ref);
    await blockUntilReady(parameters);
  };
  return { run: repeatAsync(once), result: async () => Array.from(await loss.ref.data()) };
}

function alone(work: Work) {
  const { n, input, layers: [spec], kind, isInner } = work, { forward, kernelAxes } = made(LAYERS, spec);
  const operands = operandsOf(work), x = inOwn(operands.x, [n, ...input], IMAGE_AXES);
  const dy = inOwn(operands.dy, [n, ...spec.output], IMAGE_AXES);
  const weights = spec.weights.map((shape, i) => inOwn(operands.weights[i], shape, kernelAxes));
  const predict = jit((input: np.Array, own: np.Array[]): np.Array[] => [forward(input, own)]);
  const train = jit((input: np.Array, own: np.Array[], back: np.Array): np.Array[] => {
    const [y, pull] = isInner
      ? vjp((...all: np.Array[]) => forward(all[own.length], all), [...own, input])
      : vjp((...all: np.Array[]) => forward(input, all), own);
    return [y, ...pull(back)];
  });
  let results: np.Array[] = [];
  const once = async () => {
    tree.dispose(results);
    const all = weights.map((weight) => weight.ref);
    results = kind === 'forward' ? predict(x.ref, all) : train(x.ref, all, dy.ref);
    await blockUntilReady(results);
  };
  const axesOf = (i: number) => (i === 0 || i > weights.length ? IMAGE_AXES : kernelAxes);
  return {
    run: repeatAsync(once),
    result: async () => (await Promise.all(results.map((each, i) => head(each, axesOf(i))))).flat(),
  };
}

/** The work `next` makes a new result from the last. */
function chain(first: np.Array, next: (last: np.Array) => np.Array, length: number) {
  let last = first;
  const once = async () => {
    last = next(last);
    await blockUntilReady(last);
  };
  return { run: repeatAsync(once), result: async () => (await last.ref.data()).slice(0, length) };
}

/** The work `make` makes its result from constants. */
function fresh(make: () => np.Array, length: number) {
  return chain(np.array(0), (last) => {
    last.dispose();
    return make();
  }, length);
}

function adam({ n }: Work) {
  const { learningRate, beta1, beta2, epsilon } = ADAM;
  const update = jit((theta: np.Array, gradient: np.Array, m: np.Array, v: np.Array, rate: np.Array): np.Array[] => {
    const m1 = m.mul(beta1).add(gradient.ref.mul(1 - beta1)), v1 = v.mul(beta2).add(np.square(gradient).mul(1 - beta2));
    return [theta.sub(m1.ref.mul(rate).div(np.sqrt(v1.ref).add(epsilon))), m1, v1];
  });
  const gradient = np.array(centred(n, 1));
  let theta = np.array(uniform(n, 2)), m = np.zeros([n]), v = np.zeros([n]), t = 0;
  const once = async () => {
    t++;
    [theta, m, v] =
      update(theta, gradient.ref, m, v, np.array(learningRate * Math.sqrt(1 - beta2 ** t) / (1 - beta1 ** t)));
    await blockUntilReady([theta, m, v]);
  };
  return { run: repeatAsync(once), result: async () => (await theta.ref.data()).slice(0, CHECKED) };
}

export const peer: Peer = {
  version: versionOf('./node_modules/@jax-js/jax'),
  notes: { inverse: 'without jit, which refuses it' },
  makers: {
    step, imageStep: step, forward: alone, training: alone,
    gemm: ({ n }) => {
      const a = np.array(centred(n * n, 1)).reshape([n, n]), b = np.array(centred(n * n, 2)).reshape([n, n]);
      const multiply = jit((left: np.Array, right: np.Array) => np.matmul(left, right));
      return fresh(() => multiply(a.ref, b.ref), CHECKED);
    },
    inverse: ({ n }) => {
      const a = np.array(invertible(n)).reshape([n, n]);
      return fresh(() => np.linalg.inv(a.ref), n);
    },
    axpy: ({ n }) => {
      const x = np.array(centred(n, 1));
      const axpy = jit((left: np.Array, right: np.Array) => right.add(left.mul(AXPY_ALPHA)));
      return chain(np.array(uniform(n, 2)), (y) => axpy(x.ref, y), CHECKED);
    },
    adam,
  },
};
