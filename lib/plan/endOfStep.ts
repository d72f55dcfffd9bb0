/**
 * What a plan does once the last micro-batch is through.
 * @module
 */

import { runList, type BoundCall, type List, type Run } from '../kernels/index.ts';
import type { PlanPhase } from './attach.ts';
import type { Description } from './description.ts';

export class EndOfStep {
  readonly #penalties: readonly (readonly BoundCall[])[];
  readonly #join: readonly BoundCall[];
  readonly #regularize: readonly BoundCall[];
  readonly #constrain: readonly BoundCall[];
  readonly #update: readonly BoundCall[];

  constructor(
    { list, penalties, constraints, sharedGradients }: Description,
    bind: (phase: PlanPhase, list: List) => readonly BoundCall[],
  ) {
    this.#penalties = penalties.map(({ value }) => bind('regularization', value));
    this.#join = bind('regularization', sharedGradients);
    this.#regularize = bind('regularization', penalties.flatMap(({ gradient }) => gradient));
    this.#constrain = bind('update', constraints.flatMap((constraint) => constraint.list));
    this.#update = bind('update', list.flatMap(({ finish }) => finish));
  }

  /** What the parameters add to J: the tensors' sums in their order, added in binary64. */
  penalty(run: Run): number {
    let total = 0;
    for (const [evaluate, sum] of this.#penalties) {
      evaluate(run);
      total += Number(sum(run));
    }
    return total;
  }

  /** Further uses of shared parameters go to ∇. */
  join(run: Run): void {
    runList(this.#join, run);
  }

  /** What regularizers add goes to ∇. */
  regularize(run: Run): void {
    runList(this.#regularize, run);
  }

  /** Brings θ back to what it is held to. */
  constrain(run: Run): void {
    runList(this.#constrain, run);
  }

  /** Brings what layers keep beside θ up to date with the last forward pass. */
  update(run: Run): void {
    runList(this.#update, run);
  }
}
