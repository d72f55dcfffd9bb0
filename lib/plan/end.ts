/**
 * An output of a plan with its loss, in buffers.
 * @module
 */

import { runList, type BoundCall, type FloatArray, type Indices, type Kernels, type Run } from '../kernels/index.ts';
import type { Loss } from '../losses/index.ts';
import type { AttachedHead } from './attach.ts';
import type { Targets } from './examples.ts';
import { loadRows } from './loadRows.ts';

export class End<A extends FloatArray> {
  /** The network's output, maxBatch × outputs. */
  readonly prediction: A;
  readonly targets: A;
  /** The losses of the rows of the last forward pass. */
  readonly losses: A;
  /** Rows an example. */
  readonly steps: number;
  /** Which rows count, where not all do. */
  readonly mask: A | undefined;
  /** Targets an example. */
  readonly width: number;
  /** How many labels there are; 0 where targets are none. */
  readonly classes: number;
  /** The label of rows that do not count. */
  readonly ignoreClass: number | undefined;
  /** What J makes of the losses of rows. */
  readonly reduction: Loss['reduction'];
  /** What its loss weighs in J. */
  readonly lossWeight: number;
  /** Whether the batch has weights. */
  isWeighted = false;
  readonly #weights: A;
  readonly #head: AttachedHead<readonly BoundCall[]>;
  /** What J divides the losses of the examples counted so far by: as a rule the number of their rows that count. */
  #rows: number;
  #examples = 1;

  constructor(head: AttachedHead<readonly BoundCall[]>, arrayOf: (tensor: AttachedHead<never>['targets']) => A) {
    const { prediction, targets, losses, weights, mask, steps, width, classes, lossWeight, loss } = head;
    this.prediction = arrayOf(prediction);
    this.targets = arrayOf(targets);
    this.losses = arrayOf(losses);
    this.#weights = arrayOf(weights);
    this.mask = mask && arrayOf(mask);
    this.steps = this.#rows = steps;
    this.width = width;
    this.classes = classes;
    this.ignoreClass = loss.ignoreClass;
    this.reduction = loss.reduction;
    this.lossWeight = lossWeight;
    this.#head = head;
  }

  loadTargets(k: Kernels<A>, targets: Targets, order: Indices | undefined, first: number, batch: number): void {
    loadRows(k, targets, this.width, order, first, batch, this.targets);
  }

  /** Those of the rows of the batch; undefined where all count alike. */
  get weights(): A | undefined {
    return this.isWeighted ? this.#weights : undefined;
  }

  /** Without any, all examples count alike. */
  loadWeights(
    k: Kernels<A>, weights: Float32Array | undefined, order: Indices | undefined, first: number, batch: number,
  ): void {
    this.isWeighted = weights !== undefined;
    if (weights !== undefined) loadRows(k, weights, this.steps, order, first, batch, this.#weights);
  }

  /** Counts so many examples of a batch, before which `done` have gone. */
  countRows(examples: number, done: number): void {
    if (!this.#head.countsRows) return;
    this.#rows = this.countedWith(done === 0 ? 0 : this.#rows, examples);
    this.#examples = done + examples;
  }

  /**
   * What J divides the losses of a batch by: the number of rows that count, or the sum of their weights, or 1. It is
   * `before` without the first examples of the buffers.
   */
  countedWith(before: number, examples: number): number {
    if (this.reduction === 'sum') return 1;
    const isByWeight = this.reduction === 'meanWithSampleWeight' && this.isWeighted;
    return before + (isByWeight ? this.#weightOf(examples) : this.validRows(examples));
  }

  #weightOf(examples: number): number {
    const { mask } = this, weights = this.#weights;
    let total = 0;
    for (let i = 0; i < examples * this.steps; i++) total += mask === undefined ? weights[i] : mask[i] * weights[i];
    return total;
  }

  /** What divides the losses of m examples, those of the whole batch or a share of them: as a rule their rows. */
  rowsOf(m: number): number {
    return this.#rows * m / this.#examples;
  }

  /** What divides the losses of a whole batch of m examples, once they are counted. */
  rowsOfBatch(m: number): number {
    return this.#head.countsRows ? this.#rows : m * this.steps;
  }

  /** What the loss of a row weighs in J then; 0 where none counts. */
  scaleOf(m: number): number {
    const rows = this.rowsOf(m);
    return rows > 0 ? this.lossWeight / rows : 0;
  }

  /** How many of the rows of the first examples of the buffers count. */
  validRows(examples: number): number {
    const { mask } = this;
    if (mask === undefined) return examples * this.steps;
    let rows = 0;
    for (let i = 0; i < examples * this.steps; i++) rows += mask[i];
    return rows;
  }

  /** The sum of the losses of one example of the last forward pass over its rows. */
  lossOf(example: number): number {
    let total = 0;
    for (let i = example * this.steps; i < (example + 1) * this.steps; i++) total += this.losses[i];
    return total;
  }

  /** After the losses: weights. */
  weighLosses(run: Run): void {
    if (this.isWeighted) runList(this.#head.weight, run);
  }

  /** ∂J/∂output from the loss, a mean over m examples, with weights. */
  backward(run: Run, m: number): void {
    run.scale = this.scaleOf(m);
    runList(this.#head.backwardLoss, run);
    if (this.isWeighted) runList(this.#head.weightGradient, run);
  }
}
