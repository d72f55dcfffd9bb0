/**
 * Evaluation: mean loss and metrics at fixed parameters.
 * @module
 */

import type { Logs } from './logs.ts';
import type { Count } from './measures.ts';
import { Sums, sweep, type Examples, type Plan, type Visitor } from '../plan/index.ts';
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
  plan: Plan<Float32Array>, { measures }: Compiled, counts: readonly Count[], data: Examples, first: number,
): Generator<undefined, Measured> {
  const { maxBatch } = plan, m = data.count - first, count: Visitor = {
    visit(rows) {
      for (const own of counts) own.update(plan, rows, m);
    },
  };
  const sums = new Sums(plan.ends.length); // between parts the plan's own are others'
  for (const own of counts) own.reset();
  for (let start = first; start < data.count; start += maxBatch) {
    sweep(plan, false, data, undefined, start, Math.min(maxBatch, data.count - start), count, sums);
    yield;
  }
  return measured(sums.total(plan.lossWeights, m) / m + plan.penalty(), measures, counts);
}
