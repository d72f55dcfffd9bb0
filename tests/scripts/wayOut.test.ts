/**
 * `npm run way-out` where nothing is installed, and the files that it hands over.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { modelFromSafetensors, readKeras, readOnnx, readSafetensors, readTfjs } from '../../lib/exchange/index.ts';
import { writeModel, writePlan } from '../../scripts/wayOut/files.ts';
import { EXAMPLES, made } from '../../scripts/wayOut/networks.ts';
import { LIBRARIES, missing } from '../../scripts/wayOut/python.ts';
import { assertSameBits } from '../helpers/same.ts';
import { runFile } from './runScript.ts';

test('a Python that is not here, or has not what is needed, is named before the work begins', async () => {
  const outcome = await runFile('scripts/wayOut.ts', ['--demand', '--python', 'no-such-python']);
  assert.deepEqual([outcome.status, outcome.stdout], [3, '']);
  assert.equal(outcome.stderr, 'npm run way-out: no-such-python cannot be run\n');
  for (const library of LIBRARIES) assert.match(missing('false', library) ?? '', /^false cannot be run$/);
});

test('each network is handed over in every format, with what its optimizer keeps', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-way-out-'));
  const x = Float32Array.from({ length: 784 }, (_, i) => (i % 7) / 7);
  t.after(() => rmSync(folder, { recursive: true }));
  const at = (name: string): Uint8Array => readFileSync(join(folder, name));
  for (const [name, example] of Object.entries(EXAMPLES)) {
    const model = made(example);
    model.trainOnBatch(x, [3]);
    writeModel(folder, name, model);
    const wanted = model.predict(x);
    for (const again of [
      modelFromSafetensors(at(`${name}.safetensors`)), await readKeras(at(`${name}.keras`)),
      readOnnx(at(`${name}.onnx`)), await readTfjs((part) => at(`${name}/${part}`)),
    ]) assertSameBits(again.predict(x), wanted, name);
    const { tensors } = readSafetensors(at(`${name}.slots.safetensors`));
    const { layer, name: own, shape, offset, length } = model.parameters[1];
    const { slots } = model.optimizer.getWeights(model.theta);
    assert.equal(tensors.size, Object.keys(slots).length * model.parameters.length);
    for (const [slot, values] of Object.entries(slots)) {
      const tensor = tensors.get(`${slot}/${layer}/${own}`) ?? assert.fail(slot);
      assert.deepEqual(tensor.shape, shape);
      assertSameBits(tensor.values, values.subarray(offset, offset + length));
    }
  }
});

test('the batches are handed over as they are', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-way-out-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const x = Float32Array.of(1, 2, 3, 4), testX = Float32Array.of(5, 6), y = Uint8Array.of(7, 8);
  writePlan(folder, { x, y, testX, testY: Uint8Array.of(9) });
  const { tensors } = readSafetensors(readFileSync(join(folder, 'data.safetensors')));
  assert.deepEqual(['x', 'y', 'testX'].map((name) => tensors.get(name)?.shape), [[2, 2], [2], [1, 2]]);
  assert.deepEqual([...tensors.get('y')?.values ?? []], [7, 8]);
});
