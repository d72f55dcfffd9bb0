/**
 * The way of data through a plan: what training, evaluation, curvature and audit have in common.
 * @module
 */

import type { Indices, Moment } from '../kernels/index.ts';
import type { Examples } from './examples.ts';
import type { Sums } from './sums.ts';

/** What a sweep needs of a plan, whatever its precision. */
export interface Swept {
  readonly maxBatch: number;
  readonly moment: { -readonly [name in keyof Moment]: Moment[name] };
  readonly sums: Sums;
  readonly countsRows: boolean;
  countRows(examples: number, done: number): void;
  load(data: Examples, order: Indices | undefined, first: number, batch: number): void;
  forwardLoss(batch: number, moment?: Moment): void;
  addLosses(rows: number, sums: Sums): void;
}

/** What is done with each micro-batch once its losses stand. */
export interface Visitor {
  /**
   * `rows` examples, before which `done` have gone; their losses are in the sums of the sweep. They are those of `data`
   * that `order` lists from `first` on, or `first` and on without it. `beta` is 0 for the first micro-batch of a sum
   * over examples, else 1.
   */
  visit(
    rows: number, done: number, data: Examples, order: Indices | undefined, first: number, beta: number,
  ): void;
}

/**
 * Takes m rows of `data` forward, with their losses, in micro-batches of at most `plan.maxBatch`: those that `order`
 * lists from `first` on, or rows first, first + 1, … without it. Their losses are then in `sums`, added in binary64,
 * one after the other, so the same for every split: the plan's own, from 0, or those of a sweep that this one goes
 * on with.
 */
export function sweep(
  plan: Swept, isTraining: boolean, data: Examples, order: Indices | undefined, first: number, m: number,
  visitor: Visitor | undefined, sums?: Sums,
): void {
  const own = sums ?? plan.sums;
  if (sums === undefined) own.reset();
  beginBatch(plan, isTraining, data, order, first, m);
  sweepRows(plan, isTraining, data, order, first, 0, m, visitor, own);
}

/** Tells a plan of a batch; so that it knows how many rows count in it before its first part is computed. */
export function beginBatch(
  plan: Swept, isTraining: boolean, data: Examples, order: Indices | undefined, first: number, m: number,
): void {
  plan.moment.batch = m;
  if (isTraining && plan.countsRows) countRows(plan, data, order, first, m);
}

/** The part of a sweep on rows [from, to) of the batch that begins at `first`, a sum over examples of its own. */
export function sweepRows(
  plan: Swept, isTraining: boolean, data: Examples, order: Indices | undefined, first: number, from: number, to: number,
  visitor: Visitor | undefined, sums: Sums,
): void {
  const { maxBatch, moment } = plan;
  for (let done = from; done < to; done += maxBatch) {
    const rows = Math.min(maxBatch, to - done);
    plan.load(data, order, first + done, rows);
    moment.row = done;
    plan.forwardLoss(rows, isTraining ? moment : undefined);
    plan.addLosses(rows, sums);
    visitor?.visit(rows, done, data, order, first + done, done === from ? 0 : 1);
  }
}

/** The rows that count in the whole batch, by which backward divides, before its first part is computed. */
function countRows(plan: Swept, data: Examples, order: Indices | undefined, first: number, m: number): void {
  for (let done = 0; done < m; done += plan.maxBatch) {
    const rows = Math.min(plan.maxBatch, m - done);
    plan.load(data, order, first + done, rows);
    plan.countRows(rows, done);
  }
}
