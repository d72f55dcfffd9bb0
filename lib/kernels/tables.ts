/**
 * The tables with every routine.
 * @module
 */

import { allRoutines } from './allRoutines.ts';
import { witnessTable } from './float64/witnessTable.ts';
import type { Kernels } from './kernels.ts';
import { referenceTable } from './reference/referenceTable.ts';
import type { Memories } from './simd/memories.ts';
import { simdFloat64Table, simdTable } from './simd/simdTables.ts';

/** See {@link referenceTable}. */
export function createReferenceKernels(): Kernels {
  return referenceTable(allRoutines);
}

/**
 * The witness: the same formulas in binary64, for checking gradients, for curvature and for minimizers. Its loops are
 * written to be read, not to be fast. Throws nothing.
 */
export function createFloat64Kernels(): Kernels<Float64Array> {
  return witnessTable(allRoutines);
}

/** See {@link simdTable}. */
export function createSimdKernels(memories?: Memories<Float32Array>): Kernels {
  return simdTable(allRoutines, memories);
}

/** See {@link simdFloat64Table}. */
export function createSimdFloat64Kernels(): Kernels<Float64Array> {
  return simdFloat64Table(allRoutines);
}
