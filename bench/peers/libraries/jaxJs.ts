/**
 * jax-js on its WebAssembly backend, everything compiled with jit; a function owns its arguments, `.ref` keeps one.
 * @module
 */
import { blockUntilReady, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { CHECKED, repeatAsync, versionOf, type Peer } from '../peer.ts';
import {
  ADAM, AXPY_ALPHA, LEARNING_RATE, centred, examples, invertible, isRegression, uniform, type Work,
} from '../work.ts';

type Parameters = { w: np.Array; b: np.Array }[];

await init('wasm');

function step(work: Work) {
  const { n, sizes } = work, regression = isRegression(work), outputs = sizes[sizes.length - 1];
  const forward = (parameters: Parameters, x: np.Array) => parameters.reduce((a, { w, b }, i) => {
    const z = np.dot(a, w).add(b);
    return i === parameters.length - 1 ? z : regression ? np.tanh(z) : nn.relu(z);
  }, x);
  const lossOf = (parameters: Parameters, x: np.Array, y: np.Array) => {
    const z = forward(parameters, x);
    return regression ? np.square(z.sub(y)).mean() : nn.logSoftmax(z).mul(y).sum().mul(-1 / n);
  };
  const update = jit((parameters: Parameters, x: np.Array, y: np.Array): [np.Array, Parameters] => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(parameters), x, y);
    return [loss, tree.map((p: np.Array, g: np.Array) => p.sub(g.mul(LEARNING_RATE)), parameters, gradients)];
  });
  const data = examples(work);
  const x = np.array(data.x).reshape([n, sizes[0]]);
  const y = regression ? np.array(data.y).reshape([n, 1]) : nn.oneHot(np.array(Int32Array.from(data.y)), outputs);
  let parameters: Parameters = sizes.slice(1).map((units, i) => ({
    w: np.array(centred(sizes[i] * units, i + 1).map((u) => 2 * u * Math.sqrt(6 / (sizes[i] + units))))
      .reshape([sizes[i], units]),
    b: np.zeros([units]),
  }));
  let loss = np.array(0);
  const once = async () => {
    loss.dispose();
    [loss, parameters] = update(parameters, x.ref, y.ref);
    await blockUntilReady(parameters);
  };
  return { run: repeatAsync(once), result: async () => Array.from(await loss.ref.data()) };
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
    step,
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
