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
import { dense } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { program } from '../helpers/program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bitgrad-memory-'));
after(() => rmSync(folder, { recursive: true }));

/** 64 MiB of weights. */
const model = sequential([dense({ units: 16_384, inputShape: [1024], useBias: false })], { maxBatch: 1 });
const FILES: readonly (readonly [format: string, name: string, file: string, bytes: () => Uint8Array])[] = [
  ['tensors', 'readSafetensors', 'model.safetensors', () => saveSafetensors(model)],
  ['safetensors', 'modelFromSafetensors', 'model.safetensors', () => saveSafetensors(model)],
  ['tfjs', 'readTfjs', 'model.json', () => {
    const parts = writeTfjs(model);
    writeFileSync(join(folder, 'weights.bin'), parts.get('weights.bin') ?? '');
    return parts.get('model.json') ?? new Uint8Array();
  }],
  ['keras', 'readKeras', 'model.keras', () => writeKeras(model)],
  ['onnx', 'readOnnx', 'model.onnx', () => writeOnnx(model)],
];

/** By function, what the document states. */
const document = readFileSync(join(ROOT, 'lib', 'exchange', 'README.md'), 'utf8');
const stated = new Map([...document.matchAll(/^\| `(\w+)` \| [\d.]+ \| (\d+) \|$/gm)]
  .map(([, name, most]) => [name, Number(most)]));

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
