/**
 * Files of Keras and TensorFlow.js with seeded mutations: each loads, or is refused with a FormatError.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readZip, writeZip } from '../../lib/data/zip.ts';
import { readKeras } from '../../lib/exchange/keras/index.ts';
import { readTfjs } from '../../lib/exchange/tfjs/index.ts';
import { Philox } from '../../lib/core/philox.ts';
import type { Model } from '../../lib/model/index.ts';
import { pick } from '../helpers/random.ts';

const models = new URL('../vectors/exchange/models/', import.meta.url);
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, models)));
const { cases } = JSON.parse(readFileSync(new URL('../kerasFiles.json', models), 'utf8')) as {
  readonly cases: readonly { readonly name: string; readonly files: Readonly<Record<string, string>> }[];
};

/** Small, so that a mutated size is refused before it takes room. */
const LIMITS = { maxBytes: 2 ** 24, maxBatch: 2 };

/** What text is mutated to: sizes, words and signs that mean something in JSON. */
const WORDS = ['null', '-1', '1e9', '4294967296', '1e308', '0', '[]', '{}', '"__proto__"',
  'true', '""', '"relu"', '[1e9]'];

const below = (random: Philox, limit: number): number => random.nextUint32() % Math.max(1, limit);

/** Bytes with some bits, a stretch or the end changed. */
function mutated(random: Philox, bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes), { length } = copy, at = below(random, length);
  const way = below(random, 5);
  if (way === 0) return copy.subarray(0, at);
  if (way === 1) copy.fill(below(random, 256), at, at + 1 + below(random, 16));
  else if (way === 2) copy.copyWithin(at, below(random, length), below(random, length));
  else for (let i = 0; i <= below(random, 4); i++) copy[below(random, length)] ^= 1 << below(random, 8);
  return copy;
}

/** What stands behind colons in JSON. */
const VALUE = /:\s*(-?\d[\d.e+-]*|"[^"]*"|null|true|false|\[\])/g;

/** Text with a value changed, or bytes with some of them changed. */
function mutatedText(random: Philox, bytes: Uint8Array): Uint8Array {
  if (below(random, 4) === 0) return mutated(random, bytes);
  const text = Buffer.from(bytes).toString('latin1'), found = pick(random, [...text.matchAll(VALUE)]);
  const from = (found?.index ?? 0) + 1, word = pick(random, WORDS);
  return Buffer.from(text.slice(0, from) + word + text.slice(from + (found?.[0].length ?? 1) - 1), 'latin1');
}

/** The same where JSON lies among other bytes, which stay in their places. */
function mutatedWithin(random: Philox, bytes: Uint8Array): Uint8Array {
  if (below(random, 2) === 0) return mutated(random, bytes);
  const text = Buffer.from(bytes).toString('latin1'), found = pick(random, [...text.matchAll(VALUE)]);
  const from = (found?.index ?? 0) + 1, length = (found?.[0].length ?? 1) - 1;
  const word = pick(random, WORDS.filter((each) => each.length <= length)) ?? '';
  return Buffer.from(text.slice(0, from) + word.padEnd(length) + text.slice(from + length), 'latin1');
}

type Sample = (random: Philox) => Promise<Model>;

/** The formats: `.keras`, Keras' `.h5`, and model.json with shards. */
export const MUTATED = ['keras', 'h5', 'tfjs'] as const;

type Format = typeof MUTATED[number];

/** What is mutated, by its format. */
function samples(): Readonly<Record<Format, readonly Sample[]>> {
  const archives = [bytesOf('keras/dense_adam.keras'), fromBase64(cases[0].files['keras'])].map((bytes) => (
    new Map(readZip('test', bytes, 2 ** 24).map((entry) => [entry.name, entry.bytes]))));
  const folders = ['own_dense_adam', 'conv_h5_dense_uint8', 'own_cnn'].map((name) => {
    const shard = name.startsWith('own') ? 'weights.bin' : 'group1-shard1of1.bin';
    return new Map(['model.json', shard].map((part) => [part, bytesOf(`tfjs/${name}/${part}`)]));
  });
  const legacy = [bytesOf('keras/dense_adam.h5'), fromBase64(cases[0].files['h5'])];
  const change = (random: Philox, parts: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> => {
    const name = pick(random, [...parts.keys()]), bytes = parts.get(name) ?? new Uint8Array();
    return new Map([...parts, [name, (name.endsWith('.json') ? mutatedText : mutated)(random, bytes)]]);
  };
  return {
    keras: [
      ...archives.map((parts): Sample => (random) => readKeras(writeZip('test', change(random, parts)), LIMITS)),
      (random) => readKeras(mutated(random, writeZip('test', archives[0])), LIMITS),
    ],
    h5: legacy.map((bytes): Sample => (random) => readKeras(mutatedWithin(random, bytes), LIMITS)),
    tfjs: folders.map((parts): Sample => (random) => readTfjs(change(random, parts), LIMITS)),
  };
}

/** Reads so many mutated files; throws for an error that is none of the format. */
export async function checkMutations(
  format: Format, count: number,
): Promise<{ readonly loaded: number; readonly refused: number }> {
  const all = samples()[format];
  let loaded = 0, refused = 0;
  for (let seed = 0; seed < count; seed++) {
    const random = new Philox(seed), started = Date.now();
    try {
      await all[seed % all.length](random);
      loaded++;
    } catch (error) {
      const isTyped = error instanceof Error && error.name === 'FormatError';
      assert.ok(isTyped, `mutation ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
      refused++;
    }
    assert.ok(Date.now() - started < 20_000, `mutation ${seed} takes too long`);
  }
  return { loaded, refused };
}
