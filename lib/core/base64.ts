/**
 * Bytes as text, for files of lines.
 * @module
 */

import { fromAscii, toAscii } from './ascii.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: ReadonlyMap<string, number> = new Map([...DIGITS].map((digit, i) => [digit, i]));
const CODES = toAscii(DIGITS), PADDING = 0x3d;

/** Base64 (RFC 4648, section 4), with padding. */
export function toBase64(bytes: Uint8Array): string {
  const text = new Uint8Array(4 * Math.ceil(bytes.length / 3));
  for (let i = 0, at = 0; i < bytes.length; i += 3, at += 4) {
    const group = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text[at] = CODES[group >> 18];
    text[at + 1] = CODES[(group >> 12) & 63];
    text[at + 2] = CODES[(group >> 6) & 63];
    text[at + 3] = CODES[group & 63];
  }
  const padding = (3 - (bytes.length % 3)) % 3;
  text.fill(PADDING, text.length - padding);
  return fromAscii(text);
}

/** The bytes that `toBase64` wrote; undefined for any other text. */
export function fromBase64(text: string): Uint8Array | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  if (text.length % 4 !== 0) return undefined;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let group = 0;
  for (let i = 0; i < text.length; i++) {
    const value = i >= text.length - padding ? 0 : VALUES.get(text[i]);
    if (value === undefined) return undefined;
    group = ((group << 6) | value) & 0xffffff;
    if (i % 4 !== 3) continue;
    const at = (i >> 2) * 3;
    for (let b = 0; b < 3 && at + b < bytes.length; b++) bytes[at + b] = group >> (16 - 8 * b);
  }
  const lastGroup = bytes.subarray(bytes.length - (bytes.length % 3 || 3));
  // bits left over in the last group must be 0
  return text === '' || toBase64(lastGroup) === text.slice(-4) ? bytes : undefined;
}
