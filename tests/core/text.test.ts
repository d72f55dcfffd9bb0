import assert from 'node:assert/strict';
import { endianness } from 'node:os';
import { test } from 'node:test';
import { fromAscii, toAscii } from '../../lib/core/ascii.ts';
import { fromBase64, toBase64 } from '../../lib/core/base64.ts';
import { bitsOf, fromBits64, fromHex, toHex } from '../../lib/core/hex.ts';
import { Philox } from '../../lib/core/philox.ts';
import { isLittleEndian, platformRunningSha256, platformSha256 } from '../../lib/core/platform.ts';
import { runningSha256, sha256 } from '../../lib/core/digest.ts';
import { Sha256 } from '../../lib/core/sha256.ts';

const random = new Philox(3);
const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.nextBelow(256));

test('base64 and hexadecimal are Node\'s, and base64 comes back, for every length', () => {
  for (let length = 0; length <= 200; length++) {
    const bytes = bytesOf(length), text = toBase64(bytes);
    assert.equal(text, Buffer.from(bytes).toString('base64'));
    assert.deepEqual(fromBase64(text), bytes);
    assert.equal(toHex(bytes), Buffer.from(bytes).toString('hex'));
    assert.deepEqual(fromHex(toHex(bytes)), bytes);
  }
  const long = bytesOf(50_000);
  assert.equal(toBase64(long), Buffer.from(long).toString('base64'));
});

test('ASCII is Node\'s, and comes back, also where it takes several parts', () => {
  for (const length of [0, 1, 4095, 4096, 4097, 10_000]) {
    const bytes = bytesOf(length).map((byte) => byte & 127), text = fromAscii(bytes);
    assert.equal(text, Buffer.from(bytes).toString('ascii'));
    assert.deepEqual(toAscii(text), bytes);
  }
});

test('what is not base64, or not as it would be written, is refused', () => {
  for (const text of [
    'A', 'AB', 'ABC', 'ABCDE', 'AAAAA', 'AAAAAA', 'AB*=', '====', '=ABC', 'A===', 'AB=C', 'ABC\n', 'AB==ABCD', 'AB-_',
    'AR==', 'ARR=',
  ]) {
    assert.equal(fromBase64(text), undefined, text);
  }
  const alphabet = [...'AQgw/+9=*-_ \n', '\u0141', '\ud83d'], refused = [0, 0];
  for (let trial = 0; trial < 20_000; trial++) {
    const text = Array.from({ length: 4 * (trial % 3) + random.nextBelow(5) }, () =>
      alphabet[random.nextBelow(alphabet.length)]).join('');
    // Node reads whatever it can
    const bytes = Buffer.from(text, 'base64'), isWritten = bytes.toString('base64') === text;
    assert.deepEqual(fromBase64(text), isWritten ? new Uint8Array(bytes) : undefined, JSON.stringify(text));
    refused[Number(isWritten)]++;
  }
  assert.ok(refused[1] > 500 && refused[0] > 500);
  const whole = toBase64(bytesOf(30));
  for (let code = 0; code < 256; code++) {
    const text = `${whole.slice(0, 17)}${String.fromCharCode(code)}${whole.slice(18)}`;
    assert.equal(fromBase64(text) !== undefined, /^[A-Za-z0-9+/]*$/.test(text), JSON.stringify(text));
  }
});

test('the bits of a number come back', () => {
  for (const value of [0, -0, 1, -2.5, 1e-320, Infinity, Math.PI]) {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    assert.equal(bitsOf(value), view.getBigUint64(0).toString(16).padStart(16, '0'));
    assert.ok(Object.is(fromBits64(bitsOf(value)), value));
  }
});

test('the machine\'s order of bytes is what Node says', () => {
  assert.equal(isLittleEndian(), endianness() === 'LE');
});

test('the platform\'s SHA-256 is the own one, at once and in parts; without a platform there is none', () => {
  const bytes = bytesOf(1000), own = toHex(new Sha256().update(bytes).digest()), running = platformRunningSha256();
  assert.equal(platformSha256()?.(bytes), own);
  assert.equal(sha256(bytes), own);
  running?.update(bytes.subarray(0, 333));
  assert.equal(running?.digest(), toHex(new Sha256().update(bytes.subarray(0, 333)).digest()));
  running?.update(bytes.subarray(333));
  assert.equal(running?.digest(), own);
  const { process } = globalThis;
  try {
    Object.defineProperty(globalThis, 'process', { value: undefined, configurable: true, writable: true });
    assert.equal(platformSha256(), undefined);
    assert.equal(platformRunningSha256(), undefined);
    const without = runningSha256();
    for (const part of [bytes.subarray(0, 333), bytes.subarray(333)]) without.update(part);
    assert.equal(without.digest(), own);
  } finally {
    Object.defineProperty(globalThis, 'process', { value: process, configurable: true, writable: true });
  }
});
