import { madeBy } from '../core/madeBy.ts';
import { less, select, type Program } from '../formula/index.ts';
import { lazyFormula } from '../formula/lazyFormula.ts';
import type { Constraint } from './constraint.ts';
import * as k from '../kernels/allCalls.ts';

const program: Program =
  lazyFormula({ name: 'nonNeg', arrays: ['w'], define: ({ w }) => ({ w: select(less(w, 0), 0, w) }) });

/**
 * What is below 0 becomes +0. Throws nothing.
 *
 * Formula: 0 if w < 0, else w
 * Source: Keras 2.2.4 (NonNeg).
 */
export function nonNeg(): Constraint {
  return madeBy('constraints/nonNeg', {}, {
    name: 'nonNeg',
    bind: ({ w }) => [k.elementwise(program, w.length, [w])],
  });
}
