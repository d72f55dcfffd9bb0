/**
 * A projection of attention: the product of the rows of a tensor with a kernel of its own.
 * @module
 */

import { perExample, type List, type Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import type { Node } from '../layer.ts';

/** What is projected: rows for each example. */
export interface Projected {
  /** What the names of its parameters begin with. */
  readonly name: string;
  readonly rows: number;
  readonly x: Tensor;
  readonly dx: Tensor | undefined;
  /** Whether ∂J/∂x is added to that of another projection of x. */
  readonly adds: boolean;
  readonly width: number;
  readonly y: Tensor;
  readonly dy: Tensor;
  readonly units: number;
}

/** y = x·w + b, and backward. */
export function projection(
  { parameters, gradients }: Pick<Node, 'parameters' | 'gradients'>,
  { name, rows, x, dx, adds, width, y, dy, units }: Projected,
): { readonly forward: List; readonly backward: List } {
  const m = perExample(rows), w = parameters[`${name} w`], dw = gradients[`${name} w`];
  const { [`${name} b`]: b } = parameters as Readonly<Record<string, Tensor | undefined>>, db = gradients[`${name} b`];
  return {
    forward: [
      k.gemm('N', 'N', m, units, width, 1, x, 0, width, w, 0, units, 0, y, 0, units),
      ...(b ? [k.biasAdd(m, units, b, y)] : []),
    ],
    backward: [
      k.gemm('T', 'N', width, units, m, 1, x, 0, width, dy, 0, units, 'beta', dw, 0, units),
      ...(b ? [k.columnSums(m, units, dy, 'beta', db)] : []),
      ...(dx ? [k.gemm('N', 'T', m, width, units, 1, dy, 0, units, w, 0, units, adds ? 1 : 0, dx, 0, width)] : []),
    ],
  };
}
