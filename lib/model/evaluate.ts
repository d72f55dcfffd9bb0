import type { Plan } from './plan.ts';
import { addLosses, measured, type Compiled } from './step.ts';
import type { Logs } from './callback.ts';
import type { Examples } from './examples.ts';

/** Mean loss (with what regularizers add) and metrics over rows [first, last) of `data`, at fixed parameters. */
export function evaluate(plan: Plan<Float32Array>, { metrics, counts }: Compiled, data: Examples, first = 0, last: number = data.count): Logs & { readonly loss: number } {
  let total = 0;
  for (const count of counts.evaluation) count.reset();
  for (let start = first; start < last; start += plan.maxBatch) {
    const rows = Math.min(plan.maxBatch, last - start);
    plan.loadExamples(data.x, undefined, start, rows);
    plan.loadTargets(data.y, undefined, start, rows);
    plan.loadWeights(data.weights, undefined, start, rows);
    plan.forwardLoss(rows);
    total = addLosses(total, plan.losses, rows);
    for (const count of counts.evaluation) count.update(plan.prediction, plan.targets, rows);
  }
  return measured(total / (last - first) + plan.regularization.penalty(), metrics, counts.evaluation);
}
