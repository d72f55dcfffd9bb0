import { add, div, mul, sqrt, square, sub, type Expression, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';

type Value = Expression<'float'>;

const shape = {
  arrays: ['theta', 'm', 'v', 'gradient'],
  scalars: [
    'learningRate', 'beta1', 'oneMinusBeta1', 'beta2', 'oneMinusBeta2', 'epsilon', 'weightDecay', 'decoupledDecay',
    'correction1', 'factor',
  ],
} as const;

/** ∇J ⊕ weightDecay ⊗ θ, or the plain gradient and θ ⊗ (1 ⊖ lr ⊗ decoupledDecay): one of the two decays is 0. */
const penalised = (gradient: Value, theta: Value, weightDecay: Value): Value => add(gradient, mul(weightDecay, theta));
const shortened = (theta: Value, decay: Value, learningRate: Value): Value =>
  mul(theta, sub(1, mul(learningRate, decay)));

/** m, v as Adam's; θ ← θ ⊖ lr ⊗ (m ⊘ (1 − β₁ᵗ)): the variance is not yet to be trusted. */
export const radamPlain: Program = lazyFormula({
  name: 'radamPlain', ...shape,
  define: ({
    theta, m, v, gradient, learningRate, beta1, oneMinusBeta1, beta2, oneMinusBeta2, weightDecay, decoupledDecay,
    correction1,
  }) => {
    const g = penalised(gradient, theta, weightDecay);
    const first = add(mul(beta1, m), mul(oneMinusBeta1, g)), second = add(mul(beta2, v), mul(oneMinusBeta2, square(g)));
    return {
      m: first, v: second,
      theta: sub(shortened(theta, decoupledDecay, learningRate), mul(div(first, correction1), learningRate)),
    };
  },
});

/**
 * The same m, v; θ ← θ ⊖ lr ⊗ (m ⊘ (1 − β₁ᵗ)) ⊗ (factor ⊘ (√v ⊕ ε)), factor = √(1 − β₂ᵗ)·rectification. Source:
 * Liu et al. 2020; PyTorch 2.
 */
export const radamRectified: Program = lazyFormula({
  name: 'radamRectified', ...shape,
  define: ({
    theta, m, v, gradient, learningRate, beta1, oneMinusBeta1, beta2, oneMinusBeta2, epsilon, weightDecay,
    decoupledDecay, correction1, factor,
  }) => {
    const g = penalised(gradient, theta, weightDecay);
    const first = add(mul(beta1, m), mul(oneMinusBeta1, g)), second = add(mul(beta2, v), mul(oneMinusBeta2, square(g)));
    const step = mul(mul(div(first, correction1), learningRate), div(factor, add(sqrt(second), epsilon)));
    return { m: first, v: second, theta: sub(shortened(theta, decoupledDecay, learningRate), step) };
  },
});
