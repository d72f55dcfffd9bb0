import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { FormatError, ShapeError, StateError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { readNpy, readNpz, writeNpy, type NpyData } from '../../lib/data/index.ts';
import { pick } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { peers } from './peers.ts';

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

test('every type, order of bytes and of indices, and version of NumPy is read', () => {
  for (const { hex, shape, data, dtype } of peers.npy) {
    const read = readNpy(fromHex(hex));
    assert.deepEqual([read.shape, [...read.data]], [shape, data], dtype);
  }
  const kinds = new Map(peers.npy.map(({ hex, dtype }) => [dtype, readNpy(fromHex(hex)).data.constructor]));
  assert.deepEqual(
    ['<f4', '>f8', '|i1', '>i2', '<i4', '>i8', '|u1', '<u2', '>u4', '<u8', '|b1'].map((dtype) => kinds.get(dtype)),
    [Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Float64Array, Uint8Array, Uint16Array, Uint32Array,
      Float64Array, Uint8Array],
  );
});

test("writeNpy gives numpy.save's bytes", () => {
  const written = peers.npy.filter(({ dtype, hex }) => /^[<|]([fu][1248]|i[124])$/.test(dtype) && !/u8/.test(dtype)
    && hex.startsWith('934e554d50590100') && !Buffer.from(hex, 'hex').includes('True'));
  assert.ok(written.length >= 10);
  for (const { hex, shape } of written) {
    assert.equal(Buffer.from(writeNpy(readNpy(fromHex(hex)).data, shape)).toString('hex'), hex);
  }
});

test('what was written is read again, of any type and shape, wherever it lies', () => {
  const random = new Philox(7, 60);
  const types = [Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Uint8Array, Uint16Array, Uint32Array];
  for (let round = 0; round < 60; round++) {
    const shape = Array.from({ length: random.nextBelow(5) }, () => random.nextBelow(5));
    const length = shape.reduce((size, one) => size * one, 1);
    const data: NpyData = new (pick(random, types))(Array.from({ length }, () => random.nextUint32()));
    const bytes = writeNpy(data, shape), around = new Uint8Array(bytes.length + 9);
    around.set(bytes, 5);
    assert.deepEqual(readNpy(around.subarray(5, 5 + bytes.length)), { shape, data });
    assert.equal((bytes.length - data.byteLength) % 64, 0);
  }
});

/** A file of version 1.0 with that header and so many bytes after it. */
function withHeader(header: string, bytes: number): Uint8Array {
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  return Buffer.concat([start, Buffer.from(header, 'latin1'), Buffer.alloc(bytes)]);
}

test('a header in another order, in other quotes and as Python 2 wrote it is read', () => {
  const header = '{"shape": (2L, 1L), "fortran_order": False, "descr": "<u2"}';
  assert.deepEqual(readNpy(withHeader(header, 4)), { shape: [2, 1], data: new Uint16Array(2) });
});

const plain = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
checkRefusals('what is no array of NumPy is refused by what is wrong', [
  [() => readNpy(new Uint8Array(0)), FormatError, /^readNpy: bytes must begin with 93 'NUMPY' .*, got no bytes$/],
  [() => readNpy(Buffer.from('PK\x03\x04 more than ten')), FormatError, /got a ZIP archive: unpack it first$/],
  [() => readNpy(withHeader(plain, 7)), FormatError, /a file of f4 of shape \(2\) must be 75 bytes, got 74$/],
  [() => readNpy(withHeader(plain, 9)), FormatError, /must be 75 bytes, got 76$/],
  [() => readNpy(withHeader(plain.replace('<f4', '<f2'), 4)), FormatError, /the type must be one of f4, .*, got f2$/],
  [() => readNpy(withHeader(plain.replace('<f4', '<U9'), 4)), FormatError, /the type must be one of f4, .*, got U9$/],
  [() => readNpy(withHeader(plain.replace('<f4', 'O'), 4)), FormatError, /descr must be a type of n.*, got 'O'$/],
  [() => readNpy(withHeader(plain.replace('False', 'false'), 8)), FormatError, /the header must have descr, /],
  [() => readNpy(withHeader(plain.replace('(2,)', '(2)'), 8)), FormatError, /shape must be a tuple of .* got '\(2\)'$/],
  [() => readNpy(withHeader(plain.replace('(2,)', '(2,,)'), 8)), FormatError, /shape must be a tuple/],
  [() => readNpy(withHeader(plain.replace('(2,)', '(99999999999999999,)'), 8)), FormatError, /shape must be a tuple/],
  [() => readNpy(withHeader(plain.replace("'shape'", "'shapes'"), 8)), FormatError, /the header must have descr, /],
  [() => readNpy(withHeader(plain.replace('}', "'more': True}"), 8)), FormatError, /the header must have descr, /],
  [() => readNpy(withHeader(plain.replace('}', "'shape': (2,)}"), 8)), FormatError, /each thing once, got 'shape' a/],
  [() => readNpy(withHeader('[1]', 8)), FormatError, /the header must be a dictionary, got '\[1\]'$/],
  [() => readNpy(Uint8Array.from(withHeader(plain, 8), (b, i) => (i === 6 ? 4 : b))), FormatError, /3\.0, got 4\.0$/],
  [
    () => readNpy(Uint8Array.from(withHeader(plain.replace('<f4', '|b1'), 2), (b, i) => (i === 68 ? 2 : b))),
    FormatError, /booleans must be 0 or 1, got 2 at 1$/,
  ],
  [
    () => readNpy(Buffer.concat([withHeader(plain.replace('<f4', '<i8'), 0), Buffer.from('0000000000000000'
      + '0000000000002000', 'hex')])), FormatError, /whole numbers .* got 9007199254740992 at 1$/,
  ],
  [() => writeNpy(Float32Array.of(1, 2), [3]), ShapeError, /^writeNpy: data must hold 3 elements, shape \(3\), got 2$/],
  [() => writeNpy([1, 2] as never), TypeError, /^writeNpy: data must be a typed array of numbers, got \[1, 2\]$/],
  [() => writeNpy(new BigInt64Array(1) as never), TypeError, /^writeNpy: data must be a typed array of numbers/],
]);

test('an archive of NumPy is read, packed or not', async () => {
  for (const { hex, sums, shapes } of peers.npz) {
    const arrays = await readNpz(fromHex(hex));
    assert.deepEqual(Object.fromEntries(Object.entries(arrays).map(([name, { shape }]) => [name, shape])), shapes);
    for (const [name, { data }] of Object.entries(arrays)) {
      assert.equal([...data].reduce((sum, value) => sum + value, 0), sums[name]);
    }
  }
});

/** What a record of the directory says of an entry, where not the truth. */
interface Lie {
  readonly size?: number;
  readonly crc?: number;
  readonly method?: number;
  readonly flags?: number;
  readonly ownName?: string;
}

const crcOf = (bytes: Uint8Array): number => {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return (crc ^ -1) >>> 0;
};

/** An archive of these entries, packed where they are to be. */
function zip(entries: readonly (readonly [name: string, bytes: Uint8Array, pack: boolean, lie?: Lie])[]): Uint8Array {
  const parts: Buffer[] = [], directory: Buffer[] = [];
  let at = 0;
  for (const [name, bytes, pack, { size = bytes.length, crc = crcOf(bytes), method = pack ? 8 : 0, flags = 0,
    ownName = name } = {}] of entries) {
    const body = pack ? deflateRawSync(bytes) : Buffer.from(bytes), record = Buffer.alloc(46), own = Buffer.alloc(30);
    record.writeUInt32LE(0x02014b50, 0);
    own.writeUInt32LE(0x04034b50, 0);
    record.writeUInt16LE(flags, 8);
    record.writeUInt16LE(method, 10);
    [crc, body.length, size].forEach((value, i) => record.writeUInt32LE(value, 16 + 4 * i));
    record.writeUInt16LE(name.length, 28);
    own.writeUInt16LE(ownName.length, 26);
    record.writeUInt32LE(at, 42);
    parts.push(own, Buffer.from(ownName), body);
    directory.push(record, Buffer.from(name));
    at += 30 + ownName.length + body.length;
  }
  const end = Buffer.alloc(22), all = Buffer.concat(directory);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(all.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, all, end]);
}

test('archives that lie are refused, and none is unpacked beyond what it says', async () => {
  const npy = writeNpy(new Float32Array(5000)), bomb = new Uint8Array(2 ** 22);
  assert.deepEqual((await readNpz(zip([['__proto__.npy', npy, true]])))['__proto__'].shape, [5000]);
  assert.deepEqual(Object.keys(await readNpz(zip([]))), []);
  const cases: [Uint8Array, RegExp][] = [
    [zip([['x.npy', npy, true], ['x.npy', npy, false]]), /each entry must have a name of its own, got 'x\.npy' again$/],
    [zip([['x.npy', npy, true, { size: npy.length - 1 }]]), /'x\.npy' must unpack to 20127 bytes, got more$/],
    [zip([['x.npy', npy, true, { size: npy.length + 1 }]]), /'x\.npy' must unpack to 20129 bytes, got 20128$/],
    [zip([['x.npy', npy, false, { size: npy.length + 1 }]]), /must have 20129 bytes, as it is stored, got 20128$/],
    [zip([['x.npy', npy, true, { size: 2 ** 31 }]]), /must unpack to what \d+ bytes can make, got 2147483648$/],
    [zip([['x.npy', bomb, true, { size: 100 }]]), /'x\.npy' must unpack to 100 bytes, got more$/],
    [zip([['x.npy', npy, true, { crc: 1 }]]), /'x\.npy' must have the checksum that the archive says/],
    [zip([['x.npy', npy, false, { crc: 1 }]]), /must have the checksum/],
    [zip([['x.npy', npy, false, { method: 12 }]]), /must be stored or deflated, got method 12$/],
    [zip([['x.npy', npy, false, { flags: 1 }]]), /must be readable, got one that is encrypted$/],
    [zip([['x.npy', npy, false, { ownName: 'y.npy' }]]), /must have that name in its own header, got 'y\.npy'$/],
    [zip([['x.npy', Buffer.alloc(9, 255), false, { method: 8 }]]), /'x\.npy' must be well packed, got /],
    [zip([['x.txt', npy, false]]), /each entry must be named for an array, as in x\.npy, got 'x\.txt'$/],
    [zip([['x.npy', npy.subarray(1), false]]), /^readNpz: x\.npy: readNpy: bytes must begin/],
    [npy, /bytes must be a ZIP archive, whole to its end, got a NumPy array$/],
    [new Uint8Array(3), /bytes must be a ZIP archive/],
  ];
  for (const [bytes, message] of cases) await assert.rejects(readNpz(bytes), { name: 'FormatError', message });
  const two = zip([['x.npy', npy, true], ['y.npy', npy, true]]);
  await assert.rejects(readNpz(two, { maxBytes: 40255 }), /must unpack to at most 40255 bytes \(maxBytes\), got 40256/);
  assert.equal(Object.keys(await readNpz(two, { maxBytes: 40256 })).length, 2);
});

test('a damaged file or archive is read as before or refused as malformed, whatever the damage', async () => {
  const random = new Philox(99, 4), files = peers.npy.map(({ hex }) => fromHex(hex));
  const archives = peers.npz.map(({ hex }) => fromHex(hex));
  const damage = (bytes: Uint8Array): Uint8Array => {
    const damaged = bytes.slice(0, random.nextBelow(3) === 0 ? random.nextBelow(bytes.length) : bytes.length);
    for (let i = random.nextBelow(4); i >= 0 && damaged.length > 0; i--) {
      damaged[random.nextBelow(damaged.length)] = random.nextBelow(256);
    }
    return damaged;
  };
  for (let round = 0; round < 1000; round++) {
    try {
      readNpy(damage(pick(random, files)));
    } catch (error) {
      assert.ok(error instanceof FormatError, String(error));
    }
  }
  for (let round = 0; round < 300; round++) {
    await readNpz(damage(pick(random, archives))).catch((error: unknown) => {
      assert.ok(error instanceof FormatError, String(error));
    });
  }
});

test('an engine that cannot unpack says so', async (t) => {
  const packed = zip([['x.npy', writeNpy(new Float32Array(3)), true]]);
  const engine = globalThis as { DecompressionStream: unknown }, { DecompressionStream } = engine;
  t.after(() => { engine.DecompressionStream = DecompressionStream; });
  engine.DecompressionStream = undefined;
  await assert.rejects(readNpz(packed), (error) => error instanceof StateError && /deflate-raw/.test(error.message));
});
