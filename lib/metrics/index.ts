/**
 * The metrics, by name.
 * @module
 */
import { accuracy } from './accuracy.ts';
import type { Metric } from './metric.ts';

export { accuracy };
export { argmax } from './accuracy.ts';
export type { Metric, MetricState } from './metric.ts';
export { toMetric } from './toMetric.ts';

export type MetricName = 'accuracy';

/** All metrics that can be named. */
export const metrics: Readonly<Record<MetricName, Metric>> = { accuracy };
