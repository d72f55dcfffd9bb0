/**
 * Optimizers and schedules by name, read off their lists.
 * @module
 */

import * as builtIn from './builtIn.ts';
import type { Optimizer } from './optimizer.ts';
import type { Schedule } from './schedule.ts';
import * as schedules from './schedules/index.ts';

/** A maker checks its options itself, whatever they are. A method's type, since only those leave their parameters open. */
interface Maker<T> {
  make(options: object): T;
}

/** The functions of a list, by name: they begin with a small letter, classes with a capital. */
function makersOf<T>(list: Readonly<Record<string, unknown>>): Readonly<Record<string, Maker<T>['make']>> {
  const isMaker = (entry: [string, unknown]): entry is [string, Maker<T>['make']] => /^[a-z]/.test(entry[0]) && typeof entry[1] === 'function';
  return Object.fromEntries(Object.entries(list).filter(isMaker));
}

/** Makers of optimizers by name. */
export const optimizers: Readonly<Record<string, Maker<Optimizer>['make']>> = makersOf(builtIn);

/** Makers of schedules by name. */
export const scheduleMakers: Readonly<Record<string, Maker<Schedule>['make']>> = makersOf(schedules);
