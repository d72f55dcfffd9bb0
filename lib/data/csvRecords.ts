/**
 * The records of a text of values separated by commas.
 * @module
 */

import { FormatError, show } from '../core/errors.ts';

const TAB = 9, NEWLINE = 10, RETURN = 13, SPACE = 32, QUOTE = 34;

/**
 * Reads one record after the other, as RFC 4180 has them: a field may stand in quotes, and then hold separators,
 * newlines, and quotes, each doubled; a quote within any other field is a character like others. Records end with
 * LF, CR or both. Lines without a character are passed over.
 */
export class CsvRecords {
  /** The line, from 1, where the last record begins. */
  line = 1;
  readonly #text: string;
  readonly #separator: number;
  readonly #trim: boolean;
  #at = 0;
  #nextLine = 1;

  /** `separator` is one character; `trim` leaves out spaces and tabs around fields. */
  constructor(text: string, separator: string, trim: boolean) {
    this.#text = text;
    this.#separator = separator.charCodeAt(0);
    this.#trim = trim;
    if (text.startsWith('\ufeff')) this.#at = 1;
  }

  /** The fields of the next record; undefined where there is none. Throws FormatError for quotes that do not close. */
  next(): string[] | undefined {
    while (this.#endOfLine()) continue;
    if (this.#at >= this.#text.length) return undefined;
    this.line = this.#nextLine;
    const fields = [this.#field()];
    while (this.#text.charCodeAt(this.#at) === this.#separator && this.#at < this.#text.length) {
      this.#at++;
      fields.push(this.#field());
    }
    this.#endOfLine();
    return fields;
  }

  /** Passes the end of a line over, if it is one. */
  #endOfLine(): boolean {
    const code = this.#text.charCodeAt(this.#at);
    if (code !== NEWLINE && code !== RETURN) return false;
    this.#at += code === RETURN && this.#text.charCodeAt(this.#at + 1) === NEWLINE ? 2 : 1;
    this.#nextLine++;
    return true;
  }

  #field(): string {
    this.#skipSpaces();
    const text = this.#text, start = this.#at;
    if (text.charCodeAt(start) === QUOTE) return this.#quoted();
    let at = start;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === this.#separator || code === NEWLINE || code === RETURN) break;
    }
    this.#at = at;
    const field = text.slice(start, at);
    return this.#trim ? field.replace(/[ \t]+$/, '') : field;
  }

  #quoted(): string {
    const text = this.#text, start = this.#at + 1;
    let end = text.indexOf('"', start);
    while (end >= 0 && text.charCodeAt(end + 1) === QUOTE) end = text.indexOf('"', end + 2);
    if (end < 0) {
      throw new FormatError(`parseCsv: the quote that opens in line ${this.#nextLine} must close, got the end of text`);
    }
    const field = text.slice(start, end).replaceAll('""', '"');
    this.#nextLine += (field.match(/\r\n|[\r\n]/g) ?? []).length;
    this.#at = end + 1;
    this.#skipSpaces();
    const code = text.charCodeAt(this.#at);
    if (this.#at === text.length || code === this.#separator || code === NEWLINE || code === RETURN) return field;
    throw new FormatError(`parseCsv: a closing quote must end its field, got ${show(text[this.#at])} after it in line `
      + `${this.#nextLine}`);
  }

  /** A separator is never one of them. */
  #skipSpaces(): void {
    if (!this.#trim) return;
    for (; this.#at < this.#text.length; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if ((code !== SPACE && code !== TAB) || code === this.#separator) return;
    }
  }
}
