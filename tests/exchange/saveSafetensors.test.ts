/**
 * Models as safetensors and back.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FormatError } from '../../lib/core/errors.ts';
import { ones, zeros } from '../../lib/initializers/index.ts';
import {
  modelFromSafetensors, readSafetensors, saveSafetensors, writeSafetensors, type WrittenTensor,
} from '../../lib/exchange/index.ts';
import { Layer, add, batchNormalization, dense, dropout, type StateSpec } from '../../lib/layers/index.ts';
import { input, model, sequential, type Model } from '../../lib/model/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { checkMutations } from './safetensorsMutations.ts';

const x = Float32Array.from({ length: 24 }, (_, i) => Math.fround(((i * 7) % 11) / 11 - 0.4));
const y = Float32Array.from({ length: 6 }, (_, i) => i % 2);

function stack(): Model {
  return sequential([
    dense({ units: 5, activation: 'gelu', inputShape: [4] }), batchNormalization(), dropout({ rate: 0.5 }),
    dense({ units: 2, activation: 'softmax' }),
  ], { seed: 4, maxBatch: 8 });
}

function graph(): Model {
  const left = input({ shape: [4], name: 'left' }), shared = dense({ units: 4, name: 'shared' });
  const sum = add().apply([shared.apply(left), shared.apply(shared.apply(left))]);
  return model({ inputs: left, outputs: dense({ units: 1, name: 'end' }).apply(sum), maxBatch: 8 });
}

const bits = (values: Float32Array): number[] => [...new Int32Array(values.slice().buffer)];

for (const [name, make] of Object.entries({ stack, graph })) {
  test(`a ${name} comes back with its bits`, async () => {
    const before = make();
    const loss = name === 'stack' ? 'sparseCategoricalCrossentropy' : 'meanSquaredError';
    before.compile({ optimizer: 'adam', loss });
    await before.fit(x, y, { epochs: 2, batchSize: 3 });
    const bytes = saveSafetensors(before), after = modelFromSafetensors(bytes);
    assert.deepEqual(bits(after.theta), bits(before.theta));
    assert.deepEqual(bits(after.state), bits(before.state));
    assert.deepEqual(bits(after.predict(x)), bits(before.predict(x)));
    assert.deepEqual([after.isCompiled, after.steps, after.maxBatch], [true, 0, 8]);
    assert.deepEqual(saveSafetensors(after), bytes);
    assert.deepEqual([...readSafetensors(bytes).tensors.keys()].sort(),
      [...before.parameters, ...before.stateTensors].map(({ layer, name: own }) => `${layer}/${own}`).sort());
  });
}

/** A parameter and a state of one name. */
class Twice extends Layer {
  readonly kind = 'twice';
  override outputShape(shape: readonly number[]): readonly number[] { return shape; }
  override parameters = () => [{ name: 'a', shape: [2], initializer: ones }];
  override state(): readonly StateSpec[] { return [{ name: 'a', shape: [1], initializer: zeros }]; }
  override bind(): undefined { return undefined; }
}

const saved = saveSafetensors(sequential([dense({ units: 2, inputShape: [3] })], { maxBatch: 4 }));

/** The file with other tensors or metadata. */
function changed(
  tensors: (all: Map<string, WrittenTensor>) => void, metadata: (all: Map<string, string>) => void = () => undefined,
): Uint8Array {
  const read = readSafetensors(saved), all = new Map<string, WrittenTensor>(read.tensors);
  const texts = new Map(read.metadata);
  tensors(all);
  metadata(texts);
  return writeSafetensors(all, texts);
}

const none = (): undefined => undefined;
const described = (change: (text: string) => string): Uint8Array =>
  changed(none, (texts) => texts.set('bitgrad.model', change(texts.get('bitgrad.model') ?? assert.fail())));

checkRefusals('other files are refused', [
  [() => modelFromSafetensors(changed(none, (texts) => texts.set('format', 'pt'))), FormatError,
    /of saveSafetensors, .* got format 'pt'; readSafetensors gives/],
  [() => modelFromSafetensors(writeSafetensors({})), FormatError, /got format 'none'/],
  [() => modelFromSafetensors(changed((all) => all.delete('dense/w'))), FormatError,
    /got none for 'dense\/w' and no others/],
  [() => modelFromSafetensors(changed((all) => all.set('more', { shape: [1], values: new Float32Array(1) }))),
    FormatError, /got none for none and 'more' others/],
  [() => modelFromSafetensors(changed((all) => all.set('dense/b', { shape: [2], values: new Float64Array(2) }))),
    FormatError, /F32 of shape \(2\) for 'dense\/b', got F64 of shape \(2\)/],
  [() => modelFromSafetensors(changed((all) => all.set('dense/b', { shape: [1, 2], values: new Float32Array(2) }))),
    FormatError, /F32 of shape \(2\) for 'dense\/b', got F32 of shape \(1, 2\)/],
  [() => modelFromSafetensors(described((text) => text.replace('"units":2', '"units":2000000000'))), FormatError,
    /F32 of shape \(3, 2000000000\)/],
  [() => modelFromSafetensors(described((text) => text.replace('"maxBatch":4', '"maxBatch":400000000'))), FormatError,
    /at most 268435456 bytes \(maxBytes\)/],
  [() => modelFromSafetensors(described(() => '[]')), FormatError, /an object/],
  [() => modelFromSafetensors(described(() => '{')), FormatError, /must describe a model/],
  [() => modelFromSafetensors(described((text) => text.replace('layers/dense', 'losses/hinge'))), FormatError, /layer/],
  [() => modelFromSafetensors(described((text) => text.replace('layers/dense', 'layers/dance'))), FormatError, /dance/],
  [() => modelFromSafetensors(described(() => `${'{"layers":['.repeat(50000)}${']}'.repeat(50000)}`)), FormatError,
    /must describe a model/],
]);

test('a parameter and a state of one name have names of their own', () => {
  const before = sequential([new Twice({ inputShape: [2] })]);
  const bytes = saveSafetensors(before);
  assert.deepEqual([...readSafetensors(bytes).tensors.keys()], ['twice/a', 'twice/a_2']);
  assert.deepEqual(modelFromSafetensors(bytes, { custom: [Twice] }).getWeights(), before.getWeights());
});

test('seeded mutations are refused, or read as what they say', () => {
  assert.ok(checkMutations(600, 1) > 30);
});
