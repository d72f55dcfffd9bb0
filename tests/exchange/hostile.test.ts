/**
 * Files that lie, of every format: each is refused before memory is taken for what it says. Those of ONNX are in onnx/.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import {
  modelFromSafetensors, readKeras, readOnnx, readSafetensors, readTfjs, saveSafetensors, writeKeras, writeSafetensors,
  writeTfjs,
} from '../../lib/exchange/index.ts';
import { readZip, writeZip } from '../../lib/data/zip.ts';
import { add, dense } from '../../lib/layers/index.ts';
import { input, model as modelOf, sequential } from '../../lib/model/index.ts';
import { Message } from '../../lib/exchange/onnx/wire.ts';

const HUGE = 2 ** 40;
const model = sequential([dense({ units: 3, inputShape: [2], name: 'hidden' }), dense({ units: 1, name: 'out' })]);
const keras = new Map(readZip('test', writeKeras(model), 2 ** 24).map(({ name, bytes }) => [name, bytes]));
const tfjs = writeTfjs(model);

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();
const refused = (message: RegExp) => ({ name: 'FormatError', message });

/** The archive with one part changed as text. */
function changedKeras(from: RegExp, to: string): Uint8Array {
  const config = text(keras.get('config.json')), changed = config.replace(from, to);
  assert.notEqual(changed, config);
  return writeZip('test', new Map([...keras, ['config.json', Buffer.from(changed)]]));
}

function changedTfjs(from: RegExp, to: string): Map<string, Uint8Array> {
  const file = text(tfjs.get('model.json')), changed = file.replace(from, to);
  assert.notEqual(changed, file);
  return new Map([...tfjs, ['model.json', Buffer.from(changed)]]);
}

/** What is refused takes no memory to speak of. */
async function expectCheap(act: () => unknown): Promise<void> {
  const before = process.memoryUsage().arrayBuffers;
  await act();
  const grown = process.memoryUsage().arrayBuffers - before;
  assert.ok(grown < 2 ** 26, `${grown} bytes were taken`);
}

test('a layer of 2⁴⁰ units is refused', async () => {
  const config = `"units":${HUGE}`;
  await expectCheap(async () => {
    await assert.rejects(readKeras(changedKeras(/"units":3/, config)), refused(/must/));
    await assert.rejects(readTfjs(changedTfjs(/"units":3/, config)), refused(/must/));
    const own = saveSafetensors(model), { metadata, tensors } = readSafetensors(own);
    const described = metadata.get('bitgrad.model') ?? '', changed = described.replace('"units":3', config);
    assert.notEqual(changed, described);
    const forged = writeSafetensors(tensors, { format: 'bitgrad', 'bitgrad.model': changed });
    assert.throws(() => modelFromSafetensors(forged), refused(/must/));
  });
});

test('a tensor of 2⁴⁰ elements is refused', async () => {
  await expectCheap(async () => {
    const header = Buffer.from(`{"a":{"dtype":"F32","shape":[${HUGE}],"data_offsets":[0,${4 * HUGE}]}}`.padEnd(80));
    const length = Buffer.alloc(8);
    length.writeUInt32LE(header.length);
    assert.throws(() => readSafetensors(Buffer.concat([length, header])), refused(/must/));
    await assert.rejects(readTfjs(changedTfjs(/"shape":\[2,3\]/, `"shape":[${HUGE},3]`)), refused(/weights must take/));
    const weights = Buffer.from(keras.get('model.weights.h5') ?? []), size = Buffer.alloc(8);
    size.writeUInt32LE(3); // of shape [2, 3]
    for (let at = weights.indexOf(size); at >= 0; at = weights.indexOf(size)) weights.writeBigUInt64LE(2n ** 40n, at);
    const archive = writeZip('test', new Map([...keras, ['model.weights.h5', new Uint8Array(weights)]]));
    await assert.rejects(readKeras(archive), refused(/must/));
  });
});

/** An archive of one packed member that says it unpacks to `size` bytes. */
function packed(name: string, bytes: Uint8Array, size: number): Uint8Array {
  const archive = Buffer.from(writeZip('test', new Map([[name, bytes]])));
  const central = archive.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  archive.writeUInt16LE(8, 8); // deflate
  archive.writeUInt16LE(8, central + 10);
  archive.writeUInt32LE(size, 22);
  archive.writeUInt32LE(size, central + 24);
  return new Uint8Array(archive);
}

test('a zip bomb is refused by what it says, and by what it does where it lies', async () => {
  const million = 2 ** 20, zeros = deflateRawSync(new Uint8Array(64 * million));
  await expectCheap(async () => {
    await assert.rejects(readKeras(packed('config.json', zeros, 64 * million)), refused(/at most 200 times/));
    await assert.rejects(readKeras(packed('config.json', zeros, 2 ** 31)), refused(/must/));
    await assert.rejects(readKeras(packed('config.json', zeros, 100)), refused(/must|unpack/));
  });
});

test('a shard that lies about its length, its name or its place is refused', async () => {
  const shard = tfjs.get('weights.bin') ?? new Uint8Array(), longer = new Uint8Array(shard.length + 4);
  for (const bytes of [shard.subarray(1), longer, new Uint8Array()]) {
    await assert.rejects(readTfjs(new Map([...tfjs, ['weights.bin', bytes]])), refused(/must hold 52 bytes, got/));
  }
  for (const path of ['../weights.bin', '/etc/passwd', 'http://other/w.bin', 'C:w.bin', 'a/../../w', '%2e%2e/w']) {
    await assert.rejects(readTfjs(changedTfjs(/"weights\.bin"/, JSON.stringify(path))), refused(/relative path/));
  }
  await assert.rejects(readTfjs(changedTfjs(/"weights\.bin"/, '"other.bin"')), refused(/parts must have 'other\.bin'/));
});

test('a graph that runs in a circle is refused', async () => {
  const x = input({ shape: [2], name: 'x' }), hidden = dense({ units: 2, name: 'a' }).apply(x);
  const net = modelOf({ inputs: x, outputs: add({ name: 'b' }).apply([x, hidden]) });
  const archive = new Map(readZip('test', writeKeras(net), 2 ** 24).map(({ name, bytes }) => [name, bytes]));
  const circle = text(archive.get('config.json')).replaceAll('"keras_history":["x",0,0]', '"keras_history":["b",0,0]');
  const forged = writeZip('test', new Map([...archive, ['config.json', Buffer.from(circle)]]));
  await assert.rejects(readKeras(forged), refused(/./));
  const parts = writeTfjs(net), file = text(parts.get('model.json'));
  const bent = file.replaceAll('["x",0,0,{}]', '["b",0,0,{}]').replaceAll('["x",0,0]', '["b",0,0]');
  assert.notEqual(bent, file);
  await assert.rejects(readTfjs(new Map([...parts, ['model.json', Buffer.from(bent)]])), refused(/./));
});

test('more layers than are allowed, and lists in lists without end, are refused', async () => {
  const layers = Array.from({ length: 40 }, (_, i) => dense({ units: 1, ...(i === 0 && { inputShape: [1] }) }));
  const stack = sequential(layers);
  await assert.rejects(readKeras(writeKeras(stack), { maxLayers: 30 }), refused(/must have at most 30 layers/));
  await assert.rejects(readTfjs(writeTfjs(stack), { maxLayers: 30 }), refused(/must have at most 30 layers/));
  const deep = Buffer.from('['.repeat(100_000) + ']'.repeat(100_000));
  await assert.rejects(readTfjs({ 'model.json': deep }), refused(/lists in at most 256 others/));
  await assert.rejects(readKeras(writeZip('test', new Map([...keras, ['config.json', deep]]))), refused(/at most 256/));
});

/** An ONNX file of nodes, each an operator from one value to the next. */
function chain(ops: readonly string[], sizes: readonly number[]): Uint8Array {
  const shape = new Message();
  for (const size of sizes) shape.message(1, new Message().int(1, size));
  const info = (name: string): Message =>
    new Message().text(1, name).message(2, new Message().message(1, new Message().int(1, 1).message(2, shape)));
  const graph = new Message();
  ops.forEach((op, i) => {
    const node = new Message().text(1, `v${i}`);
    if (op === 'Concat') node.text(1, `v${i}`);
    node.text(2, `v${i + 1}`).text(4, op);
    if (op === 'Concat') node.message(5, new Message().text(1, 'axis').int(3, 1).int(20, 2));
    graph.message(1, node);
  });
  graph.text(2, 'g').message(11, info('v0')).message(12, info(`v${ops.length}`));
  return new Message().int(1, 8).message(7, graph).message(8, new Message().int(2, 17)).toBytes();
}

test('an ONNX graph of more nodes than are allowed is refused, one of as many is read', () => {
  const many = chain(Array<string>(20_001).fill('Relu'), [1, 2]);
  assert.throws(() => readOnnx(many), refused(/at most 20000 .*got 20001$/));
  const two = chain(['Relu', 'Neg'], [1, 2]);
  assert.throws(() => readOnnx(two, { maxNodes: 1 }), refused(/nodes must be at most 1 \(maxNodes\), got 2$/));
  assert.deepEqual([...readOnnx(two, { maxNodes: 2 }).predict([1, 2])], [-1, -2]);
});

test('an ONNX file of a few bytes whose model would take gigabytes is refused', async () => {
  const doubling = chain(Array<string>(20).fill('Concat'), [1, 64]); // to 2²⁶ elements an example
  await expectCheap(() => assert.throws(
    () => readOnnx(doubling), refused(/a model for batches of 128 must take at most 268435456 bytes \(maxBytes\)/),
  ));
  assert.equal(readOnnx(chain(['Concat'], [1, 64]), { maxBytes: 2 ** 20 }).predict(new Float32Array(64)).length, 128);
});
