import {
  add, div, maximum, mul, sqrt, square, sub, towards, type Expression, type Program,
} from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { adamRate } from './adam.ts';

type Value = Expression<'float'>;

/** The complements 1 − β come rounded from binary64, as Keras 3 has them. */
const scalars = [
  'learningRate', 'weightDecay', 'oneMinusBeta1', 'oneMinusBeta2', 'epsilon', 'beta1Power', 'beta2Power',
] as const;

/** θ ⊖ (θ ⊗ weightDecay) ⊗ lr */
export const decayed = (theta: Value, weightDecay: Value, learningRate: Value): Value =>
  sub(theta, mul(mul(theta, weightDecay), learningRate));

/**
 * θ′ = θ ⊖ (θ ⊗ weightDecay) ⊗ lr, then Adam's step from there, its m and v those of `applyAdam`. Source: Loshchilov,
 * Hutter 2019; Keras 3.
 */
export const adamW: Program = lazyFormula({
  name: 'adamW', arrays: ['theta', 'm', 'v', 'gradient'], scalars,
  define: (
    { theta, m, v, gradient, learningRate, weightDecay, oneMinusBeta1, oneMinusBeta2, epsilon, beta1Power, beta2Power },
  ) => {
    const first = towards(m, gradient, oneMinusBeta1), second = towards(v, square(gradient), oneMinusBeta2);
    const step = div(mul(first, adamRate(learningRate, beta1Power, beta2Power)), add(sqrt(second), epsilon));
    return { m: first, v: second, theta: sub(decayed(theta, weightDecay, learningRate), step) };
  },
});

/** The same with the largest v so far under the root. */
export const adamWWithAmsgrad: Program = lazyFormula({
  name: 'adamWWithAmsgrad', arrays: ['theta', 'm', 'v', 'vHat', 'gradient'], scalars,
  define: ({
    theta, m, v, vHat, gradient, learningRate, weightDecay, oneMinusBeta1, oneMinusBeta2, epsilon, beta1Power,
    beta2Power,
  }) => {
    const first = towards(m, gradient, oneMinusBeta1), second = towards(v, square(gradient), oneMinusBeta2);
    const largest = maximum(vHat, second);
    const step = div(mul(first, adamRate(learningRate, beta1Power, beta2Power)), add(sqrt(largest), epsilon));
    return { m: first, v: second, vHat: largest, theta: sub(decayed(theta, weightDecay, learningRate), step) };
  },
});
