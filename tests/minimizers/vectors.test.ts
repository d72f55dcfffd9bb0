import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distance, dot, isCurved, norm } from '../../lib/minimizers/vectors.ts';
import { assertClose } from '../helpers/close.ts';

test('norms neither overflow nor underflow, and NaN stays NaN', () => {
  assertClose(
    [norm(Float64Array.of(3e200, -4e200)) / 5e200, norm(Float64Array.of(3e-200, 4e-200, 0)) / 5e-200], [1, 1], 1e-15,
  );
  assert.equal(norm(Float64Array.of(0, -0)), 0);
  assert.equal(norm(Float64Array.of(1, -Infinity)), Infinity);
  assert.ok(Number.isNaN(norm(Float64Array.of(Infinity, NaN))));
  assert.equal(distance(Float64Array.of(4, -1), Float64Array.of(1, 3)), 5);
  assert.equal(dot(Float64Array.of(4, -1), Float64Array.of(1, 3)), 1);
});

test('a step is curved where s·y is positive by more than rounding', () => {
  const s = Float64Array.of(1, 1);
  assert.ok(isCurved(s, Float64Array.of(1e-9, 2e-9)) && isCurved(s, Float64Array.of(1, -1 + 1e-12)));
  assert.ok(!isCurved(s, Float64Array.of(1, -1 + 2 ** -53)) && !isCurved(s, Float64Array.of(-2, 1)));
  assert.ok(!isCurved(s, Float64Array.of(0, 0)) && !isCurved(s, Float64Array.of(NaN, 1)));
});
