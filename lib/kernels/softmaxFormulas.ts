/**
 * The element-wise parts of softmax and its cross-entropy, for every table.
 * @module
 */

import { exp, log, sub, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';

/** a ← exp(a), a being z ⊖ max z. */
export const exponential: Program =
  lazyFormula({ name: 'softmax exponential', arrays: ['a'], define: ({ a }) => ({ a: exp(a) }) });

/** loss ← log Σ ⊖ loss, where loss has been z_y ⊖ max z. */
export const crossentropy: Program = lazyFormula({
  name: 'softmax crossentropy', arrays: ['total', 'loss'],
  define: ({ total, loss }) => ({ loss: sub(log(total), loss) }),
});
