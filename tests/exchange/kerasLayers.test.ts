/**
 * Every layer of the golden cases, written for Keras 3 and for TensorFlow.js and read again: the same bits. What a
 * library has not is refused by the layer's name.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { readKeras, writeKeras } from '../../lib/exchange/keras/index.ts';
import { rows } from '../../lib/exchange/kerasLayers/table.ts';
import { readTfjs, writeTfjs } from '../../lib/exchange/tfjs/index.ts';
import type { Layer } from '../../lib/layers/index.ts';
import { layerFamily } from '../../lib/layers/named.ts';
import { input, model, type Model } from '../../lib/model/index.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';

interface Golden {
  readonly id: string;
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly call?: Readonly<Record<string, unknown>>;
  readonly inputs: readonly { readonly shape: readonly number[] }[];
}

const FAMILIES = [
  'convolution1d', 'convolution2d', 'normalization', 'pooling', 'reshaping', 'merging', 'embedding', 'simpleRnn',
    'lstm',
  'gru', 'wrappers', 'attention',
];
const MADE_HERE = ['positionEmbedding', 'sinePositionEncoding', 'glu'];

function layerOf(kind: string, options: Golden['options']): Layer {
  const wrapped = options['layer'] as { readonly class: string; readonly options: Golden['options'] } | undefined;
  const own = { ...options, ...(wrapped && { layer: layerOf(wrapped.class, wrapped.options) }) };
  return layerFamily.make(layerFamily.named(kind), own) ?? assert.fail(kind);
}

function modelOf({ kind, options, call = {}, inputs }: Golden): Model {
  const { attentionMask, ...said } = call, isMasked = attentionMask !== undefined;
  const shapes = inputs.map(({ shape: [, ...shape] }) => (shape.length === 0 ? [1] : shape));
  if (isMasked) shapes.push((attentionMask as { readonly shape: readonly number[] }).shape.slice(1));
  const layer = layerOf(kind, {
    ...options, ...said, ...(isMasked && { useAttentionMask: true }),
    ...(options['stateful'] === true && { batchSize: inputs[0].shape[0] }),
  });
  const x = shapes.map((shape) => input({ shape })), made = model({ inputs: x, outputs: layer.applyAll(x) });
  const random = new Philox(5);
  made.setWeights(made.getWeights().map(({ length }) => operands(random, length).map((value) =>
    Math.abs(value) + 0.5)));
  return made;
}

const cases = FAMILIES.flatMap((family) => {
  const file = new URL(`../vectors/layers/${family}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Golden[] }).cases;
});

/** Whether the layer could be written and is the same again; the message where it is refused. */
async function travels(of: Model, id: string, write: () => Promise<Model>): Promise<string | undefined> {
  let again: Model;
  try {
    again = await write();
  } catch (error) {
    assert.ok(error instanceof Error && error.name === 'FormatError', `${id}: ${String(error)}`);
    return error.message;
  }
  assertSameBits(again.theta, of.theta, id);
  const settings = (layers: readonly Layer[]): unknown =>
    layers.map((layer) => ({ ...layer.getConfig(), name: undefined }));
  if (!id.startsWith('concatenate/')) { // whose axis TensorFlow.js wants from the front
    assert.equal(JSON.stringify(settings(again.layers)), JSON.stringify(settings(of.layers)), id);
  }
  return undefined;
}

test('layers of the golden cases come back from files of Keras as they were', async () => {
  for (const golden of cases.filter(({ options }) => options['stateful'] !== true)) {
    const of = modelOf(golden), refused = await travels(of, golden.id, () => readKeras(writeKeras(of)));
    const isOwn = MADE_HERE.includes(golden.kind) || golden.id.endsWith('/hard sigmoid');
    assert.equal(refused !== undefined, isOwn, `${golden.id}: ${refused}`);
  }
});

test('layers of the golden cases come back from files of TensorFlow.js, or are refused by name', async () => {
  let count = 0;
  for (const golden of cases.filter(({ options }) => options['stateful'] !== true)) {
    const of = modelOf(golden), refused = await travels(of, golden.id, () => readTfjs(writeTfjs(of)));
    if (refused === undefined) count++;
    else assert.match(refused, /^writeTfjs: layer '\w+'/);
  }
  assert.ok(count > 160, `${count} of ${cases.length}`);
});

test('every kind of layer is in the table, but those that neither library has', () => {
  assert.deepEqual(layerFamily.names.filter((kind) => !rows.has(kind)).sort(), [...MADE_HERE].sort());
});
