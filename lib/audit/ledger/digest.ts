/**
 * SHA-256 of arrays, as the ledger writes it.
 * @module
 */
import { NonFiniteError } from '../../core/errors.ts';
import { toHex } from '../../core/hex.ts';
import { isLittleEndian, platformRunningSha256, platformSha256, type PlatformSha256 } from '../../core/platform.ts';
import { Sha256 } from '../../core/sha256.ts';

/** Arrays whose bytes are hashed. */
export type Hashable = Float32Array | Float64Array | Int32Array | Uint32Array;

/** The elements' bytes, the least significant first, whatever the machine's own order. */
export function littleEndian(array: Hashable, isLittle: boolean = isLittleEndian()): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  if (isLittle) return bytes;
  const size = array.BYTES_PER_ELEMENT;
  return bytes.map((_, i) => bytes[i - (i % size) + size - 1 - (i % size)]);
}

let platform: PlatformSha256 | undefined | 'unknown' = 'unknown';

/** The platform's SHA-256 if it has a synchronous one, looked for once. */
export function platformDigest(): PlatformSha256 | undefined {
  if (platform === 'unknown') platform = platformSha256();
  return platform;
}

/** A SHA-256 that takes in bytes by and by, and can be read in between. */
export interface RunningSha256 {
  update(bytes: Uint8Array): void;
  /** Of all bytes so far. */
  digest(): string;
}

/** By the platform where that can, which is faster; the same digits. */
export function runningSha256(): RunningSha256 {
  const own = platformRunningSha256();
  if (own !== undefined) return own;
  const hash = new Sha256();
  return { update: (bytes) => { hash.update(bytes); }, digest: () => toHex(hash.clone().digest()) };
}

/** 64 hexadecimal digits. By the platform where that has a synchronous SHA-256, which is faster; the same digits. */
export function sha256(bytes: Uint8Array): string {
  return platformDigest()?.(bytes) ?? toHex(new Sha256().update(bytes).digest());
}

/** SHA-256 of numbers that training goes on from. Throws NonFiniteError where one is NaN, whose bits are not promised. */
export function sha256OfNumbers(what: string, array: Float32Array): string {
  for (let i = 0; i < array.length; i++) {
    if (array[i] !== array[i]) throw new NonFiniteError(`ledger: ${what}[${i}] must be a number, got NaN`, { layer: '', tensor: what, index: i });
  }
  return sha256(littleEndian(array));
}
