import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../../lib/core/philox.ts';
import { F32X4 } from '../../../lib/kernels/simd/lanes.ts';
import { Memory } from '../../../lib/kernels/simd/memory.ts';
import { Room, bytesFor } from '../../../lib/kernels/simd/room.ts';

const ALIGNMENT = 64;
const OVERREAD = 64;

/** What lies where: an array with what may be read after it. */
interface Extent {
  readonly start: number;
  readonly end: number;
}

function extentOf({ byteOffset, byteLength }: Float32Array): Extent {
  return { start: byteOffset, end: byteOffset + byteLength + OVERREAD };
}

function assertApart(extents: readonly Extent[], before: number): void {
  const sorted = [...extents].sort((a, b) => a.start - b.start);
  sorted.forEach(({ start, end }, i) => {
    assert.equal(start % ALIGNMENT, 0);
    assert.ok(end <= (sorted[i + 1]?.start ?? before), `${start} to ${end} reaches into what follows`);
  });
}

test('an array has what may be read after it, and the next begins at a cache line', () => {
  const { room } = new Memory(1000, F32X4), [a, b, c] = [3, 16, 1].map((length) => room.allocate(length));
  assert.deepEqual([a?.length, b?.length, c?.length], [3, 16, 1]);
  assert.equal((b?.byteOffset ?? 0) - (a?.byteOffset ?? 0), 128);
  assert.equal((c?.byteOffset ?? 0) - (b?.byteOffset ?? 0), 128);
});

test('a room holds what it was made for, however it is split, and not a line more', () => {
  const random = new Philox(3, 0), { room, buffer } = new Memory(2 ** 22, F32X4), extents: Extent[] = [];
  for (let i = 0; i < 300; i++) {
    const lengths = Array.from({ length: random.nextBelow(9) }, () => random.nextBelow(300));
    const length = lengths.reduce((sum, own) => sum + own, 0);
    const part = room.part(bytesFor(length, lengths.length, 4));
    assert.ok(part !== undefined);
    assert.equal(part.bytes, bytesFor(length, lengths.length, 4));
    for (const own of lengths) {
      const array = part.allocate(own);
      assert.equal(array?.length, own);
      if (array !== undefined) extents.push(extentOf(array));
    }
    assert.equal(part.allocate(32 * lengths.length + 1), undefined); // more than all padding
    const [last] = extents.slice(-1);
    if (lengths.length > 0) assert.ok(last.end <= (room.allocate(0)?.byteOffset ?? 0), 'what follows begins after it');
  }
  assertApart(extents, buffer.byteLength);
});

test('arrays and rooms of all kinds, and rooms in rooms, never overlap', () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new Philox(seed, 1), { room, buffer } = new Memory(2 ** 18, F32X4);
    const rooms: Room<Float32Array>[] = [room], arrays: Float32Array[] = [];
    for (let i = 0; i < 2000; i++) {
      const from = rooms[random.nextBelow(rooms.length)], isRoom = random.nextBelow(8) === 0;
      const part = isRoom ? from.part(random.nextBelow(20_000)) : undefined;
      const array = isRoom ? undefined : from.allocate(random.nextBelow(400));
      if (part !== undefined) rooms.push(part);
      if (array !== undefined) arrays.push(array);
    }
    assert.ok(arrays.length > 30 && rooms.length > 5, `${arrays.length} arrays in ${rooms.length} rooms`);
    assertApart(arrays.map(extentOf), buffer.byteLength);
    arrays.forEach((array, i) => {
      assert.ok(array.every((value) => value === 0));
      array.fill(i + 1);
    });
    arrays.forEach((array, i) => { assert.ok(array.every((value) => value === i + 1)); });
  }
});

test('what is larger than any address is refused, and takes no room', () => {
  const { room } = new Memory(1000, F32X4);
  for (const length of [2 ** 29, 2 ** 30, 2 ** 32]) {
    assert.deepEqual([room.allocate(length), room.part(4 * length)], [undefined, undefined]);
  }
  assert.equal(room.allocate(100)?.length, 100);
});
