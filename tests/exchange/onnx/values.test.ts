import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOnnx, writeOnnx } from '../../../lib/exchange/onnx/index.ts';
import type { Message } from '../../../lib/exchange/onnx/wire.ts';
import { rescaling } from '../../../lib/layers/index.ts';
import { sequential } from '../../../lib/model/index.ts';
import { file, floats, integers, node } from './messages.ts';

/** What operators make of numbers that are easily lost: −0, NaN, infinities, and those far below the bounds. */

const X = [-Infinity, -3, -1e-20, -0, 0, 1e-20, 2.5, 7, Infinity, NaN];

/** What one operator gives for all of X, its second input and third being numbers. */
function given(op: string, numbers: readonly number[], isFirst = false): number[] {
  const names = numbers.map((_, i) => `c${i}`), inputs = isFirst ? [...names, 'x'] : ['x', ...names];
  const tensors = numbers.map((number, i) => floats(names[i], [], [number]));
  const bytes = file({ nodes: [node(op, inputs, ['y'])], tensors, input: [1, X.length] });
  return [...readOnnx(bytes).predict(Float32Array.from(X))];
}

const each = (of: (x: number) => number): number[] => X.map((x) => Math.fround(of(Math.fround(x))));

test('operators by a number keep −0, NaN and infinities', () => {
  assert.deepEqual(given('Neg', []), each((x) => -x));
  assert.deepEqual(given('Mul', [-2]), each((x) => x * -2));
  assert.deepEqual(given('Div', [-4]), each((x) => x / -4));
  assert.deepEqual(given('Add', [-0]), each((x) => x + -0));
  assert.deepEqual(given('Sub', [3]), each((x) => x - 3));
  for (const c of [0, -0, 3]) assert.deepEqual(given('Sub', [c], true), each((x) => c - x));
});

test('a bound leaves what is within it to the bit', () => {
  const between = (low: number, high: number): number[] => each((x) => (x < low ? low : x > high ? high : x));
  assert.deepEqual(given('Clip', [-1, 2]), between(-1, 2));
  assert.deepEqual(given('Clip', [-2, -1]), between(-2, -1));
  assert.deepEqual(given('Clip', [1, 2]), between(1, 2));
  assert.deepEqual(given('Min', [4]), between(-Infinity, 4));
  assert.deepEqual(given('Max', [-4]), between(-4, Infinity));
  assert.deepEqual(given('Max', [2]), between(2, Infinity));
});

test('each place along an axis keeps them too', () => {
  const tensors = [floats('c', [3], [-1, 2, -3])];
  const bytes = file({ nodes: [node('Mul', ['x', 'c'], ['y'])], tensors, input: [1, 3] });
  assert.deepEqual([...readOnnx(bytes).predict(Float32Array.of(0, -0, NaN))], [-0, -0, NaN]);
});

test('a factor without an offset is one operator, and is read back as it was', () => {
  const net = sequential([rescaling({ scale: 2, offset: -0, inputShape: [2] })]), bytes = writeOnnx(net);
  assert.deepEqual([...readOnnx(bytes).predict([[-0, 3]])], [-0, 6]);
  const plus0 = sequential([rescaling({ scale: 2, inputShape: [2] })]);
  assert.deepEqual([...readOnnx(writeOnnx(plus0)).predict([[-0, 3]])], [...plus0.predict([[-0, 3]])]);
});

const refused = (bytes: Uint8Array, message: RegExp): void =>
  assert.throws(() => readOnnx(bytes), { name: 'FormatError', message });

test('numbers whose reciprocals are none of binary32 divide nothing', () => {
  for (const c of [0, -0, 1e-39, 3e38, Infinity]) {
    const bytes = file({ nodes: [node('Div', ['x', 'c'], ['y'])], tensors: [floats('c', [], [c])] });
    refused(bytes, /Div 'y' must divide by numbers from 2⁻¹²⁶ to 2¹²⁶, got/);
  }
});

/** x from 0 to a number that is made of the batch's size. */
function cutAt(nodes: readonly Message[]): Uint8Array {
  return file({
    nodes: [
      node('Shape', ['x'], ['sizes']), node('Slice', ['sizes', 'zero', 'one'], ['batch']), ...nodes,
      node('Slice', ['x', 'zero', 'end', 'zero'], ['y']),
    ],
    tensors: [integers('zero', [0]), integers('one', [1]), integers('two', [2])], input: ['n', 2],
  });
}

const refusedAt = (nodes: readonly Message[]): void =>
  refused(cutAt(nodes), /Slice 'y' must begin and end where it is known, got a place that depends on the batch$/);

test('the size of the batch is itself alone: nothing is taken for it that is computed of it', () => {
  const same = readOnnx(cutAt([node('Mul', ['one', 'batch'], ['all']), node('Sub', ['all', 'zero'], ['end'])]));
  assert.deepEqual([...same.predict([[1, 2], [3, 4]])], [1, 2, 3, 4]);
  for (const op of ['Div', 'Mul', 'Add', 'Sub', 'Mod']) refusedAt([node(op, ['batch', 'two'], ['end'])]);
  refusedAt([node('Neg', ['batch'], ['end'])]);
  refusedAt([node('Div', ['two', 'zero'], ['end'])]);
});

test('a whole number has no sign of 0', () => {
  const nodes = [node('Neg', ['zero'], ['start']), node('Slice', ['x', 'start', 'two', 'one'], ['y'])];
  const tensors = [integers('zero', [0]), integers('one', [1]), integers('two', [2])];
  assert.deepEqual([...readOnnx(file({ nodes, tensors, input: [1, 3] })).predict([[5, 6, 7]])], [5, 6]);
});

test('only the outputs that are asked for must be covered, and only the inputs that they need', () => {
  const nodes = [node('LayerNormalization', ['x', 'scale'], ['y', 'mean', 'deviation'])];
  const bytes = file({ nodes, tensors: [floats('scale', [2], [1, 2])], outputs: ['y', 'mean'] });
  refused(bytes, /LayerNormalization 'y' must have 1 outputs that are used, got 'mean'$/);
  const net = readOnnx(bytes, { outputs: ['y'] });
  assert.deepEqual(net.network.graph.outputNames, ['y']);
  assert.deepEqual([...net.predict([[1, 3]])].map(Math.round), [-1, 2]);
  const nodesOf = (op: string): Message[] => [node('Relu', ['x'], ['y']), node(op, ['x'], ['z'])];
  const strange = readOnnx(file({ nodes: nodesOf('Frob'), outputs: ['y', 'z'] }), { outputs: ['y'] });
  assert.deepEqual([...strange.predict([[1, -3]])], [1, 0]);
  const several = file({ nodes: nodesOf('Neg'), outputs: ['y', 'z'] });
  assert.deepEqual(readOnnx(several, { outputs: ['z', 'y'] }).network.graph.outputNames, ['z', 'y']);
  const wrong = (outputs: readonly string[], message: RegExp): void =>
    assert.throws(() => readOnnx(several, { outputs }), { name: 'RangeError', message });
  wrong([], /outputs must name at least one, got none/);
  wrong(['y', 'y'], /outputs must name each once, got 'y' twice/);
  wrong(['w'], /names in outputs must be .*'y'.*got 'w'/);
});

test('peepholes that are 0 are none', () => {
  const w = Array.from({ length: 16 }, (_, i) => Math.sin(i + 1));
  const lstm = (more: readonly string[], peepholes: readonly number[]): Uint8Array => file({
    nodes: [node('LSTM', ['x', 'W', 'R', ...more], ['', 'y'], { hidden_size: 2 })], input: [3, 1, 2],
    tensors: [floats('W', [1, 8, 2], w), floats('R', [1, 8, 2], w.map((one) => -one)), floats('P', [1, 6], peepholes)],
  });
  const x = Float32Array.of(1, -2, 3, 0.5, -1, 2), P = ['', '', '', '', 'P'];
  const plain = readOnnx(lstm([], [1, 2, 3, 4, 5, 6])).predict(x);
  assert.deepEqual(readOnnx(lstm(P, [0, 0, 0, 0, -0, 0])).predict(x), plain);
  refused(lstm(P, [0, 0, 0, 0, 0, 1e-30]), /must have peepholes P that are 0, got others$/);
});
