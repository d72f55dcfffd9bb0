/**
 * The table of the routines that this program has.
 * @module
 */

import { capabilities } from './capabilities.ts';
import { enlisted } from './enlist.ts';
import type { Kernels } from './kernels.ts';
import { referenceTable } from './reference/referenceTable.ts';
import type { Routine } from './routines/routine.ts';
import { simdTable } from './simd/simdTables.ts';

let table: Kernels | undefined;

/**
 * The table that models and doors share, made at its first use. A bundle need not have the routines that it makes no
 * call of: asked for by name, there are no others.
 */
export function enlistedKernels(routines: readonly Routine[] = enlisted()): Kernels {
  return table ??= capabilities().kernels === 'simd' ? simdTable(routines) : referenceTable(routines);
}
