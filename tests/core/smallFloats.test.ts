import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBfloat16, fromBinary16, fromFloat8e4m3, fromFloat8e5m2 } from '../../lib/core/smallFloats.ts';

type Known = readonly [name: string, from: (bits: number) => number, (readonly [bits: number, value: number])[]];

const KNOWN: readonly Known[] = [
  ['binary16 are those of IEEE 754', fromBinary16, [
    [0x0000, 0], [0x8000, -0], [0x0001, 5.960464477539063e-8], [0x03ff, 6.097555160522461e-5],
    [0x0400, 6.103515625e-5], [0x3c00, 1], [0xc000, -2], [0x3555, 0.333251953125], [0x7bff, 65504],
    [0x7c00, Infinity], [0xfc00, -Infinity], [0x7e00, NaN],
  ]],
  ['bfloat16 are the upper halves of binary32', fromBfloat16, [
    [0, 0], [0x8000, -0], [0x3f80, 1], [0xbfc0, -1.5], [0x0001, 2 ** -133], [0x7f80, Infinity], [0x7fc0, NaN],
  ]],
  ['E5M2 are those of the OCP', fromFloat8e5m2, [
    [0, 0], [0x80, -0], [1, 2 ** -16], [0x3c, 1], [0xbf, -1.75], [0x7b, 57344], [0x7c, Infinity], [0x7d, NaN],
  ]],
  ['E4M3 are those of the OCP, which have no infinities', fromFloat8e4m3, [
    [0, 0], [0x80, -0], [1, 2 ** -9], [0x38, 1], [0xbe, -1.75], [0x78, 256], [0x7e, 448], [0xfe, -448], [0x7f, NaN],
  ]],
];

for (const [name, from, pairs] of KNOWN) {
  test(`numbers of ${name}`, () => {
    for (const [bits, value] of pairs) assert.ok(Object.is(from(bits), value), `${bits}: ${from(bits)}`);
  });
}
