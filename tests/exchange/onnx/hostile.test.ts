import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readOnnx } from '../../../lib/exchange/onnx/index.ts';
import { Message } from '../../../lib/exchange/onnx/wire.ts';
import { file, node, zeros } from './messages.ts';
import { readMutated } from './mutate.ts';

/** Bytes that lie. */

const refused = (bytes: Uint8Array, message: RegExp, options = {}): void =>
  assert.throws(() => readOnnx(bytes, options), { name: 'FormatError', message });

test('a small file is read', () => {
  assert.deepEqual([...readOnnx(file({})).predict(Float32Array.of(-1, 2))], [0, 2]);
});

test('sizes are checked before anything is made', () => {
  const add = [node('Add', ['x', 'w'], ['y'])];
  refused(file({ nodes: add, tensors: [zeros('w', [2 ** 40], 8)] }), /must have 4398046511104 bytes .*, got 8$/);
  refused(file({ nodes: add, tensors: [zeros('w', [2 ** 30, 2 ** 30], 8)] }), /number of elements below 2⁵³/);
  refused(file({ nodes: add, tensors: [zeros('w', [-1], 8)] }), /sizes from 0, got -1/);
  refused(file({ input: [1, 2 ** 40] }), /at most 67108864 elements an example, got 1099511627776/);
  refused(file({ input: [1, 4] }), /at most 2 elements an example, got 4/, { maxElements: 2 });
});

test('all operators without a layer are named at once', () => {
  const nodes = [node('Frob', ['x'], ['a']), node('Frob', ['a'], ['b']), node('Loop', ['b'], ['y'])];
  refused(file({ nodes }), /among Add, And.*, got 'Frob' × 2 \('a', 'b'\), 'Loop' × 1 \('y'\)$/);
});

test('an operator without inputs that it needs is refused', () => {
  for (const op of ['Gather', 'Add', 'Where', 'Concat', 'Max', 'Conv', 'Gemm', 'LSTM', 'Reshape']) {
    refused(file({ nodes: [node(op, [], ['a']), node('Add', ['x', 'a'], ['y'])] }), /must have inputs, got none/);
    if (op === 'Concat' || op === 'Max') continue; // which one input is enough for
    refused(
      file({ nodes: [node(op, ['w'], ['a']), node('Add', ['x', 'a'], ['y'])], tensors: [zeros('w', [1], 4)] }),
      /must|written once|leads to none/,
    );
  }
});

test('names are written once, nodes come in order, versions are known', () => {
  refused(file({ nodes: [node('Relu', ['x'], ['x']), node('Relu', ['x'], ['y'])] }), /written once, got 'x' twice/);
  refused(file({ nodes: [node('Relu', ['b'], ['y']), node('Relu', ['x'], ['b'])] }), /got 'b' that nothing before it/);
  refused(file({ opset: 29 }), /operators of version 6 to 28, got 29/);
  refused(file({ opset: 5 }), /operators of version 6 to 28, got 5/);
  refused(file({ nodes: [node('Relu', ['x'], ['z'])] }), /output must be made by a node, got 'y'/);
  refused(file({ nodes: [node('Relu', ['x'], ['y']).text(7, 'own')] }), /domain that the model imports, got 'own'/);
});

test('names of files are names below the folder, and only these are asked for', () => {
  const entry = (key: string, value: string): Message => new Message().text(1, key).text(2, value);
  const external = (location: string): Uint8Array => file({
    nodes: [node('Add', ['x', 'w'], ['y'])],
    tensors: [new Message().int(1, 2).int(2, 1).text(8, 'w').message(13, entry('location', location))
      .message(13, entry('offset', '4')).message(13, entry('__proto__', 'ignored')).int(14, 1)],
  });
  const asked: string[] = [], externalData = (name: string): Uint8Array => {
    asked.push(name);
    return new Uint8Array(Float32Array.of(9, 1, 2).buffer);
  };
  for (const name of ['', '/etc/passwd', '../w', 'a/../../w', 'a\\w', 'C:w', 'http://w', 'a//w', 'w\0']) {
    refused(external(name), /location below the model’s folder/, { externalData });
  }
  assert.deepEqual([...readOnnx(external('parts/w.bin'), { externalData }).predict(Float32Array.of(1, 1))], [2, 3]);
  assert.deepEqual(asked, ['parts/w.bin']);
  refused(external('w'), /externalData must be a function that gives it/);
});

test('legal names are names, whatever they mean elsewhere', () => {
  const nodes = [node('Relu', ['x'], ['__proto__']), node('Relu', ['__proto__'], ['y'])];
  assert.deepEqual([...readOnnx(file({ nodes })).predict(Float32Array.of(-1, 2))], [0, 2]);
});

test('changed bytes are a model or a FormatError', () => {
  const read = readMutated(600);
  assert.ok(read > 0 && read < 600);
});

test('channelsLast takes images as layers have them', () => {
  const nodes = [node('GlobalMaxPool', ['x'], ['y'])], bytes = file({ nodes, input: [1, 2, 1, 3] });
  const first = readOnnx(bytes).predict(Float32Array.of(1, 2, 3, 6, 5, 4));
  const net = readOnnx(bytes, { channelsLast: true });
  assert.deepEqual(net.network.inputShape, [1, 3, 2]);
  assert.deepEqual([...net.predict(Float32Array.of(1, 6, 2, 5, 3, 4))], [...first]);
});

test('numbers that no layer takes are the file’s fault, not the caller’s', () => {
  const at = new URL('../../vectors/exchange/onnx/bn_kept.onnx', import.meta.url);
  const bytes = new Uint8Array(readFileSync(at)), text = Buffer.from(bytes).toString('latin1');
  const epsilon = text.indexOf('epsilon') + 'epsilon'.length + 1;
  new DataView(bytes.buffer).setFloat32(epsilon, -1, true);
  refused(bytes, /BatchNormalization '.*' makes no layer: batchNormalization: epsilon must be .* above 0, got -1$/);
});
