/**
 * bitgrad itself, as its users see it.
 * @module
 */
import { add, div, formula, mul, sqrt, sub } from '../../../lib/formula/index.ts';
import { sequential, sgd } from '../../../lib/index.ts';
import { bindAlone, callsOf, defaultKernels, type Kernels, type Tensor } from '../../../lib/kernels/index.ts';
import {
  conv2D, dense, depthwiseConv2D, flatten, lstm, maxPooling2D, multiHeadAttention, type Layer,
} from '../../../lib/layers/index.ts';
import { inverse } from '../../../lib/linalg/index.ts';
import { made, madeStack, type Table } from '../layers.ts';
import { CHECKED, repeat, versionOf, type Peer } from '../peer.ts';
import {
  ADAM, AXPY_ALPHA, LEARNING_RATE, centred, examples, invertible, isRegression, operandsOf, uniform, type Work,
} from '../work.ts';

const head = (array: Float32Array): number[] => Array.from(array.subarray(0, CHECKED));

/** Untouched pages of a block cost nothing. */
const ROOM = { elements: 2 ** 23, arrays: 64 };

/** A table, and copies of arrays in its own memory, as a model has them: nothing is copied in and out. */
function own(...sources: Float32Array[]): { k: Kernels; arrays: Float32Array[] } {
  const k = defaultKernels().reserve(ROOM.elements, ROOM.arrays);
  const arrays = sources.map((source) => {
    const copy = k.allocate(source.length);
    copy.set(source);
    return copy;
  });
  return { k, arrays };
}

const LAYERS: Table<Layer> = {
  dense, conv2D, depthwiseConv2D, maxPooling2D, flatten, lstm, multiHeadAttention,
};

function step(work: Work) {
  const model = sequential(madeStack(LAYERS, work.input, work.layers), { seed: 1 });
  model.compile({
    optimizer: sgd({ learningRate: LEARNING_RATE }),
    loss: isRegression(work) ? 'meanSquaredError' : 'sparseCategoricalCrossentropy',
  });
  const { x, y } = examples(work);
  let loss = 0;
  return { run: repeat(() => { loss = model.trainOnBatch(x, y).loss; }), result: () => [loss] };
}

/** A layer at work in buffers of its own. */
function alone(work: Work) {
  const { n, input, kind, isInner } = work, layer = made(LAYERS, work.layers[0]), operands = operandsOf(work);
  const { k, arrays: [x, dy, dx, y, ...tensors] } =
    own(operands.x, operands.dy, operands.x, operands.dy, ...operands.weights, ...operands.weights);
  const names = layer.parameters(input).map(({ name }) => name), gradients = tensors.splice(names.length);
  const ends = { x, y, dx: isInner ? dx : undefined, dy };
  const lists = layer.bind({
    ...ends, k: callsOf<Tensor>(), number: 0, inputShape: input, inputs: [{ ...ends, shape: input }], outputs: [ends],
    parameters: named(names, tensors), gradients: named(names, gradients), state: {},
    cache: (_, size) => k.allocate(typeof size === 'number' ? size : n * size.perExample),
  });
  if (lists === undefined) throw new Error('the layer computes nothing');
  const part = bindAlone(k, lists), moment = { seed: 0, step: 0, row: 0, batch: n };
  const train = () => {
    part.train(n, moment);
    part.backward(n);
  };
  return kind === 'forward'
    ? { run: repeat(() => part.forward(n)), result: () => head(y) }
    : { run: repeat(train), result: () => [y, ...gradients, ...(isInner ? [dx] : [])].flatMap(head) };
}

function named(names: readonly string[], arrays: readonly Float32Array[]): Readonly<Record<string, Float32Array>> {
  return Object.fromEntries(names.map((name, i) => [name, arrays[i]]));
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
  return { run: repeat(once), result: () => head(theta) };
}

export const peer: Peer = {
  version: versionOf('../..'),
  makers: {
    step, imageStep: step, forward: alone, training: alone,
    gemm: ({ n }) => {
      const { k, arrays: [a, b, c] } = own(centred(n * n, 1), centred(n * n, 2), new Float32Array(n * n));
      return {
        run: repeat(() => k.gemm('N', 'N', n, n, n, 1, a, 0, n, b, 0, n, 0, c, 0, n)),
        result: () => head(c),
      };
    },
    inverse: ({ n }) => {
      const a = invertible(n);
      let result = a;
      return { run: repeat(() => { result = inverse(a, n); }), result: () => result.subarray(0, n) };
    },
    axpy: ({ n }) => {
      const { k, arrays: [x, y] } = own(centred(n, 1), uniform(n, 2));
      return { run: repeat(() => k.axpy(n, AXPY_ALPHA, x, 0, 1, y, 0, 1)), result: () => head(y) };
    },
    adam,
  },
};
