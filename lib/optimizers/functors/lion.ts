import { add, mul, sign, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { decayed } from './adamW.ts';

/**
 * θ ← (θ ⊖ (θ ⊗ weightDecay) ⊗ lr) ⊖ lr ⊗ sign(m ⊗ β₁ ⊕ ∇J ⊗ (1 ⊖ β₁)); m ← m ⊗ β₂ ⊕ ∇J ⊗ (1 ⊖ β₂). Source: Chen et al.
 * 2023; Keras 3.
 */
export const lion: Program = lazyFormula({
  name: 'lion', arrays: ['theta', 'm', 'gradient'], scalars: ['learningRate', 'beta1', 'beta2', 'weightDecay'],
  define: ({ theta, m, gradient, learningRate, beta1, beta2, weightDecay }) => {
    const direction = sign(add(mul(m, beta1), mul(gradient, sub(1, beta1))));
    return {
      theta: sub(decayed(theta, weightDecay, learningRate), mul(learningRate, direction)),
      m: add(mul(m, beta2), mul(gradient, sub(1, beta2))),
    };
  },
});
