/**
 * Where training stands within its epochs.
 * @module
 */

import {
  ShapeError, StateError, expectInteger, expectNumber, expectObject, rangeError, show, typeError,
} from '../core/errors.ts';
import { changed, statesOf, toHeld, type Held, type NamedState } from './callbackStates.ts';
import type { History } from './history.ts';
import type { Count, Measure } from './measures.ts';
import type { Compiled } from './step.ts';

/** The order of each epoch has a stream of random numbers of its own, of 2³². */
export const LAST_EPOCH = 4294967295;

/** What `fit` with `resume` goes on from, together with the model's History. */
export interface Position {
  /** The epoch at hand, from 0. */
  readonly epoch: number;
  /**
   * How many epochs the model had begun before it, or `initialEpoch` if that is more: its order is drawn by this
   * number.
   */
  readonly begun: number;
  /** The batches of it that are done. */
  readonly batch: number;
  /** The examples of these, where they are of a source; else the batches are of one size. */
  readonly examples?: number;
  /** The sum of its examples' losses so far, in binary64. */
  readonly total: number;
  /** What each metric, and where there are several outputs the loss of each, has counted in it. */
  readonly counts: readonly (readonly number[])[];
  /** The names under which the History has it already, though it is not done: resumed, it is entered anew. */
  readonly entered: readonly string[];
  /** What callbacks had counted, of those that tell, with their names; none if absent. */
  readonly callbacks?: readonly NamedState[];
  /**
   * The optimizer's rate before the hooks of the epoch's end, where they have changed it and will be called again.
   */
  readonly learningRate?: number;
}

type Kept = 'epoch' | 'begun' | 'batch' | 'examples' | 'total' | 'entered';

/** The part of it that `fit` keeps up to date; the counts are where they are counted. */
export type Place = { -readonly [name in Kept]-?: NonNullable<Position[name]> } & {
  /** What callbacks will be given when training goes on from here; undefined: what they have then. */
  held: Held | undefined;
};

/** The place before an epoch. */
export const atEpoch = (epoch: number, begun: number): Place => (
  { epoch, begun, batch: 0, examples: 0, total: 0, entered: [], held: undefined });

/** How many epochs a model has begun that stands there: one counts from its first step on. */
export const begunAt = ({ begun, batch }: Pick<Place, 'begun' | 'batch'>): number => (batch > 0 ? begun + 1 : begun);

/**
 * A place, in batches of a source or of one size, counts and what callbacks have counted as plain data. Throws
 * StateError for a metric of one's own whose counts do not say what they are, within an epoch.
 */
export function toPosition(
  { epoch, begun, batch, examples, total, entered, held }: Place, { measures, counts, optimizer }: Compiled,
  callbacks: Parameters<typeof statesOf>[0], isOfSource: boolean,
): Position {
  const counted = counts.epoch.map((count, i) => (batch === 0 ? [] : [...lasting(count, measures[i]).numbers()]));
  const { states, learningRate } = held === undefined ? { states: statesOf(callbacks) } : changed(held, optimizer);
  return {
    epoch, begun, batch, ...(isOfSource && { examples }), total, counts: counted, entered: [...entered],
    ...(states.length > 0 && { callbacks: states }), ...(learningRate !== undefined && { learningRate }),
  };
}

type Lasting = Count & { [name in 'numbers' | 'restore']-?: NonNullable<Count[name]> };

function isLasting(count: Count): count is Lasting {
  return count.numbers !== undefined && count.restore !== undefined;
}

/** Counts that say what they are, and can be put back. Throws StateError for others. */
function lasting(count: Count, { name }: Measure): Lasting {
  if (isLasting(count)) return count;
  throw new StateError(
    `position: within an epoch the counts of metric '${name}' must have the methods numbers and restore, got none`,
  );
}

/**
 * The place that a position names, its counts put back. Throws StateError without a History, or within an epoch
 * for a metric of one's own that has no `restore`, and TypeError, RangeError or ShapeError for what is no position
 * of a model so compiled and of that History.
 */
export function toPlace(
  position: Position, { measures, counts: { epoch: states } }: Compiled, history: History | undefined,
): Place {
  if (history === undefined) throw new StateError('position: history must be set first, got none');
  expectObject('position', 'position', position);
  const { epoch, begun, batch, total, counts, entered } = position, { steps, samples, batchSize } = history.params;
  const { examples = Math.min(batch * batchSize, samples) } = position;
  expectInteger('position', 'epoch', epoch, 0, LAST_EPOCH);
  expectInteger('position', 'begun', begun, 0, LAST_EPOCH);
  expectInteger('position', 'batch', batch, 0, samples > 0 || steps > 0 ? steps : undefined);
  expectInteger('position', 'examples', examples, batch);
  expectNumber('position', 'total', total);
  if (!Array.isArray(entered) || (entered.length > 0 && history.epoch.at(-1) !== epoch)) {
    throw typeError(`position: entered must be names in the History's last epoch, got ${show(entered)}`);
  }
  [...entered].forEach((name: unknown, i) => { // which sees holes
    const isThere = typeof name === 'string' && Object.hasOwn(history.history, name) && history.history[name].length > 0
      && entered.indexOf(name) === i;
    if (!isThere) throw typeError(`position: entered[${i}] must be a name in the History, once, got ${show(name)}`);
  });
  if (!Array.isArray(counts) || counts.length !== states.length) {
    throw new ShapeError(`position: counts must be those of ${states.length} metrics, got ${show(counts)}`);
  }
  const held = toHeld(position.callbacks, position.learningRate);
  if (batch > 0) states.forEach((state, i) => lasting(state, measures[i]).restore(counts[i]));
  return { epoch, begun, batch, examples, total, entered: [...entered], held };
}

/** A History that goes on from another. Throws RangeError or ShapeError where training would not go on as it was. */
export function resumedHistory(
  { history, epoch, params: earlier, iterations }: History, params: History['params'],
): History {
  if ((params.samples === 0) !== (earlier.samples === 0)) {
    const [wanted, got] = earlier.samples === 0 ? ['a source', 'examples'] : ['examples', 'a source'];
    throw typeError(`fit: x must be ${wanted}, as before, to resume, got ${got}`);
  }
  const expectSame = (name: string, value: unknown, before: unknown): void => {
    if (value === before) return;
    throw rangeError(`fit: ${name} must be ${show(before)}, as before, to resume, got ${show(value)}`);
  };
  expectSame('batchSize', params.batchSize, earlier.batchSize);
  expectSame('shuffle', params.shuffle, earlier.shuffle);
  expectSame('dropLast', params.dropLast ?? false, earlier.dropLast ?? false);
  if (params.samples === 0) expectSame('stepsPerEpoch', params.steps || undefined, earlier.steps || undefined);
  if (params.samples !== earlier.samples) {
    throw new ShapeError(
      `fit: x must hold ${earlier.samples} examples to train on, as before, to resume, got ${params.samples}`,
    );
  }
  const copies = Object.fromEntries(Object.entries(history).map(([name, values]) => [name, [...values]]));
  return { history: copies, epoch: [...epoch], params, iterations, reason: 'running' };
}

/** Takes an epoch that is not done out of the History, since it will be entered anew. */
export function takeOut({ history, epoch }: History, place: Place): void {
  if (place.entered.length === 0) return;
  epoch.pop();
  for (const name of place.entered) {
    history[name].pop();
    if (history[name].length === 0) delete history[name];
  }
  place.entered = [];
}
