import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permuted } from '../../lib/core/permuted.ts';

test('axes in another order are those of NumPy, in an array of the same kind', () => {
  // np.arange(24).reshape(2, 3, 4).transpose(2, 0, 1)
  const found = permuted(Float64Array.from({ length: 24 }, (_, i) => i), [2, 3, 4], [2, 0, 1]);
  assert.deepEqual(found, Float64Array.of(
    0, 4, 8, 12, 16, 20, 1, 5, 9, 13, 17, 21, 2, 6, 10, 14, 18, 22, 3, 7, 11, 15, 19, 23,
  ));
  assert.deepEqual(permuted(Int8Array.of(1, 2, 3, 4, 5, 6), [2, 3], [1, 0]), Int8Array.of(1, 4, 2, 5, 3, 6));
});

test('the values that are given stay, and a tensor without elements or axes is itself', () => {
  const values = Float32Array.of(1, 2);
  permuted(values, [1, 2], [1, 0])[0] = 9;
  assert.deepEqual([...values], [1, 2]);
  assert.deepEqual(permuted(new Float32Array(0), [0, 3], [1, 0]), new Float32Array(0));
  assert.deepEqual(permuted(Float32Array.of(7), [], []), Float32Array.of(7));
});
