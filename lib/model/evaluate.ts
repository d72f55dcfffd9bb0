/**
 * Evaluation: mean loss and metrics at fixed parameters.
 * @module
 */

import type { MetricState } from '../metrics/index.ts';
import type { Logs } from './callback.ts';
import type { Examples } from './examples.ts';
import type { Plan } from './plan.ts';
import { addLosses, measured, type Compiled } from './step.ts';

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

/** The same over rows `first` and on, with counts of its own, one micro-batch from `next` to `next`: what else uses the plan between them does no harm. */
export function* evaluateInParts(
  plan: Plan<Float32Array>, { metrics }: Compiled, counts: readonly MetricState[], data: Examples, first: number,
): Generator<undefined, Measured> {
  let total = 0;
  for (const count of counts) count.reset();
  for (let start = first; start < data.count; start += plan.maxBatch) {
    const rows = Math.min(plan.maxBatch, data.count - start);
    plan.load(data, undefined, start, rows);
    plan.forwardLoss(rows);
    total = addLosses(total, plan.losses, rows);
    for (const count of counts) count.update(plan.prediction, plan.targets, rows);
    yield;
  }
  return measured(total / (data.count - first) + plan.regularization.penalty(), metrics, counts);
}
