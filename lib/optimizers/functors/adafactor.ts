import { add, blend, div, equal, maximum, mul, select, sqrt, square, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';

/** squares ← ∇J² ⊕ ε₁ */
export const squaredGradient: Program = lazyFormula({
  name: 'adafactorSquare', arrays: ['squares', 'gradient'], scalars: ['epsilon1'],
  define: ({ gradient, epsilon1 }) => ({ squares: add(square(gradient), epsilon1) }),
});

/** v ← β ⊗ v ⊕ (1 ⊖ β) ⊗ (sums ⊘ count): a mean of squares into its running mean. */
export const runningMean: Program = lazyFormula({
  name: 'adafactorMean', arrays: ['v', 'sums'], scalars: ['beta2', 'count'],
  define: ({ v, sums, beta2, count }) => ({ v: blend(v, div(sums, count), beta2) }),
});

/** share ← row ⊘ mean */
export const rowShare: Program = lazyFormula({
  name: 'adafactorShare', arrays: ['share', 'row'], scalars: ['mean'],
  define: ({ row, mean }) => ({ share: div(row, mean) }),
});

/**
 * update ← ∇J ⊘ √v, and 0 where v is: a product of factors may underflow, and 0 ⊘ 0 would be NaN (as it is in Keras 3).
 */
export const scaledGradient: Program = lazyFormula({
  name: 'adafactorUpdate', arrays: ['update', 'v', 'gradient'],
  define: ({ v, gradient }) => ({ update: select(equal(v, 0), 0, div(gradient, sqrt(v))) }),
});

/** θ ← θ ⊖ rate ⊗ (update ⊘ max(1, rms ⊘ threshold)) */
export const clippedStep: Program = lazyFormula({
  name: 'adafactorStep', arrays: ['theta', 'update'], scalars: ['rate', 'rms', 'clipThreshold'],
  define: ({ theta, update, rate, rms, clipThreshold }) => ({
    theta: sub(theta, mul(rate, div(update, maximum(1, div(rms, clipThreshold))))),
  }),
});
