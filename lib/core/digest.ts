/**
 * SHA-256 as text: by the platform where that has a synchronous one, which is some ten times as fast, else by our own.
 * The digits are the same.
 * @module
 */

import { toHex } from './hex.ts';
import { platformRunningSha256, platformSha256, type PlatformSha256 } from './platform.ts';
import { Sha256 } from './sha256.ts';

/** Looked for once. */
let platform: PlatformSha256 | undefined | 'unknown' = 'unknown';

/** 64 hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  if (platform === 'unknown') platform = platformSha256();
  return platform?.(bytes) ?? toHex(new Sha256().update(bytes).digest());
}

/** A SHA-256 that takes in bytes by and by, and can be read in between. */
export interface RunningSha256 {
  update(bytes: Uint8Array): void;
  /** Of all bytes so far. */
  digest(): string;
}

/** See {@link RunningSha256}. */
export function runningSha256(): RunningSha256 {
  const own = platformRunningSha256();
  if (own !== undefined) return own;
  const hash = new Sha256();
  return { update: (bytes) => { hash.update(bytes); }, digest: () => toHex(hash.clone().digest()) };
}
