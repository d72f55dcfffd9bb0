/**
 * JSON in bytes of a file, within limits.
 * @module
 */

import { fromAscii, toAscii } from '../core/ascii.ts';
import { FormatError } from '../core/errors.ts';
import { looksLike } from '../core/looksLike.ts';
import { writeJson, type Json } from '../model/description/json.ts';

/** Deeper lists than any model's would overflow who walks them. */
const MOST_DEPTH = 256;

/** Text of UTF-8. Throws FormatError, as `who`, for other bytes. */
export function textOf(who: string, what: string, bytes: Uint8Array): string {
  const escaped = fromAscii(bytes).replace(/[%\x80-\xff]/g, (byte) =>
    `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
  try {
    return decodeURIComponent(escaped);
  } catch (cause) {
    throw new FormatError(`${who}: ${what} must be text in UTF-8, got ${looksLike(bytes)}`, { cause });
  }
}

/**
 * The value that JSON text says. Throws FormatError, as `who`, for text that is none, or has lists in more than 256
 * others.
 */
export function readJson(who: string, what: string, bytes: Uint8Array): Json {
  const text = textOf(who, what, bytes).replace(/^\uFEFF/, '');
  expectFlat(who, what, text);
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new FormatError(`${who}: ${what} must be JSON, got ${looksLike(bytes)}`, { cause });
  }
}

/** Counts brackets outside of strings. */
function expectFlat(who: string, what: string, text: string): void {
  let depth = 0, isString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isString) {
      if (code === 0x5c) i++; // \
      else if (code === 0x22) isString = false;
    } else if (code === 0x22) isString = true;
    else if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth--;
    if (depth > MOST_DEPTH) {
      throw new FormatError(`${who}: ${what} must have lists in at most ${MOST_DEPTH} others, got more`);
    }
  }
}

/** JSON text, in ASCII: other characters are escaped, and −0 stays what it is. */
export function writeJsonText(value: Json): Uint8Array {
  return toAscii(writeJson(value));
}
