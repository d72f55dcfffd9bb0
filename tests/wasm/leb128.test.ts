import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FormatError } from '../../lib/core/errors.ts';
import {
  decodeSigned, decodeUnsigned, encodeSigned, encodeSigned64, encodeUnsigned, LONGEST_LEB128,
} from '../../lib/wasm/leb128.ts';

/** The bytes that an encoder writes from position 1 on. */
function written(encode: (out: Uint8Array, at: number) => number): number[] {
  const out = new Uint8Array(1 + LONGEST_LEB128).fill(0xaa);
  const end = encode(out, 1);
  assert.equal(out[0], 0xaa);
  assert.ok(out.subarray(end).every((byte) => byte === 0xaa), 'nothing is written past the end');
  return Array.from(out.subarray(1, end));
}

const unsigned = (value: number): number[] => written((out, at) => encodeUnsigned(out, at, value));
const signed = (value: number): number[] => written((out, at) => encodeSigned(out, at, value));
const signed64 = (value: bigint): number[] => written((out, at) => encodeSigned64(out, at, value));

test('the examples of DWARF 4, section 7.6, and of Wikipedia are encoded as printed', () => {
  const unsignedExamples: [number, number[]][] = [
    [2, [0x02]], [127, [0x7f]], [128, [0x80, 0x01]], [129, [0x81, 0x01]], [130, [0x82, 0x01]], [12857, [0xb9, 0x64]],
    [624485, [0xe5, 0x8e, 0x26]],
  ];
  const signedExamples: [number, number[]][] = [
    [2, [0x02]], [-2, [0x7e]], [127, [0xff, 0x00]], [-127, [0x81, 0x7f]], [128, [0x80, 0x01]], [-128, [0x80, 0x7f]],
    [129, [0x81, 0x01]], [-129, [0xff, 0x7e]], [-123456, [0xc0, 0xbb, 0x78]],
  ];
  for (const [value, bytes] of unsignedExamples) assert.deepEqual(unsigned(value), bytes);
  for (const [value, bytes] of signedExamples) {
    assert.deepEqual(signed(value), bytes);
    assert.deepEqual(signed64(BigInt(value)), bytes);
  }
});

test('every boundary of a further byte is encoded in the shortest form and read back', () => {
  for (let power = 0; power <= 32; power++) {
    for (const value of [2 ** power - 1, 2 ** power, 2 ** power + 1]) {
      if (value > 0xffffffff) continue;
      const bytes = unsigned(value);
      assert.equal(bytes.length, Math.max(1, Math.ceil(value.toString(2).length / 7)));
      assert.deepEqual(
        decodeUnsigned(Uint8Array.from([9, ...bytes, 9]), 1, 32), { value: BigInt(value), end: 1 + bytes.length },
      );
    }
  }
  for (let power = 0n; power <= 63n; power++) {
    for (const magnitude of [2n ** power - 1n, 2n ** power, 2n ** power + 1n]) {
      for (const value of [magnitude, -magnitude]) {
        if (BigInt.asIntN(64, value) !== value) continue;
        const bytes = signed64(value);
        const bits = (value < 0n ? -value - 1n : value).toString(2).length + (value === 0n || value === -1n ? 0 : 1);
        assert.equal(bytes.length, Math.ceil(bits / 7), `${value}`);
        assert.deepEqual(decodeSigned(Uint8Array.from([9, ...bytes, 9]), 1, 64), { value, end: 1 + bytes.length });
        if (BigInt.asIntN(32, value) === value) assert.deepEqual(signed(Number(value)), bytes);
      }
    }
  }
});

test('values beyond 32 bits and no integers are refused', () => {
  const unsignedSays = /^RangeError: encodeUnsigned: value must be an integer from 0 to 4294967295, got/;
  const signedSays = /^RangeError: encodeSigned: value must be an integer from -2147483648 to 2147483647, got/;
  for (const value of [-1, 2 ** 32, 0.5, NaN]) assert.throws(() => unsigned(value), unsignedSays);
  for (const value of [2 ** 31, -(2 ** 31) - 1, 0.5]) assert.throws(() => signed(value), signedSays);
});

test('a number that is cut short, too long or too large is a FormatError', () => {
  const cases: [RegExp, () => unknown][] = [
    [/must end within the 2 bytes/, () => decodeUnsigned(Uint8Array.of(0x80, 0x80), 0, 32)],
    [/at most 5 bytes/, () => decodeUnsigned(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x00), 0, 32)],
    [/must fit 32 bits/, () => decodeUnsigned(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x1f), 0, 32)],
    [/must fit 32 bits/, () => decodeSigned(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f), 0, 32)],
    [/at most 10 bytes/, () => decodeSigned(new Uint8Array(11).fill(0x80), 0, 64)],
  ];
  for (const [message, act] of cases) {
    assert.throws(act, (error) => error instanceof FormatError && message.test(error.message));
  }
  assert.equal(decodeUnsigned(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f), 0, 32).value, 0xffffffffn);
  assert.equal(decodeSigned(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x7f), 0, 32).value, -1n);
});
