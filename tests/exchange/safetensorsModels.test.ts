/**
 * Files that other tools have made: some that lie here, and all where MODELS_DIR names the folder of the collection.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { FormatError } from '../../lib/core/errors.ts';
import { loadTensors, readSafetensors } from '../../lib/exchange/index.ts';
import {
  activation, batchNormalization, conv2D, dense, dropout, embedding, flatten, globalAveragePooling1D,
  layerNormalization, lstm,  maxPooling2D, zeroPadding2D, type Layer,
} from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';

type Value = number | boolean | 'nan' | 'inf' | '-inf';
interface Listed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly Value[];
}
interface Entry {
  readonly name: string;
  readonly format: string;
  readonly files: readonly string[];
  readonly tolerance?: { readonly abs: number; readonly rel: number };
  readonly inputs?: readonly Listed[];
  readonly outputs?: readonly Listed[];
  readonly tensors?: readonly (Listed | readonly unknown[])[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly reference?: { readonly ok: boolean; readonly values?: Readonly<Record<string, readonly number[]>> };
}

const { MODELS_DIR } = process.env;
const HERE = fileURLToPath(new URL('../vectors/exchange/models/safetensors/', import.meta.url));
const manifestOf = (folder: string): readonly Entry[] =>
  (JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { readonly models: Entry[] }).models
    .filter(({ format }) => format.startsWith('safetensors'));

/** What the modules of PyTorch are here. */
const NETWORKS: Readonly<Record<string, () => Layer[]>> = {
  'mlp.safetensors': () => [
    dense({ units: 6, activation: 'relu', inputShape: [4] }), dropout({ rate: 0.2 }),
    dense({ units: 3, activation: 'softmax' }),
  ],
  'cnn_bn.safetensors': () => [
    zeroPadding2D({ padding: 1, inputShape: [8, 8, 2] }), conv2D({ filters: 4, kernelSize: 3, strides: 2 }),
    batchNormalization({ epsilon: 1e-5 }), activation('relu'), maxPooling2D({ poolSize: 2 }), flatten(),
    dense({ units: 3 }),
  ],
  'lstm.safetensors': () =>
    [lstm({ units: 4, returnSequences: true, inputShape: [5, 3] }), lstm({ units: 4 }), dense({ units: 2 })],
  'embedding_layernorm.safetensors': () => [
    embedding({ inputDim: 12, outputDim: 5, inputShape: [6] }), layerNormalization({ epsilon: 1e-5 }),
    globalAveragePooling1D(), dense({ units: 3 }),
  ],
};

/** Channels last. */
function imagesOf({ shape, values }: Listed): Float32Array {
  if (shape.length < 4) return Float32Array.from(values, Number);
  const [, c, h, w] = shape;
  return Float32Array.from({ length: values.length }, (_, i) => {
    const channel = i % c, place = Math.floor(i / c) % (h * w), image = Math.floor(i / (c * h * w));
    return Number(values[(image * c + channel) * h * w + place]);
  });
}

const numberOf = (value: Value): number =>
  value === 'nan' ? NaN : value === 'inf' ? Infinity : value === '-inf' ? -Infinity : Number(value);

function check(entry: Entry, folder: string): void {
  const { name, files, inputs, outputs, tolerance, tensors: listed = [], metadata, reference } = entry;
  const bytes = new Uint8Array(readFileSync(join(folder, folder === HERE ? name : files[0])));
  if (reference?.ok === false) {
    assert.throws(() => readSafetensors(bytes), FormatError);
    return;
  }
  const read = readSafetensors(bytes);
  if (metadata !== undefined) assert.deepEqual(Object.fromEntries(read.metadata), metadata);
  for (const [own, values] of Object.entries(reference?.values ?? {})) {
    assert.deepEqual([...read.tensors.get(own)?.values ?? []], values);
  }
  for (const tensor of listed) {
    if (Array.isArray(tensor)) continue; // without values
    assert.ok('name' in tensor);
    const found = read.tensors.get(tensor.name);
    assert.deepEqual([found?.shape, [...found?.values ?? []]],
      [tensor.shape, tensor.values.map((value) => Math.fround(numberOf(value)))]);
  }
  if (inputs === undefined || outputs === undefined) return;
  const model = sequential((NETWORKS[name] ?? assert.fail(`no network for ${name}`))());
  loadTensors(model, read.tensors, { convention: 'pytorch' });
  const found = model.predict(imagesOf(inputs[0])), { abs, rel } = tolerance ?? assert.fail('no tolerance');
  assert.equal(found.length, outputs[0].values.length);
  found.forEach((value, i) => {
    const wanted = Number(outputs[0].values[i]);
    assert.ok(Math.abs(value - wanted) <= abs + rel * Math.abs(wanted), `${name} ${i}: ${value}, not ${wanted}`);
  });
}

for (const entry of manifestOf(HERE)) test(`${entry.name} is what its maker says`, () => check(entry, HERE));

test('so is each safetensors file of the collection',
  { skip: MODELS_DIR !== undefined && existsSync(MODELS_DIR) ? false : 'MODELS_DIR names no folder' }, () => {
    const entries = manifestOf(MODELS_DIR ?? '');
    assert.ok(entries.length >= 17);
    for (const entry of entries) check(entry, MODELS_DIR ?? '');
  });
