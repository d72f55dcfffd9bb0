import {
  add, blend, div, maximum, mul, sqrt, square, sub, type Expression, type Float, type Program,
} from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';

const scalars = ['learningRate', 'rho', 'epsilon'] as const;

/**
 * a ← ρ ⊗ a ⊕ (1 ⊖ ρ) ⊗ ∇J²; θ ← θ ⊖ (lr ⊗ ∇J) ⊘ (√a ⊕ ε): epsilon outside the root. Source: Keras
 * 2.2.4, optimizers.py.
 */
export const kerasRMSprop: Program = lazyFormula({
  name: 'kerasRMSprop', arrays: ['theta', 'accumulator', 'gradient'], scalars,
  define: ({ theta, accumulator, gradient, learningRate, rho, epsilon }) => {
    const a = blend(accumulator, square(gradient), rho);
    return { accumulator: a, theta: sub(theta, div(mul(learningRate, gradient), add(sqrt(a), epsilon))) };
  },
});

/** √max(a ⊖ m², 0): rounding makes a ⊖ m² negative where ∇J hardly changes. */
const deviation = (a: Expression<'float'>, m: Expression<'float'>): Float => sqrt(maximum(sub(a, square(m)), 0));

/**
 * The same with √max(a ⊖ m², 0), m the running mean of ∇J. Source: tf.keras of 2019, which has no max, and NaN where
 * the difference is negative.
 */
export const kerasCenteredRMSprop: Program = lazyFormula({
  name: 'kerasCenteredRMSprop', arrays: ['theta', 'accumulator', 'mean', 'gradient'], scalars,
  define: ({ theta, accumulator, mean, gradient, learningRate, rho, epsilon }) => {
    const a = blend(accumulator, square(gradient), rho), m = blend(mean, gradient, rho);
    return {
      accumulator: a, mean: m, theta: sub(theta, div(mul(learningRate, gradient), add(deviation(a, m), epsilon))),
    };
  },
});

/** kerasRMSprop's step, added up: q ← momentum ⊗ q ⊕ step; θ ← θ ⊖ q */
export const kerasRMSpropWithMomentum: Program = lazyFormula({
  name: 'kerasRMSpropWithMomentum', arrays: ['theta', 'accumulator', 'momentum', 'gradient'],
  scalars: ['learningRate', 'rho', 'epsilon', 'momentumFactor'],
  define: ({ theta, accumulator, momentum, gradient, learningRate, rho, epsilon, momentumFactor }) => {
    const a = blend(accumulator, square(gradient), rho);
    const q = add(mul(momentumFactor, momentum), div(mul(learningRate, gradient), add(sqrt(a), epsilon)));
    return { accumulator: a, momentum: q, theta: sub(theta, q) };
  },
});

/** kerasCenteredRMSprop's step, added up. */
export const kerasCenteredRMSpropWithMomentum: Program = lazyFormula({
  name: 'kerasCenteredRMSpropWithMomentum', arrays: ['theta', 'accumulator', 'mean', 'momentum', 'gradient'],
  scalars: ['learningRate', 'rho', 'epsilon', 'momentumFactor'],
  define: ({ theta, accumulator, mean, momentum, gradient, learningRate, rho, epsilon, momentumFactor }) => {
    const a = blend(accumulator, square(gradient), rho), m = blend(mean, gradient, rho);
    const q = add(mul(momentumFactor, momentum), div(mul(learningRate, gradient), add(deviation(a, m), epsilon)));
    return { accumulator: a, mean: m, momentum: q, theta: sub(theta, q) };
  },
});
