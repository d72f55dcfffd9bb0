import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axpy, dot, gather, gemm, gemv, ger, matmul, nrm2, scal, scatterAdd, sum } from '../../lib/kernels/index.ts';
import { assertSameBits } from '../helpers/same.ts';

const of = (...values: number[]): Float32Array => Float32Array.from(values);
const counting = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i + 1);

test('gemm multiplies 3 × 2 by 2 × 4 in each transpose, with alpha and beta', () => {
  const product = [29, 32, 35, 38, 65, 72, 79, 86, 101, 112, 123, 134];
  const a = { N: of(1, 2, 3, 4, 5, 6), T: of(1, 3, 5, 2, 4, 6) };
  const b = { N: of(7, 8, 9, 10, 11, 12, 13, 14), T: of(7, 11, 8, 12, 9, 13, 10, 14) };
  for (const transA of ['N', 'T'] as const) {
    for (const transB of ['N', 'T'] as const) {
      const c = new Float32Array(12).fill(NaN);
      gemm(
        transA, transB, 3, 4, 2, 1, a[transA], 0, transA === 'N' ? 2 : 3, b[transB], 0, transB === 'N' ? 4 : 2, 0, c, 0,
        4,
      );
      assertSameBits(c, Float32Array.from(product));
      const d = counting(12);
      gemm(
        transA, transB, 3, 4, 2, 2, a[transA], 0, transA === 'N' ? 2 : 3, b[transB], 0, transB === 'N' ? 4 : 2, -1, d,
        0, 4,
      );
      assertSameBits(d, of(57, 62, 67, 72, 125, 138, 151, 164, 193, 214, 235, 256));
    }
  }
});

test('offsets and leading dimensions place the operands, and what lies between stays', () => {
  const a = of(9, 1, 2, 9, 3, 4, 9, 5, 6);
  const b = of(9, 9, 7, 8, 9, 11, 12);
  const c = of(-1, 0, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1);
  gemm('N', 'N', 3, 2, 2, 1, a, 1, 3, b, 2, 3, 1, c, 1, 4);
  assertSameBits(c, of(-1, 29, 32, -1, -1, 65, 72, -1, -1, 101, 112, -1));
});

test('gemv, ger, axpy, scal, dot, nrm2 and sum give what the definition gives by hand', () => {
  const a = of(1, 2, 3, 4, 5, 6);
  const y = of(10, 0, 20, 0);
  gemv('N', 2, 3, 1, a, 0, 3, of(1, -1, 2), 0, 1, 0.5, y, 0, 2);
  assertSameBits(y, of(10, 0, 21, 0));
  const z = of(NaN, NaN, NaN);
  gemv('T', 2, 3, -2, a, 0, 3, of(2, 9, -1), 0, 2, 0, z, 0, 1);
  assertSameBits(z, of(4, 2, 0));
  const outer = of(1, 1, 1, 1, 1, 1);
  ger(2, 3, 2, of(1, 3), 0, 1, of(5, 7, 9), 0, 1, outer, 0, 3);
  assertSameBits(outer, of(11, 15, 19, 31, 43, 55));
  const v = of(1, 2, 3, 4, 5);
  axpy(2, 10, of(0, 1, 2), 1, 1, v, 1, 3);
  assertSameBits(v, of(1, 12, 3, 4, 25));
  scal(3, -2, v, 0, 2);
  assertSameBits(v, of(-2, 12, -6, 4, -50));
  assert.equal(dot(3, of(1, 2, 3), 0, 1, of(4, 9, 5, 9, 6), 0, 2), 32);
  assert.equal(nrm2(2, of(9, 3, 9, -4), 1, 2), 5);
  assert.equal(nrm2(2, of(3 * 2 ** 125, -(2 ** 127)), 0, 1), 5 * 2 ** 125);
  assert.equal(nrm2(2, of(3 * 2 ** -149, 4 * 2 ** -149), 0, 1), 5 * 2 ** -149);
  assert.equal(sum(4, of(1, 2, 3, 4, 5), 1, 1), 14);
  assert.deepEqual([dot(0, a, 0, 1, a, 0, 1), nrm2(0, a, 6, 1), sum(0, a, 0, 1)], [0, 0, 0]);
});

test('dot and sum add in four lanes: the small terms survive in theirs', () => {
  const x = of(16777216, 1, 1, 1, 0, 1, 1, 1);
  assert.equal(sum(8, x, 0, 1), 16777222); // one by one it would be 2²⁴
  assert.equal(dot(8, x, 0, 1, of(1, 1, 1, 1, 1, 1, 1, 1), 0, 1), 16777222);
});

test('matmul makes A·B of matrices that fit exactly', () => {
  assertSameBits(
    matmul(of(1, 2, 3, 4, 5, 6), of(7, 8, 9, 10, 11, 12, 13, 14), 3, 4, 2),
    of(29, 32, 35, 38, 65, 72, 79, 86, 101, 112, 123, 134),
  );
  assertSameBits(matmul(of(), of(), 2, 3, 0), new Float32Array(6));
  assert.equal(matmul(of(), of(1, 2), 0, 1, 2).length, 0);
  const cases: [() => unknown, string, string][] = [
    [() => matmul(counting(5), counting(8), 3, 4, 2), 'ShapeError', 'matmul: a must hold 6 elements, got 5'],
    [() => matmul(counting(6), counting(9), 3, 4, 2), 'ShapeError', 'matmul: b must hold 8 elements, got 9'],
    [
      () => matmul(counting(6), counting(8), -3, 4, 2), 'RangeError',
      'matmul: m must be a non-negative integer, got -3',
    ],
    [() => matmul([1] as never, counting(8), 3, 4, 2), 'TypeError', 'matmul: a must be a Float32Array, got [1]'],
  ];
  for (const [call, name, message] of cases) assert.throws(call, { name, message });
});

type Arguments = Readonly<Record<string, unknown>>;
type Refusal = readonly [changes: Arguments, name: string, message: string];

/** Calls with valid arguments once, then with each change, which must be refused before anything is written. */
function checkDoor(
  door: (...values: never[]) => unknown, makeValid: () => Arguments, refusals: readonly Refusal[],
): void {
  const who = door.name;
  const call = (values: Arguments): unknown => door(...(Object.values(values) as never[]));
  call(makeValid());
  for (const [changes, name, message] of refusals) {
    const values = { ...makeValid(), ...changes };
    const arrays = Object.values(values).filter((value) => value instanceof Float32Array);
    const before = arrays.map((array) => array.slice());
    assert.throws(() => call(values), { name, message: `${who}: ${message}` });
    arrays.forEach((array, i) => assertSameBits(array, before[i], `${who}: ${message}`));
  }
}

const memory = counting(40);
const sizeRefusals = (argument: string): Refusal[] => [
  [{ [argument]: -1 }, 'RangeError', `${argument} must be a non-negative integer, got -1`],
  [{ [argument]: 1.5 }, 'RangeError', `${argument} must be a non-negative integer, got 1.5`],
  [{ [argument]: NaN }, 'RangeError', `${argument} must be a non-negative integer, got NaN`],
  [{ [argument]: '2' }, 'TypeError', `${argument} must be a non-negative integer, got '2'`],
];
const scalarRefusals = (argument: string): Refusal[] => [
  [{ [argument]: NaN }, 'RangeError', `${argument} must be a finite number, got NaN`],
  [{ [argument]: -Infinity }, 'RangeError', `${argument} must be a finite number, got -Infinity`],
  [{ [argument]: undefined }, 'TypeError', `${argument} must be a finite number, got undefined`],
];
const arrayRefusals = (argument: string): Refusal[] => [
  [{ [argument]: [1, 2] }, 'TypeError', `${argument} must be a Float32Array, got [1, 2]`],
  [{ [argument]: new Float64Array(99) }, 'TypeError', `${argument} must be a Float32Array, got Float64Array of 99`],
  [{ [argument]: undefined }, 'TypeError', `${argument} must be a Float32Array, got undefined`],
  [{ [`${argument}Offset`]: -1 }, 'RangeError', `${argument}Offset must be a non-negative integer, got -1`],
  [{ [`${argument}Offset`]: 0.5 }, 'RangeError', `${argument}Offset must be a non-negative integer, got 0.5`],
];
const incrementRefusals = (argument: string): Refusal[] =>
  [0, -1, 1.5].map((value) => [
    { [argument]: value }, 'RangeError', `${argument} must be a positive integer, got ${value}`,
  ]);

test('gemm refuses what does not fit, by name and value, and writes nothing then', () => {
  const valid = (): Arguments => ({
    transA: 'N', transB: 'T', m: 2, n: 3, k: 4, alpha: 1, a: counting(10), aOffset: 1, lda: 5, b: counting(14),
    bOffset: 2, ldb: 4,
    beta: 1, c: counting(6), cOffset: 0, ldc: 3,
  });
  checkDoor(gemm, valid, [
    [{ transA: 'X' }, 'RangeError', "transA must be one of 'N', 'T', got 'X'"],
    [{ transB: 'n' }, 'RangeError', "transB must be one of 'N', 'T', got 'n'"],
    [{ transB: true }, 'RangeError', "transB must be one of 'N', 'T', got true"],
    ...['m', 'n', 'k'].flatMap(sizeRefusals), ...['alpha', 'beta'].flatMap(scalarRefusals),
    ...['a', 'b', 'c'].flatMap(arrayRefusals),
    [{ lda: 3 }, 'RangeError', 'lda must be an integer of at least 4, got 3'],
    [{ ldb: 3 }, 'RangeError', 'ldb must be an integer of at least 4, got 3'],
    [{ ldc: 2 }, 'RangeError', 'ldc must be an integer of at least 3, got 2'],
    [{ transA: 'T', lda: 1 }, 'RangeError', 'lda must be an integer of at least 2, got 1'],
    [{ transB: 'N', ldb: 2 }, 'RangeError', 'ldb must be an integer of at least 3, got 2'],
    [{ k: 0, lda: 0 }, 'RangeError', 'lda must be a positive integer, got 0'],
    [{ aOffset: 2 }, 'ShapeError', 'a must hold 11 elements, offset included, got 10'],
    [{ lda: 6 }, 'ShapeError', 'a must hold 11 elements, offset included, got 10'],
    [{ transA: 'T' }, 'ShapeError', 'a must hold 18 elements, offset included, got 10'],
    [{ b: counting(13) }, 'ShapeError', 'b must hold 14 elements, offset included, got 13'],
    [{ ldc: 4 }, 'ShapeError', 'c must hold 7 elements, offset included, got 6'],
    [{ a: memory, c: memory }, 'RangeError', 'c must not overlap a in memory'],
    [
      { b: memory.subarray(5, 19), c: memory.subarray(0, 8), cOffset: 2 }, 'RangeError',
      'c must not overlap b in memory',
    ],
    [{ a: memory, c: memory, cOffset: 9 }, 'RangeError', 'c must not overlap a in memory'],
  ]);
});

test('gemm takes operands that touch, and a and b that are one', () => {
  const values = counting(40);
  gemm('N', 'N', 2, 3, 3, 1, values, 0, 3, values, 0, 3, 0, values, 9, 3);
  assertSameBits(values.subarray(9, 15), of(30, 36, 42, 66, 81, 96));
  assertSameBits(values.subarray(15), counting(40).subarray(15));
});

test('gemv refuses what does not fit', () => {
  const valid = (): Arguments => ({
    trans: 'N', m: 2, n: 3, alpha: 1, a: counting(6), aOffset: 0, lda: 3, x: counting(5), xOffset: 0, incX: 2,
    beta: 1, y: counting(3), yOffset: 1, incY: 1,
  });
  checkDoor(gemv, valid, [
    [{ trans: 'C' }, 'RangeError', "trans must be one of 'N', 'T', got 'C'"],
    ...['m', 'n'].flatMap(sizeRefusals), ...['alpha', 'beta'].flatMap(scalarRefusals),
    ...['a', 'x', 'y'].flatMap(arrayRefusals), ...['incX', 'incY'].flatMap(incrementRefusals),
    [{ lda: 2 }, 'RangeError', 'lda must be an integer of at least 3, got 2'],
    [{ a: counting(5) }, 'ShapeError', 'a must hold 6 elements, offset included, got 5'],
    [{ xOffset: 1 }, 'ShapeError', 'x must hold 6 elements, offset included, got 5'],
    [{ trans: 'T' }, 'ShapeError', 'y must hold 4 elements, offset included, got 3'],
    [{ a: memory, y: memory }, 'RangeError', 'y must not overlap a in memory'],
    [{ x: memory, y: memory }, 'RangeError', 'y must not overlap x in memory'],
  ]);
});

test('ger refuses what does not fit', () => {
  const valid = (): Arguments => ({
    m: 2, n: 3, alpha: 1, x: counting(2), xOffset: 0, incX: 1, y: counting(5), yOffset: 0, incY: 2, a: counting(7),
    aOffset: 1, lda: 3,
  });
  checkDoor(ger, valid, [
    ...['m', 'n'].flatMap(sizeRefusals), ...scalarRefusals('alpha'), ...['x', 'y', 'a'].flatMap(arrayRefusals),
    ...['incX', 'incY'].flatMap(incrementRefusals),
    [{ lda: 2 }, 'RangeError', 'lda must be an integer of at least 3, got 2'],
    [{ lda: 4 }, 'ShapeError', 'a must hold 8 elements, offset included, got 7'],
    [{ a: counting(6) }, 'ShapeError', 'a must hold 7 elements, offset included, got 6'],
    [{ xOffset: 1 }, 'ShapeError', 'x must hold 3 elements, offset included, got 2'],
    [{ incY: 3 }, 'ShapeError', 'y must hold 7 elements, offset included, got 5'],
    [{ x: memory, a: memory }, 'RangeError', 'a must not overlap x in memory'],
    [{ y: memory, a: memory }, 'RangeError', 'a must not overlap y in memory'],
  ]);
});

test('axpy, scal, dot, nrm2 and sum refuse what does not fit', () => {
  const two = { x: counting(5), xOffset: 1, incX: 2 };
  const xRefusals: Refusal[] = [
    ...sizeRefusals('n'), ...arrayRefusals('x'), ...incrementRefusals('incX'),
    [{ n: 3 }, 'ShapeError', 'x must hold 6 elements, offset included, got 5'],
    [{ n: 0, xOffset: 6 }, 'ShapeError', 'x must hold 6 elements, offset included, got 5'],
  ];
  const yRefusals: Refusal[] = [
    ...arrayRefusals('y'), ...incrementRefusals('incY'),
    [{ incY: 4 }, 'ShapeError', 'y must hold 5 elements, offset included, got 4'],
  ];
  const y = (): Arguments => ({ y: counting(4), yOffset: 0, incY: 3 });
  checkDoor(axpy, () => ({ n: 2, alpha: 2, ...two, ...y() }), [
    ...xRefusals.slice(0, -2), ...scalarRefusals('alpha'), ...yRefusals,
    [{ x: memory, y: memory }, 'RangeError', 'y must not overlap x in memory'],
    [{ xOffset: 3 }, 'ShapeError', 'x must hold 6 elements, offset included, got 5'],
  ]);
  checkDoor(scal, () => ({ n: 2, alpha: 2, ...two, x: counting(5) }), [...xRefusals, ...scalarRefusals('alpha')]);
  checkDoor(dot, () => ({ n: 2, ...two, ...y() }), [...xRefusals, ...yRefusals]);
  checkDoor(nrm2, () => ({ n: 2, ...two }), xRefusals);
  checkDoor(sum, () => ({ n: 2, ...two }), xRefusals);
});

test('gather takes rows by their numbers, scatterAdd adds rows to them, in order', () => {
  const y = new Float32Array(6), ids = of(2, 0, 2);
  gather(3, 2, 3, of(1, 2, 3, 4, 5, 6), ids, y);
  assertSameBits(y, of(5, 6, 1, 2, 5, 6));
  const sums = counting(6);
  scatterAdd(3, 2, 3, of(2 ** 24, 1, 7, 8, 1, 1), ids, 0, sums);
  assertSameBits(sums, of(7, 8, 0, 0, 2 ** 24, 2)); // 2²⁴ ⊕ 1 is 2²⁴
  scatterAdd(1, 2, 3, of(1, 1), of(1), -1, sums);
  assertSameBits(sums, of(-7, -8, 1, 1, -(2 ** 24), -2));
});

test('gather and scatterAdd refuse what does not fit, and ids that are no row', () => {
  const idRefusals: Refusal[] = [3, -1, 0.5, NaN].map((id) => [
    { ids: of(2, id) }, 'RangeError', `ids[1] must be an integer from 0 to 2, got ${id}`,
  ]);
  const shared: Refusal[] = [...['m', 'n', 'v'].flatMap(sizeRefusals), ...idRefusals,
    [{ ids: of(1) }, 'ShapeError', 'ids must hold 2 elements, offset included, got 1'],
    [{ x: memory, y: memory }, 'RangeError', 'y must not overlap x in memory'],
  ];
  checkDoor(gather, () => ({ m: 2, n: 2, v: 3, x: counting(6), ids: of(2, 0), y: counting(4) }), [
    ...shared, [{ x: counting(5) }, 'ShapeError', 'x must hold 6 elements, offset included, got 5'],
  ]);
  checkDoor(scatterAdd, () => ({ m: 2, n: 2, v: 3, x: counting(4), ids: of(2, 0), beta: 1, y: counting(6) }), [
    ...shared, ...scalarRefusals('beta'),
    [{ y: counting(5) }, 'ShapeError', 'y must hold 6 elements, offset included, got 5'],
  ]);
});
