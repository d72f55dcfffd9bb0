/**
 * Text of ASCII as bytes.
 * @module
 */

/** So many characters are made at once: engines take no call of more arguments than some ten thousands. */

const PART = 4096;

/** A byte a character. */
export function toAscii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** A character a byte. */
export function fromAscii(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PART) {
    text += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + PART));
  }
  return text;
}
