/**
 * Reading a file takes no more memory than the multiple of its bytes that lib/exchange/README.md states.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { saveSafetensors, writeKeras, writeOnnx, writeTfjs } from '../../lib/exchange/index.ts';
import { readHdf5 } from '../../lib/exchange/keras/hdf5/readHdf5.ts';
import { dense } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { program } from '../helpers/program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bitgrad-memory-'));
after(() => rmSync(folder, { recursive: true }));

/** 64 MiB of weights. */
const model = sequential([dense({ units: 16_384, inputShape: [1024], useBias: false })], { maxBatch: 1 });

const word = (value: number): Buffer => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);

/** A file of Keras whose first kernel is made of 64 MiB: its inputs, its size and its place are written over. */
function largeH5(): Uint8Array {
  const inputs = 2 ** 21, size = 4 * 8 * inputs;
  const small = readFileSync(join(ROOT, 'tests', 'vectors', 'exchange', 'models', 'keras', 'dense_adam.h5'));
  const values = readHdf5('largeH5', small).datasets.get('model_weights/hidden/iris/hidden/kernel')?.values();
  const data = small.indexOf(new Uint8Array(values?.buffer ?? new ArrayBuffer(0)));
  const place = small.indexOf(Buffer.concat([word(data), word(4 * 8 * 4)]));
  const sizes = small.lastIndexOf(Buffer.concat([word(4), word(8), word(4), word(8)]), place);
  assert.ok(data > 0 && place > 0 && sizes > place - 200);
  const file = Buffer.concat([small, new Uint8Array(size)]), put = (bytes: Buffer, at: number) => bytes.copy(file, at);
  for (const at of [sizes, sizes + 16]) put(word(inputs), at);
  for (const [i, value] of [small.length, size].entries()) put(word(value), place + 8 * i);
  put(word(file.length), 40);
  const said = '[null, 4], "dtype": "float32"';
  put(Buffer.from(`[null, ${inputs}]`.padEnd(said.length)), file.indexOf(said));
  put(Buffer.from('without'), file.indexOf('training_config'));
  return file;
}

const FILES: readonly (readonly [format: string, name: string, file: string, bytes: () => Uint8Array])[] = [
  ['tensors', 'readSafetensors', 'model.safetensors', () => saveSafetensors(model)],
  ['safetensors', 'modelFromSafetensors', 'model.safetensors', () => saveSafetensors(model)],
  ['tfjs', 'readTfjs', 'model.json', () => {
    const parts = writeTfjs(model);
    writeFileSync(join(folder, 'weights.bin'), parts.get('weights.bin') ?? '');
    return parts.get('model.json') ?? new Uint8Array();
  }],
  ['keras', 'readKeras', 'model.keras', () => writeKeras(model)],
  ['keras', 'readKeras of .h5', 'model.h5', largeH5],
  ['onnx', 'readOnnx', 'model.onnx', () => writeOnnx(model)],
];

/** By function, what the document states. */
const document = readFileSync(join(ROOT, 'lib', 'exchange', 'README.md'), 'utf8');
const stated = new Map([...document.matchAll(/^\| `(\w+)`( of `\.h5`)? \| [\d.]+ \| (\d+) \|$/gm)]
  .map(([, name, of = '', most]) => [name + of.replaceAll('`', ''), Number(most)]));

for (const [format, name, file, bytes] of FILES) {
  test(`${name} takes at most ${stated.get(name)} times the file's bytes`, (t) => {
    const path = join(folder, file);
    writeFileSync(path, bytes());
    const size = statSync(path).size + (format === 'tfjs' ? statSync(join(folder, 'weights.bin')).size : 0);
    const { stdout, stderr } = spawnSync(process.execPath, [
      '--expose-gc', ...program('tests/exchange/memoryOf.ts'), format, path,
    ], { cwd: ROOT, encoding: 'utf8' });
    assert.equal(stderr, '');
    const { peak } = JSON.parse(stdout) as { readonly peak: number }, times = peak / size;
    t.diagnostic(`${times.toFixed(2)} times`);
    assert.ok(times <= (stated.get(name) ?? NaN), `${times} times`);
  });
}
