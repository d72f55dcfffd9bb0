import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { load, loadWeights, save } from '../../lib/formats/index.ts';
import { program } from '../helpers/program.ts';
import { HALF, build, digest, names, options, x, y } from './trainings.ts';

const run = promisify(execFile);
const GO_ON = fileURLToPath(new URL('goOn.ts', import.meta.url));

test('100 steps, a new process on other kernels and 100 more give what 200 steps give, for every optimizer, within an '
  + 'epoch', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of names) {
    const model = build(name);
    const { reason, epoch } = await model.fit(x, y, { ...options, maxIterations: HALF });
    assert.deepEqual([reason, model.position?.epoch, model.position?.batch, epoch.length], ['iterations', 14, 2, 15]);
    writeFileSync(join(folder, name), save(model));
  }
  await run(process.execPath, [...program(GO_ON), folder, 'simd']);
  const digests = new Set<string>();
  for (const name of names) {
    const whole = build(name), history = await whole.fit(x, y, { ...options, maxIterations: 2 * HALF });
    const after = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as unknown;
    assert.deepEqual(after, JSON.parse(JSON.stringify({ digest: digest(whole), history })), name);
    assert.ok(Buffer.from(save(whole)).equals(readFileSync(join(folder, `${name}.after`))), name);
    digests.add(digest(whole));
  }
  assert.ok(digests.size > 50); // two of TensorFlow's are Keras' under another name
});

test('with the weights alone training goes another way', async () => {
  for (const name of ['sgd', 'adam', 'sgd and more']) {
    const first = build(name), second = build(name), whole = build(name);
    await first.fit(x, y, { ...options, maxIterations: HALF });
    loadWeights(second, save(first));
    assert.deepEqual(second.theta, first.theta);
    await second.fit(x, y, { ...options, maxIterations: HALF });
    await whole.fit(x, y, { ...options, maxIterations: 2 * HALF });
    assert.notDeepEqual(second.theta, whole.theta);
    assert.notEqual(digest(second), digest(whole));
  }
});

test('the same state has the same bytes on the reference kernels and on the fast ones, and again '
  + 'after loading', async () => {
  const files: Uint8Array[] = [];
  for (const kernels of ['reference', 'simd'] as const) {
    const model = build('adam and more', kernels);
    await model.fit(x, y, { ...options, maxIterations: 9 });
    files.push(save(model), save(load(save(model))));
  }
  for (const file of files) assert.deepEqual(file, files[0]);
});

test('a checkpoint may be taken after any batch, and before and after any epoch is entered in '
  + 'the History', async () => {
  const files: Uint8Array[] = [], fit = { ...options, epochs: 3 };
  const keep = (): void => { files.push(save(model)); };
  const model = build('adam');
  await model.fit(
    x, y, { ...fit, callbacks: [{ onBatchEnd: keep, onEpochBegin: keep, onEpochEnd: keep, onTrainEnd: keep }] },
  );
  assert.equal(files.length, 3 * (7 + 2) + 1);
  for (const [i, file] of files.entries()) {
    const again = load(file);
    await again.fit(x, y, { ...fit, resume: true });
    assert.deepEqual(save(again), files[files.length - 1], `checkpoint ${i}`);
  }
});
