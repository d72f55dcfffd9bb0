/**
 * Where tensors lie in flat buffers.
 * @module
 */

import type { Shape } from './shape.ts';

/** Where one tensor lies in the flat buffers θ and ∇ (and in every slot of an optimizer). */
export interface Parameter {
  /** Name of its layer, such as 'dense_1'. */
  readonly layer: string;
  /** Its name in that layer, such as 'w'. */
  readonly name: string;
  readonly shape: Shape;
  /** Elements before it. */
  readonly offset: number;
  /** Elements of it. */
  readonly length: number;
}
