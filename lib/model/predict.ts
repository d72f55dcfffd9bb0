/**
 * Prediction: the outputs at fixed parameters.
 * @module
 */

import type { RowSource } from '../kernels/index.ts';
import type { Plan } from '../plan/index.ts';
import { rangeError } from '../core/errors.ts';
import { takeInputs, type Ends } from './examples.ts';
import type { Parts, SourceParts } from './partOptions.ts';
import { inputsOf, type BatchSource } from './source.ts';
import { Drawer } from './sourceFeed.ts';
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

/** The same for the batches of a source. Throws RangeError where it gives none. */
export async function predictSource(
  who: string, plan: Plan<Float32Array>, shapes: Pick<Ends, 'inputNames' | 'inputShapes' | 'batchSize'>,
  source: BatchSource<never>, { steps = Infinity, bar, onBatch }: SourceParts,
  watcher?: Watcher<readonly Float32Array[]>,
): Promise<Float32Array[]> {
  const drawer = new Drawer(who, source, { steps, signal: undefined }), parts: Float32Array[][] = [];
  let count = 0;
  try {
    await watcher?.begin();
    await drawer.begin(0, 0);
    for (let batch = 0; batch < steps; batch++) {
      const drawn = await drawer.draw(), columns: RowSource[] = [], whose = `${who}, batch ${batch}`;
      if (drawn === undefined) break;
      const rows = takeInputs(whose, inputsOf(whose, drawn.value), shapes, columns);
      await watcher?.batchBegin(batch);
      const outputs = predict(plan, columns, { count: rows, rows: plan.maxBatch, bar: undefined });
      parts.push(outputs);
      await watcher?.batchEnd(batch, outputs);
      count += rows;
      onBatch(count);
    }
  } finally {
    await drawer.close();
  }
  if (count === 0) throw rangeError(`${who}: the source must give at least one batch, got none`);
  await watcher?.end();
  bar?.end(`${count} examples`);
  return plan.predictions.map((_, i) => joined(parts.map((outputs) => outputs[i])));
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}
