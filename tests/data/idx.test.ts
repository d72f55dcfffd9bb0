import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FormatError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { readIdx, readIdxHeader } from '../../lib/data/index.ts';
import { writeIdx } from './writeIdx.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16));

const asBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const MAX_SIZE = 2 ** 32 - 1;

test('the bytes of each type are read as the format describes them', () => {
  const cases: [
    string, readonly number[], Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array,
  ][] = [
    ['00 00 08 02 00 00 00 02 00 00 00 03 00 01 7f 80 fe ff', [2, 3], Uint8Array.of(0, 1, 127, 128, 254, 255)],
    ['00 00 09 01 00 00 00 04 00 7f 80 ff', [4], Int8Array.of(0, 127, -128, -1)],
    ['00 00 0b 01 00 00 00 03 01 02 ff fe 80 00', [3], Int16Array.of(258, -2, -32768)],
    ['00 00 0c 01 00 00 00 02 01 02 03 04 ff ff ff fd', [2], Int32Array.of(16909060, -3)],
    [
      '00 00 0d 01 00 00 00 03 3f 80 00 00 c0 49 0f db 00 00 00 01', [3],
      Float32Array.of(1, -3.1415927410125732, 2 ** -149),
    ],
    [
      '00 00 0e 03 00 00 00 01 00 00 00 02 00 00 00 01 40 09 21 fb 54 44 2d 18 80 00 00 00 00 00 00 00', [1, 2, 1],
      Float64Array.of(Math.PI, -0),
    ],
  ];
  for (const [hex, shape, data] of cases) assert.deepEqual(readIdx(bytesOf(hex)), { shape, data });
});

test('what is read shares no memory with the bytes it was read from, wherever they lie', () => {
  const file = writeIdx(0x0b, [2, 1], [770, -5]);
  const around = new Uint8Array(file.length + 9).fill(0xee);
  around.set(file, 5);
  const { data } = readIdx(around.subarray(5, 5 + file.length));
  around.fill(0);
  assert.deepEqual(data, Int16Array.of(770, -5));
  const pixels = Buffer.from(writeIdx(0x08, [1], [9]));
  const read = readIdx(pixels);
  pixels.fill(0);
  assert.deepEqual(read.data, Uint8Array.of(9));
});

test('a dimension of size 0 makes an empty array, whatever the other sizes', () => {
  assert.deepEqual(readIdx(writeIdx(0x0d, [3, 0], [])), { shape: [3, 0], data: new Float32Array(0) });
  const shape = [...Array.from({ length: 40 }, () => MAX_SIZE), 0];
  assert.deepEqual(readIdx(writeIdx(0x08, shape, [])), { shape, data: new Uint8Array(0) });
});

test('each malformed file is refused with what came and what was expected', () => {
  const cases: [Uint8Array, string][] = [
    [new Uint8Array(0), 'readIdx: bytes must begin with a magic number of 4 bytes, got 0 bytes'],
    [bytesOf('00 00 08'), 'readIdx: bytes must begin with a magic number of 4 bytes, got 3 bytes'],
    [bytesOf('00 07 08 01'), 'readIdx: bytes must begin with 00 00, got 00 07 08 01'],
    [bytesOf('1f 8b 08 08 00'), 'readIdx: bytes must begin with 00 00, got gzip: unpack it first'],
    [asBytes('<!DOCTYPE html><title>404</title>'), 'readIdx: bytes must begin with 00 00, got an HTML page'],
    [
      bytesOf('00 00 0a 01 00 00 00 00'),
      'readIdx: the type code must be one of 0x08 (uint8), 0x09 (int8), 0x0b (int16), 0x0c (int32), 0x0d (float32), '
        + '0x0e (float64), got 0x0a',
    ],
    [bytesOf('00 00 08 00 00'), 'readIdx: the number of dimensions must be from 1 to 255, got 0'],
    [bytesOf('00 00 08 03 00 00 00 01 00 00 00'), 'readIdx: a header of 3 dimensions must be 16 bytes, got 11 bytes'],
    [
      writeIdx(0x0c, [2, 3], [1, 2, 3, 4, 5]),
      'readIdx: a file of int32 of shape [2, 3] must be 36 bytes, got 32 bytes: the end is missing',
    ],
    [
      writeIdx(0x09, [2], [1, 2, 3]),
      'readIdx: a file of int8 of shape [2] must be 10 bytes, got 11 bytes: something follows the data',
    ],
    [
      writeIdx(0x08, [0], [1]),
      'readIdx: a file of uint8 of shape [0] must be 8 bytes, got 9 bytes: something follows the data',
    ],
  ];
  for (const [bytes, message] of cases) assert.throws(() => readIdx(bytes), { name: 'FormatError', message });
  assert.throws(
    () => readIdx('abc' as never), { name: 'TypeError', message: "readIdx: bytes must be a Uint8Array, got 'abc'" },
  );
  const message = /^readIdx: .* got an object \(ArrayBuffer\); new Uint8Array\(bytes\) has its bytes$/;
  assert.throws(() => readIdx(new ArrayBuffer(9) as never), { name: 'TypeError', message });
});

test('sizes whose product passes 2^32, 2^53, 2^64 or binary64 are refused without being allocated', () => {
  // 2^16·2^16 and 2^32·2^32 are 0 modulo 2^32: arithmetic that wraps would accept these files as empty.
  for (const shape of [
    [65536, 65536], [MAX_SIZE], [MAX_SIZE, MAX_SIZE], [2 ** 31, 2 ** 31, 4],
    Array.from({ length: 255 }, () => MAX_SIZE),
  ]) {
    for (const code of [0x08, 0x0e]) assert.throws(() => readIdx(writeIdx(code, shape, [])), /: the end is missing$/);
  }
  assert.throws(() => readIdx(writeIdx(0x08, [MAX_SIZE, MAX_SIZE], [1])), {
    message: 'readIdx: a file of uint8 of shape [4294967295, 4294967295] must be more than 2^53 bytes, got 13 bytes: '
      + 'the end is missing',
  });
});

test('the header can be read without the data', () => {
  const shape = [60000, 28, 28];
  assert.deepEqual(readIdxHeader(writeIdx(0x0e, shape, [])), {
    type: 'float64', shape, headerBytes: 16, totalBytes: 16 + 60000 * 784 * 8,
  });
});

test('arrays of every type and of random shapes come back as they were written', () => {
  const random = new Philox(11);
  const types = [
    [0x08, Uint8Array],
    [0x09, Int8Array],
    [0x0b, Int16Array],
    [0x0c, Int32Array],
    [0x0d, Float32Array],
    [0x0e, Float64Array],
  ] as const;
  for (let round = 0; round < 600; round++) {
    const [code, ArrayType] = types[round % types.length];
    const shape = Array.from({ length: 1 + random.nextBelow(4) }, () => random.nextBelow(6));
    const values = new ArrayType(Array.from({ length: shape.reduce((n, size) => n * size, 1) }, () =>
      (random.nextFloat() - 0.5) * 2 ** random.nextBelow(40)));
    assert.deepEqual(readIdx(writeIdx(code, shape, values)), { shape, data: values });
  }
});

/** The meaning of a file, from the format's description alone; null where it is none. */
function judge(bytes: Uint8Array): { code: number; shape: number[] } | null {
  const elementBytes = new Map([[8, 1], [9, 1], [11, 2], [12, 4], [13, 4], [14, 8]]).get(bytes[2]);
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || elementBytes === undefined || bytes[3] === 0
      || bytes.length < 4 + 4 * bytes[3]) return null;
  const shape = Array.from({ length: bytes[3] }, (_, d) =>
    [0, 1, 2, 3].reduce((size, i) => size * 256 + bytes[4 + 4 * d + i], 0));
  const length = shape.reduce((n, size) => n * BigInt(size), BigInt(elementBytes)) + BigInt(4 + 4 * bytes[3]);
  return length === BigInt(bytes.length) ? { code: bytes[2], shape } : null;
}

test('after any truncation, bit flip, lie about a size or added byte, a file is read right or refused', () => {
  const random = new Philox(12);
  const codes = [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e];
  let refused = 0, read = 0;
  for (let round = 0; round < 6000; round++) {
    const shape = Array.from({ length: 1 + random.nextBelow(3) }, () => random.nextBelow(5));
    const count = shape.reduce((n, size) => n * size, 1);
    const file = writeIdx(
      codes[random.nextBelow(codes.length)], shape, Array.from({ length: count }, () => random.nextBelow(100)),
    );
    let bytes = new Uint8Array(file);
    switch (round % 4) {
      case 0: bytes = bytes.slice(0, random.nextBelow(bytes.length + 1)); break;
      case 1:
        bytes[random.nextBelow(random.nextBelow(2) === 0 ? bytes.length : 12) % bytes.length] ^=
          1 << random.nextBelow(8);
        break;
      case 2:
        new DataView(bytes.buffer).setUint32(
          4 + 4 * random.nextBelow(shape.length), random.nextUint32() >>> random.nextBelow(32),
        );
        break;
      default: bytes =
        Uint8Array.of(...bytes, ...Array.from({ length: 1 + random.nextBelow(8) }, () => random.nextBelow(256)));
    }
    const meaning = judge(bytes);
    try {
      const idx = readIdx(bytes);
      assert.deepEqual(idx.shape, meaning?.shape);
      assert.deepEqual(writeIdx(meaning?.code ?? 0, idx.shape, idx.data), bytes);
      read++;
    } catch (error) {
      assert.ok(error instanceof FormatError, String(error));
      assert.equal(meaning, null, `refused a good file: ${error.message}`);
      refused++;
    }
  }
  assert.ok(refused > 3000 && read > 500, `${refused} refused, ${read} read`);
});
