/**
 * The formula of values that add up.
 * @module
 */

import { add, formula, type Program } from '../formula/index.ts';

/** sum ← sum ⊕ more. */
export const adding: Program = formula({
  name: 'add gradients', arrays: ['sum', 'more'], define: ({ sum, more }) => ({ sum: add(sum, more) }),
});
