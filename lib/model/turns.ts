/**
 * Turns of the event loop, so that it never waits long.
 * @module
 */

import { nextTurn, now } from '../core/eventLoop.ts';

/** How long the event loop may wait, in milliseconds. */
const TURN = 16;

/** Turns of the event loop, taken by time. */
export class Turns {
  #started: number = now();

  get isDue(): boolean {
    return now() - this.#started > TURN;
  }

  async take(): Promise<void> {
    await nextTurn();
    this.#started = now();
  }
}
