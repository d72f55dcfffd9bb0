/**
 * The mean of several gradients, for one step.
 * @module
 */

import { div, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import * as calls from '../kernels/allCalls.ts';
import type { List } from '../kernels/index.ts';
import { copied } from './copied.ts';
import type { RunNumber } from './state.ts';

/** sum ← sum ⊘ count, as Keras divides */
const mean: Program = lazyFormula({
  name: 'mean', arrays: ['sum'], scalars: ['count'],
  define: ({ sum, count }) => ({ sum: div(sum, count) }),
});

/** What is in the slot accumulatedGradient. */
export interface Accumulated {
  /** How many gradients. */
  gradients: number;
  /** How many examples the first is the mean over, and all together. */
  first: number;
  examples: number;
}

/**
 * Adds ∇, the mean over m examples, to the sum in units of the first gradient's m₁: sum ← ∇ for the first, then sum ←
 * sum ⊕ (m/m₁ ⊗ ∇). For batches of one size that is a plain sum. `weight` is m/m₁, and 0 for the first.
 */
export function accumulate(
  gradient: Float32Array, sum: Float32Array, weight: RunNumber, number: () => RunNumber,
): List {
  const isFirst = number();
  return [
    { arithmetic(numbers) { numbers[isFirst.number] = Number(numbers[weight.number] === 0); } },
    { when: isFirst, body: [copied(gradient, sum)] },
    { when: weight, body: [calls.axpy(sum.length, weight, gradient, 0, 1, sum, 0, 1)] },
  ];
}

/** Makes the sum the mean over all examples: sum ← sum ⊘ (Σ m/m₁), which is `count`. */
export function takeMean(sum: Float32Array, count: RunNumber): List {
  return [calls.elementwise(mean, sum.length, [sum], [count])];
}
