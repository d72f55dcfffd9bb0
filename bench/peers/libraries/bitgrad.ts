/**
 * bitgrad itself, as its users see it.
 * @module
 */
import { add, div, formula, mul, sqrt, sub } from '../../../lib/formula/index.ts';
import { dense, sequential, sgd } from '../../../lib/index.ts';
import { defaultKernels, type Kernels } from '../../../lib/kernels/index.ts';
import { inverse } from '../../../lib/linalg/index.ts';
import { CHECKED, repeat, versionOf, type Peer } from '../peer.ts';
import {
  ADAM, AXPY_ALPHA, LEARNING_RATE, centred, examples, invertible, isRegression, uniform, type Work,
} from '../work.ts';

/** A table, and copies of arrays in its own memory, as a model has them: nothing is copied in and out. */
function own(...sources: Float32Array[]): { k: Kernels; arrays: Float32Array[] } {
  const k = defaultKernels().reserve(sources.reduce((sum, { length }) => sum + length, 0), sources.length);
  const arrays = sources.map((source) => {
    const copy = k.allocate(source.length);
    copy.set(source);
    return copy;
  });
  return { k, arrays };
}

function step(work: Work) {
  const [inputs, ...units] = work.sizes, last = units.length - 1, regression = isRegression(work);
  const model = sequential(units.map((count, i) => dense({
    units: count,
    activation: i === last ? (regression ? 'linear' : 'softmax') : regression ? 'tanh' : 'relu',
    ...(i === 0 && { inputShape: [inputs] }),
  })), { seed: 1 });
  model.compile({
    optimizer: sgd({ learningRate: LEARNING_RATE }),
    loss: regression ? 'meanSquaredError' : 'sparseCategoricalCrossentropy',
  });
  const { x, y } = examples(work);
  let loss = 0;
  return { run: repeat(() => { loss = model.trainOnBatch(x, y).loss; }), result: () => [loss] };
}

const adamStep = formula({
  name: 'adam', arrays: ['theta', 'gradient', 'm', 'v'], scalars: ['rate', 'keep1', 'keep2', 'epsilon'],
  define: ({ theta, gradient, m, v, rate, keep1, keep2, epsilon }) => {
    const m1 = add(m, mul(sub(gradient, m), keep1)), v1 = add(v, mul(sub(mul(gradient, gradient), v), keep2));
    return { m: m1, v: v1, theta: sub(theta, div(mul(m1, rate), add(sqrt(v1), epsilon))) };
  },
});

function adam({ n }: Work) {
  const { learningRate, beta1, beta2, epsilon } = ADAM;
  const { k, arrays } = own(uniform(n, 2), centred(n, 1), new Float32Array(n), new Float32Array(n)), [theta] = arrays;
  let power1 = 1, power2 = 1;
  const once = () => {
    power1 *= beta1;
    power2 *= beta2;
    k.elementwise(
      adamStep, n, arrays, [learningRate * Math.sqrt(1 - power2) / (1 - power1), 1 - beta1, 1 - beta2, epsilon],
    );
  };
  return { run: repeat(once), result: () => theta.subarray(0, CHECKED) };
}

export const peer: Peer = {
  version: versionOf('../..'),
  makers: {
    step,
    gemm: ({ n }) => {
      const { k, arrays: [a, b, c] } = own(centred(n * n, 1), centred(n * n, 2), new Float32Array(n * n));
      return {
        run: repeat(() => k.gemm('N', 'N', n, n, n, 1, a, 0, n, b, 0, n, 0, c, 0, n)),
        result: () => c.subarray(0, CHECKED),
      };
    },
    inverse: ({ n }) => {
      const a = invertible(n);
      let result = a;
      return { run: repeat(() => { result = inverse(a, n); }), result: () => result.subarray(0, n) };
    },
    axpy: ({ n }) => {
      const { k, arrays: [x, y] } = own(centred(n, 1), uniform(n, 2));
      return { run: repeat(() => k.axpy(n, AXPY_ALPHA, x, 0, 1, y, 0, 1)), result: () => y.subarray(0, CHECKED) };
    },
    adam,
  },
};
