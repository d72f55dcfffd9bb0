/**
 * SHA-256, synchronous and incremental: a browser has none of its own that is.
 *
 * Source: NIST FIPS 180-4, "Secure hash standard", 2015.
 * @module
 */

import { StateError } from './errors.ts';

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const K: Int32Array = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
);
/** The same of the square roots of the first eight. */
const FIRST: readonly number[] = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

const BLOCK_BYTES = 64;
/** Where the length in bits stands in the last block. */
const LENGTH_AT = BLOCK_BYTES - 8;

/** The schedule of the block at hand; no call leaves anything in it for another. */
const words = new Int32Array(64);

/**
 * The hash of all bytes given, in order.
 *
 *     new Sha256().update(bytes).digest()
 *
 * Lengths count up to 2⁵³ bytes.
 */
export class Sha256 {
  readonly #state: Int32Array = Int32Array.from(FIRST);
  /** Bytes that do not fill a block yet. */
  readonly #rest: Uint8Array = new Uint8Array(BLOCK_BYTES);
  #length = 0;
  #done = false;

  /** Takes in further bytes. Throws StateError after `digest`. */
  update(bytes: Uint8Array): this {
    if (this.#done) throw new StateError('Sha256: update must come before digest');
    const held = this.#length % BLOCK_BYTES;
    this.#length += bytes.length;
    let at = 0;
    if (held > 0) {
      at = Math.min(BLOCK_BYTES - held, bytes.length);
      this.#rest.set(bytes.subarray(0, at), held);
      if (held + at < BLOCK_BYTES) return this;
      compress(this.#state, this.#rest, 0, BLOCK_BYTES);
    }
    const whole = bytes.length - ((bytes.length - at) % BLOCK_BYTES);
    compress(this.#state, bytes, at, whole);
    this.#rest.set(bytes.subarray(whole));
    return this;
  }

  /** One that has taken in the same bytes, and goes on by itself. */
  clone(): Sha256 {
    const copy = new Sha256();
    copy.#state.set(this.#state);
    copy.#rest.set(this.#rest);
    copy.#length = this.#length;
    copy.#done = this.#done;
    return copy;
  }

  /** The 32 bytes of the hash. Throws StateError the second time. */
  digest(): Uint8Array {
    const length = this.#length, held = length % BLOCK_BYTES;
    const padding = new Uint8Array((held < LENGTH_AT ? BLOCK_BYTES : 2 * BLOCK_BYTES) - held);
    const view = new DataView(padding.buffer);
    padding[0] = 0x80;
    view.setUint32(padding.length - 8, Math.floor(length / 2 ** 29));
    view.setUint32(padding.length - 4, (length % 2 ** 29) * 8);
    this.update(padding);
    this.#done = true;
    const hash = new DataView(new ArrayBuffer(32));
    this.#state.forEach((word, i) => hash.setInt32(4 * i, word));
    return new Uint8Array(hash.buffer);
  }
}

/** Takes the blocks of bytes [from, to) into the state. */
function compress(state: Int32Array, bytes: Uint8Array, from: number, to: number): void {
  const w = words, k = K;
  for (let at = from; at < to; at += BLOCK_BYTES) {
    for (let t = 0, i = at; t < 16; t++ , i += 4) {
      w[t] = (bytes[i] << 24) | (bytes[i + 1] << 16) | (bytes[i + 2] << 8) | bytes[i + 3];
    }
    for (let t = 16; t < 64; t++) {
      const x = w[t - 15], y = w[t - 2];
      const sigma0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const sigma1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[t] = (sigma1 + w[t - 7] + sigma0 + w[t - 16]) | 0;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let t = 0; t < 64; t++) {
      const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const first = (h + sum1 + (g ^ (e & (f ^ g))) + k[t] + w[t]) | 0;
      const second = (sum0 + ((a & b) | (c & (a | b)))) | 0;
      h = g, g = f, f = e, e = (d + first) | 0, d = c, c = b, b = a, a = (first + second) | 0;
    }
    state[0] += a , state[1] += b , state[2] += c , state[3] += d , state[4] += e , state[5] += f , state[6] += g
      , state[7] += h;
  }
}
