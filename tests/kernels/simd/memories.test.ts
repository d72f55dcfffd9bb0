import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReferenceKernels } from '../../../lib/kernels/tables.ts';
import { createSimdKernels } from '../../../lib/kernels/tables.ts';
import { F32X4 } from '../../../lib/kernels/simd/lanes.ts';
import { Memories } from '../../../lib/kernels/simd/memories.ts';
import { Memory } from '../../../lib/kernels/simd/memory.ts';
import { features } from '../../../lib/wasm/index.ts';
import { assertSameBits } from '../../helpers/same.ts';
import { collect } from '../../helpers/collect.ts';
import { build, train } from './interleaved.ts';

const MEGABYTE = 2 ** 20;
const skip = !features().simd128 && 'no SIMD';

/** Memories of an engine that gives what `gives` allows, and the sizes that it was asked for. */
function engine(
  gives: (bytes: number) => boolean,
): { readonly memories: Memories<Float32Array>; readonly asked: number[] } {
  const asked: number[] = [];
  const memories = new Memories((bytes) => {
    asked.push(bytes);
    if (!gives(bytes)) throw new RangeError('WebAssembly.Memory(): could not allocate memory');
    return new Memory(bytes, F32X4);
  });
  return { memories, asked };
}

test('after a refusal only what is at most half as large, scratch included, is asked for', () => {
  const { memories, asked } = engine((bytes) => bytes < 10 * MEGABYTE);
  assert.equal(memories.open(100 * MEGABYTE), undefined);
  for (const size of [200, 100, 90, 60]) assert.equal(memories.open(size * MEGABYTE), undefined);
  assert.deepEqual(asked, [100 * MEGABYTE]);
  assert.equal(memories.open(40 * MEGABYTE), undefined);
  assert.ok((memories.open(5 * MEGABYTE)?.room.bytes ?? 0) >= 5 * MEGABYTE);
  assert.deepEqual(asked, [100 * MEGABYTE, 40 * MEGABYTE, 5 * MEGABYTE]);
});

test('of ever smaller memories ten at most are asked for in vain', () => {
  const { memories, asked } = engine(() => false);
  for (let bytes = 2 ** 31 - 2 ** 22; bytes >= 1; bytes = Math.floor(bytes / 1.01)) {
    assert.equal(memories.open(bytes), undefined);
  }
  assert.ok(asked.length > 5 && asked.length <= 10, `${asked.length} were asked for`);
});

test('what no address reaches is not asked for, and is no refusal', () => {
  const { memories, asked } = engine(() => true);
  for (const bytes of [2 ** 31, 2 ** 33, 2 ** 31 - MEGABYTE]) assert.equal(memories.open(bytes), undefined);
  assert.deepEqual(asked, []);
  assert.ok(memories.open(MEGABYTE) !== undefined);
});

test('another error than a refusal is thrown on', () => {
  const memories = new Memories(() => { throw new TypeError('not that'); });
  assert.throws(() => memories.open(1), /^TypeError: not that$/);
});

test('once a memory has been collected, all is asked for again', async () => {
  let free = 2;
  const { memories, asked } = engine(() => free-- > 0);
  const kept = memories.open(MEGABYTE);
  ((): void => { assert.ok(memories.open(MEGABYTE) !== undefined); })();
  assert.equal(memories.open(MEGABYTE), undefined);
  free = 1;
  assert.equal(memories.open(MEGABYTE), undefined);
  assert.equal(asked.length, 3);
  await collect();
  assert.ok(memories.open(MEGABYTE) !== undefined);
  assert.equal(asked.length, 4);
  assert.ok(kept !== undefined);
});

test('without memory models train on plain arrays to the bits of the reference, and little is asked for', {
  skip,
}, () => {
  const { memories, asked } = engine(() => false), reference = createReferenceKernels();
  const table = createSimdKernels(memories);
  for (let i = 0; i < 40; i++) {
    const model = build(i, table), same = build(i, reference);
    assert.ok(model.theta.buffer !== model.gradient.buffer);
    for (let step = 0; step < 2; step++) assert.equal(train(model, step), train(same, step));
    assertSameBits(model.theta, same.theta, `model ${i}`);
  }
  assert.ok(asked.length > 0 && asked.length <= 10, `${asked.length} were asked for`);
});
