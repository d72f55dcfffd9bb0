/**
 * One value a row, for every element of the row: what lets formulas work on rows.
 * @module
 */
import { formula, type Program } from '../formula/index.ts';
import type { Kernels } from './kernels.ts';
import type { FloatArray } from './routines/routine.ts';

const ones: Program = formula({ name: 'ones', arrays: ['wide'], define: () => ({ wide: 1 }) });

/**
 * A function that makes wideᵢⱼ ← rowsᵢ for the first `m` rows of the matrix `wide` of n columns. It trusts its caller,
 * as the table does.
 */
export function spread<A extends FloatArray>(k: Kernels<A>, n: number, rows: A, wide: A): (m: number) => void {
  const arrays = [wide];
  return (m) => {
    k.elementwise(ones, m * n, arrays);
    k.scaleRows(m, n, rows, wide);
  };
}
