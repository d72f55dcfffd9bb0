import { add, blend, div, mul, sqrt, square, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';

/**
 * m and v as Adam's; P = μ₁·…·μₜ, g′ = ∇J ⊘ (1 ⊖ P), m′ = m ⊘ (1 ⊖ P ⊗ μₜ₊₁), v′ = v ⊘ (1 ⊖ β₂ᵗ);
 * θ ← θ ⊖ (lr ⊗ ((1 ⊖ μₜ) ⊗ g′ ⊕ μₜ₊₁ ⊗ m′)) ⊘ (√v′ ⊕ ε). Source: Keras 2.2.4, optimizers.py; Dozat 2016.
 */
export const kerasNadam: Program = lazyFormula({
  name: 'kerasNadam', arrays: ['theta', 'm', 'v', 'gradient'],
  scalars: ['learningRate', 'beta1', 'beta2', 'epsilon', 'beta2Power', 'mu', 'nextMu', 'product'],
  define: ({ theta, m, v, gradient, learningRate, beta1, beta2, epsilon, beta2Power, mu, nextMu, product }) => {
    const first = blend(m, gradient, beta1), second = blend(v, square(gradient), beta2);
    const ahead =
      add(mul(sub(1, mu), div(gradient, sub(1, product))), mul(nextMu, div(first, sub(1, mul(product, nextMu)))));
    return {
      m: first, v: second,
      theta: sub(theta, div(mul(learningRate, ahead), add(sqrt(div(second, sub(1, beta2Power))), epsilon))),
    };
  },
});
