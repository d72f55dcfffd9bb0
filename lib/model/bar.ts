/**
 * How far something is, as a line of text, and on a terminal as a bar that is drawn over.
 * @module
 */

import { now } from '../core/eventLoop.ts';
import type { Logs } from './logs.ts';
import type { Display } from './verbose.ts';

/** Columns of the bar. */
const WIDTH = 24;
/** Milliseconds between two drawings. */
const REDRAW = 50;

export class Bar {
  readonly #display: Display;
  #label = '';
  #started = 0;
  /** When the first line began, and the tenths of a second that lines have said since. */
  #first: number | undefined;
  #said = 0;
  #drawn = 0;
  #isOpen = false;

  constructor(display: Display) {
    this.#display = display;
  }

  /** Starts a new line. Its clock goes on from the line before, so that the seconds of all lines add up. */
  begin(label: string): this {
    this.#label = label;
    this.#started = now();
    this.#first ??= this.#started;
    return this;
  }

  /** Draws a bar where that can be drawn over, unless it was drawn just now; without a share, what is known of it. */
  draw(share: number | undefined, text: string): void {
    const { live, columns = Infinity, write } = this.#display, moment = now();
    if (!live || moment - this.#drawn < REDRAW) return;
    this.#drawn = moment;
    this.#isOpen = true;
    const left = share && `${((moment - this.#started) * (1 - share) / share / 1000).toFixed(1)} s left   `;
    write(`\r${this.#line(share ?? 0, `${left ?? ''}${text}`).slice(0, columns - 1)}\x1b[K`);
  }

  /** Writes the line that stays. */
  end(text: string): void {
    const { live, write } = this.#display, line = this.#line(1, text);
    this.#said += this.#tenths();
    this.#isOpen = false;
    write(live ? `\r${line}\x1b[K\n` : `${line}\n`);
  }

  /** Leaves a bar that was not ended on a line of its own. What begins next has a clock of its own. */
  leave(): void {
    if (this.#isOpen) this.#display.write('\n');
    this.#isOpen = false;
    this.#first = undefined;
    this.#said = 0;
  }

  /** Tenths of a second that no line has said yet: a whole that is rounded has no less than its parts. */
  #tenths(): number {
    return Math.round((now() - (this.#first ?? this.#started)) / 100) - this.#said;
  }

  #line(share: number, text: string): string {
    const seconds = (this.#tenths() / 10).toFixed(1), full = Math.round(share * WIDTH);
    const bar = this.#display.live ? `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}  ` : '';
    return `${this.#label}  ${bar}${seconds.padStart(5)} s   ${text}`;
  }
}

/** Logs to four places, or with three digits of what would be lost in them, a small learning rate say. */
export function formatLogs(logs: Logs): string {
  return Object.entries(logs).map(([name, value]) => `${name} ${formatNumber(value)}`).join('   ');
}

/** See {@link formatLogs}. */
export function formatNumber(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? String(Number(value.toPrecision(3))) : value.toFixed(4);
}
