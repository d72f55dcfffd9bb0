import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FormatError, ShapeError } from '../../lib/core/errors.ts';
import { load, loadWeights, save, type LoadOptions } from '../../lib/formats/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { dense, dropout } from '../../lib/layers/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { check, checkMutations, originals, rehashed } from './mutations.ts';

const model = sequential([dense({ units: 3, inputShape: [2] })], { seed: 1 });
const file = save(model);

/** The file with other text in its manifest, hash and length made right. */
function saying(from: string, to: string, bytes: Uint8Array = file): Uint8Array {
  const length = new DataView(bytes.buffer).getUint32(12, true);
  const text = Buffer.from(bytes.subarray(16, 16 + length)).toString('latin1');
  assert.ok(text.includes(from));
  const other = text.replace(from, to), tensors = bytes.subarray(Math.ceil((16 + length) / 8) * 8);
  const start = Math.ceil((16 + other.length) / 8) * 8, changed = new Uint8Array(start + tensors.length);
  changed.set(bytes.subarray(0, 16));
  changed.set(Buffer.from(other, 'latin1'), 16);
  changed.set(tensors, start);
  new DataView(changed.buffer).setUint32(12, other.length, true);
  return rehashed(changed);
}

test('a file loads to what it says, with defaults for the rest: thousands of seeded mutations are refused, or are what '
  + 'comes of them', async () => {
  for (const original of await originals()) assert.ok(check(original, 'the original'));
  const loaded = await checkMutations(3000, 1);
  assert.ok(loaded > 30 && loaded < 1000, `${loaded} load`);
});

test('every cut, and a change of any one byte, is refused', () => {
  for (let length = 0; length < file.length; length++) {
    assert.throws(() => load(file.subarray(0, length)), FormatError, `${length} bytes`);
  }
  for (let at = 0; at < file.length; at++) {
    const bytes = file.slice();
    bytes[at] ^= 0x10;
    assert.throws(() => load(bytes), FormatError, `byte ${at}`);
  }
});

test('options that a file does not say are the defaults, and are said from then on', () => {
  const kernelRegularizer = 'l1l2', kernelInitializer = 'orthogonal';
  const full =
    save(sequential([dense({ units: 3, inputShape: [2], kernelRegularizer, kernelInitializer })], { seed: 1 }));
  for (const said of [',"options":{"l1":0.01,"l2":0.01}', ',"options":{"gain":1}']) {
    assert.deepEqual(save(load(saying(said, '', full))), full);
  }
});

const wide = save(sequential([dropout({ rate: 0.5, inputShape: [1000] })], { maxBatch: 1000 }));
const nan = save(sequential([dense({ units: 1, inputShape: [1] })], { weights: [[NaN], [1]] }));
const nanAt = nan.length - 32 - 16;
const otherNan = nan.slice();
otherNan[nanAt] = 1;
const fitted = sequential([dense({ units: 1, inputShape: [1] })]);
fitted.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
await fitted.fit(Float32Array.of(1, 2), [1, 2], { epochs: 2 });
const trained = save(fitted);

/** The file with eight bytes more between the last tensor and the hash, which is made right. */
const longer = rehashed(Uint8Array.from([...file.subarray(0, -32), ...new Uint8Array(8), ...file.subarray(-32)]));
const ends = (who: string): RegExp =>
  new RegExp(`^${who}: bytes must end with the last tensor, at ${file.length - 32}, got ${file.length - 24}$`);

checkRefusals('what is wrong with a file is said', [
  [() => load(new Uint8Array()), FormatError, /^load: bytes must be a checkpoint of bitgrad, got no bytes$/],
  [
    () => load(new TextEncoder().encode('<!doctype html>')), FormatError,
    /^load: bytes must be a checkpoint of bitgrad, got an HTML page$/,
  ],
  [
    () => load(file.subarray(0, 9)), FormatError,
    /^load: bytes must be a checkpoint of bitgrad, got the first 9 bytes of one$/,
  ],
  [
    () => load(file.buffer as never), TypeError,
    /^load: bytes must be a Uint8Array, got an object \(ArrayBuffer\); new Uint8Array\(bytes\) has its bytes$/,
  ],
  [() => load(longer), FormatError, ends('load')],
  [() => loadWeights(model, longer), FormatError, ends('loadWeights')],
  [
    () => load(file.subarray(0, -1)), FormatError,
    /^load: bytes must have the SHA-256 that they end with, got another: they were cut off or damaged$/,
  ],
  [
    () => load(saying('"units":3', '"units":1000000000')), FormatError,
    /^load: bytes must hold the 3000000000 numbers of their layers, got another number$/,
  ],
  [
    () => load(saying('[2,3]', '[2,4]')), FormatError,
    /^load: bytes must hold tensor 'weights\/dense\/b' of 3 elements, got 8 bytes$/,
  ],
  [() => load(saying('[2,3]', '[9007199254740991,9007199254740991]')), FormatError,
    /^load: bytes must hold tensor 'weights\/dense\/w' of 8\.1.*e\+31 elements, got 40 bytes$/],
  [
    () => load(saying('"units":3', '"units":"3"')), FormatError,
    /^load: bytes must describe a model: dense: units must be a positive integer, got '3'$/,
  ],
  [
    () => load(saying('"seed":1,', '"seed":1.0,')), FormatError,
    /^load: bytes must be as save writes them, got other text, padding or NaN$/,
  ],
  [() => load(saying('"seed":1,', '"seed":1,"seed":1,')), FormatError, /^load: bytes must be as save writes them/],
  [
    () => load(saying('"seed":1,', '"seed":1,"more":1,')), FormatError,
    /^load: bytes must say what is known here, got more; a later version may know it$/,
  ],
  [() => load(saying('"units":3', '"units":3,"rank":{"of":1}')), FormatError,
    /^load: bytes must describe a model: dense: unknown option 'rank'; it takes /],
  [() => load(saying('initializers/zeros"', 'initializers/zeros","by":"hand"')), FormatError,
    /^load: bytes must say what is known here, got layers\[0\]\.options\.biasInitializer\.by; a later version may .*$/],
  [
    () => load(saying('"seed":1,', '')), FormatError,
    /^load: bytes must describe a model: load: seed must be a non-negative integer, got undefined$/,
  ],
  [() => load(saying('weights/dense/b', 'weights/dense/c')), FormatError,
    /^load: bytes must say what is known here, got tensor 'weights\/dense\/c'; a later version may know it$/],
  [
    () => load(saying('weights/dense/b', 'weights/dense/w')), FormatError,
    /^load: bytes must say what is known here, got tensor 'weights\/dense\/w';/,
  ],
  [() => load(saying('"shape":[3]', '"shape":[1,3]')), FormatError,
    /^load: bytes must say what the model that .* says: tensor 'weights\/dense\/b' of shape \(3\), got \(1, 3\)$/],
  [() => load(saying('"begun":2,"batch":0', '"begun":2,"batch":1', trained)), FormatError,
    /^load: bytes must say what the model that comes of them says: epochsBegun 3, got 2$/],
  [
    () => load(saying('"names":["loss"]', '"names":["lass"]', trained)), FormatError,
    /^load: bytes must hold tensor 'history\/lass', got none of that name$/,
  ],
  [() => load(saying('layers/dense', 'layers/dense2')), FormatError,
    /^load: bytes must name what is known here, got 'layers\/dense2'; a later version may know it$/],
  [
    () => load(saying('layers/dense', 'custom/Mine')), FormatError,
    /^load: custom must have 'Mine', which is not the library's, got nothing$/,
  ],
  [
    () => load(saying('"contract":2', '"contract":3')), FormatError,
    /^load: bytes must be of arithmetic contract 2 or an earlier one, got 3$/,
  ],
  [
    () => load(saying('"contract":2', '"contract":0')), FormatError,
    /^load: bytes must be of arithmetic contract 2 or an earlier one, got 0$/,
  ],
  [() => load(wide, { maxBytes: 1000 }), FormatError,
    /^load: a model for batches of 1000 must take at most \d+ bytes \(maxBytes\), got a need of \d+; a smaller .*$/],
  [() => load(rehashed(otherNan)), FormatError, /^load: bytes must be as save writes them/],
  [() => load(Array.from(file) as never), TypeError, /^load: bytes must be a Uint8Array, got an array of \d+$/],
  [
    () => load(file, { custm: [] } as LoadOptions), TypeError,
    /^load: unknown option 'custm'; it takes custom, kernels, maxBatch, maxBytes; did you mean 'custom'\?$/,
  ],
  [
    () => load(file, { custom: [{ name: '' }] }), TypeError,
    /^load: custom\[0\] must be a class, function or object with a name, got an object/,
  ],
  [
    () => load(file, { custom: [{ name: 'a' }, { name: 'a' }] }), TypeError,
    /^load: custom must have each name once, got 'a' twice$/,
  ],
  [() => load(file, { maxBatch: 0 }), RangeError, /^load: maxBatch must be a positive integer, got 0$/],
  [() => loadWeights(sequential([dense({ units: 4, inputShape: [2] })]), file), ShapeError, /must hold 8 elements/],
]);

test('memory for a batch is bounded by what the file or maxBytes allows, and the caller may ask for a '
  + 'smaller batch', () => {
  assert.equal(load(wide).maxBatch, 1000);
  assert.equal(load(wide, { maxBatch: 2, maxBytes: 200_000 }).maxBatch, 2);
  assert.throws(() => load(saying('"maxBatch":1000', '"maxBatch":9007199254740991', wide)), FormatError);
  assert.throws(() => load(saying('[1000]', '[1000000000]', wide)), FormatError);
});

test('the same bytes load whatever their place in a buffer, and onto any kernels', () => {
  const within = new Uint8Array(file.length + 7);
  within.set(file, 3);
  for (const kernels of [createKernels('reference'), createKernels('simd')]) {
    const again = load(within.subarray(3, 3 + file.length), { kernels });
    assert.deepEqual([again.theta, again.kernels], [model.theta, kernels]);
  }
});

test('infinities, zeros of either sign and NaN come back', () => {
  const odd =
    sequential([dense({ units: 2, inputShape: [2] })], { weights: [[NaN, Infinity, -0, 0], [-Infinity, 2 ** -149]] });
  assert.deepEqual(load(save(odd)).theta, odd.theta);
});
