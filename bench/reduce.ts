/**
 * Sums, and what works row by row: reductions, the bias, softmax, loadRows, and the level 2 routines.
 * @module
 */
import type { Kernels } from '../lib/kernels/index.ts';
import { windowOf } from '../lib/kernels/window.ts';
import { entry, type Entry } from './entry.ts';
import { fill, operands } from './operands.ts';

const FLOAT_BYTES = 4;
const CLASSES = 10;

type Arrays = readonly Float32Array[];

/** A routine that is done on arrays of `lengths`; what it returns, or else its last array, is its result. */
interface Routine {
  readonly shape: string;
  readonly lengths: readonly number[];
  readonly flops?: number;
  /** Elements read and written. */
  readonly moved: number;
  readonly run: (k: Kernels, arrays: Arrays) => number | void;
}

function routineEntry({ shape, lengths, flops, moved, run }: Routine): Entry {
  return entry({
    bench: 'reduce', shape, bytes: FLOAT_BYTES * moved, ...(flops !== undefined && { flops }),
    prepare({ k: table }) {
      const { k, arrays } = operands(table, ...lengths);
      let returned: number | void;
      return {
        run: () => (returned = run(k, arrays)),
        result: () => (returned === undefined ? arrays[arrays.length - 1] : [returned]),
      };
    },
  });
}

const vectors = (n: number): Routine[] => [
  { shape: `dot ${n}`, lengths: [n, n], flops: 2 * n, moved: 2 * n, run: (k, [x, y]) => k.dot(n, x, 0, 1, y, 0, 1) },
  { shape: `sum ${n}`, lengths: [n], flops: n, moved: n, run: (k, [x]) => k.sum(n, x, 0, 1) },
  { shape: `nrm2 ${n}`, lengths: [n], flops: 2 * n, moved: n, run: (k, [x]) => k.nrm2(n, x, 0, 1) },
  { shape: `scal ${n}`, lengths: [n], flops: n, moved: 2 * n, run: (k, [x]) => k.scal(n, -1, x, 0, 1) },
  { shape: `allFinite ${n}`, lengths: [n], moved: n, run: (k, [x]) => Number(k.allFinite(n, x, 0)) },
];

const rows = (m: number, n: number): Routine[] => [
  {
    shape: `rowSums ${m}x${n}`, lengths: [m * n, m], flops: m * n, moved: m * n + m,
    run: (k, [x, y]) => k.rowSums(m, n, x, y),
  },
  {
    shape: `columnSums ${m}x${n}`, lengths: [m * n, n], flops: m * n, moved: m * n + n,
    run: (k, [x, y]) => k.columnSums(m, n, x, 0, y),
  },
  {
    shape: `biasAdd ${m}x${n}`, lengths: [n, m * n], flops: m * n, moved: 2 * m * n + n,
    run: (k, [b, x]) => k.biasAdd(m, n, b, x),
  },
  {
    shape: `scaleRows ${m}x${n}`, lengths: [m, m * n], flops: m * n, moved: 2 * m * n + m,
    run: (k, [s, x]) => k.scaleRows(m, n, s, x),
  },
  {
    shape: `scaleColumns ${m}x${n}`, lengths: [n, m * n], flops: m * n, moved: 2 * m * n + n,
    run: (k, [s, x]) => k.scaleColumns(m, n, s, x),
  },
];

const matrixVector = (m: number, n: number): Routine[] => [
  ...(['N', 'T'] as const).map((trans): Routine => ({
    shape: `gemv ${trans} ${m}x${n}`, lengths: trans === 'N' ? [m * n, n, m] : [m * n, m, n], flops: 2 * m * n,
    moved: m * n, run: (k, [a, x, y]) => k.gemv(trans, m, n, 1, a, 0, n, x, 0, 1, 0, y, 0, 1),
  })),
  {
    shape: `ger ${m}x${n}`, lengths: [m, n, m * n], flops: 2 * m * n, moved: 2 * m * n,
    run: (k, [x, y, a]) => k.ger(m, n, 1e-3, x, 0, 1, y, 0, 1, a, 0, n),
  },
];

/** Windows of two by two over a batch of images of `size` × `size` pixels. */
const pooling = (n: number, size: number, c: number): Routine[] => {
  const sliding = { kernel: [2, 2], strides: [2, 2], dilation: [1, 1], padding: 'valid' } as const;
  const window = windowOf('bench', [size, size], sliding), x = n * size * size * c, y = n * window[2] * window[3] * c;
  const shape = `${n}x${size}x${size}x${c}`;
  return [
    {
      shape: `pooling maxPool2d ${shape}`, lengths: [x, y], moved: x + y,
      run: (k, [from, to]) => k.maxPool2d(n, ...window, c, from, to),
    },
    {
      shape: `pooling maxPool2dGradient ${shape}`, lengths: [x, y, y, x], moved: 2 * x + 2 * y,
      run: (k, [from, to, dy, dx]) => k.maxPool2dGradient(n, ...window, c, from, to, dy, dx),
    },
    {
      shape: `pooling averagePool2d ${shape}`, lengths: [x, y], moved: x + y,
      run: (k, [from, to]) => k.averagePool2d(n, ...window, c, from, to),
    },
    {
      shape: `pooling averagePool2dGradient ${shape}`, lengths: [y, x], moved: x + y,
      run: (k, [dy, dx]) => k.averagePool2dGradient(n, ...window, c, dy, dx),
    },
  ];
};

const softmaxes = (m: number, n: number): Routine[] => [
  { shape: `softmax ${m}x${n}`, lengths: [m * n, m * n], moved: 2 * m * n, run: (k, [z, a]) => k.softmax(m, n, z, a) },
  {
    shape: `softmaxGradient ${m}x${n}`, lengths: [m * n, m * n, m * n], moved: 3 * m * n,
    run: (k, [a, da, dz]) => k.softmaxGradient(m, n, a, da, dz),
  },
];

/** Labels are the whole numbers below CLASSES; the result that is compared is the losses, or dz. */
function crossentropyEntry(m: number, part: 'value' | 'gradient'): Entry {
  const n = CLASSES;
  return entry({
    bench: 'reduce', shape: `softmaxCrossentropy${part === 'value' ? '' : 'Gradient'} ${m}x${n}`,
    bytes: FLOAT_BYTES * 2 * m * (n + 1),
    prepare({ k: table }) {
      const { k, arrays: [z, labels, a, losses] } = operands(table, m * n, m, m * n, m);
      fill(labels, 1, 0, n).forEach((label, i) => { labels[i] = Math.floor(label); });
      if (part === 'value') {
        return { run: () => k.softmaxCrossentropy(m, n, z, labels, a, losses), result: () => [...a, ...losses] };
      }
      return { run: () => k.softmaxCrossentropyGradient(m, n, z, labels, 1 / m, a), result: () => a };
    },
  });
}

/** A batch out of many examples, which lie outside of the table's memory. */
function loadRowsEntry(count: number, width: number, examples: number): Entry {
  const source = fill(new Float32Array(examples * width), 0);
  const order = Uint32Array.from({ length: count }, (_, i) => (i * 7919) % examples);
  return entry({
    bench: 'reduce', shape: `loadRows ${count}x${width}`, bytes: FLOAT_BYTES * 2 * count * width,
    prepare({ k: table }) {
      const { k, arrays: [out] } = operands(table, count * width);
      return { run: () => k.loadRows(count, width, source, order, 0, out), result: () => out };
    },
  });
}

const routines: readonly Routine[] = [
  ...[1e3, 1e5].flatMap(vectors),
  ...[12, 128, 1000].flatMap((n) => rows(32, n)),
  ...matrixVector(784, 128),
  ...[CLASSES, 1000].flatMap((n) => softmaxes(32, n)),
  ...[[26, 8], [24, 16], [14, 32]].flatMap(([size, channels]) => pooling(32, size, channels)),
];

export const reduceEntries: readonly Entry[] = [
  ...routines.map(routineEntry),
  crossentropyEntry(32, 'value'),
  crossentropyEntry(32, 'gradient'),
  loadRowsEntry(32, 784, 1000),
];
