import {
  add, blend, div, maximum, mul, sqrt, square, sub, type Expression, type Program,
} from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';

type Value = Expression<'float'>;

const scalars = ['learningRate', 'beta1', 'beta2', 'epsilon', 'beta1Power', 'beta2Power'] as const;

/** lr ⊗ (√(1 ⊖ β₂ᵗ) ⊘ (1 ⊖ β₁ᵗ)) */
const rate = (learningRate: Value, beta1Power: Value, beta2Power: Value): Value =>
  mul(learningRate, div(sqrt(sub(1, beta2Power)), sub(1, beta1Power)));

/**
 * m ← β₁ ⊗ m ⊕ (1 ⊖ β₁) ⊗ ∇J; v ← β₂ ⊗ v ⊕ (1 ⊖ β₂) ⊗ ∇J²; θ ← θ ⊖ (rate ⊗ m) ⊘ (√v ⊕ ε). Source:
 * Keras 2.2.4, optimizers.py.
 */
export const kerasAdam: Program = lazyFormula({
  name: 'kerasAdam', arrays: ['theta', 'm', 'v', 'gradient'], scalars,
  define: ({ theta, m, v, gradient, learningRate, beta1, beta2, epsilon, beta1Power, beta2Power }) => {
    const first = blend(m, gradient, beta1), second = blend(v, square(gradient), beta2);
    return {
      m: first, v: second,
      theta: sub(theta, div(mul(rate(learningRate, beta1Power, beta2Power), first), add(sqrt(second), epsilon))),
    };
  },
});

/** The same m and v; v̂ ← max(v̂, v); θ ← θ ⊖ (rate ⊗ m) ⊘ (√v̂ ⊕ ε) */
export const kerasAmsgrad: Program = lazyFormula({
  name: 'kerasAmsgrad', arrays: ['theta', 'm', 'v', 'vHat', 'gradient'], scalars,
  define: ({ theta, m, v, vHat, gradient, learningRate, beta1, beta2, epsilon, beta1Power, beta2Power }) => {
    const first = blend(m, gradient, beta1), second = blend(v, square(gradient), beta2);
    const largest = maximum(vHat, second);
    const step = div(mul(rate(learningRate, beta1Power, beta2Power), first), add(sqrt(largest), epsilon));
    return { m: first, v: second, vHat: largest, theta: sub(theta, step) };
  },
});
