/**
 * Metrics as options give them.
 * @module
 */

import { expectNoMisspelling, expectObject, expectOneOf, hintToCall, show, typeError } from '../core/errors.ts';
import type { Metric } from './metric.ts';

/** What a metric may have. */
const MEMBERS = ['name', 'comparesOutputs', 'better', 'start'];

/** Metrics by name; a function gives one from options. */
export type NamedMetrics = Readonly<Record<string, Metric | (() => Metric)>>;

/** The metric that an option names, among `named`, or is. Throws TypeError for anything else. */
export function toMetric(who: string, given: unknown, named: NamedMetrics): Metric {
  expectObject(who, 'named', named);
  if (typeof given === 'string' && Object.hasOwn(named, given)) {
    const found = named[given];
    return typeof found === 'function' ? found() : found;
  }
  if (isMetric(given)) {
    expectNoMisspelling(who, 'metrics', given, MEMBERS);
    const { name, better } = given;
    if (better !== undefined) expectOneOf(who, `better of metric ${show(name)}`, better, ['higher', 'lower']);
    return given;
  }
  const names = Object.keys(named).map(show).join(', ');
  throw typeError(`${who}: metrics must be among ${names} or Metric objects, got ${show(given)}${hintToCall(given, named)}`);
}

function isMetric(given: unknown): given is Metric {
  if (typeof given !== 'object' || given === null || !('name' in given && 'start' in given)) return false;
  return typeof given.name === 'string' && given.name !== '' && typeof given.start === 'function';
}
