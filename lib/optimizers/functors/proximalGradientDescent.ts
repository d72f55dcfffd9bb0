import { add, div, mul, shrink, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';

/** v = θ ⊖ (∇J ⊗ lr); θ ← sign(v)·max(|v| ⊖ lr ⊗ l1, 0) ⊘ (1 ⊕ l2 ⊗ lr). For l1 = 0 the numerator is v, bit for bit. */
export const proximalGradientDescent: Program = lazyFormula({
  name: 'applyProximalGradientDescent',
  arrays: ['theta', 'gradient'],
  scalars: ['learningRate', 'l1', 'l2'],
  define: ({ theta, gradient, learningRate, l1, l2 }) => ({
    theta: div(shrink(sub(theta, mul(gradient, learningRate)), mul(learningRate, l1)), add(1, mul(l2, learningRate))),
  }),
});

/**
 * One step of gradient descent on J + l1·‖θ‖₁ + ½·l2·‖θ‖₂², in place: FOBOS (Duchi, Singer 2009). The penalties are not
 * in the gradient.
 *
 * Throws as `applyGradientDescent`. Source: TensorFlow, core/kernels/training_ops.cc,
 * functor ApplyProximalGradientDescent.
 */
export function applyProximalGradientDescent(
  theta: Float32Array, learningRate: number, l1: number, l2: number, gradient: Float32Array,
): void {
  run(proximalGradientDescent, [theta, gradient], [learningRate, l1, l2]);
}
