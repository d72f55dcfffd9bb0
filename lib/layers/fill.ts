/**
 * Tensors of one number.
 * @module
 */

import { formula, type Program } from '../formula/index.ts';

/** y ← 1. */
export const one: Program = formula({ name: 'ones', arrays: ['y'], define: () => ({ y: 1 }) });
/** y ← +0. */
export const zero: Program = formula({ name: 'zeros', arrays: ['y'], define: () => ({ y: 0 }) });
