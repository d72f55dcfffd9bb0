/**
 * Files that Keras made: what they predict, and what training that goes on from them gives. kerasFiles.py made them.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readKeras, writeKeras } from '../../lib/exchange/keras/index.ts';
import type { Model } from '../../lib/model/index.ts';
import { assertSameBits } from '../helpers/same.ts';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly Numbers[];
  readonly outputs: readonly Numbers[];
  readonly y?: readonly number[];
  readonly steps?: number;
  readonly after?: readonly Numbers[];
}

const vectors = new URL('../vectors/exchange/kerasFiles.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(vectors, 'utf8')) as { readonly cases: readonly Case[] };

function predictions(model: Model, inputs: readonly Numbers[]): Float32Array[] {
  const x = inputs.map(({ data }) => Float32Array.from(data));
  return Object.values(model.predictAll(x.length === 1 ? x[0] : x));
}

function assertNear(found: ArrayLike<number>, wanted: readonly number[], title: string): void {
  assert.equal(found.length, wanted.length, title);
  wanted.forEach((value, i) => {
    const limit = 2e-6 + 2e-5 * Math.abs(value);
    assert.ok(Math.abs(found[i] - value) <= limit, `${title}[${i}]: ${found[i]} beside ${value}`);
  });
}

for (const { name, files, inputs, outputs, y, steps, after } of cases) {
  for (const [suffix, base64] of Object.entries(files)) {
    const bytes = new Uint8Array(Buffer.from(base64, 'base64')), notes: string[] = [];
    const read = () => readKeras(bytes, { onNote: (note) => notes.push(note) });

    test(`${name}.${suffix} of Keras predicts what Keras predicts`, async () => {
      const model = await read();
      predictions(model, inputs).forEach((found, i) => assertNear(found, outputs[i].data, `${name} ${i}`));
      assert.deepEqual(notes, []);
    });

    test(`${name}.${suffix} written again has the same bits, and the same bytes`, async () => {
      const model = await read(), written = writeKeras(model), again = await readKeras(written);
      assertSameBits(again.theta, model.theta, name);
      assertSameBits(again.state, model.state, name);
      predictions(model, inputs).forEach((found, i) => assertSameBits(predictions(again, inputs)[i], found, name));
      assert.deepEqual(writeKeras(again), written);
    });

    if (after === undefined || y === undefined) continue;
    test(`${name}.${suffix} goes on training as Keras does, from what its optimizer kept`, async () => {
      const model = await read(), again = await readKeras(writeKeras(model));
      assert.equal(model.optimizer.getWeights(model.theta).iterations, steps);
      for (const each of [model, again]) {
        for (let step = 0; step < 2; step++) each.trainOnBatch(Float32Array.from(inputs[0].data), Float32Array.from(y));
        each.getWeights().forEach((tensor, i) => assertNear(tensor, after[i].data, `${name} ${i}`));
      }
      assertSameBits(again.theta, model.theta, name);
    });
  }
}
