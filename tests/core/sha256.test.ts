import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { StateError } from '../../lib/core/errors.ts';
import { toHex } from '../../lib/core/hex.ts';
import { Sha256 } from '../../lib/core/sha256.ts';
import { Philox } from '../../lib/core/philox.ts';

const sha256 = (bytes: Uint8Array): string => toHex(new Sha256().update(bytes).digest());
const ofText = (text: string): string => sha256(Buffer.from(text, 'latin1'));

test('it gives the example hashes of FIPS 180-2 and of the NIST example files', () => {
  assert.equal(ofText(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  assert.equal(ofText('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  assert.equal(
    ofText('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'),
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  );
  assert.equal(
    ofText('abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn'
      + 'hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu'),
    'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
  );
  assert.equal(ofText('a'.repeat(1_000_000)), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
});

test('of every length up to three blocks, cut anywhere, it is the platform\'s', () => {
  const random = new Philox(7, 1);
  const bytes = Uint8Array.from({ length: 192 }, () => random.nextUint32() & 255);
  for (let length = 0; length <= bytes.length; length++) {
    const all = bytes.subarray(0, length), expected = createHash('sha256').update(all).digest('hex');
    assert.equal(sha256(all), expected, `${length} bytes`);
    const first = random.nextUint32() % (length + 1), second = first + (random.nextUint32() % (length - first + 1));
    const cut =
      new Sha256().update(all.subarray(0, first)).update(all.subarray(first, second)).update(all.subarray(second));
    assert.equal(toHex(cut.digest()), expected, `${length} bytes cut at ${first} and ${second}`);
  }
});

test('two hashes made by turns do not disturb each other, and neither goes on after its end', () => {
  const a = new Sha256(), b = new Sha256();
  for (let i = 0; i < 50; i++) a.update(Uint8Array.of(i, 1, 2)), b.update(Uint8Array.of(3, i));
  const bytes = Uint8Array.from({ length: 150 }, (_, i) => [Math.floor(i / 3), 1, 2][i % 3]);
  assert.equal(toHex(a.digest()), createHash('sha256').update(bytes).digest('hex'));
  assert.throws(() => a.update(bytes), StateError);
  assert.throws(() => a.digest(), StateError);
});
