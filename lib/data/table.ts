/**
 * Columns of text by name, and the numbers and strings in them.
 * @module
 */

import {
  FormatError, expectArrayLike, expectFloat32Number, expectInteger, expectKnownOptions, expectString,
  hintToSpell, isPlainObject, rangeError, show, typeError,
} from '../core/errors.ts';
import { getOwn, setOwn } from '../core/ownProperty.ts';

/** What stands for values that are missing. */
export interface NumbersOptions {
  /**
   * A number for all columns, or one for each by its name, as `means` and `medians` give them. Default: none, and a
   * missing value is an error.
   */
  readonly fill?: number | Readonly<Record<string, number>>;
}

/** What stands for texts that are missing. */
export interface StringsOptions {
  /** A text for all columns. Default: none, and a missing value is an error. */
  readonly fill?: string;
}

/** How a table reads its fields. */
export interface Reading {
  /** Texts that say that there is no value. */
  readonly missing: ReadonlySet<string>;
  /** What stands between a number's whole and its fraction. */
  readonly decimal: '.' | ',';
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Rows of text with names for their columns; it never changes. */
export class Table {
  /** The columns, in their order. */
  readonly names: readonly string[];
  /** How many rows there are. */
  readonly rows: number;
  readonly #columns: ReadonlyMap<string, readonly string[]>;
  /** Of each row: its line in the text, by which errors name it. */
  readonly #lines: Uint32Array;
  readonly #reading: Reading;

  /** Made by `parseCsv`. */
  constructor(columns: ReadonlyMap<string, readonly string[]>, lines: Uint32Array, reading: Reading) {
    this.names = Object.freeze([...columns.keys()]);
    this.rows = lines.length;
    this.#columns = columns;
    this.#lines = lines;
    this.#reading = reading;
  }

  /**
   * The numbers of one column or of several, by default of all, row after row: x for `fit`, (rows × columns).
   *
   * A number is decimal, with a sign and an exponent where it has them; spaces around it do not matter.
   * Throws: FormatError naming column, row and line of what is no number of binary32, and of a value that is missing
   *         where `fill` has none for its column; RangeError for a column that there is not, in `fill` too.
   */
  numbers(columns: string | readonly string[] = this.names, options: NumbersOptions = {}): Float32Array {
    const names = this.#named('numbers', columns);
    expectKnownOptions('numbers', options, ['fill']);
    const fills = this.#fillsOf(names, options.fill), out = new Float32Array(this.rows * names.length);
    names.forEach((name, i) => {
      this.#texts(name).forEach((text, row) => {
        out[row * names.length + i] = this.#number('numbers', name, text, row) ?? fills[i] ?? this.#refuse(
          'numbers', name, row, 'a number', text, "; `fill` says what to take where one is missing");
      });
    });
    return out;
  }

  /**
   * The texts of a column. Throws FormatError naming row and line of a value that is missing where there is no `fill`;
   * RangeError for a column that there is not.
   */
  strings(column: string, options: StringsOptions = {}): string[] {
    expectString('strings', 'column', column);
    const [name] = this.#named('strings', column);
    expectKnownOptions('strings', options, ['fill']);
    const { fill } = options;
    if (fill !== undefined) expectString('strings', 'fill', fill);
    return this.#texts(name).map((text, row) => {
      if (!this.#isMissing(text)) return text;
      return fill ?? this.#refuse(
        'strings', name, row, 'a value', text, '; `fill` says what to take where one is missing');
    });
  }

  /**
   * The mean of the values that are there, of each column by name: for `fill`. Fit it on the rows to learn from, and
   * use it for the others too. Sums run in binary64 down the rows. Throws as `numbers`, and RangeError for a column
   * without a value.
   */
  means(columns: string | readonly string[]): Record<string, number> {
    return this.#each('means', columns, (values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  }

  /** The median likewise: of an even number of values the mean of the middle two. */
  medians(columns: string | readonly string[]): Record<string, number> {
    return this.#each('medians', columns, (values) => {
      values.sort();
      const half = values.length >> 1;
      return values.length % 2 === 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    });
  }

  /** The rows with these numbers, from 0, in that order, as a table. Throws RangeError for a row that there is not. */
  select(rows: ArrayLike<number>): Table {
    expectArrayLike('select', 'rows', rows);
    for (let i = 0; i < rows.length; i++) expectInteger('select', `rows[${i}]`, rows[i], 0, this.rows - 1);
    const columns = [...this.#columns].map(([name, texts]) =>
      [name, Array.from(rows, (row) => texts[row])] as const);
    return new Table(new Map(columns), Uint32Array.from(rows, (row) => this.#lines[row]), this.#reading);
  }

  #texts(name: string): readonly string[] {
    return this.#columns.get(name) ?? [];
  }

  /** For each of the columns what to take where a value is missing. */
  #fillsOf(names: readonly string[], fill: unknown): readonly (number | undefined)[] {
    if (fill === undefined) return [];
    if (typeof fill === 'number') {
      expectFloat32Number('numbers', 'fill', fill);
      return names.map(() => fill);
    }
    if (!isPlainObject(fill)) {
      const wanted = 'a number, or an object with one by column such as means(columns) gives';
      throw typeError(`numbers: fill must be ${wanted}, got ${show(fill)}`);
    }
    const given = fill as Readonly<Record<string, unknown>>;
    const filled = Object.keys(given);
    if (filled.length > 0) this.#named('numbers', filled, 'a column of fill');
    return names.map((name) => {
      const value = getOwn(given, name);
      if (value !== undefined) expectFloat32Number('numbers', `fill.${name}`, value);
      return value;
    });
  }

  #named(who: string, columns: unknown, argument: string = 'a column'): readonly string[] {
    const names: readonly unknown[] = typeof columns === 'string' ? [columns] : Array.isArray(columns) ? columns : [];
    if (names.length === 0) {
      throw typeError(`${who}: columns must be the name of a column or a list of them, got ${show(columns)}`);
    }
    return Array.from(names, (name) => {
      if (typeof name === 'string' && this.#columns.has(name)) return name;
      const known = this.names.map(show).join(', '), got = `${show(name)}${hintToSpell(name, this.names)}`;
      throw rangeError(`${who}: ${argument} must be one of ${known}, got ${got}`);
    });
  }

  #isMissing(text: string): boolean {
    return this.#reading.missing.has(text.trim());
  }

  /** Undefined where it is missing. */
  #number(who: string, name: string, text: string, row: number): number | undefined {
    if (this.#isMissing(text)) return undefined;
    const { decimal } = this.#reading, trimmed = text.trim();
    const plain = decimal === '.' ? trimmed : trimmed.includes('.') ? '' : trimmed.replace(decimal, '.');
    const value = NUMBER.test(plain) ? Number(plain) : NaN;
    if (Number.isFinite(Math.fround(value))) return value;
    const wanted = value === value ? 'a number of binary32' : 'a number';
    return this.#refuse(who, name, row, wanted, text, hintOf(trimmed));
  }

  #refuse(who: string, name: string, row: number, wanted: string, text: string, hint: string = ''): never {
    const place = `column ${show(name)}, row ${row} (line ${this.#lines[row]})`;
    throw new FormatError(`${who}: ${place} must be ${wanted}, got ${show(text)}${hint}`);
  }

  #each(who: string, columns: unknown, f: (values: Float64Array) => number): Record<string, number> {
    const found: Record<string, number> = {};
    for (const name of this.#named(who, columns)) {
      const values = this.#texts(name).map((text, row) => this.#number(who, name, text, row));
      const there = Float64Array.from(values.filter((value) => value !== undefined));
      if (there.length === 0) throw rangeError(`${who}: column ${show(name)} must have a value in some row, got none`);
      setOwn(found, name, f(there));
    }
    return found;
  }
}

/** Words for what there is not, of pandas, R and databases. */
const NOTHING = /^(na|n\/a|nan|null|none|nil|\?|-|\.)$/i;

/** What to do about a text that is no number, where that is plain. */
function hintOf(text: string): string {
  if (NOTHING.test(text)) return `; parseCsv(text, { missing: ['', ${show(text)}] }) says that none is there`;
  if (/^[+-]?\d*,\d+$/.test(text)) return "; parseCsv(text, { decimal: ',' }) reads it";
  return /^[\p{L}_ ]+$/u.test(text) ? '; `strings` gives words, of which oneHot or toLabels make numbers' : '';
}
