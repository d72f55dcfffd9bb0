/**
 * The way of data through a plan: what training, evaluation, curvature and audit have in common.
 * @module
 */

import type { Indices, Moment } from '../kernels/index.ts';
import type { Examples } from './examples.ts';

/** What a sweep needs of a plan, whatever its precision. */
export interface Swept {
  readonly maxBatch: number;
  readonly moment: { -readonly [name in keyof Moment]: Moment[name] };
  readonly totals: Float64Array;
  load(data: Examples, order: Indices | undefined, first: number, batch: number): void;
  forwardLoss(batch: number, moment?: Moment): void;
  addLosses(rows: number, totals: Float64Array): void;
}

/** What is done with each micro-batch once its losses stand. */
export interface Visitor {
  /** `rows` examples, before which `done` have gone; their losses are in the totals of the sweep. */
  visit(rows: number, done: number): void;
}

/**
 * Takes m rows of `data` forward, with their losses, in micro-batches of at most `plan.maxBatch`: those that `order`
 * lists from `first` on, or rows first, first + 1, … without it. The sums of their losses are then in `totals`, in
 * binary64, one after the other, so the same for every split.
 *
 * `totals` has one sum an output: the plan's own, from 0, or those of a sweep that this one goes on with.
 */
export function sweep(
  plan: Swept, isTraining: boolean, data: Examples, order: Indices | undefined, first: number, m: number,
  visitor: Visitor | undefined, totals: Float64Array = fromZero(plan.totals),
): void {
  const { maxBatch, moment } = plan;
  moment.batch = m;
  for (let done = 0; done < m; done += maxBatch) {
    const rows = Math.min(maxBatch, m - done);
    plan.load(data, order, first + done, rows);
    moment.row = done;
    plan.forwardLoss(rows, isTraining ? moment : undefined);
    plan.addLosses(rows, totals);
    visitor?.visit(rows, done);
  }
}

/** The losses of all outputs together: Σ weight · total, in the order of the outputs. */
export function totalOf(totals: Float64Array, lossWeights: Float64Array): number {
  let total = 0;
  for (let i = 0; i < totals.length; i++) total += lossWeights[i] * totals[i];
  return total;
}

function fromZero(totals: Float64Array): Float64Array {
  for (let i = 0; i < totals.length; i++) totals[i] = 0; // shorter than a call of fill
  return totals;
}
