import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox, Purpose, normal, normalInto, stream } from '../../lib/random/index.ts';
import { kolmogorov, meanOf, vectors } from './vectors.ts';

/** Φ by its series: Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …). */
function normalCumulative(x: number): number {
  let term = x, sum = x;
  for (let k = 3; k < 200; k += 2) sum += term *= (x * x) / k;
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

test('normalInto gives the numbers that mpmath gives, rounded to binary32', () => {
  for (const { seed, stream, length, a: mean, b: standardDeviation, out } of vectors.normal) {
    const numbers = new Float32Array(length);
    normalInto(new Philox(seed, stream), numbers, mean, standardDeviation);
    assert.deepEqual([...numbers], out);
  }
});

test('normal without stream, mean and standardDeviation is stream 0, 0 and 1', () => {
  assert.deepEqual(
    normal({ seed: 5, length: 7 }), normal({ seed: 5, stream: 0, length: 7, mean: 0, standardDeviation: 1 }),
  );
});

test('normalInto takes two words for two numbers, and two for an odd last one', () => {
  const random = new Philox(11, stream(Purpose.draw, 2)), out = new Float32Array(5);
  normalInto(random, out, 1, 2);
  assert.equal(random.position, 6);
  assert.deepEqual(out, normal({ seed: 11, stream: 2, length: 6, mean: 1, standardDeviation: 2 }).subarray(0, 5));
});

test('normal has the moments and the distribution of its name', () => {
  const n = 50000, sample = normal({ seed: 1, length: n, mean: 2, standardDeviation: 0.5 }).map((x) => (x - 2) * 2);
  // Standard deviations of the sample's moments: 1, √2, √15, √96 over √n.
  assert.ok(Math.abs(meanOf(sample)) < 4 / Math.sqrt(n));
  assert.ok(Math.abs(meanOf(sample, (x) => x ** 2) - 1) < 4 * Math.sqrt(2 / n));
  assert.ok(Math.abs(meanOf(sample, (x) => x ** 3)) < 4 * Math.sqrt(15 / n));
  assert.ok(Math.abs(meanOf(sample, (x) => x ** 4) - 3) < 4 * Math.sqrt(96 / n));
  assert.ok(kolmogorov(sample, normalCumulative) < 1.95);
});

test('the two numbers of a pair are uncorrelated, and so are their squares', () => {
  const n = 20000, sample = normal({ seed: 4, length: 2 * n });
  const pairs = Array.from({ length: n }, (_, i) => [sample[2 * i], sample[2 * i + 1]]);
  const mean = (f: (x: number, y: number) => number): number => pairs.reduce((sum, [x, y]) => sum + f(x, y), 0) / n;
  assert.ok(Math.abs(mean((x, y) => x * y)) < 4 / Math.sqrt(n));
  assert.ok(Math.abs(mean((x, y) => (x * x - 1) * (y * y - 1))) < 8 / Math.sqrt(n));
});

test('a stream float of 0 gives the farthest number there is, not Infinity', () => {
  class Zeros extends Philox {
    override nextFloat(): number {
      return 0;
    }
  }
  const out = new Float32Array(2);
  normalInto(new Zeros(0), out, 0, 1);
  assert.deepEqual([...out], [Math.fround(Math.sqrt(48 * Math.LN2)), 0]);
});

test('a standardDeviation of 0 gives the mean', () => {
  assert.deepEqual([...normal({ seed: 0, length: 3, mean: 0.25, standardDeviation: 0 })], [0.25, 0.25, 0.25]);
});

test('wrong and unknown options are refused', () => {
  assert.throws(() => normal({ seed: 0, length: 1, standardDeviation: -1 }), {
    name: 'RangeError',
    message: 'normal: standardDeviation must be a finite number of at least 0, got -1',
  });
  assert.throws(() => normal({ seed: 0, length: 1, mean: Infinity }), {
    name: 'RangeError',
    message: 'normal: mean must be a finite number, got Infinity',
  });
  assert.throws(() => normal({ seed: 0.5, length: 1 }), {
    name: 'RangeError', message: 'normal: seed must be a non-negative integer, got 0.5',
  });
  assert.throws(() => normal({ seed: 0, length: 1, stddev: 3 } as never), {
    name: 'TypeError',
    message: "normal: unknown option 'stddev'; it takes seed, stream, length, mean, standardDeviation",
  });
});
