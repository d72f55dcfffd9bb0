import { add, blend, div, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';

/** average ← momentum ⊗ average ⊕ (1 ⊖ momentum) ⊗ θ */
export const exponentialAverage: Program = lazyFormula({
  name: 'exponentialAverage', arrays: ['average', 'theta'], scalars: ['momentum'],
  define: ({ average, theta, momentum }) => ({ average: blend(average, theta, momentum) }),
});

/** average ← average ⊕ (θ ⊖ average) ⊘ count: the mean of `count` values of θ. */
export const equalAverage: Program = lazyFormula({
  name: 'equalAverage', arrays: ['average', 'theta'], scalars: ['count'],
  define: ({ average, theta, count }) => ({ average: add(average, div(sub(theta, average), count)) }),
});
