import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScaledBytes, digits, scaleBytes } from '../../lib/data/index.ts';
import { scaledBytesOf } from '../../lib/core/scaledBytes.ts';

const all = Uint8Array.from({ length: 256 }, (_, b) => b);

test('each byte stands for the binary32 nearest to byte / 255, however it is asked for', () => {
  const scaled = new ScaledBytes(all), expected = Array.from(all, (b) => Math.fround(b / 255));
  assert.equal(scaled.length, 256);
  assert.deepEqual([...scaled], expected);
  assert.deepEqual([...scaled.toFloat32Array()], expected);
  assert.deepEqual(expected.map((_, i) => scaled.at(i)), expected);
  assert.deepEqual([scaled.at(-1), scaled.at(256), scaled.at(-257)], [1, undefined, undefined]);
});

test('a subarray has the same bytes, a slice a copy of them', () => {
  const bytes = all.slice(), scaled = new ScaledBytes(bytes);
  const part = scaled.subarray(250, -2), copy = scaled.slice(250, 254);
  assert.equal(scaled.bytes, bytes);
  bytes[250] = 51;
  assert.deepEqual([part.length, part.at(0)], [4, Math.fround(0.2)]);
  assert.deepEqual([copy.length, copy.at(0)], [4, Math.fround(250 / 255)]);
});

test('what is not bytes is refused', () => {
  assert.throws(() => new ScaledBytes([1] as never), {
    name: 'TypeError', message: /^ScaledBytes: bytes must be a Uint8Array, got /,
  });
});

test('those of another copy of the package are known, and nothing else is', () => {
  const brand = Symbol.for('bitgrad.class');
  const other = Object.create({ [brand]: 'ScaledBytes' }, { bytes: { value: Uint8Array.of(255) } }) as object;
  assert.deepEqual(scaledBytesOf(other)?.toFloat32Array(), Float32Array.of(1));
  for (const value of [all, { bytes: all }, undefined, Object.create({ [brand]: 'Philox' }, {})]) {
    assert.equal(scaledBytesOf(value), undefined);
  }
});

test('the x of images has the numbers of their levels, and is made once', () => {
  const { train } = digits({ train: 20, test: 0 });
  assert.deepEqual(train.x, scaleBytes(train.levels.bytes));
  assert.equal(train.x, train.x);
});
