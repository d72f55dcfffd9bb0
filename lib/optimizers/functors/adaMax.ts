import { abs, add, div, maximum, mul, sub, towards, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';

/** m ← m ⊕ (∇J ⊖ m) ⊗ (1 ⊖ β₁); v ← max(β₂ ⊗ v, |∇J|); θ ← θ ⊖ (lr ⊘ (1 ⊖ β₁ᵗ)) ⊗ (m ⊘ (v ⊕ ε)) */
export const adaMax: Program = lazyFormula({
  name: 'applyAdaMax',
  arrays: ['theta', 'm', 'v', 'gradient'],
  scalars: ['beta1Power', 'learningRate', 'beta1', 'beta2', 'epsilon'],
  define: ({ theta, m, v, gradient, beta1Power, learningRate, beta1, beta2, epsilon }) => {
    const first = towards(m, gradient, sub(1, beta1)), largest = maximum(mul(beta2, v), abs(gradient));
    return {
      m: first, v: largest,
      theta: sub(theta, mul(div(learningRate, sub(1, beta1Power)), div(first, add(largest, epsilon)))),
    };
  },
});

/**
 * One step of AdaMax (Kingma, Ba 2015, section 7.1), in place:
 *
 *     m ← m + (gradient − m) · (1 − beta1);  v ← max(beta2 · v, |gradient|)
 *     theta ← theta − learningRate / (1 − beta1Power) · (m / (v + epsilon))
 *
 * Throws as `applyGradientDescent`. Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyAdaMax.
 */
export function applyAdaMax(
  theta: Float32Array, m: Float32Array, v: Float32Array, beta1Power: number,
  learningRate: number, beta1: number, beta2: number, epsilon: number, gradient: Float32Array,
): void {
  run(adaMax, [theta, m, v, gradient], [beta1Power, learningRate, beta1, beta2, epsilon]);
}
