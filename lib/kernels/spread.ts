/**
 * One value a row, for every element of the row: what lets formulas work on rows.
 * @module
 */

import { formula, type Program } from '../formula/index.ts';
import type { Call, Calls, Size, Tensor } from './calls.ts';

const ones: Program = formula({ name: 'ones', arrays: ['wide'], define: () => ({ wide: 1 }) });

/**
 * The calls that make wideᵢⱼ ← rowsᵢ for the m × n matrix `wide`. It trusts its caller, as tables do. Throws nothing.
 */
export function spread(k: Calls<Tensor>, m: Size, n: number, rows: Tensor, wide: Tensor): Call<Tensor>[] {
  const size = typeof m === 'number' ? m * n : { perExample: m.perExample * n };
  return [k.elementwise(ones, size, [wide]), k.scaleRows(m, n, rows, wide)];
}
