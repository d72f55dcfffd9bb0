import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Transpose } from '../../lib/kernels/index.ts';
import { assertSameBits } from '../helpers/same.ts';
import { oracle } from './oracle.ts';
import { tables } from './tables.ts';

interface Product {
  readonly transA: Transpose;
  readonly transB: Transpose;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly alpha: number;
  readonly lda: number;
  readonly ldb: number;
  readonly beta: number;
  readonly ldc: number;
  readonly a: number[];
  readonly b: number[];
  readonly c: number[];
  readonly result: number[];
}

const { cases } = JSON.parse(readFileSync(new URL('../vectors/sgemm.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Product[];
};

for (const table of [...tables, oracle]) {
  test(`${table.name}: gemm has the bits of netlib's reference BLAS`, () => {
    assert.equal(cases.length, 36);
    for (const { transA, transB, m, n, k, alpha, lda, ldb, beta, ldc, a, b, c, result } of cases) {
      const actual = Float32Array.from(c);
      table.gemm(
        transA, transB, m, n, k, alpha, Float32Array.from(a), 0, lda, Float32Array.from(b), 0, ldb, beta, actual, 0,
        ldc,
      );
      assertSameBits(actual, Float32Array.from(result), `gemm ${transA}${transB} ${m} ${n} ${k} ${alpha} ${beta}`);
    }
  });
}
