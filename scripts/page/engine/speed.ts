/**
 * Steps a second, of about the last second.
 * @module
 */
import { now } from '../../../lib/core/eventLoop.ts';

const WINDOW = 1000, LEAST = 100;

export class Speed {
  #marks: { readonly at: number; readonly steps: number }[] = [];

  /** Begins anew: after a pause. */
  clear(): void {
    this.#marks = [];
  }

  /** Steps done by now; gives steps a second, 0 before there are enough. */
  mark(steps: number): number {
    const at = now();
    if (this.#marks.length > 0 && this.#marks[this.#marks.length - 1].steps > steps) this.clear();
    this.#marks.push({ at, steps });
    while (at - this.#marks[0].at > WINDOW && this.#marks.length > 2) this.#marks.shift();
    const [first] = this.#marks, time = at - first.at;
    return time < LEAST ? 0 : ((steps - first.steps) / time) * 1000;
  }
}
