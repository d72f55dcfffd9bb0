/**
 * Checks of metrics against a model.
 * @module
 */

import { show, typeError } from '../core/errors.ts';
import type { Metric } from '../metrics/index.ts';

/** TypeError unless the names can stand side by side in logs: each once, and none that logs have already. */
export function expectMetricNames(who: string, metrics: readonly Metric[]): void {
  metrics.forEach(({ name }, i) => {
    if (metrics.findIndex((other) => other.name === name) < i) {
      throw typeError(`${who}: metrics must differ in name, got ${show(name)} twice`);
    }
    if (['loss', 'size'].includes(name) || name.startsWith('val_')) {
      throw typeError(`${who}: metrics must not have the names loss, size and val_… of logs, got ${show(name)}`);
    }
  });
}

/** TypeError where names of outputs make two numbers in the logs one, as output a with metric b_loss and output a_b. */
export function expectDifferentNames(who: string, measures: readonly { readonly name: string }[]): void {
  measures.forEach(({ name }, i) => {
    if (measures.findIndex((other) => other.name === name) === i && name !== 'loss') return;
    throw typeError(`${who}: outputs and metrics must have names that differ in logs, got ${show(name)} twice`);
  });
}
