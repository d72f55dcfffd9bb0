/**
 * How far training is, as text.
 * @module
 */

import { expectBoolean, expectKnownOptions, show, typeError } from '../../core/errors.ts';
import { now } from '../../core/eventLoop.ts';
import type { Logs } from '../logs.ts';
import { Callback, type Model } from '../model.ts';
import type { History } from '../history.ts';

export interface ProgressOptions {
  /** Takes text as it comes. */
  readonly write: (text: string) => void;
  /**
   * Whether the text goes to a terminal, on which a bar can be drawn again and again. Default false: one line an epoch.
   */
  readonly live?: boolean;
}

/** Columns of the bar. */
const WIDTH = 24;
/** Milliseconds between two drawings. */
const REDRAW = 50;

/** Four places, or three digits of what would be lost in them, a small learning rate say. */
function format(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? String(Number(value.toPrecision(3))) : value.toFixed(4);
}

/**
 * Shows training as it goes: epoch, seconds, and the logs to four places; on a terminal also a bar with the loss
 * of the batch, at most 20 times a second.
 */
export class Progress extends Callback {
  readonly write: (text: string) => void;
  readonly live: boolean;
  #params: History['params'] | undefined;
  #epoch = 0;
  #started = 0;
  #drawn = 0;
  #isOpen = false;

  constructor(options: ProgressOptions) {
    expectKnownOptions('progress', options, ['write', 'live']);
    const { write, live = false } = options;
    if (typeof write !== 'function') throw typeError(`progress: write must be a function, got ${show(write)}`);
    expectBoolean('progress', 'live', live);
    super();
    this.write = write;
    this.live = live;
    if (live) this.onBatchEnd = (batch, logs) => this.#drawBatch(batch, logs);
  }

  override onTrainBegin(_model: Model, params: History['params']): void {
    this.#params = params;
  }

  override onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
    this.#started = now();
  }

  #drawBatch(batch: number, logs: Logs): void {
    const moment = now();
    if (moment - this.#drawn < REDRAW) return;
    this.#drawn = moment;
    this.#isOpen = true;
    this.write(
      `\r${this.#line((batch + 1) / (this.#params?.steps ?? 1), `loss of this batch ${format(logs.loss)}`)}\x1b[K`,
    );
  }

  /** Leaves a bar that training broke off under, on a line of its own. */
  override onTrainEnd(): void {
    if (this.#isOpen) this.write('\n');
    this.#isOpen = false;
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    this.#isOpen = false;
    const line = this.#line(1, Object.entries(logs).map(([name, value]) => `${name} ${format(value)}`).join('   '));
    this.write(this.live ? `\r${line}\x1b[K\n` : `${line}\n`);
  }

  #line(share: number, text: string): string {
    const epochs = this.#params?.epochs ?? 1;
    const seconds = ((now() - this.#started) / 1000).toFixed(1);
    const full = Math.round(share * WIDTH);
    const bar = this.live ? `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}  ` : '';
    return `epoch ${String(this.#epoch + 1).padStart(String(epochs).length)}/${epochs}  ${bar}${seconds.padStart(5)} `
      + `s   ${text}`;
  }
}

/**
 * A callback that shows training through a function given to it. Throws TypeError for options that do not fit.
 *
 * Does: writes epoch, seconds and logs as text; live, with a bar
 * Default: write must be given, live false
 * Source: here, for what ProgbarLogger does in Keras 2.2.4.
 */
export function progress(options: ProgressOptions): Progress {
  return new Progress(options);
}
