import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { add, formula, mul, sub, type Program } from '../../lib/formula/index.ts';
import { createKernels, type Kernels, type Transpose } from '../../lib/kernels/index.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { oracle } from './oracle.ts';
import { forcedThreads, tableNames, tables } from './tables.ts';

// A table may keep what it worked out for one call and use it for the next that is the same. One that differs is not
// the same.

const base = {
  transA: 'N' as Transpose, transB: 'N' as Transpose, m: 5, n: 5, k: 5, alpha: 1, aOffset: 3, lda: 7, bOffset: 3,
  ldb: 7, beta: 1, cOffset: 3, ldc: 7,
};
const changes: readonly Partial<typeof base>[] = [
  { transA: 'T' }, { transB: 'T' }, { m: 4 }, { n: 4 }, { k: 4 }, { k: 0 }, { m: 0 }, { alpha: -0.5 }, { alpha: 0 },
  { aOffset: 2 }, { lda: 6 }, { bOffset: 2 }, { ldb: 6 },
  { beta: 0 }, { beta: -0.5 }, { cOffset: 2 }, { ldc: 6 },
];

function multiply(k: Kernels, o: typeof base, [a, b, c]: readonly Float32Array[]): void {
  k.gemm(
    o.transA, o.transB, o.m, o.n, o.k, o.alpha, a, o.aOffset, o.lda, b, o.bOffset, o.ldb, o.beta, c, o.cOffset, o.ldc,
  );
}

/** A copy in the table's own memory. */
function owned(k: Kernels, values: Float32Array): Float32Array {
  const array = k.allocate(values.length);
  array.set(values);
  return array;
}

const all = [...tables, forcedThreads()];

for (const table of all) {
  test(`${table.name}: a gemm that differs from the one before in a single argument is computed anew`, () => {
    const random = new Philox(12);
    for (const change of changes) {
      for (const k of [table, table.reserve(1000, 3)]) {
        const values = [0, 1, 2].map(() => operands(random, 60));
        const expected = values.map((value) => value.slice());
        const own = values.map((value) => owned(k, value));
        for (const call of [base, { ...base, ...change }, base, base]) {
          multiply(k, call, own);
          multiply(oracle, call, expected);
          own.forEach((array, i) =>
            assertSameBits(array, expected[i], `gemm after ${JSON.stringify(change)}: ${'abc'[i]}`));
        }
      }
    }
  });

  test(`${table.name}: another program, length, array or scalar on the same list of arrays is another call`, () => {
    const make = (name: string, f: typeof add): Program =>
      formula({ name, arrays: ['x', 'y'], scalars: ['s'], define: ({ x, y, s }) => ({ y: f(mul(x, s), y) }) });
    const [sum, difference] = [make('sum', add), make('difference', sub)];
    const k = table.reserve(1000, 3);
    const random = new Philox(13);
    const values = [0, 1, 2].map(() => operands(random, 300));
    const own = values.map((value) => owned(k, value));
    const list = [own[0], own[1]], expectedList = [values[0], values[1]];
    const both = (program: Program, n: number, s: number): void => {
      k.elementwise(program, n, list, [s]);
      oracle.elementwise(program, n, expectedList, [s]);
      own.forEach((array, i) => assertSameBits(array, values[i], `${program.name} ${n} ${s}: array ${i}`));
    };
    both(sum, 300, 0.5);
    both(difference, 300, 0.5);
    both(difference, 7, 0.1);
    both(sum, 299, -3);
    list[1] = own[2];
    expectedList[1] = values[2];
    both(sum, 299, -3);
    list.reverse();
    expectedList.reverse();
    both(sum, 299, 0.1);
  });
}

for (const table of all) {
  test(`a repeated gemm on ${table.name} tells alpha 0 from alpha −0, whichever comes first`, () => {
    const n = 8;
    for (const order of [[0, -0], [-0, 0]]) {
      const k = table.reserve(3 * n * n, 3);
      const [a, b, c] = [1, 1, -0].map((value) => k.allocate(n * n).fill(value));
      for (const alpha of order) {
        c.fill(-0);
        k.gemm('N', 'N', n, n, n, alpha, a, 0, n, b, 0, n, 1, c, 0, n);
        assertSameBits(c, new Float32Array(n * n).fill(alpha), `alpha ${Object.is(alpha, -0) ? '−0' : '0'}`);
      }
    }
  });
}

for (const name of tableNames) {
  test(`two views of the same elements are one operand of a program on ${name}, wherever they lie`, () => {
    const program = formula({ name: 'both', arrays: ['x', 'y'], define: ({ x }) => ({ y: add(x, 1), x: add(x, 2) }) });
    for (const n of [3, 300]) {
      const array = new Float32Array(n).fill(1);
      createKernels(name).elementwise(program, n, [array, array.subarray()]);
      assert.deepEqual([array[0], array[n - 1]], [3, 3]);
    }
  });
}
