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
import type { Told, Watcher } from './watcher.ts';

/** A loss, and metrics by name. */
type Measured = Logs & { readonly loss: number };

/** Mean loss (with what regularizers add) and metrics over the first examples of `data`. */
export function evaluate(
  plan: Plan<Float32Array>, compiled: Compiled, data: Examples, { count, rows, bar }: Parts,
  watcher?: Watcher<Logs, Logs>,
): Measured {
  const parts = evaluateInParts(plan, compiled, compiled.counts.evaluation, data, { end: count, most: rows, watcher });
  for (;;) {
    const { done, value } = parts.next();
    if (!done) {
      if (typeof value === 'number') bar?.draw(value / count, `${value} of ${count} examples`);
      continue;
    }
    bar?.end(formatLogs(value));
    return value;
  }
}

/** Which rows, how many at once, and who is told. */
interface Span {
  readonly first?: number;
  readonly end?: number;
  readonly most?: number;
  readonly watcher?: Watcher<Logs, Logs> | undefined;
}

/**
 * The same over rows `first` up to `end`, with counts of its own, at most `most` at once, one micro-batch from a number
 * to the next, which say how far it is: what else uses the plan between them does no harm. What the watcher gives to
 * wait for comes between them.
 */
export function* evaluateInParts(
  plan: Plan<Float32Array>, { measures }: Compiled, counts: readonly Count[], data: Examples,
  { first = 0, end = data.count, most = plan.maxBatch, watcher }: Span,
): Generator<number | Told, Measured> {
  const m = end - first, count: Visitor = {
    visit(rows) {
      for (const own of counts) own.update(plan, rows, m);
    },
  };
  const sums = new Sums(plan.ends.length); // between parts the plan's own are others'
  const soFar = (seen: number): Measured =>
    measured(sums.total(plan.lossWeights, seen) / seen + plan.penalty(), measures, counts);
  for (const own of counts) own.reset();
  if (watcher) yield watcher.begin();
  for (let start = first, batch = 0; start < end; start += most, batch++) {
    const rows = Math.min(most, end - start);
    if (watcher) yield watcher.batchBegin(batch);
    sweep(plan, false, data, undefined, start, rows, count, sums);
    if (watcher) yield watcher.batchEnd(batch, { ...soFar(start + rows - first), size: rows });
    yield start + rows;
  }
  const result = soFar(m);
  if (watcher) yield watcher.end({ ...result });
  return result;
}

/** Who is told of the batches of a source: `onBatch` how many examples are done. */
interface Listening {
  readonly onBatch?: (examples: number) => void;
  readonly watcher?: Watcher<Logs, Logs> | undefined;
}

/**
 * The same over an epoch of a source: the bits that its batches have as one. Throws RangeError where it has ended
 * before.
 */
export async function evaluateSource(
  plan: Plan<Float32Array>, { measures }: Compiled, counts: readonly Count[], feed: SourceFeed, place: FeedPlace,
  { onBatch, watcher }: Listening,
): Promise<Measured> {
  const { data } = feed, sums = new Sums(plan.ends.length), count: Visitor = {
    visit(rows) {
      for (const own of counts) own.update(plan, rows, feed.size);
    },
  };
  let m = 0, batch = 0;
  const soFar = (): Measured => measured(sums.total(plan.lossWeights, m) / m + plan.penalty(), measures, counts);
  for (const own of counts) own.reset();
  await watcher?.begin();
  const isThere = await feed.begin(place);
  if (!isThere && feed.hasEnded) throw feed.noBatch(); // which the mean of no losses would hide
  for (; isThere && await feed.next(); batch++) {
    await watcher?.batchBegin(batch);
    sweep(plan, false, data, undefined, 0, feed.size, count, sums);
    m += feed.size;
    await watcher?.batchEnd(batch, { ...soFar(), size: feed.size });
    onBatch?.(m);
  }
  const result = soFar();
  await watcher?.end({ ...result });
  return result;
}
