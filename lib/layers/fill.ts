/**
 * Tensors of one number.
 * @module
 */

import { lazyFormula, type Program } from '../formula/index.ts';

/** y ← 1. */
export const one: Program = lazyFormula({ name: 'ones', arrays: ['y'], define: () => ({ y: 1 }) });
/** y ← +0. */
export const zero: Program = lazyFormula({ name: 'zeros', arrays: ['y'], define: () => ({ y: 0 }) });
