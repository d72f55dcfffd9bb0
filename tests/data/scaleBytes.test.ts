import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scaleBytes } from '../../lib/data/index.ts';

test('each of the 256 levels becomes the binary32 nearest to level / 255, and comes back when '
  + 'multiplied and rounded', () => {
  const out = scaleBytes(Uint8Array.from({ length: 256 }, (_, i) => i));
  assert.equal(out[0], 0);
  assert.equal(out[255], 1);
  const step = 2n ** 200n;
  // a binary32 in [0, 1] times 2^100 is whole
  const exact = (v: number): bigint => BigInt(v * 2 ** 100) * (step >> 100n);
  out.forEach((v, level) => {
    // |255·v − level| is least for the nearest v: no neighbour one ulp away comes closer.
    const distance = (
      u: number,
    ): bigint => { const d = 255n * exact(u) - BigInt(level) * step; return d < 0n ? -d : d; };
    const neighbours = [v * (1 + 2 ** -23), v * (1 - 2 ** -23)].map(Math.fround);
    for (const neighbour of neighbours) assert.ok(distance(v) <= distance(neighbour), `level ${level}`);
    assert.equal(Math.round(255 * v), level);
  });
});

test('what is not bytes is refused', () => {
  assert.throws(() => scaleBytes(new Float32Array(2) as never), {
    name: 'TypeError',
    message: /^scaleBytes: bytes must be a Uint8Array, got Float32Array of 2; new Uint8Array\(.*\) has its bytes$/,
  });
});
