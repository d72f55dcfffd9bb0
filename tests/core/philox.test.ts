import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Philox, philox4x32 } from '../../lib/core/philox.ts';

const vectors = JSON.parse(readFileSync(new URL('../vectors/random.json', import.meta.url), 'utf8')) as {
  readonly words: readonly { readonly seed: number; readonly stream: number; readonly out: readonly number[] }[];
};

const block = (...[c0, c1, c2, c3, k0, k1]: readonly number[]): string[] => {
  const out = new Uint32Array(4);
  philox4x32(c0, c1, c2, c3, k0, k1, out);
  return [...out].map((word) => word.toString(16).padStart(8, '0'));
};

const draw = (random: Philox, count: number): number[] => Array.from({ length: count }, () => random.nextUint32());

// Random123 1.14, kat_vectors, "philox 4x32 10"
test('a block has the known answers of Random123', () => {
  const ones = 0xffffffff;
  assert.deepEqual(block(0, 0, 0, 0, 0, 0), ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']);
  assert.deepEqual(block(ones, ones, ones, ones, ones, ones), ['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd']);
  assert.deepEqual(
    block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0),
    ['d16cfe09', '94fdcceb', '5001e420', '24126ea1'],
  );
});

test('signed words mean the same block as unsigned ones', () => {
  assert.deepEqual(block(-1, -1, -1, -1, -1, -1), block(...Array<number>(6).fill(0xffffffff)));
});

test('seed is the key, block and stream are the counter, each low word first', () => {
  const seed = 0x299f31d0_0000 + 0x7344, stream = 0x1370_7344_1319;
  const words = draw(new Philox(seed, stream), 8);
  const expected = [0, 1].flatMap((n) =>
    block(n, 0, stream % 2 ** 32, Math.floor(stream / 2 ** 32), seed % 2 ** 32, Math.floor(seed / 2 ** 32)));
  assert.deepEqual(words.map((word) => word.toString(16).padStart(8, '0')), expected);
});

test('large seeds and streams give the words of a Python twin', () => {
  for (const { seed, stream, out } of vectors.words) assert.deepEqual(draw(new Philox(seed, stream), out.length), out);
});

test('position counts words, and setting it jumps there', () => {
  const random = new Philox(3, 4);
  const words = draw(random, 41);
  assert.equal(random.position, 41);
  for (const position of [0, 1, 2, 3, 4, 7, 8, 21, 39, 5]) {
    random.position = position;
    assert.equal(random.position, position);
    assert.equal(random.nextUint32(), words[position]);
    assert.equal(random.nextUint32(), words[position + 1]);
  }
});

test('a position beyond 2³⁴ words carries into the second word of the counter', () => {
  const random = new Philox(3, 4);
  random.position = 2 ** 34 + 8;
  assert.deepEqual(draw(random, 4).map((word) => word.toString(16).padStart(8, '0')), block(2, 1, 4, 0, 3, 0));
});

test('seeds and streams, 0 among them, give sequences that have nothing in common', () => {
  const seen = new Set<number>();
  const pairs = [[0, 0], [0, 1], [1, 0], [1, 1], [0, 2 ** 32], [2 ** 32, 0], [2 ** 53 - 1, 2 ** 53 - 1]];
  const sequences = pairs.map(([seed, stream]) => draw(new Philox(seed, stream), 256));
  sequences.flat().forEach((word) => seen.add(word));
  assert.ok(seen.size > 256 * pairs.length - 3, 'words repeat');
  for (const [i, a] of sequences.entries()) {
    for (const b of sequences.slice(i + 1)) {
      // Each bit of a agrees with that of b half of the time: 8192 bits, standard deviation 45.
      const agree = a.reduce(
        (count, word, k) => count + [...(~(word ^ b[k]) >>> 0).toString(2)].filter((bit) => bit === '1').length, 0,
      );
      assert.ok(Math.abs(agree - 4096) < 5 * 45.3, `${agree} of 8192 bits agree`);
    }
  }
});

test('a float is the top 24 bits of a word', () => {
  const words = draw(new Philox(9), 1000), random = new Philox(9);
  for (const word of words) {
    const float = random.nextFloat();
    assert.equal(float, Math.floor(word / 256) / 16777216);
    assert.ok(float >= 0 && float < 1 && Math.fround(float) === float);
  }
});

test('an integer below a bound is the high word of word · bound, unfair words being drawn again', () => {
  const bounds = [1, 2, 3, 10, 60000, 2 ** 31, 2 ** 31 + 1, 3000000000, 2 ** 32 - 1];
  for (const bound of bounds) {
    const random = new Philox(5, bound), words = new Philox(5, bound);
    for (let i = 0; i < 200; i++) {
      let product: bigint;
      do product = BigInt(words.nextUint32()) * BigInt(bound);
      while ((product & 0xffffffffn) < 2n ** 32n % BigInt(bound));
      assert.equal(random.nextBelow(bound), Number(product >> 32n));
    }
    assert.equal(random.position, words.position);
  }
});

test('integers below a bound that does not divide 2³² are equally likely', () => {
  // 2³² words on 3·2³⁰ values: without drawing again, the multiples of 3 would come twice as often as others.
  const random = new Philox(6), counts = [0, 0, 0];
  for (let i = 0; i < 30000; i++) counts[random.nextBelow(3 * 2 ** 30) % 3]++;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 10000) ** 2 / 10000, 0);
  assert.ok(chiSquare < 13.8, `χ² of ${chiSquare} has probability below 0.001`);
});

test('a bound that is no integer from 1 to 2³² − 1 is refused at once, and no word drawn', () => {
  const random = new Philox(1);
  for (const bound of [0, -1, -0.5, 0.5, 2.5, NaN, Infinity, -Infinity, 2 ** 32, 2 ** 33, 2 ** 53]) {
    const message = `nextBelow: bound must be an integer from 1 to 4294967295, got ${bound}`;
    assert.throws(() => random.nextBelow(bound), { name: 'RangeError', message });
  }
  for (const bound of ['3', 3n, null, undefined, {}]) {
    assert.throws(
      () => random.nextBelow(bound as never),
      { name: 'TypeError', message: /^nextBelow: bound must be an integer from 1 to 4294967295, got / },
    );
  }
  assert.equal(random.position, 0);
  assert.equal(random.nextBelow(1), 0);
});

test('a stream ends after 2⁵³ words: the last can be drawn, none comes again and again', () => {
  const random = new Philox(3, 4), same = new Philox(3, 4);
  random.position = 2 ** 53 - 1;
  same.position = 2 ** 53 - 4;
  assert.equal(random.nextUint32(), draw(same, 4)[3]);
  const message = /^Philox: position must be a non-negative integer, got 9007199254740992$/;
  const draws = [() => random.nextUint32(), () => random.nextFloat(), () => random.nextBelow(3)];
  for (const next of draws) assert.throws(next, { name: 'RangeError', message });
});

test('what is no seed, stream or position is refused', () => {
  assert.throws(
    () => new Philox(-1), { name: 'RangeError', message: 'Philox: seed must be a non-negative integer, got -1' },
  );
  assert.throws(() => new Philox(2 ** 53), RangeError);
  assert.throws(
    () => new Philox(0, 0.5), { name: 'RangeError', message: 'Philox: stream must be a non-negative integer, got 0.5' },
  );
  assert.throws(() => { new Philox(0).position = -4; }, {
    name: 'RangeError', message: 'Philox: position must be a non-negative integer, got -4',
  });
});
