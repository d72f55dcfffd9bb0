import { isOfAnotherCopy } from '../core/brand.ts';
import { expectArray, expectFunction, expectInstance, expectPlainObject, rangeError } from '../core/errors.ts';
import type { Family } from '../core/family.ts';
import { Optimizer, type OptimizerConfig } from './optimizer.ts';
import { optimizerFamily, scheduleFamily } from './registry.ts';
import type { Schedule } from './schedule.ts';

/**
 * A class of one's own: `name` is what `getConfig` of its objects gives, and the constructor takes the other options.
 */
export interface OptimizerClass {
  readonly name: string;
  new (options: never): Optimizer;
}

/**
 * An optimizer like the one whose `getConfig` gave `config`; classes and schedules of one's own are listed in `custom`.
 * State is not part of it: see `setWeights`.
 *
 * Throws RangeError for an unknown name, and as the optimizer's own function for options that do not fit.
 */
export function fromConfig(config: OptimizerConfig, custom: readonly (OptimizerClass | Schedule)[] = []): Optimizer {
  expectPlainObject('fromConfig', 'config', config);
  expectArray('fromConfig', 'custom', custom);
  custom.forEach((own, i) => expectCustom(`custom[${i}]`, own));
  const { name, ...rest } = config;
  const options = 'learningRate' in rest ? { ...rest, learningRate: toRate(rest.learningRate, custom) } : rest;
  const own = custom.filter(isClass).find((known) => known.name === name);
  if (own !== undefined) return new own(options as never);
  return makeOf(optimizerFamily, 'name', name, options, 'a class listed in custom');
}

function makeOf<T extends object>(family: Family<T>, argument: string, name: unknown, options: object, own: string): T {
  const made = family.make(name, options);
  if (made === undefined) throw rangeError(family.refusal('fromConfig', argument, name, [own]));
  return made;
}

/** A class of another copy of the package would else pass for a schedule. */
function expectCustom(argument: string, own: unknown): void {
  expectFunction('fromConfig', argument, own);
  const prototype: unknown = Reflect.get(own, 'prototype');
  if (isOfAnotherCopy(prototype, Optimizer)) {
    expectInstance('fromConfig', argument, prototype, Optimizer, 'a class of optimizers or a schedule');
  }
}

function isClass(own: OptimizerClass | Schedule): own is OptimizerClass {
  return own.prototype instanceof Optimizer;
}

/** A rate from JSON: what is no description of a schedule is left to the optimizer's check. */
function toRate(given: unknown, custom: readonly (OptimizerClass | Schedule)[]): unknown {
  return typeof given === 'object' && given !== null && 'schedule' in given ? toSchedule({ ...given }, custom) : given;
}

function toSchedule(
  { schedule: name, ...options }: { readonly schedule: unknown; readonly then?: unknown },
  custom: readonly (OptimizerClass | Schedule)[],
): Schedule {
  for (const own of custom) if (!isClass(own) && own.name === name) return own;
  const given = 'then' in options ? { ...options, then: toRate(options.then, custom) } : options;
  return makeOf(scheduleFamily, 'learningRate.schedule', name, given, 'a function listed in custom');
}
