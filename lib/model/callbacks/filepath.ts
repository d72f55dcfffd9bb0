/**
 * Names of files with numbers of the training in them.
 * @module
 */

import { expectName, hintToSpell, rangeError, show } from '../../core/errors.ts';
import { getOwn } from '../../core/ownProperty.ts';
import type { Logs } from '../logs.ts';
import type { Measure } from '../measures.ts';
import { findMeasure } from './monitor.ts';

/** A name in braces, and how its number is written. */
const FIELD = /\{([^{}:]*)(:[^{}]*)?\}/g;
const WHOLE = /^:0(\d{1,2})d$/, FIXED = /^:\.(\d{1,2})f$/;

/**
 * Text with fields: `{loss}` is a number as JavaScript writes it, `{epoch:02d}` a whole one of at least 2 digits,
 * `{val_loss:.2f}` one to 2 decimal places. Numbers bring no letter into a name that a file may not have.
 */
export class Filepath {
  readonly #who: string;
  readonly #text: string;
  readonly #counts: readonly string[];
  /** Names in the logs for the names in the text. */
  readonly #meant = new Map<string, string>();

  /** `counts` are the names of whole numbers. Throws TypeError or RangeError for what is no such text. */
  constructor(who: string, text: unknown, counts: readonly string[]) {
    expectName(who, 'filepath', text);
    this.#who = who;
    this.#text = text;
    this.#counts = counts;
    if (/[{}]/.test(text.replace(FIELD, ''))) this.#refuse('braces in pairs, as in {epoch}', text);
    for (const [field, name, format = ''] of text.matchAll(FIELD)) {
      if (format === '' || FIXED.test(format)) continue;
      if (!WHOLE.test(format)) this.#refuse('formats such as {epoch:02d} and {val_loss:.2f}', field);
      if (!counts.includes(name)) this.#refuse(`{${name}:.2f}, since this is no whole number`, field);
    }
  }

  /**
   * Looks for the names in the logs, where metrics have any spelling that `compile` takes. Throws RangeError for one
   * that no epoch will have; others may be what a callback writes to the logs.
   */
  begin(measures: readonly Measure[], doValidation: boolean): void {
    const plain = ['loss', ...measures.map(({ name }) => name)];
    const known = [...this.#counts, ...plain, ...(doValidation ? plain.map((name) => `val_${name}`) : [])];
    for (const [field, name] of this.#text.matchAll(FIELD)) {
      const prefix = name.startsWith('val_') ? 'val_' : '', found = findMeasure(measures, name.slice(prefix.length));
      const meant = known.includes(name) || found === undefined ? name : prefix + found.name;
      this.#meant.set(name, meant);
      if (known.includes(meant) || (prefix === '' && hintToSpell(name, known) === '')) continue;
      this.#unknown(field, name, known);
    }
  }

  /** The name of a file. Throws RangeError for a field that is neither count nor in the logs. */
  fill(logs: Logs, counts: Readonly<Record<string, number>>): string {
    const values = { ...logs, ...counts };
    return this.#text.replace(FIELD, (field: string, name: string, format: string = '') => {
      const value = getOwn(values, this.#meant.get(name) ?? name);
      if (value === undefined) return this.#unknown(field, name, Object.keys(values));
      const [, digits] = WHOLE.exec(format) ?? [], [, places] = FIXED.exec(format) ?? [];
      if (digits !== undefined) return String(value).padStart(Number(digits), '0');
      return places === undefined ? String(value) : value.toFixed(Number(places));
    });
  }

  #unknown(field: string, name: string, known: readonly string[]): never {
    this.#refuse(`fields of ${known.map(show).join(', ')}`, field, hintToSpell(name, known));
  }

  #refuse(wanted: string, got: string, hint: string = ''): never {
    throw rangeError(`${this.#who}: filepath must have ${wanted}, got ${show(got)}${hint}`);
  }
}
