import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ElementaryFunction } from '../../lib/formula/index.ts';
import { exact, names, run, ulpError } from '../kernels/elementarySweep.ts';

interface Sweep {
  readonly worstUlp: number;
  readonly at: string;
  readonly digest: string;
  readonly falls: number;
}

const vectors = JSON.parse(readFileSync(new URL('../vectors/elementary.json', import.meta.url), 'utf8')) as Readonly<Record<ElementaryFunction, Sweep>>;

/** Inputs at a time. */
const CHUNK = 2 ** 16;

function sweep(name: ElementaryFunction): Sweep {
  const words = new Uint32Array(CHUNK);
  const x = new Float32Array(words.buffer);
  let worst = 0, at = 0, digest = 0x811c9dc5, falls = 0, before = 0;
  for (let start = 0; start < 2 ** 32; start += CHUNK) {
    for (let i = 0; i < CHUNK; i++) words[i] = start + i;
    const y = run(name, x);
    const bits = new Int32Array(y.buffer);
    for (let i = 0; i < CHUNK; i++) {
      if (y[i] === y[i]) digest = Math.imul(digest ^ bits[i], 0x01000193);
      if ((words[i] & 0x7fffffff) !== 0 && (words[i] >>> 31 !== 0 ? y[i] > before : y[i] < before)) falls++;
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
  test(`${name} over all 2³² inputs: at most ${worstUlp} ulp, never falling, digest ${digest}`, () => {
    assert.deepEqual(sweep(name), { worstUlp, at, digest, falls });
  });
}
