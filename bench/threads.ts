/**
 * The same work on one thread and on two, by turns.
 *
 * The others of a table start while its first calls run on one; so they are waited for.
 * @module
 */
import { setTimeout } from 'node:timers/promises';
import {
  conv2D, dense, flatten, globalAveragePooling1D, input, lstm, maxPooling2D, model, multiHeadAttention, sequential,
  sgd, type Layer, type Model,
} from '../lib/index.ts';
import { createKernels, type Kernels } from '../lib/kernels/index.ts';
import { getrf, getri } from '../lib/linalg/index.ts';
import { haveSameBits, row, type Entry, type Work } from './entry.ts';
import { measure } from './harness.ts';
import { batchesFor, build, describe, networks } from './networks.ts';
import { fill } from './operands.ts';

const THREADS = 2, BATCH = 32, BATCHES = 8, CLASSES = 10;
/** Milliseconds between two looks at whether threads have started, and looks. */
const PAUSE = 20, LOOKS = 500;

type Prepare = (k: Kernels) => Work;

/** Steps of a model that reads images of 28 × 28. */
function stepsOf(make: (k: Kernels) => Model): Prepare {
  return (k) => {
    const trained = make(k), { network: { graph: { inputs } } } = trained;
    const width = inputs[0].shape.reduce((product, length) => product * length, 1);
    trained.compile({ optimizer: sgd({ learningRate: 0.01 }), loss: 'sparseCategoricalCrossentropy' });
    const batches = Array.from({ length: BATCHES }, (_, i) => ({
      x: fill(new Float32Array(BATCH * width), i, 0, 1),
      y: fill(new Float32Array(BATCH), i, 0, CLASSES).map(Math.floor),
    }));
    let i = 0;
    const run = (): number => {
      const { x, y } = batches[i++ % BATCHES];
      return trained.trainOnBatch(x, y).loss;
    };
    return { run, result: () => trained.theta };
  };
}

function stack(...layers: readonly (() => Layer)[]): Prepare {
  return stepsOf((kernels) =>
    sequential([...layers.map((make) => make()), dense({ units: CLASSES, activation: 'softmax' })], { kernels }));
}

const transformer = stepsOf((kernels) => {
  const inputs = input({ shape: [32, 64] }), attended = multiHeadAttention({ numHeads: 4, keyDim: 16 }).apply(inputs);
  const wide = dense({ units: 128, activation: 'relu' }).apply(attended);
  const outputs = dense({ units: CLASSES, activation: 'softmax' }).apply(globalAveragePooling1D().apply(wide));
  return model({ inputs, outputs, kernels });
});

function product(n: number): Prepare {
  return (k) => {
    const own = k.reserve(3 * n * n, 3), [a, b, c] = [1, 2, 3].map((seed) => fill(own.allocate(n * n), seed));
    return {
      run: () => own.gemm('N', 'N', n, n, n, 1, a, 0, n, b, 0, n, 0, c, 0, n), result: () => c,
    };
  };
}

function inverse(n: number): Prepare {
  return (k) => {
    const own = k.reserve(2 * n * n, 2), a = fill(new Float32Array(n * n), 1), lu = own.allocate(n * n);
    const z = own.allocate(n * n), pivots = new Int32Array(n);
    for (let i = 0; i < n; i++) a[i * (n + 1)] += 2 * Math.sqrt(n);
    return {
      run: () => {
        lu.set(a);
        getrf(own, n, n, lu, 0, n, pivots);
        getri(own, n, lu, 0, n, z, 0, n);
      },
      result: () => z,
    };
  };
}

const CASES: readonly (readonly [shape: string, prepare: Prepare])[] = [
  ...networks.slice(0, 2).reverse().map((network): [string, Prepare] => [describe(network), (k) => {
    const trained = build(network, k), batches = batchesFor(network, BATCHES);
    let i = 0;
    const run = (): number => {
      const { x, y } = batches[i++ % BATCHES];
      return trained.trainOnBatch(x, y).loss;
    };
    return { run, result: () => trained.theta };
  }]),
  ['gemm 512', product(512)],
  ['getrf, getri 512', inverse(512)],
  ['conv 8, 16, dense batch 32', stack(
    () => conv2D({ filters: 8, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1] }), () => maxPooling2D(),
    () => conv2D({ filters: 16, kernelSize: 3, activation: 'relu' }), () => maxPooling2D(), flatten,
  )],
  ['lstm 32, 28 × 28 batch 32', stack(() => lstm({ units: 32, inputShape: [28, 28] }))],
  ['attention 4 × 16, 32 × 64 batch 32', transformer],
];

/**
 * Milliseconds of a sample, of the work before the first, and of all: within a sample threads are awake, as they are in
 * a training, and by then it is settled whether they pay.
 */
const SAMPLE = 10, WARM_UP = 2500, TOTAL = 3000;

/** Steps after which bits are compared. */
const COMPARED = 5;

export const threadsEntries: readonly Entry[] = CASES.map(([shape, prepare]) => ({
  bench: 'threads', shape, onRequest: true,
  async measure({ budget }) {
    const shared = createKernels('threads', { threads: THREADS });
    const works = [createKernels('simd'), shared].map(prepare);
    for (const { run } of works) for (let i = 0; i < COMPARED; i++) run();
    const [one, two] = works.map(({ result }) => Float32Array.from(result()));
    for (let i = 0; !shared.hasStarted && i < LOOKS; i++) {
      works[1].run();
      await setTimeout(PAUSE);
    }
    const timings = measure(works, { total: TOTAL, ...budget, sample: SAMPLE, warmUp: WARM_UP });
    shared.dispose();
    const [alone, together] = timings, ratio = alone.medianUs / together.medianUs;
    const started = shared.hasStarted ? '' : ', which have not started';
    return [{
      ...row({ bench: 'threads', shape }, 'simd', together, alone, undefined), sameBits: haveSameBits(one, two),
      details: { threads: THREADS, oneThreadUs: alone.medianUs, timesOneThread: ratio },
      note: `${THREADS} threads${started}: ${ratio.toFixed(2)} × one, which takes ${alone.medianUs.toFixed(1)} us`,
    }];
  },
}));
