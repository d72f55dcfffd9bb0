/**
 * A line of a table for each epoch.
 * @module
 */

import { expectBoolean, expectKnownOptions, show, typeError } from '../../core/errors.ts';
import { getOwn } from '../../core/ownProperty.ts';
import type { CallbackState, Logs } from '../logs.ts';
import { Callback, type Model } from '../model.ts';
import type { History } from '../history.ts';

/** Takes text, to a file say. It is awaited. */
export type Write = (text: string) => void | Promise<void>;

/** What {@link csvLogger} takes. */
export interface CSVLoggerOptions {
  /** Takes the text, to a file say. It is awaited. */
  readonly write: Write;
  /** Between values. Default ','. */
  readonly separator?: string;
  /** Whether the text goes on from an earlier one: without a line of names. Default false. */
  readonly append?: boolean;
}

/**
 * Writes a line for each epoch: its number, counted from 0, and the logs in order of their names, after a line
 * of names.
 *
 * The names are those of the first epoch and, where there is validation, loss and metrics with `val_` even if that
 * epoch had none. What an epoch lacks is NA; what comes later is left out. Numbers are as JavaScript prints them,
 * lines end with '\n' (Keras': with '\r\n').
 */
export class CSVLogger extends Callback {
  readonly write: Write;
  readonly separator: string;
  readonly append: boolean;
  override readonly name = 'csvLogger';
  #names: readonly string[] | undefined;
  #validated: readonly string[] = [];

  constructor(options: CSVLoggerOptions) {
    expectKnownOptions('csvLogger', options, ['write', 'separator', 'append']);
    const { write, separator = ',', append = false } = options;
    if (typeof write !== 'function') throw typeError(`csvLogger: write must be a function, got ${show(write)}`);
    if (typeof separator !== 'string') throw typeError(`csvLogger: separator must be a string, got ${show(separator)}`);
    expectBoolean('csvLogger', 'append', append);
    super();
    this.write = write;
    this.separator = separator;
    this.append = append;
  }

  override onTrainBegin(_model: Model, { doValidation, metrics }: History['params']): void {
    this.#names = undefined;
    this.#validated = doValidation ? metrics.map((name) => `val_${name}`) : [];
  }

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    if (this.#names === undefined) {
      this.#names = [...new Set([...Object.keys(logs), ...this.#validated])].sort();
      if (!this.append) await this.write(this.#line(['epoch', ...this.#names]));
    }
    await this.write(this.#line([epoch, ...this.#names.map((name) => getOwn(logs, name) ?? 'NA')]));
  }

  override getState(): CallbackState {
    return this.#names === undefined ? {} : { names: this.#names };
  }

  /** Goes on without a line of names, since it has been written. */
  override setState({ names }: CallbackState): void {
    if (Array.isArray(names)) this.#names = names;
  }

  /** As it is, or in quotation marks where it would not be one field (RFC 4180). */
  #field(text: string): string {
    const isPlain = !/["\r\n]/.test(text) && (this.separator === '' || !text.includes(this.separator));
    return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
  }

  #line(values: readonly (string | number)[]): string {
    return `${values.map((value) => this.#field(String(value))).join(this.separator)}\n`;
  }
}

/**
 * A callback that writes a table of the epochs through a function given to it. Throws TypeError for options that do
 * not fit.
 *
 * Does: writes a line for each epoch, its logs in order of their names
 * Default: write must be given, separator ',', append false
 * Source: Keras 2.2.4 (CSVLogger).
 */
export function csvLogger(options: CSVLoggerOptions): CSVLogger {
  return new CSVLogger(options);
}
