/**
 * Prediction: the outputs at fixed parameters.
 * @module
 */

import type { Plan } from '../plan/index.ts';

/** The network's outputs for `count` examples, count × outputs. */
export function predict(plan: Plan<Float32Array>, x: Float32Array, count: number): Float32Array {
  const { maxBatch, outputs, prediction } = plan;
  const result = new Float32Array(count * outputs);
  for (let start = 0; start < count; start += maxBatch) {
    const rows = Math.min(maxBatch, count - start);
    plan.loadExamples(x, undefined, start, rows);
    plan.forward(rows);
    result.set(rows === maxBatch ? prediction : prediction.subarray(0, rows * outputs), start * outputs);
  }
  return result;
}
