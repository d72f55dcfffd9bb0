/**
 * Prediction: the outputs at fixed parameters.
 * @module
 */

import type { Plan } from '../plan/index.ts';
import type { Parts } from './partOptions.ts';

/** The network's outputs for the first `count` examples, each count × its size. */
export function predict(
  plan: Plan<Float32Array>, x: readonly Float32Array[], { count, rows: most, bar }: Parts,
): Float32Array[] {
  const { maxBatch, predictions } = plan, widths = predictions.map(({ length }) => length / maxBatch);
  const results = widths.map((width) => new Float32Array(count * width));
  for (let start = 0; start < count; start += most) {
    const rows = Math.min(most, count - start);
    x.forEach((column, i) => plan.starts[i].load('predict', plan.k, column, undefined, start, rows));
    plan.forward(rows);
    results.forEach((result, i) => {
      const width = widths[i], made = predictions[i];
      result.set(rows === maxBatch ? made : made.subarray(0, rows * width), start * width);
    });
    bar?.draw((start + rows) / count, `${start + rows} of ${count} examples`);
  }
  bar?.end(`${count} examples`);
  return results;
}
