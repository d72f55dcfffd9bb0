/**
 * Evaluation: mean loss and metrics at fixed parameters.
 * @module
 */

import type { MetricState } from '../metrics/index.ts';
import type { Logs } from './logs.ts';
import { sweep, type Examples, type Plan, type Visitor } from '../plan/index.ts';
import { measured, type Compiled } from './step.ts';

/** A loss, and metrics by name. */
type Measured = Logs & { readonly loss: number };

/** Mean loss (with what regularizers add) and metrics over `data`. */
export function evaluate(plan: Plan<Float32Array>, compiled: Compiled, data: Examples): Measured {
  const parts = evaluateInParts(plan, compiled, compiled.counts.evaluation, data, 0);
  for (;;) {
    const { done, value } = parts.next();
    if (done) return value;
  }
}

/**
 * The same over rows `first` and on, with counts of its own, one micro-batch from `next` to `next`: what else uses
 * the plan between them does no harm.
 */
export function* evaluateInParts(
  plan: Plan<Float32Array>, { metrics }: Compiled, counts: readonly MetricState[], data: Examples, first: number,
): Generator<undefined, Measured> {
  const { maxBatch } = plan, count: Visitor = {
    visit(rows) {
      for (const state of counts) state.update(plan.prediction, plan.targets, rows);
    },
  };
  const totals = new Float64Array(plan.totals.length); // between parts the plan's own are others'
  let total = 0;
  for (const state of counts) state.reset();
  for (let start = first; start < data.count; start += maxBatch) {
    total = sweep(plan, false, data, undefined, start, Math.min(maxBatch, data.count - start), count, totals);
    yield;
  }
  return measured(total / (data.count - first) + plan.penalty(), metrics, counts);
}
