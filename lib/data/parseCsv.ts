/**
 * Text of values separated by commas, as a table.
 * @module
 */

import {
  FormatError, expectArray, expectBoolean, expectKnownOptions, expectOneOf, expectString, rangeError,
  show, typeError,
} from '../core/errors.ts';
import { CsvRecords } from './csvRecords.ts';
import { Table } from './table.ts';

/** What {@link parseCsv} takes. */
export interface ParseCsvOptions {
  /** One character: `';'` and `'\t'` are common. Default `','`. */
  readonly separator?: string;
  /** Whether the first line names the columns. Default true. */
  readonly header?: boolean;
  /**
   * Names for the columns, instead of those of the header. Default those of the header; without one they are column1,
   * column2, ….
   */
  readonly names?: readonly string[];
  /**
   * The text, or the texts, that say that a value is missing, spaces around them aside. Default `['']`; `'NA'` and
   * `'?'` are common. Those given are all that there are: `['', 'NA']` for both.
   */
  readonly missing?: string | readonly string[];
  /** What stands between a number's whole and its fraction. Default `'.'`. */
  readonly decimal?: '.' | ',';
  /** Whether spaces and tabs around fields are left out. Default false. */
  readonly trim?: boolean;
}

const who = 'parseCsv';
const OPTIONS = ['separator', 'header', 'names', 'missing', 'decimal', 'trim'];

/** A list of strings. Throws TypeError for what is none. */
function toStrings(argument: string, given: unknown): readonly string[] {
  expectArray(who, argument, given);
  return given.map((text, i) => {
    expectString(who, `${argument}[${i}]`, text);
    return text;
  });
}

/** Those that mean that there is no value. */
function toTexts(missing: unknown = ''): readonly string[] {
  return typeof missing === 'string' ? [missing] : toStrings('missing', missing);
}

/** The names of so many columns. FormatError where a header names one twice, RangeError where `names` do. */
function toNames(header: readonly string[] | undefined, given: readonly string[] | undefined, count: number): string[] {
  const names = given ?? header ?? Array.from({ length: count }, (_, i) => `column${i + 1}`);
  if (names.length !== count) throw rangeError(`${who}: names must be ${count}, one a column, got ${names.length}`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return [...names];
  const wanted = `must name each column once, got ${show(twice)} again`;
  if (given) throw rangeError(`${who}: names ${wanted}`);
  throw new FormatError(`${who}: the header ${wanted}; \`names\` gives others`);
}

/**
 * A table of the text of a CSV file (of a file's bytes: `new TextDecoder().decode(bytes)`), as RFC 4180 describes it:
 *
 *     const table = parseCsv('age,city\n31,"Bern, CH"\n,Ulm\n');
 *     table.names;                                // ['age', 'city']
 *     table.numbers('age', { fill: 30 });         // Float32Array 31, 30
 *     table.strings('city');                      // ['Bern, CH', 'Ulm']
 *
 * A field may stand in quotes, and then hold separators, newlines, and quotes, each doubled. Lines end with LF, CR or
 * both; a mark of byte order at the start and lines without a character are left out. Nothing is guessed: a separator,
 * comments, missing values and numbers are what the options and the methods of the table say.
 *
 * Throws: FormatError naming row and line of a record with more or fewer fields than there are columns, of a quote that
 *         does not close or does not end its field, for a header that names a column twice, and for a text without a
 *         record; RangeError or TypeError for options that do not fit.
 */
export function parseCsv(text: string, options: ParseCsvOptions = {}): Table {
  if (typeof text !== 'string') {
    const hint = ArrayBuffer.isView(text) ? '; new TextDecoder().decode(text) has it' : '';
    throw typeError(`${who}: text must be a string, got ${show(text)}${hint}`);
  }
  expectKnownOptions(who, options, OPTIONS);
  const { separator = ',', header = true, decimal = '.', trim = false } = options;
  expectSeparator(separator);
  expectBoolean(who, 'header', header);
  expectOneOf(who, 'decimal', decimal, ['.', ',']);
  expectBoolean(who, 'trim', trim);
  const texts = toTexts(options.missing);
  const missing = new Set(texts.map((one) => one.trim()));
  const given = options.names === undefined ? undefined : toStrings('names', options.names);
  const records = new CsvRecords(text, separator, trim), first = records.next();
  if (first === undefined) throw new FormatError(`${who}: text must hold a record, got none`);
  const names = toNames(header ? first : undefined, given, first.length);
  const columns = names.map((): string[] => []), lines: number[] = [];
  for (let fields = header ? records.next() : first; fields !== undefined; fields = records.next()) {
    if (fields.length !== names.length) {
      const wanted = names.length === 1 ? 'one field, as there is one column' : `${names.length} fields, one a column`;
      const place = `row ${lines.length} (line ${records.line})`, hint = hintToSeparate(first, separator);
      throw new FormatError(`${who}: ${place} must have ${wanted}, got ${fields.length}${hint}`);
    }
    lines.push(records.line);
    for (let i = 0; i < fields.length; i++) columns[i].push(fields[i]);
  }
  const byName = new Map(names.map((name, i) => [name, columns[i]]));
  return new Table(byName, Uint32Array.from(lines), { missing, decimal });
}

/** Of a first record that is one field with what elsewhere separates fields. */
function hintToSeparate(first: readonly string[], separator: string): string {
  const found = first.length === 1 ? [';', '\t', '|', ','].find((one) => first[0].includes(one)) : undefined;
  if (found === undefined || found === separator) return '';
  return `; { separator: ${found === '\t' ? "'\\t'" : show(found)} } where that separates fields`;
}

function expectSeparator(separator: unknown): void {
  if (typeof separator === 'string' && separator.length === 1 && !'"\n\r'.includes(separator)) return;
  const wanted = 'one character, neither a quote nor the end of a line';
  throw (typeof separator === 'string' ? rangeError : typeError)(
    `${who}: separator must be ${wanted}, got ${show(separator)}`);
}
