/**
 * Tensors with their axes in another order.
 * @module
 */

import type { Shape } from './shape.ts';

/** A typed array. */
interface Elements<T> {
  readonly length: number;
  [i: number]: number;
  slice(): T;
}

/**
 * The elements of a row-major tensor of that shape, its axes in the order `axes`, in memory of their own: NumPy's
 * transpose. What is stored with its first axis running fastest is a tensor of the reversed shape, its axes reversed.
 */
export function permuted<T extends Elements<T>>(values: T, shape: Shape, axes: readonly number[]): T {
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((size, length) => size * length, 1));
  const lengths = axes.map((axis) => shape[axis]), moves = axes.map((axis) => steps[axis]);
  const out = values.slice(), at = axes.map(() => 0);
  for (let i = 0, from = 0; i < out.length; i++) {
    out[i] = values[from];
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      from += moves[axis];
      if (++at[axis] < lengths[axis]) break;
      from -= moves[axis] * lengths[axis];
      at[axis] = 0;
    }
  }
  return out;
}
