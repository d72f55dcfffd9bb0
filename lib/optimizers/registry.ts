/**
 * Optimizers and schedules by name, read off their lists.
 * @module
 */

import { show, typeError } from '../core/errors.ts';
import { family, type Family, type Maker } from '../core/family.ts';
import * as builtIn from './builtIn.ts';
import { Optimizer } from './optimizer.ts';
import type { Schedule } from './schedule.ts';
import * as schedules from './schedules/index.ts';

type BuiltIn = typeof builtIn;

/** The optimizers that need no option. */
export type OptimizerName = {
  [Name in keyof BuiltIn]: BuiltIn[Name] extends () => Optimizer ? Name : never
}[keyof BuiltIn];

/** What an option may call them: a name, or as Keras does a class, such as RMSprop. */
export type OptimizerSpelling = {
  [Name in keyof BuiltIn]: Lowercase<Name> extends Lowercase<OptimizerName> ? Name : never
}[keyof BuiltIn];

/** The functions of a list, by name: they begin with a small letter, classes with a capital. */
function makersOf<T>(list: Readonly<Record<string, unknown>>): Readonly<Record<string, Maker<T>>> {
  const isMaker = (entry: [string, unknown]): entry is [string, Maker<T>] => /^[a-z]/.test(entry[0]);
  return Object.fromEntries(Object.entries(list).filter(isMaker));
}

/** Makers of optimizers by name. */
export const optimizers: Readonly<Record<string, Maker<Optimizer>>> = makersOf(builtIn);

type OptimizerClass = new (options: never) => Optimizer;

/** The classes by the names of their makers, which differ in capitals only: `adamw` makes an AdamW. */
function classesOf(list: Readonly<Record<string, unknown>>): Readonly<Record<string, OptimizerClass>> {
  const isClass = (entry: [string, unknown]): entry is [string, OptimizerClass] => /^[A-Z]/.test(entry[0]);
  const classes = new Map(Object.entries(list).filter(isClass).map(([name, type]) => [name.toLowerCase(), type]));
  const names = Object.keys(optimizers);
  return Object.fromEntries(names.map((name) => [name, classes.get(name.toLowerCase()) as OptimizerClass]));
}

/** What options take, in words. */
export const AN_OPTIMIZER = 'an Optimizer such as sgd({ learningRate: 0.1 })';

/** The same, of what takes names too. */
export const A_NAME_OR_OPTIMIZER: string = `a name such as 'adam', or ${AN_OPTIMIZER}`;

const classes = classesOf(builtIn);

export const optimizerFamily: Family<Optimizer> = family<Optimizer>({ kind: 'optimizers', classes });

/** Those of {@link OptimizerName}: their makers have a default for options, which a function's length leaves out. */
const standAlone: Family<Optimizer> = family<Optimizer>({
  kind: 'optimizers',
  classes: Object.fromEntries(Object.entries(classes).filter(([name]) => optimizers[name].length === 0)),
  instead: {
    momentum: 'sgd({ learningRate: 0.01, momentum: 0.9 })', nesterov: 'sgd({ momentum: 0.9, nesterov: true })',
  },
  besides: [AN_OPTIMIZER],
});

/** The optimizer of that name, without options. Throws TypeError for one that needs options, and for what is none. */
export function optimizerNamed(who: string, argument: string, given: string): Optimizer {
  const name = optimizerFamily.named(given);
  if (name !== undefined && !standAlone.names.includes(name)) {
    const momentum = name === 'momentumOptimizer' ? ', momentum: 0.9' : '';
    throw typeError(
      `${who}: ${argument} ${show(given)} needs options: ${name}({ learningRate: 0.1${momentum} })`,
    );
  }
  return standAlone.resolve(who, argument, given);
}

export const scheduleFamily: Family<Schedule> = family({ kind: 'schedules', makers: makersOf(schedules) });
