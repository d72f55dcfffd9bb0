/**
 * The metrics, by name.
 * @module
 */
import { show } from '../core/errors.ts';
import { accuracy } from './accuracy.ts';
import type { Metric } from './metric.ts';

export { accuracy };
export { argmax } from './accuracy.ts';
export type { Metric, MetricState } from './metric.ts';

export type MetricName = 'accuracy';

/** All metrics that can be named. */
export const metrics: Readonly<Record<MetricName, Metric>> = { accuracy };

/** The metric that an option names or is. Throws TypeError for anything else. */
export function toMetric(who: string, given: unknown): Metric {
  const named = typeof given === 'string' ? Object.values(metrics).find(({ name }) => name === given) : undefined;
  if (named !== undefined) return named;
  if (typeof given === 'object' && given !== null && 'start' in given && typeof given.start === 'function') return given as Metric;
  throw new TypeError(`${who}: metrics must be among ${Object.keys(metrics).map(show).join(', ')} or Metric objects, got ${show(given)}`);
}
