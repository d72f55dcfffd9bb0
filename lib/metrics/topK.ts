/**
 * Whether the right class is among the k largest.
 * @module
 */

import { expectInteger, expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import type { FloatArray } from '../kernels/index.ts';
import type { Loss } from '../losses/index.ts';
import type { Metric, MetricOptions } from './metric.ts';
import { expectName } from './name.ts';
import { shareMetric } from './share.ts';

/** What {@link topKCategoricalAccuracy} and {@link sparseTopKCategoricalAccuracy} take. */
export interface TopKOptions extends MetricOptions {
  /** How many of the largest outputs count. Default 5. */
  readonly k?: number;
}

/**
 * A metric of that kind: the share of examples with fewer than k outputs above that of the right class, which is
 * finite, and with none that is NaN.
 */
export function topKMetric(
  kind: string, target: Loss['target'], options: TopKOptions,
  classOf: (targets: FloatArray, row: number, outputs: number) => number,
): Metric {
  expectKnownOptions(kind, options, ['k', 'name']);
  const { k = 5, name = kind } = options;
  expectInteger(kind, 'k', k, 1);
  expectName(kind, name);
  return madeBy(`metrics/${kind}`, { k, name }, shareMetric(name, target, (prediction, targets, row, outputs) => {
    const start = row * outputs, own = prediction[start + classOf(targets, row, outputs)];
    let above = 0;
    for (let j = start; j < start + outputs; j++) {
      if (prediction[j] > own) above++;
      else if (Number.isNaN(prediction[j])) return false;
    }
    return Number.isFinite(own) && above < k;
  }));
}
