/**
 * Weights of PyTorch: what its modules give, the layers here give with their weights.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FormatError } from '../../lib/core/errors.ts';
import { loadTensors, readSafetensors, writeSafetensors, type LoadedPair } from '../../lib/exchange/index.ts';
import {
  activation, batchNormalization, bidirectional, conv1D, conv1DTranspose, conv2D, conv2DTranspose, dense,
  depthwiseConv1D, depthwiseConv2D, flatten, groupNormalization, gru, lstm, maxPooling1D, prelu, rmsNormalization,
  separableConv2D, simpleRNN, timeDistributed, type Layer,
} from '../../lib/layers/index.ts';
import { sequential, type Model } from '../../lib/model/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';

const { cases } = JSON.parse(
  readFileSync(new URL('../vectors/exchange/pytorchModules.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly {
    readonly name: string; readonly bytes: string; readonly x: number[]; readonly y: number[];
  }[];
};
const TOLERANCE = 2e-6;

const all = true;
const LAYERS: Readonly<Record<string, () => Layer[]>> = {
  'conv1D': () => [
    conv1D({ filters: 4, kernelSize: 2, inputShape: [7, 3] }), batchNormalization({ epsilon: 1e-5 }),
    activation('relu'), maxPooling1D({ poolSize: 2 }), flatten(), dense({ units: 2 }),
  ],
  'conv2D': () => [
    conv2D({ filters: 6, kernelSize: [3, 2], groups: 2, activation: 'tanh', inputShape: [5, 5, 4] }), flatten(),
    dense({ units: 2 }),
  ],
  'depthwiseConv1D': () => [depthwiseConv1D({ kernelSize: 3, depthMultiplier: 3, inputShape: [6, 2] })],
  'depthwiseConv2D': () =>
    [depthwiseConv2D({ kernelSize: [3, 2], depthMultiplier: 3, useBias: false, inputShape: [5, 4, 2] })],
  'conv1DTranspose': () => [conv1DTranspose({ filters: 3, kernelSize: 3, strides: 2, inputShape: [4, 2] })],
  'conv2DTranspose': () => [conv2DTranspose({ filters: 3, kernelSize: [3, 4], strides: 2, inputShape: [3, 4, 2] })],
  'simpleRNN': () => [simpleRNN({ units: 4, returnSequences: all, inputShape: [5, 3] })],
  'lstm': () =>
    [lstm({ units: 4, returnSequences: all, inputShape: [5, 3] }), lstm({ units: 4, returnSequences: all })],
  'gru': () => [gru({ units: 4, returnSequences: all, inputShape: [5, 3] }), gru({ units: 4, returnSequences: all })],
  'bidirectional lstm': () =>
    [bidirectional({ layer: lstm({ units: 4, returnSequences: all }), inputShape: [5, 3] })],
  'bidirectional gru': () => [bidirectional({ layer: gru({ units: 4, returnSequences: all }), inputShape: [5, 3] })],
  'groupNormalization': () => [groupNormalization({ groups: 2, epsilon: 1e-3, inputShape: [3, 2, 4] })],
  'rmsNormalization': () => [rmsNormalization({ epsilon: 1e-6, inputShape: [4] })],
  'prelu': () => [prelu({ sharedAxes: [1, 2], inputShape: [2, 2, 3] })],
  'steps': () =>
    [timeDistributed({ layer: dense({ units: 4 }), inputShape: [5, 3] }), flatten(), dense({ units: 2 })],
  'dense': () => [
    dense({ units: 3, activation: 'tanh', inputShape: [4] }), dense({ units: 3, activation: 'tanh' }),
    dense({ units: 3 }),
  ],
};

const decoded = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
const tensorsOf = (name: string) =>
  readSafetensors(decoded(cases.find((each) => each.name === name)?.bytes ?? assert.fail(name))).tensors;
const makeOf = (name: string): Model => sequential(LAYERS[name]());

for (const { name, x, y } of cases) {
  test(`${name} gives what PyTorch gives`, () => {
    const model = makeOf(name);
    loadTensors(model, tensorsOf(name), { convention: 'pytorch' });
    const found = model.predict(Float32Array.from(x));
    assert.equal(found.length, y.length);
    found.forEach((value, i) => {
      assert.ok(Math.abs(value - y[i]) <= TOLERANCE * Math.max(1, Math.abs(y[i])), `${i}: ${value}, not ${y[i]}`);
    });
  });
}

test('what became of each tensor is told', () => {
  const told = (name: string): readonly LoadedPair[] =>
    loadTensors(makeOf(name), tensorsOf(name), { convention: 'pytorch' });
  assert.deepEqual(told('dense').map(({ to, from, how }) => [to, ...from, how])[2],
    ['dense_1/w', 'module._orig_mod.2.weight', 'axes 1, 0']);
  assert.deepEqual(told('gru').slice(3).map(({ to, from, how }) => [to, ...from, how]), [
    ['gru_1/w', 'rnn.weight_ih_l1', 'axes 1, 0, gates 1, 0, 2'],
    ['gru_1/r', 'rnn.weight_hh_l1', 'axes 1, 0, gates 1, 0, 2'],
    ['gru_1/b', 'rnn.bias_ih_l1', 'rnn.bias_hh_l1', 'two rows, gates 1, 0, 2'],
  ]);
  assert.deepEqual(told('conv2D').map(({ how }) => how),
    ['axes 2, 3, 1, 0', 'as it is', 'axes 2, 3, 1, 0 as (2, 6, 3, 4)', 'as it is']);
});

const two = (): Model => sequential([
  dense({ units: 2, name: 'first', inputShape: [2] }), dense({ units: 2, name: 'second', useBias: false }),
  dense({ units: 2, name: 'third', useBias: false }),
]);
const square = (start: number) => ({ shape: [2, 2], values: Float32Array.of(start, start + 1, start + 2, start + 3) });
const bias = { shape: [2], values: Float32Array.of(8, 9) };
const torch = { convention: 'pytorch' } as const;
const open = new Map(Object.entries({
  'up.weight': square(0), 'up.bias': bias, 'a.weight': square(4), 'b.weight': square(9),
}));

test('names say which module is which, and which tensor', () => {
  const model = two();
  loadTensors(model, open, { ...torch, names: { second: 'b' } });
  assert.deepEqual(model.getWeights('second')[0], Float32Array.of(9, 11, 10, 12));
  assert.deepEqual(model.getWeights('third')[0], Float32Array.of(4, 6, 5, 7));
  const names = { 'first/w': 'up.weight', 'first/b': 'up.bias', 'second/w': 'a.weight', 'third/w': 'b.weight' };
  loadTensors(model, open, { names });
  assert.deepEqual(model.getWeights('second')[0], square(4).values);
  const tied = new Map([...open].filter(([name]) => name !== 'b.weight'));
  loadTensors(model, tied, { names: { ...names, 'third/w': 'a.weight' } }); // a tied weight is stored once
  assert.deepEqual(model.getWeights('third')[0], square(4).values);
  loadTensors(model, tied, { ...torch, names: { second: 'a', third: 'a' } });
  assert.deepEqual(model.getWeights('second'), model.getWeights('third'));
});

const without = (name: string) => new Map([...open].filter(([each]) => each !== name));
const untouched = (attempt: (model: Model) => unknown) => () => {
  const model = two(), before = model.getWeights();
  try {
    return attempt(model);
  } finally {
    assert.deepEqual(model.getWeights(), before);
  }
};
const swapped = { 'first/w': 'up.bias', 'first/b': 'up.weight', 'second/w': 'a.weight', 'third/w': 'b.weight' };
const more = new Map([...open, ['c.weight', { shape: [1], values: new Float32Array(1) }]]);
checkRefusals('what does not fit is refused with both lists, and changes nothing', [
  [untouched((model) => loadTensors(model, open, torch)), FormatError,
    /each for 'second', 'third'; .*layers: first \(.*; modules: a \(weight \(2, 2\)\); b .*; up \(bias \(2\), /],
  [untouched((model) => loadTensors(model, without('b.weight'), torch)), FormatError,
    /one module each for 'second', 'third'/],
  [untouched((model) => loadTensors(model, more, { ...torch, names: { second: 'b' } })), FormatError,
    /no module but those of layers, got 'c'/],
  [untouched((model) => loadTensors(model, open, { ...torch, names: { second: 'c' } })), FormatError,
    /the module 'c' of names/],
  [untouched((model) => loadTensors(model, open, { ...torch, names: { second: 'a', third: 'a' } })), FormatError,
    /no module but those of layers, got 'b'/],
  [untouched((model) => loadTensors(model, open, { ...torch, names: { first: 'up', second: 'up', third: 'b' } })),
    FormatError, /no module but those of layers, got 'a'/],
  [untouched((model) => loadTensors(model, without('b.weight'), { ...torch, names: { second: 'up', third: 'a' } })),
    FormatError, /one module each for 'first'/],
  [untouched((model) => loadTensors(model, without('b.weight'), { ...torch, names: { first: 'up', second: 'up',
    third: 'a' } })), FormatError, /must have weight only in 'up', which is 'second', got bias too/],
  [untouched((model) => loadTensors(model, open)), FormatError, /none for 'first\/w', .*'up.weight', .* left over/],
  [untouched((model) => loadTensors(model, open, { names: swapped })), FormatError,
    /shape \(2, 2\) for 'up.bias', got \(2\)/],
  [() => loadTensors(two(), open, { names: { fist: 'a' } }), TypeError, /names must be of 'first\/w', .*got 'fist'/],
  [() => loadTensors(sequential([separableConv2D({ filters: 1, kernelSize: 1, inputShape: [2, 2, 1] })]), open, torch),
    TypeError, /as one module, dense, .*got 'separableConv2D'/],
  [() => loadTensors(sequential([gru({ units: 1, resetAfter: false, inputShape: [2, 1] })]), open, torch), TypeError,
    /got 'gru', gru/],
]);

test('of modules alike the first goes to the first layer, numbers being numbers', () => {
  const model = sequential([dense({ units: 2, useBias: false, inputShape: [2] }), dense({ units: 2, useBias: false })]);
  loadTensors(model, new Map([['10.weight', square(0)], ['9.weight', square(5)]]), torch);
  assert.deepEqual(model.getWeights(), [Float32Array.of(5, 7, 6, 8), Float32Array.of(0, 2, 1, 3)]);
});

test('a sequence has steps first behind a recurrence, channels first behind a convolution', () => {
  const zeros = (...shape: readonly number[]) =>
    ({ shape, values: new Float32Array(shape.reduce((size, length) => size * length, 1)) });
  const convolved = new Map(Object.entries({
    'c.weight': zeros(2, 2, 1), 'c.bias': zeros(2), 'd.weight': zeros(1, 6), 'd.bias': zeros(1),
  }));
  const recurrent = new Map([...convolved, ...['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map((name) =>
    [`r.${name}_l0`, name.startsWith('weight') ? zeros(2, 2) : zeros(2)] as const)]);
  const howOf = (tensors: typeof convolved, middle: readonly Layer[]): string | undefined => {
    const first = conv1D({ filters: 2, kernelSize: 1, inputShape: [3, 2] });
    const model = sequential([first, ...middle, flatten(), dense({ units: 1, name: 'd' })]);
    return loadTensors(model, tensors, torch).find(({ to }) => to === 'd/w')?.how;
  };
  assert.equal(howOf(convolved, [activation('relu')]), 'axes 2, 1, 0 as (1, 2, 3)');
  assert.equal(howOf(recurrent, [simpleRNN({ units: 2, returnSequences: all })]), 'axes 1, 0');
});

test('tensors of writeSafetensors come back by their names', () => {
  const model = two(), weights = model.getWeights();
  const names = ['first/w', 'first/b', 'second/w', 'third/w'];
  const bytes = writeSafetensors(Object.fromEntries(names.map((name, i) =>
    [name, { shape: weights[i].length === 2 ? [2] : [2, 2], values: weights[i] }])));
  const other = sequential(two().layers, { seed: 99 });
  loadTensors(other, readSafetensors(bytes).tensors);
  assert.deepEqual(other.getWeights(), weights);
});
