/**
 * Text as bytes of UTF-8 (RFC 3629).
 * @module
 */

/** So many characters are made at once: engines take no call of more arguments than some ten thousands. */
const PART = 4096;

/** The bytes of a text; undefined where half of a pair of surrogates stands alone. */
export function toUtf8(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(3 * text.length);
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code < 0xe000) return undefined;
    const more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    bytes[length++] = more === 0 ? code : ((0xff00 >> (more + 1)) & 0xff) | (code >> (6 * more));
    for (let rest = more - 1; rest >= 0; rest--) bytes[length++] = 0x80 | ((code >> (6 * rest)) & 63);
  }
  return bytes.slice(0, length);
}

/** The text of bytes; undefined where they are none: cut, longer than they need be, or half of a pair. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  let text = '', codes: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at++];
    const more = first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;
    if (more < 0 || at + more > bytes.length) return undefined;
    let code = more === 0 ? first : first & (0x3f >> more);
    for (const end = at + more; at < end; at++) {
      if ((bytes[at] & 0xc0) !== 0x80) return undefined;
      code = (code << 6) | (bytes[at] & 63);
    }
    const isShorter = (more === 2 && code < 0x800) || (more === 3 && code < 0x10000);
    if (isShorter || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
    codes.push(code);
    if (codes.length < PART && at < bytes.length) continue;
    text += String.fromCodePoint(...codes);
    codes = [];
  }
  return text;
}
