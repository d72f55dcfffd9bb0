/**
 * What every library is timed at, and the operands it is given.
 * @module
 */

/** One thing to do. It travels to the libraries' processes as JSON. */
export interface Work {
  readonly name: string;
  readonly kind: 'step' | 'gemm' | 'inverse' | 'axpy' | 'adam';
  /** Order of the matrices, length of the vectors, or examples a step. */
  readonly n: number;
  /**
   * Of a step: units of each layer, inputs first. One output: tanh and mean squared error; else ReLU and
   * sparse crossentropy.
   */
  readonly sizes: readonly number[];
}

function step(sizes: readonly number[], n: number): Work {
  return { name: `step ${sizes.join('-')} batch ${n}`, kind: 'step', n, sizes };
}

function plain(kind: Work['kind'], n: number): Work {
  return { name: `${kind} ${n >= 1e6 ? '1e6' : n}`, kind, n, sizes: [] };
}

export const works: readonly Work[] = [
  step([784, 12, 12, 10], 32),
  step([784, 128, 10], 32),
  step([2, 8, 1], 4),
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
export function examples({ sizes, n }: Work): { x: Float32Array<ArrayBuffer>; y: Float32Array<ArrayBuffer> } {
  if (sizes[0] === 2) return { x: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), y: Float32Array.of(0, 1, 1, 0) };
  const x = uniform(n * sizes[0], 1).map((u) => Math.max(0, 5 * u - 4));
  return { x, y: Float32Array.from({ length: n }, (_, i) => i % sizes[sizes.length - 1]) };
}

/** Whether a step is a regression with one output, not a classification. */
export function isRegression({ sizes }: Work): boolean {
  return sizes[sizes.length - 1] === 1;
}
