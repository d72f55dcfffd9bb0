import { abs, add, blend, div, maximum, mul, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';

/**
 * m ← β₁ ⊗ m ⊕ (1 ⊖ β₁) ⊗ ∇J; u ← max(β₂ ⊗ u, |∇J|); θ ← θ ⊖ ((lr ⊘ (1 ⊖ β₁ᵗ)) ⊗ m) ⊘ (u ⊕ ε). Source:
 * Keras 2.2.4, optimizers.py.
 */
export const kerasAdamax: Program = lazyFormula({
  name: 'kerasAdamax', arrays: ['theta', 'm', 'u', 'gradient'],
  scalars: ['learningRate', 'beta1', 'beta2', 'epsilon', 'beta1Power'],
  define: ({ theta, m, u, gradient, learningRate, beta1, beta2, epsilon, beta1Power }) => {
    const first = blend(m, gradient, beta1), largest = maximum(mul(beta2, u), abs(gradient));
    return {
      m: first, u: largest,
      theta: sub(theta, div(mul(div(learningRate, sub(1, beta1Power)), first), add(largest, epsilon))),
    };
  },
});
