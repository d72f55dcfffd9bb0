/**
 * Models that TensorFlow.js saved: what they predict, and what training that goes on from them gives. tfjsFiles.cjs
 * made them.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readTfjs, writeTfjs } from '../../lib/exchange/tfjs/index.ts';
import type { Model } from '../../lib/model/index.ts';
import { assertSameBits } from '../helpers/same.ts';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Case {
  readonly name: string;
  readonly json: object;
  readonly a: string;
  readonly b: string;
  readonly inputs: readonly Numbers[];
  readonly outputs: readonly Numbers[];
  readonly y?: readonly number[];
  readonly steps?: number;
  readonly after?: readonly Numbers[];
}

const vectors = new URL('../vectors/exchange/tfjsFiles.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(vectors, 'utf8')) as { readonly cases: readonly Case[] };

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

function predictions(model: Model, inputs: readonly Numbers[]): Float32Array[] {
  const x = inputs.map(({ data }) => Float32Array.from(data));
  return Object.values(model.predictAll(x.length === 1 ? x[0] : x));
}

function assertNear(found: ArrayLike<number>, wanted: readonly number[], share: number, title: string): void {
  assert.equal(found.length, wanted.length, title);
  wanted.forEach((value, i) => {
    const limit = share * (0.1 + Math.abs(value));
    assert.ok(Math.abs(found[i] - value) <= limit, `${title}[${i}]: ${found[i]} beside ${value}`);
  });
}

for (const { name, json, a, b, inputs, outputs, y, steps, after } of cases) {
  const parts = new Map([
    ['model.json', new Uint8Array(Buffer.from(JSON.stringify(json)))], ['a.bin', bytesOf(a)], ['b.bin', bytesOf(b)],
  ]);
  const notes: string[] = [], read = () => readTfjs(parts, { onNote: (note) => notes.push(note) });

  test(`${name} of TensorFlow.js predicts what TensorFlow.js predicts`, async () => {
    const model = await read();
    predictions(model, inputs).forEach((found, i) => assertNear(found, outputs[i].data, 2e-5, `${name} ${i}`));
    assert.deepEqual(notes, []);
  });

  test(`${name} of TensorFlow.js written again has the same bits, and the same bytes`, async () => {
    const model = await read(), written = writeTfjs(model), again = await readTfjs(written);
    assertSameBits(again.theta, model.theta, name);
    assertSameBits(again.state, model.state, name);
    predictions(model, inputs).forEach((found, i) => assertSameBits(predictions(again, inputs)[i], found, name));
    assert.deepEqual(writeTfjs(again), written);
  });

  if (after === undefined || y === undefined) continue;
  test(`${name} of TensorFlow.js goes on training as it does there`, async () => {
    const model = await read(), again = await readTfjs(writeTfjs(model));
    if (name !== 'sgd') assert.equal(model.optimizer.getWeights(model.theta).iterations, steps);
    for (const each of [model, again]) {
      for (let step = 0; step < 2; step++) each.trainOnBatch(Float32Array.from(inputs[0].data), Float32Array.from(y));
      const share = name === 'adam' ? 1e-4 : 2e-5; // there epsilon is added after v is corrected
      each.getWeights().forEach((tensor, i) => assertNear(tensor, after[i].data, share, `${name} ${i}`));
    }
    assertSameBits(again.theta, model.theta, name);
  });
}
