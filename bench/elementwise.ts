/**
 * Element-wise programs: activations, functors of optimizers, level 1 BLAS.
 * @module
 */
import {
  add, div, exp, formula, log, mul, sigmoid, sqrt, sub, tanh, type Expression, type Program,
} from '../lib/formula/index.ts';
import { expand, roundings } from '../lib/formula/record.ts';
import { elementary } from '../lib/kernels/elementary.ts';
import { axpy, createKernels, expInto } from '../lib/kernels/index.ts';
import { relu } from '../lib/layers/activations/relu.ts';
import { gradientDescent } from '../lib/optimizers/index.ts';
import { entry, type Entry, type NamedTable, type Work } from './entry.ts';
import { fill, operands } from './operands.ts';

const FLOAT_BYTES = 4;
/** θ of 784-12-12-10. */
const REPORT_PARAMETERS = 9706;

/** One step of Adam (Kingma and Ba 2015) as TensorFlow orders it; alpha is lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ). */
const adam = formula({
  name: 'adam',
  arrays: ['theta', 'm', 'v', 'gradient'],
  scalars: ['alpha', 'oneMinusBeta1', 'oneMinusBeta2', 'epsilon'],
  define: ({ theta, m: m0, v: v0, gradient, alpha, oneMinusBeta1, oneMinusBeta2, epsilon }) => {
    const m = add(m0, mul(sub(gradient, m0), oneMinusBeta1));
    const v = add(v0, mul(sub(mul(gradient, gradient), v0), oneMinusBeta2));
    return { m, v, theta: sub(theta, div(mul(m, alpha), add(sqrt(v), epsilon))) };
  },
});
const ADAM_SCALARS = [0.001, 0.1, 0.001, 1e-7];

function unary(name: string, define: (x: Expression<'float'>) => Expression<'float'>): Program {
  return formula({ name, arrays: ['x', 'out'], define: ({ x }) => ({ out: define(x) }) });
}

interface Span {
  readonly low: number;
  readonly high: number;
}

/** A program on n elements of arrays of its own, all within `span`. */
function programEntry(
  program: Program, n: number, scalars: readonly number[] = [], span: Span = { low: -4, high: 4 },
): Entry {
  return entry({
    bench: 'elementwise', shape: `${program.name} ${n}`, flops: n * roundings(expand(program, elementary)),
    bytes: n * bytesOf(program),
    prepare({ k: table }) {
      const { k, arrays } = operands(table, ...program.arrays.map(() => n));
      arrays.forEach((array, seed) => fill(array, seed, span.low, span.high));
      return { run: () => k.elementwise(program, n, arrays, scalars), result: () => arrays[program.stores[0].array] };
    },
  });
}

function bytesOf({ arrays }: Program): number {
  return FLOAT_BYTES * arrays.reduce((count, { reads, writes }) => count + Number(reads) + Number(writes), 0);
}

function axpyEntry(name: string, n: number, prepare: (table: NamedTable, n: number) => Work): Entry {
  return entry({
    bench: 'elementwise', shape: `${name} ${n}`, flops: 2 * n, bytes: 3 * FLOAT_BYTES * n,
    prepare: (table) => prepare(table, n),
  });
}

function prepareAxpy({ k: table }: NamedTable, n: number): Work {
  const { k, arrays: [x, y] } = operands(table, n, n);
  return { run: () => k.axpy(n, 0.001, x, 0, 1, y, 0, 1), result: () => y };
}

/** Plain arrays: through the checked door to the default table, against the reference on the same arrays. */
function prepareAxpyDoor({ name, k }: NamedTable, n: number): Work {
  const { arrays: [x, y] } = operands(createKernels('reference'), n, n);
  const run = name === 'reference' ? k.axpy : axpy;
  return { run: () => run(n, 0.001, x, 0, 1, y, 0, 1), result: () => y };
}

const exponential = unary('exp', exp);

function expDoor(n: number): Entry {
  return entry({
    bench: 'elementwise', shape: `door exp ${n}`, flops: n * roundings(expand(exponential, elementary)),
    bytes: 2 * FLOAT_BYTES * n,
    prepare({ name, k }) {
      const { arrays } = operands(createKernels('reference'), n, n);
      const [x, out] = arrays;
      return {
        run: name === 'reference' ? () => k.elementwise(exponential, n, arrays, []) : () => expInto(x, out),
        result: () => out,
      };
    },
  });
}

const reluProgram = relu().formulas?.value ?? exponential;
const positive: Span = { low: 0.01, high: 8 };

export const elementwiseEntries: readonly Entry[] = [
  ...[1e3, 1e5, 1e6].map((n) => axpyEntry('axpy', n, prepareAxpy)),
  ...[1e3, 1e5, 1e6].map((n) => programEntry(reluProgram, n)),
  ...[1e3, 1e5, 1e6].map((n) => programEntry(exponential, n)),
  ...[1e3, 1e5].map((n) => programEntry(unary('tanh', tanh), n)),
  ...[1e3, 1e5].map((n) => programEntry(unary('sigmoid', sigmoid), n)),
  ...[1e3, 1e5].map((n) => programEntry(unary('log', log), n, [], positive)),
  ...[REPORT_PARAMETERS, 1e5].map((n) => programEntry(gradientDescent, n, [1e-4])),
  ...[REPORT_PARAMETERS, 1e5, 1e6].map((n) => programEntry(adam, n, ADAM_SCALARS, { low: 0, high: 1 })),
  ...[1e3, 1e5].map((n) => axpyEntry('door axpy', n, prepareAxpyDoor)),
  ...[1e3, 1e5].map(expDoor),
];
