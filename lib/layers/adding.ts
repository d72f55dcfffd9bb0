/**
 * The formula of values that add up.
 * @module
 */

import { add, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';

/** sum ← sum ⊕ more. */
export const adding: Program = lazyFormula({
  name: 'add gradients', arrays: ['sum', 'more'], define: ({ sum, more }) => ({ sum: add(sum, more) }),
});
