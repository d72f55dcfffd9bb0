/**
 * Text as bytes of UTF-8.
 * @module
 */

import { FormatError } from '../../core/errorClasses.ts';
import { fromAscii } from '../../core/ascii.ts';

/** The bytes of a text; a lone surrogate becomes U+FFFD. */
export function utf8(text: string): Uint8Array {
  const whole = text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  const escaped = encodeURIComponent(whole), bytes: number[] = [];
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] === '%') {
      bytes.push(parseInt(escaped.slice(i + 1, i + 3), 16));
      i += 2;
    } else bytes.push(escaped.charCodeAt(i));
  }
  return Uint8Array.from(bytes);
}

const MOST_TEXT = 65_536;

/** The text of bytes. Throws FormatError for bytes that are none, and for more than names have. */
export function fromUtf8(bytes: Uint8Array, where: string): string {
  if (bytes.length > MOST_TEXT) {
    throw new FormatError(`readOnnx: ${where} must have at most ${MOST_TEXT} bytes of text, got ${bytes.length}`);
  }
  if (bytes.every((byte) => byte < 128)) return fromAscii(bytes);
  try {
    return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    throw new FormatError(`readOnnx: ${where} must be text in UTF-8, got other bytes`);
  }
}

/** A name as messages show it. */
export function quoted(name: string): string {
  const plain = name.replace(/[\u0000-\u001f\u007f]/g, ' ');
  return `'${plain.length > 100 ? `${plain.slice(0, 100)}…` : plain}'`;
}
