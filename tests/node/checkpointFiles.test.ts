import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { FormatError } from '../../lib/core/errors.ts';
import { save } from '../../lib/formats/index.ts';
import { dense } from '../../lib/layers/index.ts';
import { modelCheckpoint, sequential } from '../../lib/model/index.ts';
import { loadFile, saveFile, writeFileAtomically } from '../../lib/node/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { folderFor } from './fileCalls.ts';

test('modelCheckpoint keeps a file of the model, which loads to it; a file that is none is named', async (t) => {
  const folder = folderFor(t), path = join(folder, 'model');
  const model = sequential([dense({ units: 1, inputShape: [2] })]);
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
  await model.fit(
    Float32Array.of(1, 2, 3, 4), [1, 2],
    { epochs: 2, callbacks: [modelCheckpoint({ save: (saved) => saveFile(path, saved) })] },
  );
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

test('only a regular file is loaded: a pipe would wait for ever, and a device has no end', (t) => {
  const folder = folderFor(t), pipe = join(folder, 'pipe'), link = join(folder, 'link');
  mkdirSync(join(folder, 'folder'));
  execFileSync('mkfifo', [pipe]);
  symlinkSync('/dev/zero', link);
  for (const path of [join(folder, 'folder'), pipe, '/dev/zero', link]) {
    assert.throws(
      () => loadFile(path), { name: 'FormatError', message: `loadFile: ${path}: it must be a regular file` },
    );
  }
  for (const [path, shown] of [[undefined, 'undefined'], [{}, 'an object (Object)'], [3, '3']] as const) {
    assert.throws(
      () => loadFile(path as never), { name: 'TypeError', message: `loadFile: path must be a path, got ${shown}` },
    );
  }
  assert.throws(() => loadFile(''), { name: 'RangeError', message: "loadFile: path must be a path, got ''" });
});
