/**
 * What every library is timed at, and the operands it is given.
 * @module
 */
import {
  conv2D, dense, depthwiseConv2D, flatten, lstm, maxPooling2D, multiHeadAttention, sizeOf, stack, type ForInput,
  type Layer, type Shape,
} from './layers.ts';

/** One thing to do. It travels to the libraries' processes as JSON. */
export interface Work {
  readonly name: string;
  /**
   * A training step of a network of dense layers, or of one of images; a layer by itself, forward, and forward and
   * backward; or what else it says.
   */
  readonly kind: 'step' | 'imageStep' | 'forward' | 'training' | 'gemm' | 'inverse' | 'axpy' | 'adam';
  /** Order of the matrices, length of the vectors, or examples. */
  readonly n: number;
  /** Of one example. */
  readonly input: Shape;
  /** A network whose last layer has one unit learns numbers by the mean squared error, else classes. */
  readonly layers: readonly Layer[];
  /** Whether the training of a layer by itself gives ∂/∂x too, as all but the first of a network must. */
  readonly isInner: boolean;
}

const NO_LAYERS = { input: [], layers: [], isInner: false };

/** Of tanh with one output, else of ReLU and softmax. */
function step(sizes: readonly number[], n: number): Work {
  const [inputs, ...units] = sizes, outputs = units.pop() ?? 0, isRegression = outputs === 1, input = [inputs];
  const hidden = units.map((count) => dense(count, isRegression ? 'tanh' : 'relu'));
  const layers = stack(input, ...hidden, dense(outputs, isRegression ? 'linear' : 'softmax'));
  return { name: `step ${sizes.join('-')} batch ${n}`, kind: 'step', n, input, layers, isInner: false };
}

/** Batch of the layers by themselves. */
const BATCH = 32;

/** A layer by itself, twice. */
function alone(name: string, input: Shape, layer: ForInput, { isFirst = false } = {}): readonly Work[] {
  return (['forward', 'training'] as const).map((kind) => (
    { name: `${name} ${kind}`, kind, n: BATCH, input, layers: [layer(input)], isInner: !isFirst }));
}

function plain(kind: Work['kind'], n: number): Work {
  return { name: `${kind} ${n >= 1e6 ? '1e6' : n}`, kind, n, ...NO_LAYERS };
}

const IMAGE = [28, 28, 1];
/** The small network of images. */
const CNN = stack(
  IMAGE, conv2D(8, 3, 'valid', 'relu'), maxPooling2D, conv2D(16, 3, 'valid', 'relu'), maxPooling2D, flatten,
  dense(10, 'softmax'),
);

export const works: readonly Work[] = [
  step([784, 12, 12, 10], 32),
  step([784, 128, 10], 32),
  step([2, 8, 1], 4),
  { name: 'step cnn batch 32', kind: 'imageStep', n: 32, input: IMAGE, layers: CNN, isInner: false },
  ...alone('conv 28x28x1-8', IMAGE, conv2D(8, 3, 'valid'), { isFirst: true }),
  ...alone('conv 26x26x8-16', [26, 26, 8], conv2D(16, 3, 'valid')),
  ...alone('conv 14x14x16-32 same', [14, 14, 16], conv2D(32, 3, 'same')),
  ...alone('conv 7x7x64-64 same', [7, 7, 64], conv2D(64, 3, 'same')),
  ...alone('depthwise 14x14x32 same', [14, 14, 32], depthwiseConv2D(3, 'same')),
  ...alone('maxpool 24x24x16', [24, 24, 16], maxPooling2D),
  ...alone('lstm 28-64 28 steps', [28, 28], lstm(64), { isFirst: true }),
  ...alone('attention 4x16 32 steps', [32, 64], multiHeadAttention(4, 16)),
  plain('gemm', 256),
  plain('gemm', 1024),
  plain('inverse', 256),
  plain('inverse', 512),
  plain('axpy', 1e6),
  plain('adam', 1e6),
];

/** Of every training step, and of Adam. */
export const LEARNING_RATE = 0.1;
export const ADAM = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
/** Of y ← alpha·x + y; small, since it is done many times over. */
export const AXPY_ALPHA = 0.001;

/** Numbers in [0, 1), the same in python/operands.py: MurmurHash3's finalizer of position and seed, its top 24 bits. */
export function uniform(length: number, seed: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, (_, i) => {
    let h = (i + Math.imul(seed, 0x9e3779b9)) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return ((h ^ (h >>> 16)) >>> 8) * 2 ** -24;
  });
}

/** Numbers in [−½, ½). */
export function centred(length: number, seed: number): Float32Array<ArrayBuffer> {
  return uniform(length, seed).map((u) => u - 0.5);
}

/** An n × n matrix that is far from singular. */
export function invertible(n: number): Float32Array<ArrayBuffer> {
  const a = centred(n * n, 1);
  for (let i = 0; i < n; i++) a[i * n + i] += 2 * Math.sqrt(n);
  return a;
}

/** Examples of a step: the truth table of exclusive or, or pictures of which a fifth of the pixels is not black. */
export function examples({ input, layers, n }: Work): { x: Float32Array<ArrayBuffer>; y: Float32Array<ArrayBuffer> } {
  if (input[0] === 2) return { x: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), y: Float32Array.of(0, 1, 1, 0) };
  const x = uniform(n * sizeOf(input), 1).map((u) => Math.max(0, 5 * u - 4)), classes = outputs(layers);
  return { x, y: Float32Array.from({ length: n }, (_, i) => i % classes) };
}

/** Whether a step is a regression with one output, not a classification. */
export function isRegression({ layers }: Work): boolean {
  return outputs(layers) === 1;
}

function outputs(layers: readonly Layer[]): number {
  return sizeOf(layers[layers.length - 1].output);
}

/** Units of a network of dense layers, inputs first. */
export function unitsOf({ input, layers }: Work): number[] {
  return [sizeOf(input), ...layers.map(({ output }) => sizeOf(output))];
}

/** First weights of a layer of a network, drawn as Glorot and Bengio's; biases are 0. */
export function firstWeights({ layers }: Work, number: number): Float32Array<ArrayBuffer>[] {
  return layers[number].weights.map((shape) => {
    const fans = shape.slice(-2).reduce((sum, n) => sum + n, 0), taps = sizeOf(shape.slice(0, -2));
    const limit = shape.length === 1 ? 0 : Math.sqrt(6 / (taps * fans));
    return centred(sizeOf(shape), number + 1).map((u) => 2 * u * limit);
  });
}

/** What a layer by itself is given; dy is what comes back to it. */
export interface Operands {
  readonly x: Float32Array<ArrayBuffer>;
  readonly dy: Float32Array<ArrayBuffer>;
  readonly weights: readonly Float32Array<ArrayBuffer>[];
}

export function operandsOf({ input, layers: [{ weights, output }], n }: Work): Operands {
  return {
    x: centred(n * sizeOf(input), 1), dy: centred(n * sizeOf(output), 2),
    weights: weights.map((shape, i) => centred(sizeOf(shape), i + 3)),
  };
}
