import { add, div, mul, sqrt, square, sub, towards, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';

/**
 * m ← m ⊕ (∇J ⊖ m) ⊗ (1 − β₁); v ← v ⊕ (∇J² ⊖ v) ⊗ (1 − β₂), the complements rounded from binary64;
 * update ← (m ⊘ (1 ⊖ β₁ᵗ)) ⊘ (√(v ⊘ (1 ⊖ β₂ᵗ)) ⊕ ε) ⊕ weightDecay ⊗ θ. What is done with it needs norms:
 * see {@link LAMB}.
 */
export const lambUpdate: Program = lazyFormula({
  name: 'lambUpdate', arrays: ['theta', 'm', 'v', 'update', 'gradient'],
  scalars: ['oneMinusBeta1', 'oneMinusBeta2', 'epsilon', 'weightDecay', 'beta1Power', 'beta2Power'],
  define: ({ theta, m, v, gradient, oneMinusBeta1, oneMinusBeta2, epsilon, weightDecay, beta1Power, beta2Power }) => {
    const first = towards(m, gradient, oneMinusBeta1), second = towards(v, square(gradient), oneMinusBeta2);
    const direction = div(div(first, sub(1, beta1Power)), add(sqrt(div(second, sub(1, beta2Power))), epsilon));
    return { m: first, v: second, update: add(direction, mul(weightDecay, theta)) };
  },
});
