/**
 * One value a row, for every element of the row: what lets formulas work on rows.
 * @module
 */

import type { Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import type { Call, Size, Tensor } from './calls.ts';
import { elementwise } from './callsOfFormulas.ts';
import { scaleRows } from './callsOfRoutines.ts';

const ones: Program = lazyFormula({ name: 'ones', arrays: ['wide'], define: () => ({ wide: 1 }) });

/**
 * The calls that make wideᵢⱼ ← rowsᵢ for the m × n matrix `wide`. It trusts its caller, as tables do. Throws nothing.
 */
export function spread(m: Size, n: number, rows: Tensor, wide: Tensor): Call<Tensor>[] {
  const size = typeof m === 'number' ? m * n : { perExample: m.perExample * n };
  return [elementwise(ones, size, [wide]), scaleRows(m, n, rows, wide)];
}
