/**
 * Which table runs where nobody chose.
 * @module
 */
import { expectOneOf } from '../core/errors.ts';
import type { Kernels } from './kernels.ts';
import { createReferenceKernels } from './reference/index.ts';

export type KernelsName = 'reference';

/**
 * A table of kernels of its own.
 *
 * - 'reference': plain TypeScript that defines every bit.
 *
 * Throws RangeError for any other name.
 */
export function createKernels(name: KernelsName): Kernels {
  expectOneOf('createKernels', 'name', name, ['reference']);
  return createReferenceKernels();
}

let table: Kernels | undefined;

/** The table that models and doors use by default, made at its first use. All tables give the same bits, so there is no setter. */
export function defaultKernels(): Kernels {
  return table ??= createReferenceKernels();
}
