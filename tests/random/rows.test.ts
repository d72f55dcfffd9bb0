import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox, normalRowsInto, uniformRowsInto } from '../../lib/random/index.ts';
import { assertSameBits } from '../helpers/same.ts';

const origin = { seed: 7, step: 3, row: 0 };

function uniformRows(from: Partial<typeof origin>, place: number, count: number, width: number): Float32Array {
  const out = new Float32Array(count * width).fill(NaN);
  uniformRowsInto({ ...origin, ...from }, place, count, width, out);
  return out;
}

test('a row is a function of its number, wherever the batch is cut', () => {
  for (const width of [1, 3, 4, 10]) {
    const whole = uniformRows({}, 5, 9, width);
    assertSameBits(uniformRows({ row: 4 }, 5, 5, width), whole.subarray(4 * width));
    const whole64 = new Float64Array(9 * width);
    normalRowsInto(origin, 5, 9, width, 0.3, whole64);
    const part = new Float32Array(2 * width);
    normalRowsInto({ ...origin, row: 6 }, 5, 2, width, 0.3, part);
    assert.deepEqual([...part], [...whole64.subarray(6 * width, 8 * width)]);
  }
});

test('seed, step, row and place each give other numbers, all of them in [0, 1)', () => {
  const rows = [
    uniformRows({}, 5, 1, 8), uniformRows({ seed: 8 }, 5, 1, 8), uniformRows({ seed: 7 + 2 ** 32 }, 5, 1, 8),
    uniformRows({ step: 4 }, 5, 1, 8), uniformRows({ row: 1 }, 5, 1, 8), uniformRows({}, 6, 1, 8),
  ];
  assert.equal(new Set(rows.map(String)).size, rows.length);
  assert.ok(rows.every((row) => row.every((v) => v >= 0 && v < 1)));
});

test('the words are Philox\'s at counter (block, row, step, place · 256 + 2)', () => {
  // As a stream of the seed: its number's low word is the step, its high word the last one; the position's high word
  // the row.
  const random = new Philox(7, 3 + (5 * 256 + 2) * 2 ** 32);
  random.position = 4 * (1 + 2 ** 32 * 6); // block 1 of row 6
  const row = uniformRows({ row: 6 }, 5, 1, 8);
  assert.deepEqual([...row.subarray(4)], Array.from({ length: 4 }, () => random.nextFloat()));
  random.position = 4 * 2 ** 32 * 6;
  const words = Array.from({ length: 2 }, () => random.nextFloat());
  const [u, v] = words, r = Math.sqrt(-2 * Math.log(u + 2 ** -24));
  const out = new Float64Array(2);
  normalRowsInto({ ...origin, row: 6 }, 5, 1, 2, 1, out);
  assert.ok(Math.abs(out[0] - r * Math.cos(2 * Math.PI * v)) < 1e-6
    && Math.abs(out[1] - r * Math.sin(2 * Math.PI * v)) < 1e-6);
});

test('numbers of many rows have the moments of their distribution', () => {
  const out = new Float64Array(40000);
  uniformRowsInto(origin, 1, 4000, 10, out);
  const mean = (values: Float64Array): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  assert.ok(Math.abs(mean(out) - 0.5) < 5 * Math.sqrt(1 / 12 / 40000));
  normalRowsInto(origin, 1, 4000, 10, 2, out);
  assert.ok(Math.abs(mean(out)) < 5 * 2 / 200);
  assert.ok(Math.abs(mean(out.map((v) => v * v)) - 4) < 5 * 4 * Math.sqrt(2 / 40000));
});
