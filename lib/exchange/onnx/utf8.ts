/**
 * Text of ONNX files.
 * @module
 */

import { FormatError } from '../../core/errorClasses.ts';
import { fromUtf8, toUtf8 } from '../../core/utf8.ts';

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The bytes of a text; half of a pair of surrogates that stands alone becomes U+FFFD. */
export function bytesOf(text: string): Uint8Array {
  return toUtf8(text.replace(LONE, '\ufffd')) ?? new Uint8Array();
}

const MOST_TEXT = 65_536;

/** The text of bytes. Throws FormatError for bytes that are none, and for more than names have. */
export function textOf(bytes: Uint8Array, where: string): string {
  if (bytes.length > MOST_TEXT) {
    throw new FormatError(`readOnnx: ${where} must have at most ${MOST_TEXT} bytes of text, got ${bytes.length}`);
  }
  const text = fromUtf8(bytes);
  if (text === undefined) throw new FormatError(`readOnnx: ${where} must be text in UTF-8, got other bytes`);
  return text;
}

/** A name as messages show it. */
export function quoted(name: string): string {
  const plain = name.replace(/[\u0000-\u001f\u007f]/g, ' ');
  return `'${plain.length > 100 ? `${plain.slice(0, 100)}…` : plain}'`;
}
