import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { normalize, type IdxHeader } from '../../lib/data/index.ts';
import { readIdxFile, readMnist } from '../../lib/node/index.ts';
import { writeIdx } from '../data/writeIdx.ts';
import { folderFor } from './fileCalls.ts';

const UINT8 = 0x08;

/** Files of two training images and one test image; `replaced` changes, adds or (undefined) leaves out some. */
function writeSet(t: TestContext, replaced: Record<string, Uint8Array | undefined> = {}): string {
  const directory = folderFor(t);
  const pixels = (n: number, from: number): Uint8Array =>
    Uint8Array.from({ length: n * 784 }, (_, i) => (i + from) % 256);
  const files: Record<string, Uint8Array | undefined> = {
    'train-images-idx3-ubyte.gz': gzipSync(writeIdx(UINT8, [2, 28, 28], pixels(2, 3))),
    'train-labels-idx1-ubyte': writeIdx(UINT8, [2], [9, 0]),
    't10k-images-idx3-ubyte': writeIdx(UINT8, [1, 28, 28], pixels(1, 50)),
    't10k-labels-idx1-ubyte.gz': gzipSync(writeIdx(UINT8, [1], [7])),
    ...replaced,
  };
  for (const [name, bytes] of Object.entries(files)) {
    if (bytes !== undefined) writeFileSync(join(directory, name), bytes);
  }
  return directory;
}

test('plain and packed files make one data set of pixels from 0 to 1', async (t) => {
  const { train, test: held } = await readMnist(writeSet(t));
  assert.deepEqual([train.y, held.y], [Uint8Array.of(9, 0), Uint8Array.of(7)]);
  assert.deepEqual([train.x.length, held.x.length], [1568, 784]);
  assert.deepEqual(
    [train.x[0], train.x[252], train.x[1567]], [Math.fround(3 / 255), 1, Math.fround(((1567 + 3) % 256) / 255)],
  );
  assert.equal(held.x[0], Math.fround(50 / 255));
});

test('gzip is told by content, not by name, and the packed file is read where both are there', async (t) => {
  const misnamed = await readMnist(writeSet(t, { 'train-labels-idx1-ubyte': gzipSync(writeIdx(UINT8, [2], [1, 2])) }));
  assert.deepEqual(misnamed.train.y, Uint8Array.of(1, 2));
  const both = await readMnist(writeSet(t, { 'train-labels-idx1-ubyte.gz': writeIdx(UINT8, [2], [3, 4]) }));
  assert.deepEqual(both.train.y, Uint8Array.of(3, 4));
});

test('all missing files are named in one error that says how to get them', async (t) => {
  const directory = writeSet(t, { 'train-images-idx3-ubyte.gz': undefined, 't10k-images-idx3-ubyte': undefined });
  await assert.rejects(readMnist(directory), {
    name: 'RangeError',
    message: `readMnist: directory must hold the four MNIST files, got '${directory}' without `
      + 'train-images-idx3-ubyte.gz or train-images-idx3-ubyte, t10k-images-idx3-ubyte.gz or t10k-images-idx3-ubyte; '
      + `\`npx bitgrad download-mnist ${directory}\` fetches them`,
  });
  await assert.rejects(
    readMnist(join(directory, 'nowhere')),
    /got '.*nowhere' without train-images.*train-labels.*t10k-images.*t10k-labels/,
  );
});

test('the files are found under all the names that people have them by', async (t) => {
  const plain = await readMnist(writeSet(t)), without = Object.fromEntries(
    ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte.gz']
      .map((name) => [name, undefined]));
  const pixels = (n: number, from: number): Uint8Array =>
    writeIdx(UINT8, [n, 28, 28], Uint8Array.from({ length: n * 784 }, (_, i) => (i + from) % 256));
  const named = (rename: (name: string) => string): Record<string, Uint8Array> => ({
    [rename('train-images-idx3-ubyte')]: pixels(2, 3),
    [rename('train-labels-idx1-ubyte')]: writeIdx(UINT8, [2], [9, 0]),
    [rename('t10k-images-idx3-ubyte')]: pixels(1, 50), [rename('t10k-labels-idx1-ubyte')]: writeIdx(UINT8, [1], [7]),
  });
  const dotted = named((name) => name.replace('-idx', '.idx'));
  const letters = named((name) => `emnist-letters-${name.replace('t10k', 'test')}`);
  const balanced = named((name) => `emnist-balanced-${name.replace('t10k', 'test')}`);
  assert.deepEqual(await readMnist(writeSet(t, { ...without, ...dotted })), plain);
  assert.deepEqual(await readMnist(writeSet(t, { ...without, ...letters })), plain);
  const both = writeSet(t, { ...without, ...letters, ...balanced });
  assert.deepEqual(await readMnist(both, { name: 'emnist-balanced' }), plain);
  await assert.rejects(readMnist(both), {
    name: 'RangeError',
    message: `readMnist: name must be one of 'emnist-balanced', 'emnist-letters', the sets in '${both}', got undefined`,
  });
  await assert.rejects(
    readMnist(both, { name: 'emnist-digits' }), /without emnist-digits-train-images-idx3-ubyte\.gz or emnist-digits-t/);
});

test('images that lie column by column are turned upright, and labels go up to the classes there are', async (t) => {
  const directory = writeSet(t, { 'train-labels-idx1-ubyte': writeIdx(UINT8, [2], [26, 1]) });
  await assert.rejects(readMnist(directory, { classes: 26 }), /from 0 to 25, got 26 at 0; `classes` says/);
  const { train } = await readMnist(directory, { classes: 27, transposed: true });
  const upright = await readMnist(directory, { classes: 27 });
  assert.deepEqual(train.y, Uint8Array.of(26, 1));
  for (const [row, column] of [[0, 1], [5, 20], [27, 3]]) {
    assert.equal(train.x[784 + 28 * row + column], upright.train.x[784 + 28 * column + row]);
  }
});

test('files that are not MNIST are refused by name', async (t) => {
  const images = 't10k-images-idx3-ubyte';
  const cases: [Record<string, Uint8Array>, RegExp][] = [
    [
      { 'train-labels-idx1-ubyte': writeIdx(UINT8, [3], [9, 0, 1]) },
      /images-idx3-ubyte\.gz: it must hold uint8 of shape \[3, 28, 28\] .* got uint8 of shape \[2, 28, 28\]$/,
    ],
    [
      { 'train-labels-idx1-ubyte': writeIdx(UINT8, [2], [9, 10]) },
      /train-labels-idx1-ubyte: labels must be from 0 to 9, got 10 at 1; `classes` says how many there are$/,
    ],
    [
      { 'train-labels-idx1-ubyte': writeIdx(UINT8, [0], []) },
      /train-labels-idx1-ubyte: it must hold uint8 of shape \[examples\], got uint8 of shape \[0\]$/,
    ],
    [
      { 'train-labels-idx1-ubyte': writeIdx(0x09, [2], [9, 0]) },
      /it must hold uint8 of shape \[examples\], got int8 of shape \[2\]$/,
    ],
    [
      { [images]: writeIdx(UINT8, [1, 29, 28], new Uint8Array(29 * 28)) },
      /\[1, 28, 28\] \(one image a label\), got uint8 of shape \[1, 29, 28\]$/,
    ],
    [{ [images]: writeIdx(UINT8, [1, 784], new Uint8Array(784)) }, /got uint8 of shape \[1, 784\]$/],
    [
      { [images]: writeIdx(UINT8, [1, 28, 28], new Uint8Array(783)) },
      /-ubyte: readIdx: .* must be 800 bytes, got 799 bytes: the end is missing$/,
    ],
  ];
  for (const [replaced, message] of cases) {
    await assert.rejects(readMnist(writeSet(t, replaced)), { name: 'FormatError', message });
  }
});

test('a packed file that is cut, damaged, too short or too long for its header is refused by name', async (t) => {
  const path = join(folderFor(t), 'file.gz');
  const idx = writeIdx(0x0c, [40], Array.from({ length: 40 }, (_, i) => i * i * 77));
  const packed = gzipSync(idx);
  writeFileSync(path, packed);
  assert.deepEqual((await readIdxFile(path)).data, Int32Array.from({ length: 40 }, (_, i) => i * i * 77));
  for (let length = 0; length < packed.length; length++) {
    writeFileSync(path, packed.subarray(0, length));
    await assert.rejects(readIdxFile(path), { name: 'FormatError', message: new RegExp(`^readIdxFile: ${path}: `) });
  }
  const damaged = Buffer.from(packed);
  damaged[packed.length - 6] ^= 1; // a bit of the checksum
  writeFileSync(path, damaged);
  await assert.rejects(
    readIdxFile(path), { name: 'FormatError', message: `readIdxFile: ${path}: gzip: incorrect data check` },
  );
  writeFileSync(path, gzipSync(idx.subarray(0, idx.length - 1)));
  await assert.rejects(
    readIdxFile(path), /readIdx: a file of int32 of shape \[40\] must be 168 bytes, got 167 bytes: the end is missing$/,
  );
  writeFileSync(path, gzipSync(Buffer.concat([idx, Buffer.of(0)])));
  await assert.rejects(readIdxFile(path), /: it must unpack to 168 bytes, as its header says, but goes on$/);
});

test('a small file that unpacks to a huge one is refused without being unpacked', async (t) => {
  const path = join(folderFor(t), 'bomb.gz');
  const zeros = new Uint8Array(60e6);
  const refusedCheaply = async (header: Uint8Array, maxBytes: number, message: RegExp): Promise<void> => {
    zeros.set(header);
    writeFileSync(path, gzipSync(zeros, { level: 1 }));
    const before = process.memoryUsage().arrayBuffers;
    await assert.rejects(readIdxFile(path, { maxBytes }), { name: 'FormatError', message });
    assert.ok(process.memoryUsage().arrayBuffers - before < 20e6);
  };
  await refusedCheaply(
    writeIdx(UINT8, [10], []), 2 ** 30, /it must unpack to 18 bytes, as its header says, but goes on$/,
  );
  await refusedCheaply(
    writeIdx(UINT8, [zeros.length - 8], []), 5e7,
    /it must unpack to at most 50000000 bytes \(maxBytes\), but its header says 60000000$/,
  );
});

test('labels are unpacked as far as there can be images for them, and each file as far as maxBytes', async (t) => {
  const count = 342_393, labels = gzipSync(writeIdx(UINT8, [count], new Uint8Array(count)));
  assert.ok(labels.length < 500);
  const bomb = writeSet(t, { 'train-labels-idx1-ubyte': labels });
  const most = /-ubyte: it must hold at most 342392 labels, one an image of 268435456 bytes \(maxBytes\), got 342393$/;
  await assert.rejects(readMnist(bomb), { name: 'FormatError', message: most });
  await assert.rejects(
    readMnist(bomb, { maxBytes: 784 * count + 16 }),
    { message: /shape \[342393, 28, 28\] \(one image a label\), got uint8 of shape \[2,/ },
  );
  const set = writeSet(t), largest = 2 * 784 + 16;
  assert.equal((await readMnist(set, { maxBytes: largest })).train.y.length, 2);
  const message = new RegExp(`images-idx3-ubyte.gz: it must unpack to at most ${largest - 1} bytes`);
  const tooLarge = { name: 'FormatError', message };
  await assert.rejects(readMnist(set, { maxBytes: largest - 1 }), tooLarge);
  await assert.rejects(
    readMnist(set, { maxBytes: '9' as never }),
    { name: 'TypeError', message: "readMnist: maxBytes must be a positive integer, got '9'" },
  );
  await assert.rejects(
    readMnist(set, { maxByte: 9 } as never), { name: 'TypeError', message: /^readMnist: unknown option 'maxByte'/ },
  );
  await assert.rejects(
    readMnist(undefined as never), { name: 'TypeError', message: 'readMnist: directory must be a path, got undefined' },
  );
});

test('room is not made for what a packed file cannot hold', async (t) => {
  const path = join(folderFor(t), 'file.gz'), packed = gzipSync(writeIdx(UINT8, [10_000_000], []));
  writeFileSync(path, packed);
  const cannot = `it must unpack to 10000008 bytes, as its header says, but ${packed.length} bytes cannot`;
  const message = `readIdxFile: ${path}: ${cannot}`;
  await assert.rejects(readIdxFile(path), { name: 'FormatError', message });
  const most = gzipSync(writeIdx(UINT8, [3_000_000], new Uint8Array(3_000_000)), { level: 9 });
  writeFileSync(path, most);
  assert.ok(3e6 > 1000 * most.length, 'near the limit of deflate');
  assert.equal((await readIdxFile(path)).data.length, 3_000_000);
});

test('what came in place of a file is said', async (t) => {
  const path = join(folderFor(t), 'file'), page = '<!DOCTYPE html><title>404</title>';
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:440f\nsize 9912422\n';
  const cases: [string | Uint8Array, string][] = [
    [page, 'an HTML page'], [gzipSync(page), 'an HTML page'], [gzipSync(gzipSync(page)), 'gzip: unpack it first'],
    ['{"message":"Not Found"}', 'JSON'],
    [pointer, 'a pointer of git-LFS: `git lfs pull` fetches the file itself'],
  ];
  for (const [bytes, got] of cases) {
    writeFileSync(path, bytes);
    await assert.rejects(
      readIdxFile(path),
      { name: 'FormatError', message: `readIdxFile: ${path}: readIdx: bytes must begin with 00 00, got ${got}` },
    );
  }
});

test('onHeader sees the header before the data and can refuse the file; what is no file or too large is '
  + 'refused', async (t) => {
  const directory = folderFor(t);
  const path = join(directory, 'file');
  writeFileSync(path, writeIdx(0x0d, [2, 3], [1])); // the data is short, yet the header comes first
  const onHeader = ({ type, shape }: { readonly type: string; readonly shape: readonly number[] }): never => {
    throw new RangeError(`${type} ${shape.join(' ')}`);
  };
  await assert.rejects(readIdxFile(path, { onHeader }), { name: 'RangeError', message: 'float32 2 3' });
  const later = async (header: IdxHeader): Promise<void> => Promise.resolve(header).then(onHeader);
  for (const bytes of [writeIdx(0x08, [1], [1]), gzipSync(writeIdx(0x08, [1], [1]))]) {
    writeFileSync(join(directory, 'whole'), bytes);
    const read = readIdxFile(join(directory, 'whole'), { onHeader: later });
    await assert.rejects(read, { name: 'RangeError', message: 'uint8 1' });
  }
  const tooLarge = `readIdxFile: ${path}: it must have at most 15 bytes (maxBytes), got 16`;
  await assert.rejects(readIdxFile(path, { maxBytes: 15 }), { name: 'FormatError', message: tooLarge });
  await assert.rejects(readIdxFile(path, { maxBytes: 0 }), {
    name: 'RangeError', message: 'readIdxFile: maxBytes must be a positive integer, got 0',
  });
  mkdirSync(join(directory, 'folder'));
  await assert.rejects(readIdxFile(join(directory, 'folder')), /folder: it must be a regular file$/);
  await assert.rejects(readIdxFile(join(directory, 'nothing')), { code: 'ENOENT' });
  const pipe = join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const other of [pipe, '/dev/zero']) {
    await assert.rejects(readIdxFile(other), { name: 'FormatError', message: /: it must be a regular file$/ });
  }
  await assert.rejects(
    readIdxFile(path, { onHeader: 5 as never }),
    { name: 'TypeError', message: 'readIdxFile: onHeader must be a function, got 5' },
  );
  await assert.rejects(
    readIdxFile(null as never), { name: 'TypeError', message: 'readIdxFile: path must be a path, got null' },
  );
});

const MNIST_DIR = process.env.MNIST_DIR;

test('the real MNIST has the digits, sizes and row norms that others report', {
  skip: MNIST_DIR ? false : 'MNIST_DIR is not set',
}, async () => {
  const { train, test: held } = await readMnist(MNIST_DIR ?? '');
  assert.deepEqual(
    [train.x.length, train.y.length, held.x.length, held.y.length], [60000 * 784, 60000, 10000 * 784, 10000],
  );
  assert.deepEqual([...train.y.subarray(0, 5), ...held.y.subarray(0, 5)], [5, 0, 4, 1, 9, 7, 2, 1, 0, 4]);
  const sha256 = (header: string, bytes: Uint8Array): string =>
    createHash('sha256').update(Buffer.from(header, 'hex')).update(bytes).digest('hex');
  assert.equal(sha256('0000080100002710', held.y), 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2');
  const pixels = Uint8Array.from(held.x, (v) => Math.round(255 * v));
  assert.equal(
    sha256('00000803000027100000001c0000001c', pixels),
    '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  );
  const rows = normalize(train.x, [60000, 28, 28]);
  let zero = 0;
  for (let start = 0; start < rows.length; start += 28) {
    let squares = 0;
    for (let i = start; i < start + 28; i++) squares += rows[i] * rows[i];
    const length = Math.sqrt(squares);
    if (length === 0) zero++;
    else if (!(Math.abs(length - 1) < 1e-6)) assert.fail(`row at ${start} has norm ${length}`);
  }
  assert.equal((zero / (60000 * 28)).toFixed(3), '0.295');
});
