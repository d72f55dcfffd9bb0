/**
 * What callbacks that watch a number of the epoch's logs have in common.
 * @module
 */
import { StateError, expectOneOf, expectPlainObject, show, typeError } from '../../core/errors.ts';
import type { Logs } from '../callback.ts';

export interface MonitorOptions {
  /** The name in the logs of the number to watch. Default 'val_loss'. */
  readonly monitor?: string;
  /** Whether smaller or larger is better. Default 'auto': larger for what its name says is a share of right answers, see {@link Monitor}. */
  readonly mode?: 'auto' | 'min' | 'max';
}

/** Keras looks for 'acc' alone, and for 'fmeasure' in ModelCheckpoint. */
const LARGER_IS_BETTER = /acc|auc|precision|recall|f1|fmeasure/i;

/**
 * Reads the number and compares. In mode 'auto' larger is better where the name has acc, auc, precision, recall, f1 or fmeasure in it.
 *
 * A number that is missing from an epoch without validation is passed over; one that no epoch can have is an error, where Keras
 * warns every epoch and does nothing.
 */
export class Monitor {
  readonly name: string;
  /** What anything is better than. */
  readonly worst: number;
  readonly #who: string;

  constructor(who: string, options: MonitorOptions) {
    expectPlainObject(who, 'options', options);
    const { monitor = 'val_loss', mode = 'auto' } = options;
    if (typeof monitor !== 'string') throw typeError(`${who}: monitor must be a name in the logs such as 'val_loss', got ${show(monitor)}`);
    expectOneOf(who, 'mode', mode, ['auto', 'min', 'max']);
    this.#who = who;
    this.name = monitor;
    this.worst = mode === 'max' || (mode === 'auto' && LARGER_IS_BETTER.test(monitor)) ? -Infinity : Infinity;
  }

  /** Throws StateError where the number is missing though the epoch was validated, or never is. */
  read(logs: Logs, doValidation: boolean): number | undefined {
    const value: number | undefined = logs[this.name];
    const isValidated = Object.keys(logs).some((name) => name.startsWith('val_'));
    if (value !== undefined || (this.name.startsWith('val_') && doValidation && !isValidated)) return value;
    const names = Object.keys(logs).map(show).join(', '), why = doValidation ? '' : '; fit was given nothing to validate with';
    throw new StateError(`${this.#who}: monitor must be one of ${names}, got ${show(this.name)}${why}`);
  }

  /** Whether `current` is better than `best` by more than `minDelta`. False of NaN. */
  isBetter(current: number, best: number, minDelta: number = 0): boolean {
    return this.worst > 0 ? current < best - minDelta : current > best + minDelta;
  }
}
