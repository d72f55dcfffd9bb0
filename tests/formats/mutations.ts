/**
 * Checkpoints that are not what they were, and what must become of each.
 * @module
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { FormatError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { load, save } from '../../lib/formats/index.ts';
import { createKernels, type Kernels } from '../../lib/kernels/index.ts';
import { batchNormalization, dense, dropout, elu } from '../../lib/layers/index.ts';
import { sequential, type Model } from '../../lib/model/index.ts';
import { adafactor, adam, cosineDecay, sgd, warmUp } from '../../lib/optimizers/index.ts';
import { pick } from '../helpers/random.ts';

const HEADER = 16, HASH = 32;
/** What a model of these files may take beyond 16 times its file. */
const MAX_BYTES = 2 ** 18;
/** No file of a few thousand bytes may take longer, on a busy machine too. */
const MOST_MILLISECONDS = 5000;

/** Small models in all states: not compiled, before and within an epoch, and after one. */
export async function originals(): Promise<Uint8Array[]> {
  const x = Float32Array.from({ length: 60 }, (_, i) => ((i * 7) % 11) / 11);
  const y = Float32Array.from({ length: 20 }, (_, i) => i % 2);
  const make = (): Model => sequential([
    dense({
      units: 3, activation: elu({ alpha: 0.5 }), inputShape: [3], kernelRegularizer: 'l2', kernelConstraint: 'maxNorm',
    }),
    batchNormalization(), dropout({ rate: 0.5 }), dense({ units: 2, activation: 'softmax' }),
  ], { seed: 2 ** 40, maxBatch: 8 });
  const bare = sequential([dense({ units: 1, inputShape: [2] })]), within = make(), after = make(), fresh = make();
  const learningRate = warmUp({ steps: 5, then: cosineDecay({ initialLearningRate: 0.1, decaySteps: 50 }) });
  const optimizer = adam({ learningRate, average: { kind: 'equal' }, accumulationSteps: 2 });
  within.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy', 'auc'] });
  await within.fit(x, y, { batchSize: 6, epochs: 9, maxIterations: 6, validationSplit: 0.1 });
  after.compile({
    optimizer: sgd({ momentum: 0.9, learningRateMultipliers: { dense: 0.5 } }), loss: 'sparseCategoricalCrossentropy',
  });
  await after.fit(x, y, { batchSize: 8, epochs: 2 });
  fresh.compile({ optimizer: adafactor(), loss: 'sparseCategoricalCrossentropy' });
  return [bare, within, after, fresh].map(save);
}

/** A file changed by `random`; most with the hash made right again, so that the checks behind it are reached. */
export function mutated(random: Philox, file: Uint8Array): Uint8Array {
  const change = pick(random, [
    flipped, flipped, cutOff, extended, withOtherLength, withOtherManifest, withOtherManifest, withOtherManifest,
  ]);
  const bytes = change(random, file);
  return bytes.length > HASH && random.nextBelow(8) > 0 ? rehashed(bytes) : bytes;
}

export function rehashed(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - HASH;
  bytes.set(createHash('sha256').update(bytes.subarray(0, end)).digest(), end);
  return bytes;
}

function flipped(random: Philox, file: Uint8Array): Uint8Array {
  const bytes = file.slice();
  for (let flips = 1 + random.nextBelow(3); flips > 0; flips--) {
    bytes[random.nextBelow(bytes.length)] ^= 1 << random.nextBelow(8);
  }
  return bytes;
}

function cutOff(random: Philox, file: Uint8Array): Uint8Array {
  return file.slice(0, random.nextBelow(file.length));
}

function extended(random: Philox, file: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(file.length + 1 + random.nextBelow(64));
  bytes.set(file);
  return bytes;
}

function withOtherLength(random: Philox, file: Uint8Array): Uint8Array {
  const bytes = file.slice(), view = new DataView(bytes.buffer), length = view.getUint32(12, true);
  view.setUint32(
    12,
    pick(random, [0, 1, length - 1, length + 1, length + 8, file.length, 2 ** 31, 2 ** 32 - 1, random.nextUint32()]),
    true,
  );
  return bytes;
}

type Value = string | number | boolean | null | Value[] | { [name: string]: Value };

const NUMBERS: readonly number[] = [
  0, -0, 1, 2, -1, 0.5, 7, 1e9, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 - 1, 1e300, -1e-300,
];

/** One to three places of the manifest say something else: numbers above all, so that shapes, counts and rates lie. */
function withOtherManifest(random: Philox, file: Uint8Array): Uint8Array {
  const length = new DataView(file.buffer, file.byteOffset).getUint32(12, true);
  const manifest = manifestOf(file);
  const strings: string[] = [...new Set(JSON.stringify(manifest).match(/(?<=")[^"]+(?=")/g))];
  for (let changes = 1 + random.nextBelow(3); changes > 0; changes--) {
    const places = placesOf(manifest), { holder, key } = pick(random, places), other = pick(random, places);
    const value = holder[key];
    const isNumber = typeof value === 'number' && random.nextBelow(8) > 0;
    const isText = typeof value === 'string' && random.nextBelow(4) > 0;
    if (isNumber) {
      holder[key] = random.nextBelow(2) === 0 ? pick(random, NUMBERS) : value + (random.nextBelow(2) === 0 ? 1 : -1);
    } else if (isText) {
      holder[key] = pick(random, [...strings, '__proto__', 'constructor', 'custom/x', 'constructor/create', '']);
    } else if (random.nextBelow(2) === 0) holder[key] = structuredClone(other.holder[other.key]);
    else delete holder[key];
  }
  const text = JSON.stringify(manifest), start = Math.ceil((HEADER + text.length) / 8) * 8;
  const rest = file.subarray(Math.ceil((HEADER + length) / 8) * 8), bytes = new Uint8Array(start + rest.length);
  bytes.set(file.subarray(0, HEADER));
  bytes.set(Buffer.from(text, 'latin1'), HEADER);
  bytes.set(rest, start);
  new DataView(bytes.buffer).setUint32(12, text.length, true);
  return bytes;
}

function manifestOf(file: Uint8Array): Value {
  const length = new DataView(file.buffer, file.byteOffset).getUint32(12, true);
  return JSON.parse(Buffer.from(file.subarray(HEADER, HEADER + length)).toString('latin1')) as Value;
}

/** What a file says, place by place: the manifest but for the list of tensors, and the bytes of each tensor. */
function sayings(file: Uint8Array): Map<string, string | number | boolean | null> {
  const length = new DataView(file.buffer, file.byteOffset).getUint32(12, true);
  const said = new Map<string, string | number | boolean | null>();
  const { tensors, ...rest } = manifestOf(file) as { tensors: { name: string; type: string; shape: number[] }[] };
  const note = (value: Value, place: string): void => {
    if (typeof value !== 'object' || value === null) said.set(place, value);
    else {
      said.set(place, Array.isArray(value) ? value.length : 'object');
      for (const [name, member] of Object.entries(value)) note(member, `${place}/${name}`);
    }
  };
  note(rest as Value, '');
  let at = Math.ceil((HEADER + length) / 8) * 8;
  for (const { name, type, shape } of tensors) {
    const bytes = shape.reduce((product, size) => product * size, type === 'float32' ? 4 : 8);
    said.set(`tensor ${name}`, `${type} ${shape.join()} ${Buffer.from(file.subarray(at, at + bytes)).toString('hex')}`);
    at += Math.ceil(bytes / 8) * 8;
  }
  return said;
}

/** Whether a model says all that its file says, and a file of it is one whose model says the same. */
function assertSays(model: Model, bytes: Uint8Array, what: string): void {
  const again = save(model), own = sayings(again);
  for (const [place, value] of sayings(bytes)) {
    if (place !== '/contract') assert.ok(
      own.has(place) && Object.is(own.get(place), value), `${what}: ${place} is ${value}, got ${own.get(place)}`,
    );
  }
  assert.deepEqual(save(load(again)), again, what);
}

interface Place {
  readonly holder: { [name: string]: Value };
  readonly key: string;
}

/** Lists count as objects of numbered members. */
function placesOf(value: Value): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as { [name: string]: Value };
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesOf(holder[key])]);
}

/** The reference table, counting what is taken of it. */
function counting(): { kernels: Kernels; taken: () => number } {
  const table = createKernels('reference');
  let taken = 0;
  const kernels: Kernels = {
    ...table,
    reserve(length) {
      taken = Math.max(taken, length);
      return kernels;
    },
    allocate(length) {
      allocated += length;
      taken = Math.max(taken, allocated);
      return table.allocate(length);
    },
  };
  let allocated = 0;
  return { kernels, taken: () => 4 * taken };
}

/** Loads what its bytes say, or throws FormatError; soon, and taking little. True where it loads. */
export function check(bytes: Uint8Array, what: string): boolean {
  const { kernels, taken } = counting(), started = performance.now();
  let model: Model | undefined;
  try {
    model = load(bytes, { kernels, maxBytes: MAX_BYTES });
  } catch (error) {
    assert.ok(error instanceof FormatError, `${what}: ${String(error)}`);
  }
  if (model !== undefined) assertSays(model, bytes, what);
  assert.ok(performance.now() - started < MOST_MILLISECONDS, what);
  assert.ok(taken() <= Math.max(MAX_BYTES, 16 * bytes.length), `${what}: ${taken()} bytes for ${bytes.length}`);
  return model !== undefined;
}

/** So many mutations of the originals; how many load. */
export async function checkMutations(count: number, seed: number): Promise<number> {
  const files = await originals(), random = new Philox(seed);
  let loaded = 0;
  for (let i = 0; i < count; i++) {
    if (check(mutated(random, pick(random, files)), `mutation ${i} of seed ${seed}`)) loaded++;
  }
  return loaded;
}
