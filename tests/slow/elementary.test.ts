import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ElementaryFunction } from '../../lib/formula/index.ts';
import { elementary } from '../../lib/kernels/elementary.ts';
import { direction, exact, names, ulpError } from '../kernels/elementarySweep.ts';
import { tables } from '../kernels/tables.ts';

interface Sweep {
  readonly worstUlp: number;
  readonly at: string;
  readonly digest: string;
  readonly falls: number;
}

const vectors = JSON.parse(
  readFileSync(new URL('../vectors/elementary.json', import.meta.url), 'utf8'),
) as Readonly<Record<ElementaryFunction, Sweep>>;

/** Inputs at a time. */
const CHUNK = 2 ** 14;

const isNaNWord = (word: number): boolean => (word & 0x7fffffff) > 0x7f800000;

/** Throws at the first word that differs, NaN being one value. */
function expectSameWords(name: string, first: number, expected: Int32Array, got: Int32Array): void {
  for (let i = 0; i < CHUNK; i++) {
    if (expected[i] === got[i] || (isNaNWord(expected[i]) && isNaNWord(got[i]))) continue;
    assert.fail(
      `${name} of the float with bits ${first + i}: ${expected[i]} on the reference, ${got[i]} on another table`,
    );
  }
}

/** Runs every table over all floats, in one go: same bits, and the largest error of the reference. */
function sweep(name: ElementaryFunction): Sweep {
  const places = tables.map((table) => {
    const k = table.reserve(2 * CHUNK, 2);
    const x = k.allocate(CHUNK), y = k.allocate(CHUNK);
    return {
      k, x, words: new Uint32Array(x.buffer, x.byteOffset, CHUNK), y,
      bits: new Int32Array(y.buffer, y.byteOffset, CHUNK),
    };
  });
  const [{ x, words, y, bits }, ...others] = places, sign = direction(name);
  let worst = 0, at = 0, digest = 0x811c9dc5, falls = 0, before = 0;
  for (let start = 0; start < 2 ** 32; start += CHUNK) {
    for (const place of places) {
      for (let i = 0; i < CHUNK; i++) place.words[i] = start + i;
      place.k.elementwise(elementary[name], CHUNK, [place.x, place.y], []);
    }
    for (const other of others) expectSameWords(name, start, bits, other.bits);
    for (let i = 0; i < CHUNK; i++) {
      if (y[i] === y[i]) digest = Math.imul(digest ^ bits[i], 0x01000193);
      if ((words[i] & 0x7fffffff) !== 0
          && (words[i] >>> 31 !== 0 ? y[i] * sign > before * sign : y[i] * sign < before * sign)) falls++;
      before = y[i];
      const value = exact[name](x[i]);
      if (Object.is(Math.fround(value), y[i])) continue;
      const error = ulpError(y[i], value);
      if (error > worst) {
        worst = error;
        at = words[i];
      }
    }
  }
  const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
  return { worstUlp: Number(worst.toFixed(4)), at: hex(at), digest: hex(digest), falls };
}

for (const name of names) {
  const { worstUlp, at, digest, falls } = vectors[name];
  test(`${name} over all 2³² inputs: the same bits on every table, at most ${worstUlp} ulp, always rising or falling, `
    + `digest ${digest}`, () => {
    assert.deepEqual(sweep(name), { worstUlp, at, digest, falls });
  });
}
