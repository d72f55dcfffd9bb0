/**
 * Shows training as it goes: a live bar on a terminal, one line an epoch elsewhere.
 * @module
 */
import { Callback, type History, type Logs, type Sequential } from '../../lib/index.ts';

const WIDTH = 24;
/** Milliseconds between two drawings. */
const REDRAW = 50;

export class Progress extends Callback {
  readonly #out: NodeJS.WriteStream;
  #params: History['params'] | undefined;
  #epoch = 0;
  #started = 0;
  #drawn = 0;
  #isOpen = false;

  constructor(out: NodeJS.WriteStream) {
    super();
    this.#out = out;
    if (out.isTTY) this.onBatchEnd = (batch, logs) => this.#drawBatch(batch, logs);
  }

  override onTrainBegin(_model: Sequential, params: History['params']): void {
    this.#params = params;
  }

  override onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
    this.#started = performance.now();
  }

  #drawBatch(batch: number, logs: Logs): void {
    const moment = performance.now();
    if (moment - this.#drawn < REDRAW) return;
    this.#drawn = moment;
    this.#isOpen = true;
    this.#out.write(`\r${this.#line((batch + 1) / (this.#params?.steps ?? 1), `loss of this batch ${logs.loss.toFixed(4)}`)}\x1b[K`);
  }

  /** Leaves a bar that training broke off under, on a line of its own. */
  override onTrainEnd(): void {
    if (this.#isOpen) this.#out.write('\n');
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    this.#isOpen = false;
    const numbers = Object.entries(logs).map(([name, value]) => `${name} ${value.toFixed(4)}`).join('   ');
    this.#out.write(this.#out.isTTY ? `\r${this.#line(1, numbers)}\x1b[K\n` : `${this.#line(1, numbers)}\n`);
  }

  #line(share: number, text: string): string {
    const epochs = this.#params?.epochs ?? 1;
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(1);
    const full = Math.round(share * WIDTH);
    const bar = this.#out.isTTY ? `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}  ` : '';
    return `epoch ${String(this.#epoch + 1).padStart(String(epochs).length)}/${epochs}  ${bar}${seconds.padStart(5)} s   ${text}`;
  }
}
