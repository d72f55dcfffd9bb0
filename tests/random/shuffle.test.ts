import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox, shuffle, shuffleInto } from '../../lib/random/index.ts';
import { vectors } from './vectors.ts';

test('shuffleInto gives the order of a Python twin', () => {
  for (const { seed, stream, length, out } of vectors.shuffle) {
    const items = Uint32Array.from({ length }, (_, i) => i);
    shuffleInto(new Philox(seed, stream), items);
    assert.deepEqual([...items], out);
  }
});

test('shuffleInto moves what it is given, in signed and unsigned arrays alike', () => {
  const items = Int32Array.of(-4, 7, 7, 100, -5, 0), twin = Uint32Array.from(items);
  shuffleInto(new Philox(8), items);
  shuffleInto(new Philox(8), twin);
  assert.deepEqual(items, Int32Array.from(twin));
  assert.deepEqual([...items].sort((a, b) => a - b), [-5, -4, 0, 7, 7, 100]);
  assert.notDeepEqual([...items], [-4, 7, 7, 100, -5, 0]);
});

test('a shuffle is a permutation, also of nothing and of one', () => {
  for (const length of [0, 1, 2, 3, 17, 1000]) {
    const order = shuffle({ seed: 12, length });
    assert.ok(order instanceof Uint32Array);
    assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length }, (_, i) => i));
  }
});

test('every order of four is equally likely', () => {
  const random = new Philox(21), counts = new Map<string, number>();
  const n = 24000;
  for (let i = 0; i < n; i++) {
    const items = Int32Array.of(0, 1, 2, 3);
    shuffleInto(random, items);
    counts.set(items.join(''), (counts.get(items.join('')) ?? 0) + 1);
  }
  assert.equal(counts.size, 24);
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - n / 24) ** 2 / (n / 24), 0);
  assert.ok(chiSquare < 49.7, `χ² of 23 degrees is ${chiSquare}: probability below 0.001`);
});

test('wrong and unknown options are refused', () => {
  assert.throws(() => shuffle({ seed: 0, length: 1.5 }), {
    name: 'RangeError', message: 'shuffle: length must be an integer from 0 to 4294967295, got 1.5',
  });
  assert.throws(() => shuffle({ seed: 0, length: 1, stream: -1 }), {
    name: 'RangeError', message: 'shuffle: stream must be an integer from 0 to 4294967295, got -1',
  });
  assert.throws(() => shuffle({ seed: 0, size: 1 } as never), {
    name: 'TypeError', message: "shuffle: unknown option 'size'; it takes seed, stream, length",
  });
});
