/**
 * The SIMD tables: kernels emitted as WebAssembly at run time, with the bits of the reference and of the witness.
 * @module
 */

import { witnessTable } from '../float64/witnessTable.ts';
import type { Kernels } from '../kernels.ts';
import { referenceTable } from '../reference/referenceTable.ts';
import type { Routine } from '../routines/routine.ts';
import { F32X4, F64X2 } from './lanes.ts';
import { Memories } from './memories.ts';
import { Memory } from './memory.ts';
import { createRoutinesTable } from './routinesTable.ts';
import { createStagedKernels } from './staged.ts';
import { createTable } from './table.ts';

/** What the engine refuses one table it refuses all of that precision. */
let memories32: Memories<Float32Array> | undefined, memories64: Memories<Float64Array> | undefined;

/** A SIMD table of these routines; see `features` in lib/wasm for whether this engine has what it needs. */
export function simdTable(
  routines: readonly Routine[],
  memories: Memories<Float32Array> = memories32 ??= new Memories((bytes) => new Memory(bytes, F32X4)),
): Kernels {
  return createStagedKernels({
    name: 'simd', lanes: F32X4, routines, reference: referenceTable(routines), memories, hasPrograms: true,
    tableOver: (...over) => createTable(routines, ...over),
  });
}

/** The same in binary64: products and what goes with them. Sums of one accumulator, and formulas, have no SIMD form. */
export function simdFloat64Table(routines: readonly Routine[]): Kernels<Float64Array> {
  memories64 ??= new Memories((bytes) => new Memory(bytes, F64X2));
  return createStagedKernels({
    name: 'float64 simd', lanes: F64X2, routines, reference: witnessTable(routines), memories: memories64,
    hasPrograms: false, tableOver: (...over) => createRoutinesTable('float64 simd', routines, ...over),
  });
}
