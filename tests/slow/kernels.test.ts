import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKernels } from '../../lib/kernels/index.ts';

// The suite of tests/kernels/kernels.test.ts with so many cases that every table sees more than 100,000.
process.env['BITGRAD_CASES'] ??= '12';
await import('../kernels/kernels.test.ts');

test('the sum of 2²⁷ ones in one memory is 2²⁷', () => {
  const k = createKernels('simd').reserve(2 ** 27, 1), ones = k.allocate(2 ** 27).fill(1);
  assert.equal(k.sum(ones.length, ones, 0, 1), 2 ** 27);
});
