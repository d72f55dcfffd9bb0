import { add, div, maximum, mul, sqrt, square, sub, towards, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';
import { adamRate } from './adam.ts';

/** Adam's m and v; v̂ ← max(v̂, v); θ ← θ ⊖ (m ⊗ α) ⊘ (√v̂ ⊕ ε) */
export const adamWithAmsgrad: Program = lazyFormula({
  name: 'applyAdamWithAmsgrad',
  arrays: ['theta', 'm', 'v', 'vHat', 'gradient'],
  scalars: ['beta1Power', 'beta2Power', 'learningRate', 'beta1', 'beta2', 'epsilon'],
  define: ({ theta, m, v, vHat, gradient, beta1Power, beta2Power, learningRate, beta1, beta2, epsilon }) => {
    const first = towards(m, gradient, sub(1, beta1)), second = towards(v, square(gradient), sub(1, beta2));
    const largest = maximum(vHat, second);
    const step = div(mul(first, adamRate(learningRate, beta1Power, beta2Power)), add(sqrt(largest), epsilon));
    return { m: first, v: second, vHat: largest, theta: sub(theta, step) };
  },
});

/**
 * One step of Adam with AMSGrad (Reddi, Kale, Kumar 2018), in place: as {@link applyAdam}, with the largest v so far
 * under the root. The maximum is that of the uncorrected v.
 *
 * Throws as `applyGradientDescent`. Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyAdamWithAmsgrad.
 */
export function applyAdamWithAmsgrad(
  theta: Float32Array, m: Float32Array, v: Float32Array, vHat: Float32Array, beta1Power: number, beta2Power: number,
  learningRate: number, beta1: number, beta2: number, epsilon: number, gradient: Float32Array,
): void {
  run(adamWithAmsgrad, [theta, m, v, vHat, gradient], [beta1Power, beta2Power, learningRate, beta1, beta2, epsilon]);
}
