/**
 * Prediction: the outputs at fixed parameters.
 * @module
 */

import type { RowSource } from '../kernels/index.ts';
import type { Plan } from '../plan/index.ts';
import type { Parts } from './partOptions.ts';
import type { Watcher } from './watcher.ts';

/** The network's outputs for the first `count` examples, each count × its size. */
export function predict(
  plan: Plan<Float32Array>, x: readonly RowSource[], { count, rows: most, bar }: Parts,
  watcher?: Watcher<readonly Float32Array[]>,
): Float32Array[] {
  const { maxBatch, predictions } = plan, widths = predictions.map(({ length }) => length / maxBatch);
  const results = widths.map((width) => new Float32Array(count * width));
  void watcher?.begin();
  for (let start = 0, batch = 0; start < count; start += most, batch++) {
    const rows = Math.min(most, count - start);
    void watcher?.batchBegin(batch);
    x.forEach((column, i) => plan.starts[i].load('predict', plan.k, column, undefined, start, rows));
    plan.forward(rows);
    results.forEach((result, i) => {
      const width = widths[i], made = predictions[i];
      result.set(rows === maxBatch ? made : made.subarray(0, rows * width), start * width);
    });
    void watcher?.batchEnd(batch, results.map((result, i) => (
      result.subarray(start * widths[i], (start + rows) * widths[i]))));
    bar?.draw((start + rows) / count, `${start + rows} of ${count} examples`);
  }
  void watcher?.end();
  bar?.end(`${count} examples`);
  return results;
}
