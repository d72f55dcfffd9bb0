/**
 * The tables that promise the same bits: one row each, and every suite of kernels runs all rows.
 * @module
 */
import { createKernels, type Kernels, type KernelsName } from '../../lib/kernels/index.ts';

export const tableNames: readonly KernelsName[] = ['reference', 'simd'];

export const tables: readonly Kernels[] = tableNames.map((name) => createKernels(name));
