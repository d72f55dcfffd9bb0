/**
 * An output of a plan with its loss, in buffers.
 * @module
 */

import { runList, type BoundCall, type FloatArray, type Indices, type Kernels, type Run } from '../kernels/index.ts';
import type { AttachedHead } from './attach.ts';
import type { Targets } from './examples.ts';
import { loadRows } from './loadRows.ts';

export class End<A extends FloatArray> {
  /** The network's output, maxBatch × outputs. */
  readonly prediction: A;
  readonly targets: A;
  /** The losses of the examples of the last forward pass. */
  readonly losses: A;
  /** Targets an example. */
  readonly width: number;
  /** How many labels there are; 0 where targets are none. */
  readonly classes: number;
  /** What its loss weighs in J. */
  readonly lossWeight: number;
  readonly #weights: A;
  readonly #head: AttachedHead<readonly BoundCall[]>;
  /** Whether the batch has weights. */
  #isWeighted = false;

  constructor(head: AttachedHead<readonly BoundCall[]>, arrayOf: (tensor: AttachedHead<never>['targets']) => A) {
    const { prediction, targets, losses, weights, width, classes, lossWeight } = head;
    this.prediction = arrayOf(prediction);
    this.targets = arrayOf(targets);
    this.losses = arrayOf(losses);
    this.#weights = arrayOf(weights);
    this.width = width;
    this.classes = classes;
    this.lossWeight = lossWeight;
    this.#head = head;
  }

  loadTargets(k: Kernels<A>, targets: Targets, order: Indices | undefined, first: number, batch: number): void {
    loadRows(k, targets, this.width, order, first, batch, this.targets);
  }

  /** Without any, all examples count alike. */
  loadWeights(
    k: Kernels<A>, weights: Float32Array | undefined, order: Indices | undefined, first: number, batch: number,
  ): void {
    this.#isWeighted = weights !== undefined;
    if (weights !== undefined) loadRows(k, weights, 1, order, first, batch, this.#weights);
  }

  /** After the losses: weights of examples. */
  weighLosses(run: Run): void {
    if (this.#isWeighted) runList(this.#head.weight, run);
  }

  /** ∂J/∂output from the loss, with the weights of examples. */
  backward(run: Run): void {
    runList(this.#head.backwardLoss, run);
    if (this.#isWeighted) runList(this.#head.weightGradient, run);
  }
}
