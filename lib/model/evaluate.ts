/**
 * Evaluation: mean loss and metrics at fixed parameters.
 * @module
 */

import { formatLogs } from './bar.ts';
import type { FeedPlace } from './feed.ts';
import type { Logs } from './logs.ts';
import type { Count } from './measures.ts';
import type { Parts } from './partOptions.ts';
import { Sums, sweep, type Examples, type Plan, type Visitor } from '../plan/index.ts';
import type { SourceFeed } from './sourceFeed.ts';
import { measured, type Compiled } from './step.ts';

/** A loss, and metrics by name. */
type Measured = Logs & { readonly loss: number };

/** Mean loss (with what regularizers add) and metrics over the first examples of `data`. */
export function evaluate(
  plan: Plan<Float32Array>, compiled: Compiled, data: Examples, { count, rows, bar }: Parts,
): Measured {
  const parts = evaluateInParts(plan, compiled, compiled.counts.evaluation, data, 0, count, rows);
  for (;;) {
    const { done, value } = parts.next();
    if (!done) {
      bar?.draw(value / count, `${value} of ${count} examples`);
      continue;
    }
    bar?.end(formatLogs(value));
    return value;
  }
}

/**
 * The same over rows `first` up to `end`, with counts of its own, at most `most` at once, one micro-batch from `next`
 * to `next`, which say how far it is: what else uses the plan between them does no harm.
 */
export function* evaluateInParts(
  plan: Plan<Float32Array>, { measures }: Compiled, counts: readonly Count[], data: Examples, first: number,
  end: number = data.count, most: number = plan.maxBatch,
): Generator<number, Measured> {
  const m = end - first, count: Visitor = {
    visit(rows) {
      for (const own of counts) own.update(plan, rows, m);
    },
  };
  const sums = new Sums(plan.ends.length); // between parts the plan's own are others'
  for (const own of counts) own.reset();
  for (let start = first; start < end; start += most) {
    const rows = Math.min(most, end - start);
    sweep(plan, false, data, undefined, start, rows, count, sums);
    yield start + rows;
  }
  return measured(sums.total(plan.lossWeights, m) / m + plan.penalty(), measures, counts);
}

/**
 * The same over an epoch of a source: the bits that its batches have as one. `onBatch` is told how many examples are
 * done.
 */
export async function evaluateSource(
  plan: Plan<Float32Array>, { measures }: Compiled, counts: readonly Count[], feed: SourceFeed, place: FeedPlace,
  onBatch?: (examples: number) => void,
): Promise<Measured> {
  const { data } = feed, sums = new Sums(plan.ends.length), count: Visitor = {
    visit(rows) {
      for (const own of counts) own.update(plan, rows, feed.size);
    },
  };
  let m = 0;
  for (const own of counts) own.reset();
  for (let isThere = await feed.begin(place); isThere && await feed.next();) {
    sweep(plan, false, data, undefined, 0, feed.size, count, sums);
    m += feed.size;
    onBatch?.(m);
  }
  return measured(sums.total(plan.lossWeights, m) / m + plan.penalty(), measures, counts);
}
