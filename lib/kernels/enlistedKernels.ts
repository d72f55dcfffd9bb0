/**
 * The table of the routines that this program has.
 * @module
 */

import { capabilities } from './defaultKernels.ts';
import { enlisted } from './enlist.ts';
import type { Kernels } from './kernels.ts';
import { referenceTable } from './reference/referenceTable.ts';
import { simdTable } from './simd/simdTables.ts';

let table: Kernels | undefined;

/**
 * As `defaultKernels`, but a bundle need not have the routines that it makes no call of: asked for by name, there are
 * no others.
 */
export function enlistedKernels(): Kernels {
  return table ??= capabilities().kernels === 'simd' ? simdTable(enlisted()) : referenceTable(enlisted());
}
