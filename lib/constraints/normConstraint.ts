/**
 * Constraints on norms.
 * @module
 */

import { ShapeError, expectArray, expectInteger, show } from '../core/errors.ts';
import { formatShape, sizeOf, type Shape } from '../core/shape.ts';
import { add, div, mul, sqrt, type Expression, type Float, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import type { Constraint } from './constraint.ts';
import * as k from '../kernels/allCalls.ts';

/** The axes that a norm runs over: one, or a list. */
export type Axis = number | readonly number[];

/** Keras' epsilon(), which keeps a norm of 0 from dividing. */
const EPSILON = 1e-7;

const squaring: Program =
  lazyFormula({ name: 'squares', arrays: ['w', 'squares'], define: ({ w }) => ({ squares: mul(w, w) }) });

/** s ← desired(√s) ⊘ (10⁻⁷ ⊕ √s): what a tensor with sums of squares s is multiplied by. */
export function normFactor(
  name: string, scalars: readonly string[], desired: (symbols: Readonly<Record<string, Expression<'float'>>>) => Float,
): Program {
  return lazyFormula({
    name, arrays: ['s'], scalars: [...scalars],
    define: ({ s, ...others }) => {
      const norm = sqrt(s);
      return { s: div(desired({ norm, ...others }), add(EPSILON, norm)) };
    },
  });
}

/** Throws TypeError or RangeError unless `axis` is an axis or a list of axes, counted from 0. */
export function expectAxis(who: string, axis: unknown): asserts axis is Axis {
  if (!Array.isArray(axis)) return expectInteger(who, 'axis', axis);
  expectArray(who, 'axis', axis);
  axis.forEach((a, i) => expectInteger(who, `axis[${i}]`, a));
}

/**
 * w ← w ⊗ factor of its norm over `axis`. Squares are summed as `columnSums` does over leading axes, as `rowSums` does
 * over trailing ones.
 */
export function normConstraint(name: string, axis: Axis, factor: Program, scalars: readonly number[]): Constraint {
  return {
    name,
    bind({ shape, w, cache }) {
      const { rows, columns, isLeading } = asMatrix(name, axis, shape);
      const n = rows * columns, count = isLeading ? columns : rows;
      const squares = cache('squares', n), factors = cache('factors', count);
      return [
        k.elementwise(squaring, n, [w, squares]),
        isLeading ? k.columnSums(rows, columns, squares, 0, factors) : k.rowSums(rows, columns, squares, factors),
        k.elementwise(factor, count, [factors], scalars),
        isLeading ? k.scaleColumns(rows, columns, factors, w) : k.scaleRows(rows, columns, factors, w),
      ];
    },
  };
}

/** The tensor as a matrix of which the norms are columns (the axes are its first ones) or rows (its last ones). */
function asMatrix(
  who: string, axis: Axis, shape: Shape,
): { readonly rows: number; readonly columns: number; readonly isLeading: boolean } {
  const axes = new Set(typeof axis === 'number' ? [axis] : axis), count = axes.size;
  const covers = (first: number): boolean =>
    Array.from({ length: count }, (_, i) => first + i).every((a) => axes.has(a));
  const isLeading = covers(0), isTrailing = covers(shape.length - count);
  if (count === 0 || count > shape.length || !(isLeading || isTrailing)) {
    throw new ShapeError(
      `${who}: axis must be the first or the last of the tensor's axes, shape ${formatShape(shape)}, got ${show(axis)}`,
    );
  }
  const first = sizeOf(shape.slice(0, isLeading ? count : shape.length - count));
  return { rows: first, columns: sizeOf(shape) / first, isLeading };
}
