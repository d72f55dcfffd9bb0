/**
 * One training step: steps 3 to 8 of the report's ten.
 * @module
 */

import { NonFiniteError, ThreadError } from '../core/errors.ts';
import { setOwn } from '../core/ownProperty.ts';
import type { Parameter } from '../core/parameter.ts';
import type { Indices } from '../kernels/index.ts';
import type { TrainingState } from '../optimizers/index.ts';
import type { Chosen } from './compileOptions.ts';
import type { Ends } from './examples.ts';
import type { Logs } from './logs.ts';
import type { Count, Measure } from './measures.ts';
import { notFiniteIn } from './notFiniteIn.ts';
import {
  forwardTensors, gradientTensors, learnedTensors, penaltyTensors, shardsFor, sweep, usedRowsOf,
  type Examples, type NamedTensor, type Plan, type Sharding, type Shards, type Visitor,
} from '../plan/index.ts';

/** What `compile` settles. */
export interface Compiled extends Ends, Chosen {
  /** The names of the layers that were frozen then, and the tensors of the others. */
  readonly frozen: ReadonlySet<string>;
  readonly trained: readonly Parameter[];
  readonly step: TrainingStep;
  /** What logs show beside the loss. */
  readonly measures: readonly Measure[];
  /**
   * Counts of them: over the batch, over the epoch, over the validation of `fit`, and over what `evaluate`
   * is given.
   */
  readonly counts: Readonly<Record<'batch' | 'epoch' | 'validation' | 'evaluation', readonly Count[]>>;
}

/** The training of one plan, step by step, with an optimizer's state for it. */
export class TrainingStep implements Visitor {
  readonly plan: Plan<Float32Array>;
  /** Those of each batch; undefined where it is added up as one. */
  readonly shards: Shards<Float32Array> | undefined;
  readonly #training: TrainingState;
  #counts: readonly Count[] = [];
  /** The size of the batch, by which backward divides. */
  #m = 1;
  /** The losses of the batch so far, as `Sums` adds them; no whole number at first, so that this stays a binary64. */
  #losses = 0.5;
  #epoch: number | undefined;
  #batch: number | undefined;
  /** Who calls, outside of `fit`. */
  #who = 'trainOnBatch';

  constructor(plan: Plan<Float32Array>, training: TrainingState, sharding: Sharding) {
    this.plan = plan;
    this.shards = shardsFor(plan, sharding);
    this.#training = training;
    training.useRows(plan.gradient, usedRowsOf(plan));
  }

  /**
   * Trains on m rows of `data`, those that `order` lists from `first` on (or rows first, first + 1, … without it),
   * and returns the sum of their losses from before the update, each with what regularizers add.
   *
   * A batch of more than `maxBatch` rows runs as micro-batches that add to ∇, which changes no bit: every sum over
   * examples goes on where the last micro-batch left it; one in shards has a sum for each. `counts` take in the
   * predictions from before the update.
   * `endsEpoch` says that it is the last step of an epoch, which an optimizer that accumulates takes with what
   * there is.
   *
   * Throws NonFiniteError where the loss or ∇ is no finite number; θ and the optimizer stay as they were, and ∇ is 0.
   * So where the update makes a number of θ or of what layers keep that is none: all of them are then those after
   * the update.
   */
  run(
    counts: readonly Count[], data: Examples, order: Indices | undefined, first: number, m: number,
    endsEpoch: boolean = false, epoch?: number, batch?: number,
  ): number {
    const { plan, shards } = this;
    this.begin('trainOnBatch', counts, m, epoch, batch);
    if (shards !== undefined) shards.sweep(data, order, first, m, this);
    else {
      sweep(plan, true, data, order, first, m, this); // 3 predict, 4 loss
      plan.joinGradient();
    }
    return this.finish(this.#losses, endsEpoch);
  }

  /** What comes before the examples; `who` calls, outside of `fit`. */
  begin(who: string, counts: readonly Count[], m: number, epoch?: number, batch?: number): void {
    this.#who = who;
    this.#counts = counts;
    this.#m = m;
    this.#epoch = epoch;
    this.#batch = batch;
  }

  /** What comes after them, their losses being added up and ∇ being there but for what regularizers add. */
  finish(losses: number, endsEpoch: boolean): number {
    const { plan } = this, m = this.#m, total = losses + m * plan.penalty();
    if (!Number.isFinite(total)) throw this.#stopped('the loss', penaltyTensors(plan), 0);
    plan.regularizeGradient();
    if (!plan.isGradientFinite()) throw this.#stopped('the gradient', gradientTensors(plan), 0);
    this.#update(m, endsEpoch); // 7 compute the update, 8 apply it
    if (!plan.areLearnedFinite()) throw this.#spoilt();
    return total;
  }

  visit(
    rows: number, done: number, data: Examples, order: Indices | undefined, first: number, beta: number,
  ): void {
    const { plan } = this, counts = this.#counts;
    this.#losses = plan.sums.total(plan.lossWeights, this.#m);
    if (!Number.isFinite(this.#losses)) {
      const given = notFiniteIn(data, plan.network.graph, order, first, rows);
      throw this.#stopped('the loss', forwardTensors(plan, rows), done / rows, given);
    }
    plan.backward(rows, this.#m, beta); // 5 back-propagate, 6 average over the examples
    for (let i = 0; i < counts.length; i++) counts[i].update(plan, rows, this.#m);
  }

  /**
   * The error of a step that is not taken. ∇ becomes 0: how far backward has come depends on maxBatch, and nobody
   * should read on from there.
   */
  #stopped(what: string, tensors: Iterable<NamedTensor>, before: number, given: string = ''): NonFiniteError {
    const since = `the parameters are as they were before this step${given}`;
    const error = this.#nonFinite(what, tensors, before, since);
    this.plan.gradient.fill(0);
    this.shards?.restore();
    return error;
  }

  /** Throws ThreadError where a thread ends on the way: until then θ is as before the step, now it is of none. */
  #update(m: number, endsEpoch: boolean): void {
    const { plan, shards } = this;
    try {
      this.#training.apply(plan.gradient, m, endsEpoch);
      shards?.average(m);
      plan.finishStep(shards !== undefined);
    } catch (error) {
      if (!(error instanceof ThreadError)) throw error;
      throw new ThreadError(`${error.message}; it was during the update, so θ and slots are those of no step`);
    }
  }

  /** The error of a step that is taken. */
  #spoilt(): NonFiniteError {
    const since = 'θ and the optimizer\'s slots are those after the update';
    return this.#nonFinite('what the update has made', learnedTensors(this.plan), 0, since);
  }

  /** Names the first such number; `before` micro-batches of the same size have gone before, whose elements count. */
  #nonFinite(what: string, tensors: Iterable<NamedTensor>, before: number, since: string): NonFiniteError {
    const epoch = this.#epoch, batch = this.#batch;
    const [who, place] = epoch === undefined ? [this.#who, ''] : ['fit', ` in epoch ${epoch}, batch ${batch}`];
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
}

/** A loss and the measures by name, as far as they have been counted. */
export function measured(
  loss: number, measures: readonly Measure[], counts: readonly Count[],
): Logs & { readonly loss: number } {
  const logs: Logs & { readonly loss: number } = { loss };
  for (let i = 0; i < measures.length; i++) setOwn(logs, measures[i].name, counts[i].result());
  return logs;
}
