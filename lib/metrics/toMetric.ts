import { show } from '../core/errors.ts';
import type { Metric } from './metric.ts';

/** The metric that an option names, among `named`, or is. Throws TypeError for anything else. */
export function toMetric(who: string, given: unknown, named: Readonly<Record<string, Metric>>): Metric {
  if (typeof given === 'string' && Object.hasOwn(named, given)) return named[given];
  if (isMetric(given)) return given;
  throw new TypeError(`${who}: metrics must be among ${Object.keys(named).map(show).join(', ')} or Metric objects, got ${show(given)}`);
}

function isMetric(given: unknown): given is Metric {
  return typeof given === 'object' && given !== null && 'start' in given && typeof given.start === 'function';
}
