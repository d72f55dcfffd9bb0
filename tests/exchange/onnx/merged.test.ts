import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOnnx } from '../../../lib/exchange/onnx/index.ts';
import type { Message } from '../../../lib/exchange/onnx/wire.ts';
import { file, floats, integers, node } from './messages.ts';

/** Files that have the batch and an axis beside it as one: batch and heads, or batch and steps. */

const ramp = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => i - count / 3);
const SIZES = [
  integers('rows', [-1, 4]), integers('apart', [-1, 3, 2]), integers('turned', [3, -1, 4]), integers('all', [-1, 12]),
];
const W = [1, -2, 3, 0.5, -1, 2, 4, -3];

/** x (batch, 3, 4) in rows, then the nodes, from r on to s. */
const inRows = (nodes: readonly Message[], tensors: readonly Message[] = []): Uint8Array => file({
  nodes: [node('Reshape', ['x', 'rows'], ['r']), ...nodes], input: ['n', 3, 4], tensors: [...SIZES, ...tensors],
});

const refused = (bytes: Uint8Array, message: RegExp): void =>
  assert.throws(() => readOnnx(bytes), { name: 'FormatError', message });

test('steps and batch in one axis go through products and numbers, row by row', () => {
  const net = readOnnx(inRows([
    node('Gemm', ['r', 'w', 'b'], ['g']), node('Mul', ['g', 'c'], ['m']), node('Relu', ['m'], ['s']),
    node('Reshape', ['s', 'apart'], ['y']),
  ], [floats('w', [4, 2], W), floats('b', [2], [1, -1]), floats('c', [1, 2], [1, -2])]));
  const x = ramp(24), wanted: number[] = [];
  for (let row = 0; row < 6; row++) {
    for (const j of [0, 1]) {
      let sum = 0;
      for (let i = 0; i < 4; i++) sum += x[row * 4 + i] * W[i * 2 + j];
      wanted.push(Math.max(0, Math.fround(Math.fround(sum + [1, -1][j]) * [1, -2][j])));
    }
  }
  net.predict(x).forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) <= 1e-5 * Math.abs(wanted[i]), `${i}`));
});

test('an output of such rows has the batch first, and then the other axis', () => {
  const flat = file({ nodes: [node('Flatten', ['x'], ['y'], { axis: 2 })], input: [2, 3, 4] });
  const net = readOnnx(flat);
  assert.deepEqual(net.network.graph.outputs.map(({ shape }) => shape), [[3, 4]]);
  assert.deepEqual(net.predict(ramp(24)), ramp(24));
});

test('steps before the batch in one axis come apart again', () => {
  const net = readOnnx(inRows([
    node('Reshape', ['r', 'apart0'], ['a']), node('Transpose', ['a'], ['t'], { perm: [1, 0, 2] }),
    node('Reshape', ['t', 'rows'], ['both']), node('Neg', ['both'], ['s']), node('Reshape', ['s', 'turned'], ['u']),
    node('Transpose', ['u'], ['y'], { perm: [1, 0, 2] }),
  ], [integers('apart0', [-1, 3, 4])]));
  assert.deepEqual(net.predict(ramp(24)), ramp(24).map((one) => -one));
});

test('what would mix examples is refused', () => {
  refused(inRows([node('Softmax', ['r'], ['s'], { axis: 0 }), node('Reshape', ['s', 'all'], ['y'])]), /not the batch/);
  refused(inRows([node('PRelu', ['r', 'c'], ['y'])], [floats('c', [4], W.slice(4))]), /PRelu 'y' must have the batch/);
  refused(inRows([node('Add', ['r', 'c'], ['y'])], [floats('c', [6, 4], Array<number>(24).fill(1))]), /last 1 axes/);
  refused(inRows([node('Add', ['r', 'x'], ['y'])]), /must have the batch in one axis with another in all/);
  refused(inRows([node('MatMul', ['c', 'r'], ['y'])], [floats('c', [2, 6], [...ramp(12)])]), /must have/);
});

test('a batch of which a file says that it is 1 is no part of an axis', () => {
  const bytes = file({
    nodes: [node('Reshape', ['x', 'sizes'], ['r']), node('Relu', ['r'], ['y'])], input: [1, 3, 4],
    tensors: [integers('sizes', [3, 4])],
  });
  refused(bytes, /must keep the batch apart, or with the axis beside it as one, got batch × 3 × 4 to 3 × 4$/);
});
