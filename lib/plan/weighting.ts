/**
 * Weights of rows at work on what a loss writes.
 * @module
 */

import { mul, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import * as calls from '../kernels/allCalls.ts';
import { perExample, type List, type Tensor } from '../kernels/index.ts';

const weighted: Program = lazyFormula({
  name: 'weighted', arrays: ['losses', 'weights'], define: ({ losses, weights }) => ({ losses: mul(losses, weights) }),
});

/** Weights at work on what a loss writes. */
export interface Weighting {
  /** loss ⊗ weight, in place. */
  readonly forward: List;
  /** ∂J/∂output, already scaled, ⊗ weight, in place. */
  readonly backward: List;
}

/** See {@link Weighting}; of so many rows an example. */
export function weightingOf(
  rows: number, outputs: number, weights: Tensor, losses: Tensor, gradient: Tensor,
): Weighting {
  const m = perExample(rows);
  return {
    forward: [calls.elementwise(weighted, m, [losses, weights])],
    backward: [calls.scaleRows(m, outputs, weights, gradient)],
  };
}
