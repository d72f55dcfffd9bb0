/**
 * Files of Keras and TensorFlow.js that others made, with what their manifests expect: a dozen that lie beside, and
 * those of the folder MODELS_DIR.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { readKeras } from '../../lib/exchange/keras/index.ts';
import { readTfjs } from '../../lib/exchange/tfjs/index.ts';
import type { Model } from '../../lib/model/index.ts';

interface Entry {
  readonly name: string;
  readonly files: readonly string[];
  readonly format: string;
  readonly tolerance?: { readonly abs: number; readonly rel: number };
  readonly inputs?: readonly { readonly shape: readonly number[]; readonly values: readonly number[] }[];
  readonly outputs?: readonly { readonly values: readonly number[] }[];
}

/** What is refused, and in which words. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  'bad_bomb_config.keras': /^readKeras: 'config.json' must unpack to at most 200 times its 41545 bytes, got 41945837$/,
  'bad_soft_link.weights.h5': /HDF5: '0' in '\/layers\/dense\/vars' must be an object of this file, got a soft link$/,
  bad_traversal: /^readTfjs: a path in weightsManifest must be a relative path below the folder, .* got '\.\./,
  bad_short_bin: /must hold 520 bytes, got 480: weight 'dense_Dense2\/kernel\/v' \(5, 3\) is cut off/,
  face_landmark_68_tiny: /must say layers, got a list of weights alone: 'dense0\/conv0\/filters'/,
};

/** A file without outputs of its own that gives those of another. */
const LIKE: Readonly<Record<string, string>> = {
  'bad_deflated_ok.keras': 'dense_adam.keras', bad_proto_keys: 'own_dense_adam',
};

function read(folder: string, { files, inputs = [] }: Entry): Promise<Model> {
  const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(join(folder, path)));
  if (files[0].startsWith('keras/')) return readKeras(bytesOf(files[0]));
  const json = files.find((file) => file.endsWith('.json')) ?? '', parent = json.replace(/[^/]*$/, '');
  return readTfjs((name) => {
    assert.ok(!name.includes('..'), name);
    return bytesOf(name === 'model.json' ? json : parent + name);
  }, { inputShapes: inputs.map(({ shape }) => shape.slice(1)) });
}

function checkOutputs(model: Model, { inputs = [], outputs = [], tolerance = { abs: 0, rel: 0 } }: Entry): void {
  const x = inputs.map(({ values }) => Float32Array.from(values));
  const found = Object.values(model.predictAll(x.length === 1 ? x[0] : x));
  outputs.forEach(({ values }, i) => values.forEach((value, at) => {
    const limit = tolerance.abs + tolerance.rel * Math.abs(value);
    assert.ok(Math.abs(found[i][at] - value) <= limit, `${i}, ${at}: ${found[i][at]} beside ${value}`);
  }));
}

function check(title: string, folder: string, manifest: string): void {
  const { models } = JSON.parse(readFileSync(join(folder, manifest), 'utf8')) as { readonly models: readonly Entry[] };
  for (const entry of models.filter(({ files: [file] }) => /^(keras|tfjs)\//.test(file))) {
    test(`${title} ${entry.name} gives the outputs expected, or is refused`, async () => {
      const wanted = REFUSED[entry.name], before = Object.getOwnPropertyNames(Object.prototype);
      if (wanted !== undefined) await assert.rejects(read(folder, entry), { name: 'FormatError', message: wanted });
      else checkOutputs(await read(folder, entry), models.find(({ name }) => name === LIKE[entry.name]) ?? entry);
      assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), before);
    });
  }
}

const beside = fileURLToPath(new URL('../vectors/exchange/models', import.meta.url));
for (const format of ['keras', 'tfjs']) check('file', beside, `${format}/manifest.json`);

const folder = process.env['MODELS_DIR'] ?? '', isThere = existsSync(join(folder, 'manifest.json')) && folder !== '';
if (isThere) check('file of MODELS_DIR', folder, 'manifest.json');
else test('files of MODELS_DIR', { skip: 'MODELS_DIR names no folder with a manifest.json' }, () => {});
