/**
 * What callbacks that watch a number of the epoch's logs have in common.
 * @module
 */

import { StateError, expectOneOf, expectPlainObject, show, typeError } from '../../core/errors.ts';
import { getOwn } from '../../core/ownProperty.ts';
import { isNameOf } from '../../metrics/names.ts';
import type { Logs } from '../logs.ts';
import type { Measure } from '../measures.ts';

/** The options of callbacks that watch a number of the logs. */
export interface MonitorOptions {
  /** The name in the logs of the number to watch; of a metric as `compile` takes it. Default 'val_loss'. */
  readonly monitor?: string;
  /** Whether smaller or larger is better. Default 'auto': as the metric says, see {@link Monitor}. */
  readonly mode?: 'auto' | 'min' | 'max';
}

/**
 * Reads the number and compares. In mode 'auto' smaller is better of the loss, and of a metric what its `better` says,
 * in training and in validation (`val_…`). Where nobody says, as of a number that a callback writes to the logs, 'auto'
 * is refused; Keras guesses from the name.
 *
 * A number that is missing from an epoch without validation is passed over; one that no epoch can have is an error,
 * where Keras warns every epoch and does nothing.
 */
export class Monitor {
  #name: string;
  readonly #who: string;
  readonly #mode: 'auto' | 'min' | 'max';
  #better: Measure['better'];

  constructor(who: string, options: MonitorOptions) {
    expectPlainObject(who, 'options', options);
    const { monitor = 'val_loss', mode = 'auto' } = options;
    if (typeof monitor !== 'string') {
      throw typeError(`${who}: monitor must be a name in the logs such as 'val_loss', got ${show(monitor)}`);
    }
    expectOneOf(who, 'mode', mode, ['auto', 'min', 'max']);
    this.#who = who;
    this.#name = monitor;
    this.#mode = mode;
    this.#better = mode === 'max' ? 'higher' : mode === 'min' || isOf(monitor, 'loss') ? 'lower' : undefined;
  }

  /** The name in the logs; where `begin` has found a metric by another spelling, the metric's. */
  get name(): string {
    return this.#name;
  }

  /**
   * Asks the model's metrics for their names and which way is better. Throws TypeError in mode 'auto' where the one
   * that is watched does not say.
   */
  begin(measures: readonly Measure[]): void {
    const prefix = this.name.startsWith('val_') ? 'val_' : '', plain = this.name.slice(prefix.length);
    const metric = findMeasure(measures, plain);
    if (metric !== undefined) this.#name = prefix + metric.name;
    if (this.#mode !== 'auto' || plain === 'loss') return;
    this.#better = metric?.better;
    if (metric !== undefined) this.#expectDirection();
  }

  /** What anything is better than; NaN while nobody has said which way is better. */
  get worst(): number {
    return this.#better === undefined ? NaN : this.#better === 'lower' ? Infinity : -Infinity;
  }

  /**
   * Throws StateError where the number is missing though the epoch was validated, or never is, and TypeError where
   * nobody says which way is better.
   */
  read(logs: Logs, doValidation: boolean): number | undefined {
    const value = getOwn(logs, this.name);
    if (value !== undefined) this.#expectDirection();
    const isValidated = Object.keys(logs).some((name) => name.startsWith('val_'));
    if (value !== undefined || (this.name.startsWith('val_') && doValidation && !isValidated)) return value;
    const names = Object.keys(logs).map(show).join(', ');
    const why = doValidation ? '' : '; fit was given nothing to validate with';
    throw new StateError(`${this.#who}: monitor must be one of ${names}, got ${show(this.name)}${why}`);
  }

  /** Whether `current` is better than `best` by more than `minDelta`. False of NaN. */
  isBetter(current: number, best: number, minDelta: number = 0): boolean {
    return this.#better === 'lower' ? current < best - minDelta : current > best + minDelta;
  }

  #expectDirection(): void {
    if (this.#better !== undefined) return;
    const advice = `nobody says which way ${show(this.name)} is better; give the metric better: 'higher' or 'lower'`;
    throw typeError(`${this.#who}: mode must be 'min' or 'max', since ${advice}, got 'auto'`);
  }
}

/** The metric of that name, or else the one that `compile` takes by it. */
export function findMeasure(measures: readonly Measure[], plain: string): Measure | undefined {
  return measures.find(({ name }) => name === plain) ?? measures.find(({ name }) => isNameOf(name, plain));
}

/** Whether a name in the logs is that of `name`, in training or validation. */
function isOf(monitor: string, name: string): boolean {
  return monitor === name || monitor === `val_${name}`;
}
