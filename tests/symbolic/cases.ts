/**
 * The calls that are proven: sizes so chosen that every path of every kernel is taken.
 * @module
 */
import { windowSizes, type Window } from '../../lib/kernels/window.ts';

/** A number that stands for every other than 0 and 1, which have paths of their own. */
export const ANY = 0.7310585975646973;
/** The largest number of binary32. */
const MAXIMUM = 3.4028234663852886e38;

/**
 * A call: its sizes, transposes and scalars by their names, and where its operands lie.
 *
 * - `offset`: elements before the first of each operand, one more for each further operand.
 * - `pad`: elements between the rows of each matrix, one more for each further matrix; `padB`: of b.
 * - `incX`: elements from one of x to the next.
 * - `inPlace`: 1 where what is written is also what is read, if the routine allows it.
 * - `label`: that of the first row, or its id; the next row has the next, the first after the last.
 * - `largest`: the largest magnitude of x, for those which ask for it.
 * - `bound`: 1 where the call is bound first, and then run.
 * - `window`: the sizes of a window, in their order.
 */
export type Case = Readonly<Record<string, number | string>>;

/** Every combination of these. */
export type Grid = Readonly<Record<string, readonly (number | string)[]>>;

/** From `first` to `last`. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** The cases of a grid. */
export function casesOf(grid: Grid): Case[] {
  const given = (name: string, value: number | string): Case =>
    (name === 'window' ? windowIn(value) : { [name]: value });
  return Object.entries(grid).reduce<Case[]>((cases, [name, values]) =>
    cases.flatMap((each) => values.map((value) => ({ ...each, ...given(name, value) }))), [{}]);
}

function windowIn(value: number | string): Case {
  const sizes = String(value).split(' ').map(Number);
  return Object.fromEntries(windowSizes.map((name, i) => [name, sizes[i]]));
}

/** Those of the quick suite, which take every path, and more that only the slow one has. */
export interface Proven {
  readonly quick: readonly Grid[];
  readonly slow: readonly Grid[];
}

export const BOTH: readonly number[] = [0, 1];
const ALPHA = [1, ANY], BETA = [0, 1, ANY], TRANSPOSES = ['N', 'T'];
/** About the length of a block of a sum, and beyond two of them. */
const BLOCKS = [4096, 4097, 8195];

const reduction: Proven = {
  quick: [{ n: range(0, 24), offset: BOTH, bound: BOTH }, { n: BLOCKS }],
  slow: [{ n: range(25, 300), offset: range(0, 3) }, { n: [...range(8190, 8200), 12287, 12288, 12289, 20481] }],
};

/** Strips of 16, 8 and 4 columns, or vectors by fours and ones, and what is left. */
const onRows: Proven = {
  quick: [{ m: [0, 1, 3], n: range(0, 36) }, { m: [2], n: [5, 31], bound: [1] }],
  slow: [{ m: range(0, 9), n: range(0, 100), bound: BOTH }],
};

const softmax: Proven = {
  quick: [{ m: [1, 3], n: range(1, 9), inPlace: BOTH }, { m: [2], n: [5], bound: [1] }, { m: [257], n: [3] }],
  slow: [
    { m: range(1, 5), n: range(10, 40), inPlace: BOTH }, { m: [256, 258, 513], n: [1, 2, 5] },
    { m: [1], n: [4097] },
  ],
};

/** A window by its numbers, as a grid. */
function window(...sizes: Window): Grid {
  return Object.fromEntries(windowSizes.map((name, i) => [name, [sizes[i]]]));
}

const INSIDE = window(3, 7, 2, 6, 2, 2, 1, 1, 1, 1, 0, 0), SAME = window(3, 4, 3, 4, 3, 3, 1, 1, 1, 1, 1, 1);
const STRIDES = window(5, 6, 2, 2, 2, 3, 2, 3, 1, 1, 0, 1), SPREAD = window(4, 5, 4, 3, 2, 2, 1, 2, 2, 2, 1, 0);
/** A stride of 3 over a kernel of 2, so that some inputs are seen by nobody, and outputs that see nothing. */
/** Half as many outputs, of which several see an input. */
const HALF = window(5, 7, 2, 3, 3, 3, 2, 2, 1, 1, 0, 0), SAME_HALF = window(5, 5, 3, 3, 3, 3, 2, 2, 1, 1, 1, 1);
const GAPS = window(4, 5, 3, 3, 2, 2, 3, 3, 1, 1, 0, 3), LINE = window(1, 5, 1, 4, 1, 2, 1, 1, 1, 1, 0, 0);

/** By fives, fours and less, or eights and less. */
const IMAGES = [1, 2, 3, 4, 5, 15];

/** Filters of a group by one vector, two, three and more; depthwise where c and f are 1. */
const convolution: Proven = {
  quick: [
    { ...INSIDE, n: IMAGES, c: [1, 3], f: [3, 8, 11], groups: [1], beta: [0, 1] },
    { ...SAME, n: [0, ...IMAGES], c: [2], f: [6, 9, 18], groups: [1], beta: [0, 1] },
    { ...SAME, n: IMAGES, c: [9], f: [2], groups: [1], beta: [0, 1, ANY], bound: [1] },
    ...[STRIDES, SPREAD, GAPS, LINE].map((each) => (
      { ...each, n: IMAGES, c: [2], f: [3], groups: [1, 2], beta: [0, 1] })),
    ...[INSIDE, SAME, SPREAD, GAPS].map((each) => (
      { ...each, n: IMAGES, c: [1], f: [1], groups: [3, 8], beta: [0, 1] })),
    ...[STRIDES, HALF, SAME_HALF].map((each) => ({ ...each, n: [2], c: [1], f: [1], groups: [5], beta: [0, 1] })),
  ],
  slow: [
    ...[INSIDE, SAME, STRIDES, SPREAD, GAPS, LINE].flatMap((each): Grid[] => [
      { ...each, n: IMAGES, c: [1, 5], f: [2, 4, 5, 7, 10, 12, 17, 25], groups: [1, 2], beta: [0, 1] },
      { ...each, n: IMAGES, c: [1], f: [1], groups: [2, 4, 5, 12, 24], beta: [0, 1] },
    ]),
    { ...window(9, 9, 7, 7, 3, 3, 1, 1, 1, 1, 0, 0), n: [2], c: [8, 17], f: [16], groups: [1], beta: [0] },
  ],
};

/**
 * Windows apart: without gaps, with gaps, beyond both ends of the image. Windows that overlap: padded, spread, all
 * before the image, and some behind it. Channels as columns of rows above.
 */
const TILES = '4 6 2 3 2 2 2 2 1 1 0 0', OVERLAPPING = '5 3 5 3 3 2 1 1 1 1 1 0';
const APART = [TILES, '5 7 2 2 1 2 2 3 1 1 0 0', '4 6 4 5 2 2 2 2 1 1 3 3'];
const OTHERS = ['5 4 3 2 2 3 2 3 3 2 4 3', '5 3 8 6 3 2 1 1 1 1 9 5', '5 3 9 6 3 2 1 1 1 1 0 0'];

const windows: Proven = {
  quick: [
    { window: [TILES, OVERLAPPING], n: [1], c: [...range(1, 9), 16, 17, 29] },
    { window: [...APART, ...OTHERS], n: [0, 1, 2], c: [5] }, { window: [...APART, ...OTHERS], n: [1], c: [31] },
    { window: [OVERLAPPING], n: [2], c: [3], bound: [1] },
  ],
  slow: [{ window: [OVERLAPPING, ...APART, ...OTHERS], n: [1, 2], c: range(1, 36) }],
};

/** Their products are those of gemm, whose widths and distances of rows these are: see below. */
function products(several: Grid): Proven {
  const own = { ...several, beta: [0, 1] };
  return {
    quick: [
      { ...own, count: [0, 1, 2], m: [2], n: [1, 3, 17] },
      { ...own, count: [1], heads: [1], m: [6, 23], n: [4, 10, 16], k: [5] },
      { ...own, count: [2], m: [7], n: [4], beta: BETA, bound: [1] },
    ],
    slow: [{ ...own, count: [2], heads: [1, 3], m: range(1, 9), n: [...range(1, 20), 128], k: [1, 4, 16] }],
  };
}

/** By routine: those that have a SIMD form. */
export const cases: Readonly<Record<string, Proven>> = {
  gemm: gemm(),
  gemmOfHeads: products({ heads: [5], k: [1] }),
  gemmToHeads: products({ transA: TRANSPOSES, heads: [2], k: [5] }),
  gemv: {
    quick: [
      {
        trans: TRANSPOSES, m: [1, 4, 5, 7], n: [0, 1, 3, 6, 31], alpha: ALPHA, beta: BETA, pad: [2], offset: [1],
        incX: [3],
      },
      { trans: TRANSPOSES, m: [5], n: [6], alpha: [ANY], beta: BETA, bound: [1] },
    ],
    slow: [{
      trans: TRANSPOSES, m: [...range(1, 9), 16, 33], n: range(0, 24), alpha: ALPHA, beta: BETA, pad: [1], incX: [1, 2],
    }],
  },
  ger: {
    quick: [
      { m: [1, 3], n: range(0, 36), alpha: [ANY], pad: [2], offset: [1], incX: [3] },
      { m: [2], n: [5, 21], alpha: [1], bound: [1] },
    ],
    slow: [{ m: [0, 1, 5], n: range(37, 100), alpha: ALPHA, pad: [0, 1], offset: BOTH, incX: [1, 2] }],
  },
  axpy: {
    quick: [{ n: range(0, 36), alpha: ALPHA, offset: BOTH, bound: BOTH }],
    slow: [{ n: range(37, 300), alpha: ALPHA, offset: range(0, 3) }],
  },
  scal: {
    quick: [{ n: range(0, 36), alpha: [0, 1, ANY], offset: BOTH }, { n: [7], alpha: [ANY], bound: [1] }],
    slow: [{ n: range(37, 300), alpha: [0, 1, ANY], offset: range(0, 3) }],
  },
  dot: reduction,
  nrm2: {
    quick: [
      { n: range(0, 24), offset: [1], largest: [0, 3, NaN] }, { n: [4097], largest: [3], bound: [1] },
      { n: [7], largest: [...range(-126, 127).map((exponent) => 2 ** exponent), 2 ** -149, Infinity] },
    ],
    slow: [
      { n: range(25, 300), offset: range(0, 3), largest: [3] }, { n: [4096, 8191, 8192, 8195, 12289], largest: [3] },
    ],
  },
  sum: reduction,
  allFinite: {
    quick: [
      { n: range(0, 36), offset: BOTH, largest: [3] }, { n: [7], largest: [3], bound: [1] },
      { n: [1, 37], largest: [0, 2 ** -149, MAXIMUM, Infinity, NaN] },
    ],
    slow: [{ n: [...range(37, 300), ...BLOCKS], offset: range(0, 3), largest: [3, NaN] }],
  },
  rowSums: {
    quick: [...onRows.quick, { m: [2], n: BLOCKS }],
    slow: [...onRows.slow, { m: [1, 3], n: [...range(8190, 8200), 12289] }],
  },
  rowMaxima: onRows,
  conv2d: convolution,
  conv2dInputGradient: convolution,
  conv2dKernelGradient: convolution,
  columnSums: {
    quick: [{ m: [0, 1, 3], n: range(0, 36), beta: BETA }, { m: [2], n: [5], beta: BETA, bound: [1] }],
    slow: [{ m: range(0, 9), n: range(0, 70), beta: BETA }, { m: [5000], n: [1, 5, 18], beta: BETA }],
  },
  biasAdd: onRows,
  scaleRows: onRows,
  scaleColumns: onRows,
  maxPool2d: windows, maxPool2dGradient: windows, averagePool2d: windows, averagePool2dGradient: windows,
  lacpy: {
    quick: [{ m: [1, 3], n: range(0, 36), pad: [2], offset: [1] }, { m: [2], n: [5, 21], bound: [1] }],
    slow: [{ m: [0, 1, 5], n: range(37, 100), pad: [0, 1], offset: BOTH }],
  },
  swapAxes: {
    quick: [{ m: [2], a: [3], b: [2], n: range(0, 36) }, { m: [1, 2], a: [1, 4], b: [1, 5], n: [1], bound: [1] }],
    slow: [{ m: [0, 1, 3], a: [1, 2, 5], b: [0, 1, 3], n: range(0, 24) }],
  },
  gather: {
    quick: [
      { m: [3], n: range(0, 36), v: [2], label: BOTH },
      { m: [0, 1, 2], n: [5, 21], v: [4], label: [3], bound: [1] },
    ],
    slow: [{ m: [0, 1, 7], n: range(37, 100), v: [1, 3, 9], label: [0] }],
  },
  scatterAdd: {
    quick: [
      { m: [3], n: range(0, 36), v: [2], label: BOTH, beta: BETA },
      { m: [0, 1, 2], n: [5, 21], v: [4], label: [3], beta: BETA, bound: [1] },
    ],
    slow: [{ m: [0, 1, 7], n: range(37, 100), v: [1, 3, 9], label: [0], beta: BETA }],
  },
  softmax,
  softmaxGradient: {
    quick: [
      { m: [1, 3], n: range(1, 16), inPlace: BOTH }, { m: [2], n: [5], bound: [1] }, { m: [1], n: BLOCKS },
    ],
    slow: [{ m: range(1, 5), n: range(17, 80), inPlace: BOTH }, { m: [2], n: [8192, 12289] }],
  },
  softmaxCrossentropy: {
    quick: [
      { m: [1, 3], n: range(1, 9), label: [0, 2], inPlace: BOTH }, { m: [2], n: [5], bound: [1] },
      { m: [257], n: [3] },
    ],
    slow: softmax.slow.map((grid) => ({ ...grid, label: [0, 1] })),
  },
  softmaxCrossentropyGradient: {
    quick: [
      { m: [1, 3], n: range(1, 16), label: [0, 2], scale: ALPHA, inPlace: BOTH }, { m: [2], n: [5], bound: [1] },
    ],
    slow: [{ m: range(1, 5), n: range(17, 80), label: [0, 5, 16], scale: ALPHA, inPlace: BOTH }],
  },
};

/**
 * Each width of C has a module of its own, for A as it lies by its distance of rows, and one for A transposed. Its
 * tiles are of one or two vectors of columns, or three, and of two for strips before; they have 8, 4, 2 and 1 rows,
 * or 5 to 1, or 3 to 1. Rows of B that are 128 elements apart are copied where A has 16 rows or more, and k is 4096 at
 * most. Where A is transposed blocks have 512 terms up to 12 columns, beyond them 128.
 *
 * With another alpha than 1, and from 96 columns and 96 terms on, blocks are packed: of 240 rows, 512 terms, 1024
 * columns; their tiles have 5 to 1 rows and 8 columns.
 */
function gemm(): Proven {
  const widths = [1, 2, 3, 4, 7, 10, 16, 17];
  const direct = { transA: TRANSPOSES, alpha: [1], pad: [2], offset: [1], k: [3] };
  const packed = { transA: ['N'], transB: ['N'], alpha: [ANY], beta: [0, ANY] };
  const whole = { transA: TRANSPOSES, transB: TRANSPOSES, beta: BETA };
  return {
    quick: [
      { ...direct, transB: ['N'], m: [6, 7, 8, 9], n: widths, beta: [0, 1] },
      { ...direct, transB: ['N'], m: [23], n: widths, beta: [0, 1], padB: [128] },
      { ...direct, transA: ['T'], transB: ['N'], m: [2], n: [10], k: [513], beta: [0, 1] },
      { ...direct, transA: ['T'], transB: ['N'], m: [2], n: [17], k: [128, 257], beta: [0, 1] },
      { ...direct, transB: TRANSPOSES, m: [5], n: widths, beta: BETA, bound: [1] },
      { ...packed, transA: TRANSPOSES, transB: TRANSPOSES, m: [1, 2, 8, 9], n: [7, 8, 9], k: [1, 5], pad: [1] },
      { ...packed, m: [241], n: [3], k: [2] },
      { ...packed, transB: TRANSPOSES, m: [1], n: [9], k: [513], beta: [ANY] },
      { ...packed, m: [2], n: [1025], k: [2], beta: [ANY] },
    ],
    slow: [
      { ...whole, m: [...range(1, 9), 16, 23], n: range(1, 40), k: [2], alpha: [1], beta: [0, 1] },
      { ...whole, m: [17, 23], n: range(1, 40), k: [1], alpha: [1], beta: [0, 1], padB: [128] },
      { ...whole, m: range(1, 11), n: range(1, 17), k: [1, 5], alpha: [ANY], beta: [0, ANY] },
      { ...whole, m: [240, 241], n: [7], k: [9], alpha: [ANY] },
      { ...whole, m: [17], n: [97], k: [96, 513], alpha: [1], beta: [1] },
      { ...packed, m: [16, 17], n: [9], k: [4096, 4097], alpha: [1], beta: [0], pad: [128] },
      { ...packed, transB: TRANSPOSES, m: [3], n: [9, 1024, 1025], k: [3, 515], beta: BETA },
      { ...packed, transB: TRANSPOSES, m: [2], n: [9, 2049], k: [3, 1025], beta: [0] },
      { ...packed, transB: ['T'], m: [2], n: [520], k: [1025], alpha: [1], beta: [0] }, // too large to transpose
    ],
  };
}

/** One vector at a time and 1, 2 or 3 elements; where a formula is short, four vectors at a time too. */
export const formulaCases: Proven = {
  quick: [{ n: [1, 6] }, { n: [7], inPlace: BOTH, bound: [1] }],
  slow: [{ n: range(0, 24) }, { n: [5, 9], inPlace: BOTH, bound: BOTH }],
};

/** Formulas of so many instructions may be short. */
export const SHORT = 12;
/** Besides the others. */
export const shortFormulaCases: Proven = { quick: [{ n: [16] }], slow: [{ n: range(25, 70) }] };
