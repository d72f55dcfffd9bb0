/**
 * Sums of more elements than a block has: each block in lanes of its own, the blocks' sums in their order.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { createKernels, dot, nrm2, sum, type Kernels } from '../../lib/kernels/index.ts';
import { operands, type OperandKind } from '../helpers/random.ts';
import { assertSameBits, assertSameNumber } from '../helpers/same.ts';
import { oracle } from './oracle.ts';
import { makers } from './tables.ts';

/** Tables that trace record each operation, and take their time. */
const sizesOf = (table: string): readonly number[] =>
  (table.startsWith('tracing') ? [4097] : [4095, 4096, 4097, 8192, 8193, 12290]);
const KINDS: readonly OperandKind[] = ['uniform', 'wide', 'finite'];

/** Arrays of a table with these numbers in them. */
function placed(k: Kernels, ...sources: readonly Float32Array[]): Float32Array[] {
  return sources.map((source) => {
    const array = k.allocate(source.length);
    array.set(source);
    return array;
  });
}

/** What table k makes of copies of the arrays. */
function results(
  k: Kernels, sources: readonly Float32Array[], call: (k: Kernels, arrays: readonly Float32Array[]) => unknown,
): readonly Float32Array[] {
  const arrays = placed(k, ...sources), result = call(k, arrays);
  return typeof result === 'number' ? [...arrays, Float32Array.of(result)] : arrays;
}

function check(
  k: Kernels, what: string, sources: readonly Float32Array[],
  call: (k: Kernels, arrays: readonly Float32Array[]) => unknown,
): void {
  const expected = results({ ...oracle, allocate: (n: number) => new Float32Array(n) }, sources, call);
  results(k, sources, call).forEach((array, i) => assertSameBits(array, expected[i], `${what}, array ${i}`));
}

for (const [name, make] of Object.entries(makers)) {
  test(`${name}: sums of vectors run block by block, by the element's number`, () => {
    const k = make(), random = new Philox(4096);
    sizesOf(name).forEach((n, i) => {
      const kind = KINDS[i % KINDS.length];
      for (const [offset, inc] of [[0, 1], [3, 1], [1, 2], [n * 3 - 3, -3]]) {
        const x = operands(random, 3 * n + 3, kind), y = operands(random, 3 * n + 3, kind), what = `${n} by ${inc}`;
        check(k, `sum of ${what}`, [x], (of, [a]) => of.sum(n, a, offset, inc));
        check(k, `nrm2 of ${what}`, [x], (of, [a]) => of.nrm2(n, a, offset, inc));
        check(k, `dot of ${what}`, [x, y], (of, [a, b]) => of.dot(n, a, offset, inc, b, offset, inc));
        if (inc !== 1) check(k, `dot of ${what}, 1`, [x, y], (of, [a, b]) => of.dot(n, a, offset, inc, b, 2, 1));
      }
    });
  });

  test(`${name}: so do those of rows, softmax and its gradient and cross-entropy`, () => {
    const k = make(), random = new Philox(8192), m = 2;
    for (const n of sizesOf(name)) {
      const x = operands(random, m * n), a = operands(random, m * n), rows = new Float32Array(m);
      const labels = Float32Array.of(0, n - 1);
      check(k, `rowSums of ${n}`, [x, rows], (of, [b, y]) => of.rowSums(m, n, b, y));
      check(k, `softmax of ${n}`, [x], (of, [z]) => of.softmax(m, n, z, z));
      check(k, `softmaxGradient of ${n}`, [x, a], (of, [p, da]) => of.softmaxGradient(m, n, p, da, da));
      check(k, `softmaxCrossentropy of ${n}`, [x, labels, a, rows], (of, [z, y, p, losses]) =>
        of.softmaxCrossentropy(m, n, z, y, p, losses));
    }
  });
}

test('a known answer: 2²⁴, then ones, which only a later block can keep', () => {
  const x = new Float32Array(12290).fill(1), f = Math.fround;
  x[0] = 2 ** 24;
  // Lane 0 of the first block keeps 2²⁴: each 1 is half an ulp, and ties go to even. The other lanes have 1,024 each.
  const first = f(f(2 ** 24 + 1024) + 2048);
  assert.equal(first, 2 ** 24 + 3072);
  assertSameNumber(sum(x.length, x, 0, 1), f(f(first + 4096) + 4096) + 2);
  assert.equal(sum(x.length, x, 0, 1), 2 ** 24 + 3072 + 8192 + 2);
  assert.equal(dot(x.length, x, 0, 1, new Float32Array(12290).fill(1), 0, 1), 2 ** 24 + 3072 + 8192 + 2);
  const ones = x.fill(1);
  assert.equal(nrm2(10000, ones, 0, 1), 100);
});

test('a block of −0 gives +0, an empty sum too; so does a block more', () => {
  for (const n of [0, 1, 4096, 4097, 8192]) {
    assert.ok(Object.is(sum(n, new Float32Array(n).fill(-0), 0, 1), 0), String(n));
  }
});

test('the sum of 2²⁷ ones is 2²⁷', () => {
  const k = createKernels('reference'), one = Float32Array.of(1);
  assert.equal(k.sum(2 ** 27, one, 0, 0), 2 ** 27); // one element, again and again
});
