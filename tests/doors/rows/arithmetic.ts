/**
 * Doors of kernels, formulas and random numbers.
 * @module
 */
import { add, formula, input, less, type Expression, type Program } from '../../../lib/formula/index.ts';
import { Philox } from '../../../lib/random/index.ts';
import {
  anyNumber, callback, count, door, either, floats, integer, isEmpty, nonNegative, only, optional, options,
  real, text, word, work, type Argument, type Doors,
} from '../argument.ts';

const offset = count(0), increment = count(1, 1), order = (good: number): Argument => count(good);
const unary = door({ x: floats(4, 0) }), unaryInto = door({ x: floats(4), out: floats(4) });
const binary = door({ a: floats(4), b: floats(4) }), binaryInto = door({ a: floats(4), b: floats(4), out: floats(4) });
const vector = { x: floats(4, 3), xOffset: offset, incX: increment }, second = { y: floats(4, 3), yOffset: offset,
  incY: increment };
const matrix = { a: floats(6), aOffset: offset, lda: count(3, 3) };

/** Rows of a matrix of two. */
const ids = only(() => Float32Array.of(1, 0));

const doubled: Program = formula({ name: 'doubled', arrays: ['x', 'out'], scalars: ['s'], define: ({ x,
  s }) => ({ out: add(x, s) }) });
const program = only(() => doubled);

const list = only(() => [], (value) => Array.isArray(value) && value.length === 0);

export const kernels: Doors = {
  capabilities: door(), createFloat64Kernels: door(), defaultFloat64Kernels: door(), defaultKernels: door(),
    createKernels: door({ name: word('reference'), options: only(() => undefined, (value) => value === undefined) }),
  abs: unary, exp: unary, log: unary, negate: unary, sigmoid: unary, sqrt: unary, tanh: unary,
    scale: door({ alpha: real(), x: floats(4, 0) }),
  absInto: unaryInto, expInto: unaryInto, logInto: unaryInto, negateInto: unaryInto, sigmoidInto: unaryInto,
    sqrtInto: unaryInto,
  tanhInto: unaryInto, scaleInto: door({ alpha: real(), x: floats(4), out: floats(4) }),
  add: binary, sub: binary, mul: binary, div: binary, addInto: binaryInto, subInto: binaryInto, mulInto: binaryInto,
    divInto: binaryInto,
  run: door({ program, arrays: only(() => [new Float32Array(4), new Float32Array(4)]), scalars: only(() => [2]) },
    ['x', 'out', 's']),
  axpy: door({ n: count(3), alpha: real(), ...vector, ...second }),
  dot: door({ n: count(3), ...vector, ...second }),
  nrm2: door({ n: count(3), ...vector }),
  sum: door({ n: count(3), ...vector }),
  compensatedSum: door({ x: either(floats(4, 0), only(() => undefined, (value) => value instanceof Float64Array)) }),
  compensatedDot: door({ x: floats(4), y: floats(4) }),
  scal: door({ n: count(3), alpha: real(), ...vector }),
  gemm: door({
    transA: word('N'), transB: word('T'), m: order(2), n: order(3), k: order(3), alpha: real(), ...matrix,
    b: floats(9), bOffset: offset, ldb: count(3, 3), beta: real(), c: floats(6), cOffset: offset, ldc: count(3, 3),
  }),
  gemv: door({ trans: word('N'), m: order(2), n: order(3), alpha: real(), ...matrix, ...vector, beta: real(),
    ...second }),
  ger: door({ m: order(2), n: order(3), alpha: real(), ...vector, ...second, ...matrix }),
  gather: door({ m: order(2), n: order(2), v: order(2), x: floats(4), ids, y: floats(4) }),
  scatterAdd: door({ m: order(2), n: order(2), v: order(2), x: floats(4), ids, beta: real(), y: floats(4) }),
  host: door({ name: text('mine'), reads: list, writes: list, run: callback() }),
  perExample: door({ count: count(3) }), newRun: door({ numbers: optional(work(count(2))) }),
  matmul: door({ a: floats(6), b: floats(12), m: order(2), n: order(4), k: order(3) }),
};

/** A float expression or a number, an integer one or a number, a truth. */
const float = either(only(() => input('array', 0)), anyNumber()), truth = only(() => less(input('array', 0), 1));
const whole = either(only((): Expression => ({ kind: 'integer', operation: 'integer', operands: [], value: 3 })),
  integer(3));
const shift = only(() => 2, (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 32);
const OPERANDS = ['operand'];

const f1 = door({ a: float }, OPERANDS), f2 = door({ a: float, b: float }, OPERANDS), f3 = door({ a: float, b: float,
  w: float }, OPERANDS);
const i2 = door({ a: whole, b: whole }, OPERANDS), t2 = door({ a: truth, b: truth }, OPERANDS),
  shifted = door({ a: whole, b: shift }, OPERANDS);

export const formulas: Doors = {
  abs: f1, bits: f1, erf: f1, erfc: f1, exp: f1, expm1: f1, log: f1, log1p: f1, negate: f1, reciprocal: f1,
    sigmoid: f1, sign: f1, sqrt: f1,
  square: f1, tanh: f1,
  fromBits: door({ a: whole }, OPERANDS), toFloat: door({ a: whole }, OPERANDS), not: door({ a: truth }, OPERANDS),
  add: f2, sub: f2, mul: f2, div: f2, less: f2, lessOrEqual: f2, equal: f2, maximum: f2, minimum: f2,
  power: door({ x: float, y: float }, OPERANDS), clamp: door({ a: float, limit: float }, OPERANDS),
  shrink: door({ a: float, threshold: float }, OPERANDS), blend: f3, towards: f3,
  select: door({ condition: truth, yes: float, no: float }, OPERANDS),
  addInteger: i2, subInteger: i2, andInteger: i2, orInteger: i2, xorInteger: i2, shiftLeft: shifted,
    shiftRight: shifted, and: t2, or: t2,
  input: door({ operation: word('array'), position: count(1) }),
  differentiate: door({ value: float, by: only(() => input('array', 0)) }),
  directionalDerivative: door({ value: float, direction: callback(() => 1) }),
  formula: door({
    definition: options({
      name: text('f'), arrays: only(() => ['x'], (value) => Array.isArray(value) && value[0] === 'x'),
        scalars: only(() => ['s'], isEmptyArray),
      define: callback(({ x }: { x: Expression<'float'> }) => ({ x: add(x, 1) })),
    }, ['name', 'arrays', 'define']),
  }, OPERANDS),
  print: door({ program }),
  expand: door({ program, definitions: only(() => ({ exp: doubled }), isEmpty) }),
  uniform: door({ program }),
};

function isEmptyArray(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

const stream = only(() => new Philox(7)), draw = { seed: count(3), stream: count(1), length: work(count(4)) };
const ORIGIN = ['seed', 'step', 'row'];
const origin = options({ seed: count(3), step: count(1), row: count(0) }, ORIGIN);

export const random: Doors = {
  Philox: door({ seed: count(3), stream: optional(count(2)) }),
  normal: door({ options: options({ ...draw, mean: real(), standardDeviation: nonNegative() }, ['seed', 'length']) }),
  uniform: door({ options: options({ ...draw, low: real(0.25), high: real(0.75) }, ['seed', 'length']) }),
  shuffle: door({ options: options(draw, ['seed', 'length']) }),
  normalInto: door({ random: stream, out: floats(4, 0), mean: real(), standardDeviation: nonNegative() }),
  truncatedNormalInto: door({ random: stream, out: floats(4, 0), mean: real(), standardDeviation: nonNegative() }),
  uniformInto: door({ random: stream, out: floats(4, 0), low: real(0.25), high: real(0.75) }),
  uniformRowsInto: door({ origin, place: count(2), count: count(2), width: count(3), out: floats(6) }, ORIGIN),
  normalRowsInto: door(
    { origin, place: count(2), count: count(2), width: count(3), standardDeviation: nonNegative(), out: floats(6) },
    ORIGIN),
  shuffleInto: door({ random: stream, items: only(() => new Uint32Array(4)) }),
  stream: door({ purpose: only(() => 1, (value) => value === 0), index: count(2) }),
};
