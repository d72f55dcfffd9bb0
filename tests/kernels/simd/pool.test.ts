import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../../lib/core/philox.ts';
import { createKernels, type Kernels } from '../../../lib/kernels/index.ts';
import type { Sequential } from '../../../lib/model/index.ts';
import { features } from '../../../lib/wasm/index.ts';
import { collect } from '../../helpers/collect.ts';
import { operands } from '../../helpers/random.ts';
import { assertSameBits } from '../../helpers/same.ts';
import { build, train } from './interleaved.ts';

const skip = !features().simd128 && 'no SIMD';
/* Buffers are compared by `===` in `ok`: a failed `equal` would print them. */

/** Elements of which a few fill a memory that is shared. */
const FOURTH = 400_000;

test('small tables share a memory, large ones have their own, and both have the bytes that they need', { skip }, () => {
  const table = createKernels('simd');
  const bufferOf = (length: number): ArrayBufferLike => table.reserve(length, 1).allocate(length).buffer;
  const shared = bufferOf(100), own = bufferOf(1_000_000);
  assert.ok(bufferOf(2000) === shared);
  assert.ok(own !== shared);
  assert.ok(bufferOf(1_000_000) !== own);
  assert.ok(bufferOf(3) === shared);
  assert.ok(shared.byteLength < 12e6 && own.byteLength < 4e6 + 3e6, `${shared.byteLength} and ${own.byteLength} bytes`);
});

test('tables that live together never share an element, and each has its room in one memory', { skip }, () => {
  for (let seed = 0; seed < 5; seed++) {
    const random = new Philox(seed, 2), table = createKernels('simd'), arrays: Float32Array[] = [];
    const live: { readonly k: Kernels; readonly lengths: number[]; readonly buffer: ArrayBufferLike }[] = [];
    for (let i = 0; i < 400; i++) {
      const draw = (): number => random.nextBelow(random.nextBelow(20) === 0 ? 60_000 : 800);
      const lengths = Array.from({ length: 1 + random.nextBelow(6) }, draw);
      const k = table.reserve(lengths.reduce((sum, length) => sum + length, 0), lengths.length);
      const first = k.allocate(lengths[0]);
      arrays.push(first);
      live.push({ k, lengths: lengths.slice(1), buffer: first.buffer });
      const { k: any, lengths: left, buffer } = live[random.nextBelow(live.length)], length = left.pop();
      const array = any.allocate(length ?? random.nextBelow(100)); // beyond what was reserved: anywhere
      if (length !== undefined) assert.ok(array.buffer === buffer);
      arrays.push(array);
    }
    for (const { k, lengths, buffer } of live) {
      for (const length of lengths) {
        const array = k.allocate(length);
        assert.ok(array.buffer === buffer);
        arrays.push(array);
      }
    }
    assert.ok(new Set(live.map(({ buffer }) => buffer)).size > 1);
    for (const array of arrays) assert.ok(array.every((value) => value === 0));
    arrays.forEach((array, i) => { array.fill(i + 1); });
    arrays.forEach((array, i) => {
      assert.ok(array.every((value) => value === i + 1), `array ${i} of ${arrays.length}`);
    });
  }
});

test('models in one memory that train in turns have the bits that each has alone', { skip }, () => {
  const random = new Philox(11, 3), together = createKernels('simd');
  const models = Array.from({ length: 24 }, (_, seed) => build(seed, together));
  assert.equal(new Set(models.map(({ theta }) => theta.buffer)).size, 1);
  const losses: number[][] = models.map(() => []);
  for (let turn = 0; turn < 300; turn++) {
    const one = random.nextBelow(models.length);
    losses[one].push(train(models[one], losses[one].length));
  }
  models.forEach((model, i) => {
    const seed = model.seed, alone = build(seed, createKernels('simd'));
    assert.ok(alone.theta.buffer !== model.theta.buffer);
    losses[i].forEach((loss, step) => { assert.equal(train(alone, step), loss, `model ${seed}, step ${step}`); });
    assertSameBits(model.theta, alone.theta, `model ${seed}`);
  });
});

test('tables of one memory work on arrays of each other, with the bits of the reference', { skip }, () => {
  const random = new Philox(1, 4), table = createKernels('simd'), reference = createKernels('reference');
  const [one, other] = [table.reserve(3 * FOURTH / 4, 3), table.reserve(100, 2)], n = 150;
  const a = one.allocate(n * n), b = one.allocate(n * n), c = one.allocate(n * n), x = other.allocate(50);
  const same = new Float32Array(n * n);
  assert.ok(a.buffer === x.buffer);
  for (const array of [a, b, x]) array.set(operands(random, array.length));
  other.gemm('T', 'T', n, n, n, 2, a, 0, n, b, 0, n, 0, c, 0, n);
  reference.gemm('T', 'T', n, n, n, 2, a, 0, n, b, 0, n, 0, same, 0, n);
  assertSameBits(c, same);
  one.ger(50, 50, 0.3, x, 0, 1, x, 0, 1, c, 0, n);
  reference.ger(50, 50, 0.3, x, 0, 1, x, 0, 1, same, 0, n);
  assertSameBits(c, same);
});

/** Fills three memories with models, begins a fourth, and drops the models, but for the first one's θ. */
function fillMemories(table: Kernels): {
  readonly memories: readonly WeakRef<ArrayBufferLike>[]; readonly kept: Float32Array[]; readonly values: Float32Array;
} {
  const memories: WeakRef<ArrayBufferLike>[] = [], seen = new WeakSet<ArrayBufferLike>(), kept: Float32Array[] = [];
  for (let seed = 0; memories.length < 4 && seed < 2000; seed++) {
    const model: Sequential = build(seed, table);
    train(model, seed);
    if (!seen.has(model.theta.buffer)) memories.push(new WeakRef(model.theta.buffer));
    seen.add(model.theta.buffer);
    if (seed === 0) kept.push(model.theta);
  }
  return { memories, kept, values: kept[0].slice() };
}

test('an array of a dropped model keeps its values and its memory; others are collected', { skip }, async () => {
  const table = createKernels('simd'), { memories, kept, values } = fillMemories(table);
  const alive = (): boolean[] => memories.map((memory) => memory.deref() !== undefined);
  await collect();
  assert.deepEqual(alive(), [true, false, false, true]); // the array's, and the one that is being filled
  for (let seed = 0; seed < 50; seed++) train(build(seed, table), seed);
  assertSameBits(kept[0], values);
  kept.pop();
  await collect();
  assert.deepEqual(alive().slice(0, 3), [false, false, false]);
});

test('what is left over in a memory is lost to others, but not to the tables that are there', { skip }, () => {
  const table = createKernels('simd'), first = table.reserve(FOURTH, 1), buffer = first.allocate(FOURTH).buffer;
  for (let i = 1; i < 5; i++) assert.ok(table.reserve(FOURTH, 1).allocate(FOURTH).buffer === buffer);
  assert.ok(table.reserve(FOURTH, 1).allocate(FOURTH).buffer !== buffer);
  assert.ok(table.reserve(10, 1).allocate(10).buffer !== buffer);
  assert.ok(first.allocate(10).buffer === buffer);
});
