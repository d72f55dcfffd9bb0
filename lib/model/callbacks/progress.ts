/**
 * How far training is, as text.
 * @module
 */

import { expectBoolean, expectInteger, expectKnownOptions, show, typeError } from '../../core/errors.ts';
import { Bar, formatLogs, formatNumber } from '../bar.ts';
import type { Logs } from '../logs.ts';
import { Callback, type Model } from '../model.ts';
import type { History } from '../history.ts';

/** What {@link progress} takes. */
export interface ProgressOptions {
  /** Takes text as it comes. */
  readonly write: (text: string) => void;
  /**
   * Whether the text goes to a terminal, on which a bar can be drawn again and again. Default false: one line an epoch.
   */
  readonly live?: boolean;
  /** How wide a bar with its text may be. Default no limit. */
  readonly columns?: number | undefined;
}

/**
 * Shows training as it goes: epoch, seconds, and the logs to four places; on a terminal also a bar with the time left
 * in the epoch and the loss of the batch, at most 20 times a second.
 */
export class Progress extends Callback {
  readonly write: (text: string) => void;
  readonly live: boolean;
  readonly #bar: Bar;
  #params: History['params'] | undefined;

  constructor(options: ProgressOptions) {
    expectKnownOptions('progress', options, ['write', 'live', 'columns']);
    const { write, live = false, columns } = options;
    if (typeof write !== 'function') throw typeError(`progress: write must be a function, got ${show(write)}`);
    expectBoolean('progress', 'live', live);
    if (columns !== undefined) expectInteger('progress', 'columns', columns, 1);
    super();
    this.write = write;
    this.live = live;
    this.#bar = new Bar({ write, live, columns });
    if (live) this.onStep = (batch, loss) => this.#draw(batch, loss);
  }

  override onTrainBegin(_model: Model, params: History['params']): void {
    this.#params = params;
  }

  override onEpochBegin(epoch: number): void {
    const epochs = this.#params?.epochs ?? 1;
    this.#bar.begin(`epoch ${String(epoch + 1).padStart(String(epochs).length)}/${epochs}`);
  }

  #draw(batch: number, loss: number): void {
    const { steps = 0 } = this.#params ?? {};
    this.#bar.draw(steps === 0 ? undefined : (batch + 1) / steps, `loss of this batch ${formatNumber(loss)}`);
  }

  /** Leaves a bar that training broke off under, on a line of its own. */
  override onTrainEnd(): void {
    this.#bar.leave();
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    this.#bar.end(formatLogs(logs));
  }
}

/**
 * A callback that shows training through a function given to it. Throws TypeError or RangeError for options that do
 * not fit.
 *
 * Does: writes epoch, seconds and logs as text; live, with a bar
 * Default: write must be given, live false, columns without limit
 * Source: here, for what ProgbarLogger does in Keras 2.2.4.
 */
export function progress(options: ProgressOptions): Progress {
  return new Progress(options);
}
