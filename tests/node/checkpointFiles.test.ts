import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FormatError } from '../../lib/core/errors.ts';
import { save } from '../../lib/formats/index.ts';
import { dense } from '../../lib/layers/index.ts';
import { modelCheckpoint, sequential } from '../../lib/model/index.ts';
import { loadFile, saveFile, writeFileAtomically } from '../../lib/node/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';

function folderFor(t: { after(done: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a file is written instead of the one before it, and nothing else is left', (t) => {
  const folder = folderFor(t), path = join(folder, 'a');
  for (const bytes of [Uint8Array.of(1, 2, 3), new Uint8Array(0), Uint8Array.of(4)]) {
    writeFileAtomically(path, bytes);
    assert.deepEqual([new Uint8Array(readFileSync(path)), readdirSync(folder)], [bytes, ['a']]);
  }
});

test('what cannot be written leaves what was there, and nothing else', (t) => {
  const folder = folderFor(t), taken = join(folder, 'taken');
  mkdirSync(join(taken, 'by a folder'), { recursive: true });
  assert.throws(() => writeFileAtomically(taken, Uint8Array.of(1)), { code: /EISDIR|ENOTEMPTY|EEXIST|EPERM/ });
  assert.throws(() => writeFileAtomically(join(folder, 'missing', 'a'), Uint8Array.of(1)), { code: 'ENOENT' });
  assert.deepEqual(readdirSync(folder), ['taken']);
});

test('what a killed process has left is written over', (t) => {
  const folder = folderFor(t);
  writeFileSync(join(folder, '.a.tmp'), 'a longer piece of what should have been');
  writeFileAtomically(join(folder, 'a'), Uint8Array.of(7));
  assert.deepEqual([[...readFileSync(join(folder, 'a'))], readdirSync(folder)], [[7], ['a']]);
});

test('modelCheckpoint keeps a file of the model, which loads to it; a file that is none is named', async (t) => {
  const folder = folderFor(t), path = join(folder, 'model');
  const model = sequential([dense({ units: 1, inputShape: [2] })]);
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
  await model.fit(Float32Array.of(1, 2, 3, 4), [1, 2], { epochs: 2, callbacks: [modelCheckpoint({ save: (saved) => saveFile(path, saved) })] });
  const again = loadFile(path, { maxBatch: 1 });
  assert.deepEqual([again.theta, again.maxBatch], [model.theta, 1]);
  await again.fit(Float32Array.of(1, 2, 3, 4), [1, 2], { epochs: 2, resume: true });
  assert.deepEqual(again.history, model.history);
  saveFile(path, model);
  assert.deepEqual(new Uint8Array(readFileSync(path)), save(model));
  writeFileAtomically(path, save(model).subarray(1));
  const named = `loadFile: ${path}: load: bytes must be a checkpoint`;
  assert.throws(() => loadFile(path), (error) => error instanceof FormatError && error.message.startsWith(named));
  assert.throws(() => loadFile(join(folder, 'missing')), { code: 'ENOENT' });
});
