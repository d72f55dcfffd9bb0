/**
 * The tables that promise the same bits: one row each, and every suite of kernels runs all rows.
 * @module
 */
import { createKernels, type Kernels } from '../../lib/kernels/index.ts';

export const tables: readonly Kernels[] = [createKernels('reference'), createKernels('simd')];
