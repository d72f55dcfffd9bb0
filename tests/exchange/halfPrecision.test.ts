import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBinary16 } from '../../lib/exchange/halfPrecision.ts';

test('numbers of binary16 are those of IEEE 754', () => {
  const known: readonly (readonly [number, number])[] = [
    [0x0000, 0], [0x8000, -0], [0x0001, 5.960464477539063e-8], [0x03ff, 6.097555160522461e-5],
    [0x0400, 6.103515625e-5], [0x3c00, 1], [0xc000, -2], [0x3555, 0.333251953125], [0x7bff, 65504],
    [0x7c00, Infinity], [0xfc00, -Infinity], [0x7e00, NaN],
  ];
  for (const [half, value] of known) assert.ok(Object.is(fromBinary16(half), value), `${half}: ${fromBinary16(half)}`);
});
