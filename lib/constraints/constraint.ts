/**
 * The contract of constraints: what a parameter is brought back to after each update by the optimizer.
 * @module
 */

import type { Shape } from '../core/shape.ts';
import type { Calls, List, Tensor } from '../kernels/index.ts';

/** What a parameter is brought back to after each update. One of your own is an object with these two members. */
export interface Constraint {
  /** What files and messages call it. */
  readonly name: string;
  /** The calls that change w in place. Throws ShapeError where the shape does not fit. */
  bind(node: ConstraintNode): List;
}

/** One tensor of θ in one plan, and what makes calls on it. */
export interface ConstraintNode {
  /**
   * What makes the calls. In a bundle of `bitgrad/lean` it has the routines that the rest of the program uses; `calls`
   * of `bitgrad/kernels` is seen by the bundler.
   */
  readonly k: Calls<Tensor>;
  /** The tensor's shape. */
  readonly shape: Shape;
  /** The tensor, which the calls change in place. */
  readonly w: Tensor;
  /** Room for `length` values that the constraint keeps for itself. */
  cache(name: string, length: number): Tensor;
}
