import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ulpDistance } from '../../lib/core/float32.ts';
import { Philox } from '../../lib/core/philox.ts';
import { normalize } from '../../lib/data/index.ts';

const vectors = JSON.parse(readFileSync(new URL('../vectors/normalize.json', import.meta.url), 'utf8')) as {
  readonly shape: number[];
  readonly x: number[];
  readonly cases: { readonly axis: number; readonly order: number | 'Infinity'; readonly normalized: number[] }[];
};

test('along each axis and for each order it agrees with NumPy within 2 ulp', () => {
  assert.equal(vectors.cases.length, 9);
  for (const { axis, order, normalized } of vectors.cases) {
    const out = normalize(Float32Array.from(vectors.x), vectors.shape, { axis, order: Number(order) });
    normalized.forEach((wanted, i) => {
      assert.ok(
        ulpDistance(out[i], Math.fround(wanted)) <= 2,
        `axis ${axis}, order ${order}, element ${i}: ${out[i]}, NumPy ${wanted}`,
      );
    });
  }
});

test('the default makes each row of the last axis a unit vector, and leaves zero rows zero', () => {
  const x = Float32Array.of(3, 4, 0, 0, -5, 12);
  assert.deepEqual(normalize(x, [3, 2]), Float32Array.of(0.6, 0.8, 0, 0, -5 / 13, 12 / 13));
  assert.deepEqual(normalize(x, [3, 2], { axis: 1, order: 2 }), normalize(x, [3, 2]));
  assert.deepEqual(x, Float32Array.of(3, 4, 0, 0, -5, 12));
});

/**
 * √ of the sum of squares as the contract words it: four lists by i mod 4 for each 4,096 elements, each summed from +0,
 * then (l0 ⊕ l1) ⊕ (l2 ⊕ l3), and these added in their order.
 */
function laneNorm(vector: readonly number[]): number {
  let total = 0;
  for (let first = 0; first < vector.length; first += 4096) {
    const [l0, l1, l2, l3] = [0, 1, 2, 3].map((lane) => vector.slice(first, first + 4096)
      .filter((_, i) => i % 4 === lane).reduce((sum, v) => Math.fround(sum + Math.fround(v * v)), 0));
    total = Math.fround(total + Math.fround(Math.fround(l0 + l1) + Math.fround(l2 + l3)));
  }
  return Math.fround(Math.sqrt(total));
}

test('on random shapes and axes every bit follows from sums in blocks and lanes, and the length is 1 within '
  + 'a few roundings', () => {
  const random = new Philox(21);
  for (let round = 0; round < 200; round++) {
    const isLong = round === 0;
    const shape = isLong ? [9000, 2] : Array.from({ length: 1 + random.nextBelow(3) }, () => 1 + random.nextBelow(30));
    const axis = isLong ? 0 : random.nextBelow(shape.length);
    const stride = shape.slice(axis + 1).reduce((n, size) => n * size, 1);
    const x = Float32Array.from({ length: shape.reduce((n, size) => n * size, 1) }, () => random.nextFloat() * 2 - 1);
    const out = normalize(x, shape, { axis: random.nextBelow(2) === 0 ? axis : axis - shape.length });
    const lines = new Map<number, { vector: number[]; at: number[] }>();
    x.forEach((v, i) => {
      const key = i - (Math.floor(i / stride) % shape[axis]) * stride;
      const line = lines.get(key) ?? { vector: [], at: [] };
      line.vector.push(v);
      line.at.push(i);
      lines.set(key, line);
    });
    assert.equal(lines.size * shape[axis], x.length);
    for (const { vector, at } of lines.values()) {
      const norm = laneNorm(vector);
      vector.forEach((v, i) => assert.equal(out[at[i]], Math.fround(v / norm)));
      const length = Math.sqrt(at.reduce((sum, i) => sum + out[i] * out[i], 0));
      assert.ok(Math.abs(length - 1) < 16 * 2 ** -24, `length ${length}`);
    }
  }
});

test('NaN stays in its own vector; a sum beyond binary32 counts as Infinity, squares below it as 0', () => {
  for (const order of [1, 2, Infinity]) {
    const out = normalize(Float32Array.of(1, NaN, 2, 3, 0, 0), [2, 3], { order });
    assert.deepEqual([...out].map((v) => v !== v), [true, true, true, false, false, false]);
  }
  assert.deepEqual(normalize(Float32Array.of(2e30, -1e30), [2]), Float32Array.of(0, -0));
  assert.deepEqual(normalize(Float32Array.of(1e-30, 3e-30), [2]), Float32Array.of(1e-30, 3e-30));
});

test('wrong shapes, axes, orders and options are refused by name', () => {
  const x = new Float32Array(6);
  const cases: [() => unknown, string, string][] = [
    [() => normalize([1, 2] as never, [2]), 'TypeError', 'normalize: x must be a Float32Array, got [1, 2]'],
    [() => normalize(x, [2, 4]), 'ShapeError', 'normalize: x must hold 8 elements, got 6'],
    [() => normalize(x, []), 'ShapeError', 'normalize: shape must be a list of sizes such as [28, 28], got []'],
    [() => normalize(x, [2, -3]), 'RangeError', 'normalize: shape[1] must be a positive integer, got -3'],
    [
      () => normalize(new Float32Array(0), [0, 28, 28]), 'RangeError',
      'normalize: shape[0] must be a positive integer, got 0',
    ],
    [() => normalize(x, [2, 3], { axis: 2 }), 'RangeError', 'normalize: axis must be an integer from -2 to 1, got 2'],
    [() => normalize(x, [2, 3], { axis: -3 }), 'RangeError', 'normalize: axis must be an integer from -2 to 1, got -3'],
    [() => normalize(x, [2, 3], { order: 3 }), 'RangeError', 'normalize: order must be 1, 2 or Infinity, got 3'],
    [
      () => normalize(x, [2, 3], { axes: 1 } as never), 'TypeError',
      "normalize: unknown option 'axes'; it takes axis, order; did you mean 'axis'?",
    ],
  ];
  for (const [call, name, message] of cases) assert.throws(call, { name, message });
});
