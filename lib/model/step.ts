/**
 * One training step: steps 3 to 8 of the report's ten.
 * @module
 */

import { NonFiniteError } from '../core/errors.ts';
import { setOwn } from '../core/own.ts';
import type { FloatArray, Indices } from '../kernels/index.ts';
import type { Metric, MetricState } from '../metrics/index.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { Logs } from './callback.ts';
import type { Ends } from './checkedExamples.ts';
import type { Examples } from './examples.ts';
import type { NamedTensor, Plan } from './plan.ts';

/** What `compile` settles. */
export interface Compiled extends Ends {
  readonly optimizer: Optimizer;
  readonly metrics: readonly Metric[];
  /** Counts of the metrics: over the batch, over the epoch, over the validation of `fit`, and over what `evaluate` is given. */
  readonly counts: Readonly<Record<'batch' | 'epoch' | 'validation' | 'evaluation', readonly MetricState[]>>;
}

/**
 * Trains on m rows of `data`, those that `order` lists from `first` on (or rows first, first + 1, … without it), and returns
 * the sum of their losses from before the update, each with what regularizers add.
 *
 * A batch of more than `maxBatch` rows runs as micro-batches that add to ∇, which changes no bit: every sum over examples
 * goes on where the last micro-batch left it. `counts` take in the predictions from before the update.
 * `endsEpoch` says that it is the last step of an epoch, which an optimizer that accumulates takes with what there is.
 *
 * Throws NonFiniteError where the loss or ∇ is no finite number; θ and the optimizer stay as they were, and ∇ is 0. So
 * where the update makes a number of θ or of what layers keep that is none: all of them are then those after the
 * update.
 */
export function trainStep(
  plan: Plan<Float32Array>, optimizer: Optimizer, counts: readonly MetricState[], data: Examples,
  order: Indices | undefined, first: number, m: number, endsEpoch: boolean = false, epoch?: number, batch?: number,
): number {
  const { theta, gradient, maxBatch, moment, regularization } = plan;
  moment.batch = m;
  const scale = Math.fround(1 / m);
  let total = 0;
  for (let done = 0; done < m; done += maxBatch) {
    const rows = Math.min(maxBatch, m - done);
    plan.load(data, order, first + done, rows);
    moment.row = done;
    plan.forwardLoss(rows, moment); // 3 predict, 4 loss
    total = addLosses(total, plan.losses, rows);
    if (!Number.isFinite(total)) throw stopped(plan, 'the loss', plan.forwardTensors(rows), done / rows, epoch, batch);
    plan.backward(rows, scale, done === 0 ? 0 : 1); // 5 back-propagate, 6 average over the examples
    for (const count of counts) count.update(plan.prediction, plan.targets, rows);
  }
  total += m * regularization.penalty();
  if (!Number.isFinite(total)) throw stopped(plan, 'the loss', regularization.terms(), 0, epoch, batch);
  regularization.addGradient();
  if (!plan.isGradientFinite()) throw stopped(plan, 'the gradient', plan.gradientTensors(), 0, epoch, batch);
  optimizer.applyGradients(theta, gradient, m, endsEpoch); // 7 compute the update, 8 apply it
  plan.finishStep();
  if (!plan.areLearnedFinite()) throw spoilt(plan, epoch, batch);
  return total;
}

/** A loss and the metrics by name, as far as they have been counted. */
export function measured(loss: number, metrics: readonly Metric[], counts: readonly MetricState[]): Logs & { readonly loss: number } {
  const logs: Logs & { readonly loss: number } = { loss };
  for (let i = 0; i < metrics.length; i++) setOwn(logs, metrics[i].name, counts[i].result());
  return logs;
}

/** total + Σ losses in binary64, one after the other: the same for every split of a batch. */
export function addLosses(total: number, losses: FloatArray, rows: number): number {
  for (let i = 0; i < rows; i++) total += losses[i];
  return total;
}

/**
 * The error of a step that is not taken. ∇ becomes 0: how far backward has come depends on maxBatch, and nobody should
 * read on from there.
 */
function stopped(
  { gradient }: Plan<Float32Array>, what: string, tensors: Iterable<NamedTensor>, before: number,
  epoch?: number, batch?: number,
): NonFiniteError {
  const error = nonFinite(what, tensors, before, 'the parameters are as they were before this step', epoch, batch);
  gradient.fill(0);
  return error;
}

/** The error of a step that is taken. */
function spoilt(plan: Plan<Float32Array>, epoch?: number, batch?: number): NonFiniteError {
  const since = 'θ and the optimizer\'s slots are those after the update';
  return nonFinite('what the update has made', plan.learnedTensors(), 0, since, epoch, batch);
}

/** Names the first such number; `before` micro-batches of the same size have gone before, whose elements count. */
function nonFinite(
  what: string, tensors: Iterable<NamedTensor>, before: number, since: string, epoch?: number, batch?: number,
): NonFiniteError {
  const [who, place] = epoch === undefined ? ['trainOnBatch', ''] : ['fit', ` in epoch ${epoch}, batch ${batch}`];
  for (const { layer, tensor, values } of tensors) {
    const position = values.findIndex((v) => !Number.isFinite(v));
    if (position < 0) continue;
    const index = Math.round(before * values.length) + position;
    const at = { layer, tensor, index, ...(epoch !== undefined && { epoch }), ...(batch !== undefined && { batch }) };
    const seen = `${values[position]} is first seen in layer '${layer}', ${tensor}[${index}]`;
    return new NonFiniteError(`${who}: ${what} is not finite${place}: ${seen}; ${since}`, at);
  }
  return new NonFiniteError(`${who}: ${what} is not finite${place}`, { layer: '', tensor: '', index: -1 });
}
