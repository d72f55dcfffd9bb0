/**
 * Tensors of one number.
 * @module
 */

import type { Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';

/** y ← 1. */
export const one: Program = lazyFormula({ name: 'ones', arrays: ['y'], define: () => ({ y: 1 }) });
/** y ← +0. */
export const zero: Program = lazyFormula({ name: 'zeros', arrays: ['y'], define: () => ({ y: 0 }) });
