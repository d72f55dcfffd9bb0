import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { dense, elementwiseActivation, lstm, masking } from '../../../lib/layers/index.ts';
import { Layer } from '../../../lib/layers/index.ts';
import type { Shape } from '../../../lib/core/shape.ts';
import { input, model, sequential } from '../../../lib/model/index.ts';
import { readOnnx, writeOnnx } from '../../../lib/exchange/onnx/index.ts';
import { TOLERANCE, nearness } from '../checked.ts';
import { cases, type Case } from './cases.ts';

/** What ONNX Runtime has run: see tests/vectors/exchange/onnx/check.py. */
const file = new URL('../../vectors/exchange/onnx/checked.json', import.meta.url);
const { cases: checked } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly cases: readonly (readonly [id: string, sha256: string, difference: number])[];
};

/** What the reader has no layer for, though it is written. */
const UNREAD: readonly RegExp[] = [
  /^timeDistributed\/conv2d/, // windows where steps and batch are one axis
  /backwards|^net\/lstm$/, // all steps, read from the last
  /^positionEmbedding|^sinePositionEncoding/, // an output that depends on no input
  /^groupNormalization|^unitNormalization|^dot\/normalize/, // quotients
  /relu with all options|^masking\/value|attention mask/, // comparisons
  /lstm mul$/, // products along an axis
];

function expectReadBack({ net, inputs }: Case, bytes: Uint8Array): void {
  const { inputNames } = net.network.graph, back = readOnnx(bytes);
  const x = Object.fromEntries(inputs.map((values, i) => [inputNames[i], values]));
  const wanted = net.predictAll(x), got = Object.values(back.predictAll(x));
  Object.values(wanted).forEach((values, i) => {
    assert.equal(got[i].length, values.length);
    assert.ok(nearness(values, got[i]) <= TOLERANCE, `output ${i} is ${nearness(values, got[i])} away`);
  });
}

test('every layer is written as the bytes that ONNX Runtime has run, within some ulp of what we predict', () => {
  assert.ok(checked.every(([, , difference]) => difference <= TOLERANCE));
  const all = new Map(checked.map(([id, sha256]) => [id, sha256])), wrong: string[] = [];
  for (const { id, net } of cases()) {
    if (createHash('sha256').update(writeOnnx(net)).digest('hex') !== all.get(id)) wrong.push(id);
    all.delete(id);
  }
  assert.deepEqual({ wrong, missing: [...all.keys()] }, { wrong: [], missing: [] });
});

test('what is written is read back as a model that predicts the same', async (t) => {
  for (const each of cases()) {
    if (UNREAD.some((pattern) => pattern.test(each.id))) continue;
    await t.test(each.id, () => expectReadBack(each, writeOnnx(each.net)));
  }
});

test('a layer without operators is refused by name, with what is known', () => {
  class Own extends Layer {
    readonly kind = 'own';
    outputShape(shape: Shape): Shape { return shape; }
    bind(): undefined { return undefined; }
  }
  const x = input({ shape: [2] }), net = model({ inputs: x, outputs: dense({ units: 1 }).apply(new Own().apply(x)) });
  assert.throws(() => writeOnnx(net), { name: 'FormatError', message: /kind dense, embedding.*, got 'own' \(own\)$/ });
});

test('a mask that a layer reads is refused, and so is a state between batches', () => {
  const masked = sequential([masking({ inputShape: [3, 2] }), lstm({ units: 2 })]);
  assert.throws(() => writeOnnx(masked), { name: 'FormatError', message: /layer 'lstm' must read no mask/ });
  const stateful = sequential([lstm({ units: 2, stateful: true, batchSize: 2, inputShape: [3, 2] })]);
  assert.throws(() => writeOnnx(stateful), { name: 'FormatError', message: /'lstm' must begin each batch at 0/ });
});

test('an activation without a formula is refused by name', () => {
  const own = { ...elementwiseActivation('own', ({ z }) => z) }, { formulas: _, ...bare } = own;
  const net = sequential([dense({ units: 1, inputShape: [2], activation: bare })]);
  const message = /activation that is made of formulas, got 'own'/;
  assert.throws(() => writeOnnx(net), { name: 'FormatError', message });
});
