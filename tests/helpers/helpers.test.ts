import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { assertClose, assertWithinUlps } from './close.ts';
import { operandKinds, operands } from './random.ts';
import { assertSameBits, assertSameNumber } from './same.ts';

test('assertSameBits tells zeros apart and NaNs not, and names the first difference', () => {
  assertSameBits(Float32Array.of(1, -0, NaN), Float32Array.of(1, -0, -NaN));
  assert.throws(() => assertSameBits(Float32Array.of(1, 0, 2), Float32Array.of(1, -0, 3), 'y'), {
    message: 'y: element 1 of 3 is 0 (0x00000000), wanted -0 (0x80000000)',
  });
  assert.throws(
    () => assertSameBits(Float32Array.of(1 + 2 ** -23), Float32Array.of(1)),
    /element 0 of 1 is 1\.00000011920\d+ \(0x3f800001\), wanted 1 \(0x3f800000\)/,
  );
  assert.throws(() => assertSameBits(Float32Array.of(NaN), Float32Array.of(Infinity)), /NaN/);
  assert.throws(() => assertSameBits(Float32Array.of(1), Float32Array.of(1, 2)), /lengths/);
  assert.throws(() => assertSameBits(Float32Array.of(1), Float64Array.of(1)), /precisions/);
  assert.throws(() => assertSameNumber(0.1, Math.fround(0.1)), /no binary32 value/);
});

test('closeness is refused to NaN and Infinity unless both are', () => {
  assertClose([NaN, Infinity, 1], [NaN, Infinity, 1 + 1e-9], 1e-8);
  assertWithinUlps([NaN, 1, -0], [NaN, 1 + 2 ** -23, 0], 1);
  for (const [a, b] of [[NaN, 1], [1, NaN], [Infinity, 1], [1, Infinity], [-Infinity, Infinity], [1, 1 + 1e-7]]) {
    assert.throws(() => assertClose([a], [b], 1e-8), /element 0 of 1/);
    if (b !== 1 + 1e-7) assert.throws(() => assertWithinUlps([a], [b], 100), /element 0 of 1/);
  }
  assert.throws(() => assertWithinUlps([1], [1 + 2 ** -22], 1), /within 1 ulp/);
  assert.throws(() => assertClose([1], [1, 2], 1), /lengths/);
});

test('random operands are the same for a seed, and of every kind there is something that it is for', () => {
  for (const kind of operandKinds) assertSameBits(operands(new Philox(5), 50, kind), operands(new Philox(5), 50, kind));
  const some = (kind: 'uniform' | 'wide' | 'specials' | 'finite' | 'powers', is: (x: number) => boolean): boolean =>
    operands(new Philox(6), 4000, kind).some(is);
  const isSubnormal = (x: number): boolean => x !== 0 && Math.abs(x) < 2 ** -126;
  assert.ok(some('specials', Number.isNaN) && some('specials', (x) => x === -Infinity)
    && some('specials', (x) => Object.is(x, -0)));
  assert.ok(some('finite', isSubnormal) && some('finite', (x) => x > 2e38)
    && !some('finite', (x) => !Number.isFinite(x)));
  assert.ok(some('wide', (x) => isSubnormal(Math.fround(x * x))) && some('wide', (x) => Math.abs(x) > 1e5));
  assert.equal(new Set(operands(new Philox(6), 1000, 'uniform')).size, 1000);
});
