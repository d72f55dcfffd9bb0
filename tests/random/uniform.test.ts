import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox, Purpose, stream, uniform, uniformInto } from '../../lib/random/index.ts';
import { kolmogorov, meanOf, vectors } from './vectors.ts';

test('uniformInto gives the numbers of a NumPy twin', () => {
  for (const { seed, stream, length, a: low, b: high, out } of vectors.uniform) {
    const numbers = new Float32Array(length);
    uniformInto(new Philox(seed, stream), numbers, low, high);
    assert.deepEqual([...numbers], out);
  }
});

test('uniformInto rounds low and high to binary32 first', () => {
  const { seed, stream, length, a: low, b: high, out } = vectors.uniform[1];
  assert.notEqual(low, Math.fround(low));
  const numbers = new Float32Array(length);
  uniformInto(new Philox(seed, stream), numbers, low, high);
  assert.deepEqual([...numbers], out);
  const narrow = new Float32Array(100);
  uniformInto(new Philox(0), narrow, 0.7 - 2 ** -24, 0.7); // binary32 rounds 0.7 down
  assert.ok(narrow.every((x) => x < Math.fround(0.7)), 'high itself came');
});

test('uniform without stream, low and high is stream 0 from 0 to 1', () => {
  assert.deepEqual(uniform({ seed: 5, length: 7 }), uniform({ seed: 5, stream: 0, length: 7, low: 0, high: 1 }));
  assert.equal(uniform({ seed: 5, length: 0 }).length, 0);
});

test('uniformInto goes on where the stream stands, one word a number', () => {
  const random = new Philox(11, stream(Purpose.draw, 2)), first = new Float32Array(5), second = new Float32Array(4);
  uniformInto(random, first, -2, 3);
  uniformInto(random, second, -2, 3);
  assert.equal(random.position, 9);
  assert.deepEqual([...first, ...second], [...uniform({ seed: 11, stream: 2, length: 9, low: -2, high: 3 })]);
});

test('uniform fills its interval evenly', () => {
  const sample = uniform({ seed: 1, length: 50000, low: -1, high: 3 });
  // Standard deviations: of the mean 4/√(12n) = 0.0052, of the mean square 16/√(180n) = 0.0053.
  assert.ok(Math.abs(meanOf(sample) - 1) < 4 * 0.0052);
  assert.ok(Math.abs(meanOf(sample, (x) => (x - 1) ** 2) - 16 / 12) < 4 * 0.0053);
  assert.ok(kolmogorov(sample, (x) => (x + 1) / 4) < 1.95);
  const counts = Array<number>(64).fill(0);
  for (const x of sample) counts[Math.floor((x + 1) * 16)]++;
  const expected = sample.length / 64;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  assert.ok(chiSquare < 103.4, `χ² of 63 degrees is ${chiSquare}: probability below 0.001`);
});

test('neighbours in a stream, and the same places of two streams, are uncorrelated', () => {
  const n = 20000;
  const a = uniform({ seed: 2, length: n + 1, low: -1, high: 1 });
  const b = uniform({ seed: 2, stream: 1, length: n, low: -1, high: 1 });
  // Products of two independent ones have mean 0 and standard deviation 1/3.
  const bound = 4 / 3 / Math.sqrt(n);
  assert.ok(Math.abs(meanOf(b, (x) => x)) < 4 / Math.sqrt(3 * n));
  assert.ok(Math.abs(b.reduce((sum, x, i) => sum + x * a[i], 0) / n) < bound);
  assert.ok(Math.abs(b.reduce((sum, _, i) => sum + a[i] * a[i + 1], 0) / n) < bound);
});

test('no number reaches high, however narrow the interval', () => {
  const tiny = 2 ** -149;
  const intervals = [
    [1, 1 + 2 ** -23], [-1, -1 + 2 ** -24], [2 ** 24, 2 ** 24 + 2], [-tiny, 0], [0, tiny], [-(2 ** 24), 1],
    [-3, -3 + 2 ** -22], [1 - 2 ** -24, 1],
  ];
  for (const [low, high] of intervals) {
    for (const x of uniform({ seed: 3, length: 400, low, high })) {
      assert.ok(x >= low && x < high, `${x} is not in [${low}, ${high})`);
    }
  }
  const values = (low: number, high: number): number[] =>
    [...new Set(uniform({ seed: 3, length: 400, low, high }))].sort((a, b) => a - b);
  assert.deepEqual(values(1, 1 + 2 ** -23), [1]);
  assert.deepEqual(values(1, 1 + 2 ** -22), [1, 1 + 2 ** -23]);
  assert.deepEqual(values(-1 - 2 ** -22, -1), [-1 - 2 ** -22, -1 - 2 ** -23]);
  assert.deepEqual(values(-tiny, 0), [-tiny]);
});

test('an interval that binary32 cannot tell from empty, or that overflows, is refused', () => {
  const message = (low: number, high: number): string =>
    `uniform: high must be above low (${low}) in binary32, got ${high}`;
  for (const [low, high] of [[1, 1], [2, 1], [1, 1 + 2 ** -30]]) {
    assert.throws(
      () => uniform({ seed: 0, length: 1, low, high }), { name: 'RangeError', message: message(low, high) },
    );
  }
  assert.throws(() => uniform({ seed: 0, length: 1, low: -3e38, high: 3e38 }), {
    name: 'RangeError',
    message: /^uniform: high − low must be a finite number in binary32 .*, got \d/,
  });
  assert.throws(
    () => uniform({ seed: 0, length: 1, low: NaN }), /^RangeError: uniform: low must be a finite number, got NaN$/,
  );
  assert.throws(
    () => uniform({ seed: 0, length: 1, high: 1e39 }),
    /^RangeError: uniform: high must be a finite number in binary32 .*, got 1e\+39$/,
  );
});

test('wrong and unknown options are refused', () => {
  assert.throws(() => uniform({ seed: -1, length: 1 }), {
    name: 'RangeError', message: 'uniform: seed must be a non-negative integer, got -1',
  });
  assert.throws(() => uniform({ seed: 0, stream: 1.5, length: 1 }), {
    name: 'RangeError',
    message: 'uniform: stream must be an integer from 0 to 4294967295, got 1.5',
  });
  assert.throws(() => uniform({ seed: 0, length: -2 }), {
    name: 'RangeError', message: 'uniform: length must be a non-negative integer, got -2',
  });
  assert.throws(() => uniform({ seed: 0, length: 1, max: 3 } as never), {
    name: 'TypeError',
    message: "uniform: unknown option 'max'; it takes seed, stream, length, low, high",
  });
});
