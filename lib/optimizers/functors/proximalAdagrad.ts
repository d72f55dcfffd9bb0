import { add, div, mul, reciprocal, shrink, sqrt, square, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';
import { expectRegularized } from './regularized.ts';

/**
 * accumulator ← accumulator ⊕ ∇J²; r = lr ⊗ (1 ⊘ √accumulator); v = θ ⊖ ∇J ⊗ r; θ ← sign(v)·max(|v| ⊖ r ⊗ l1,
 * 0) ⊘ (1 ⊕ l2 ⊗ r)
 */
export const proximalAdagrad: Program = lazyFormula({
  name: 'applyProximalAdagrad',
  arrays: ['theta', 'accumulator', 'gradient'],
  scalars: ['learningRate', 'l1', 'l2'],
  define: ({ theta, accumulator, gradient, learningRate, l1, l2 }) => {
    const next = add(accumulator, square(gradient));
    const rate = mul(learningRate, reciprocal(sqrt(next)));
    return {
      accumulator: next, theta: div(shrink(sub(theta, mul(gradient, rate)), mul(rate, l1)), add(1, mul(l2, rate))),
    };
  },
});

/**
 * One step of Adagrad on J + l1·‖θ‖₁ + ½·l2·‖θ‖₂², in place; rate and threshold are those of each element.
 * The penalties are not in the gradient. There is no epsilon: the accumulator must start above 0.
 *
 * TensorFlow's bits on short buffers. On long ones its packet code has a reciprocal root that is not 1 ⊘ √,
 * and differs by up to 6 ulp of the larger θ before and after (seen in 40,000 elements, TensorFlow 2.21 on x86-64).
 * Throws as `applyGradientDescent`, and RangeError for a rate that is not above 0, l1 or l2 below 0.
 * Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyProximalAdagrad.
 */
export function applyProximalAdagrad(
  theta: Float32Array, accumulator: Float32Array, learningRate: number, l1: number, l2: number, gradient: Float32Array,
): void {
  expectRegularized('applyProximalAdagrad', learningRate, { l1, l2 });
  run(proximalAdagrad, [theta, accumulator, gradient], [learningRate, l1, l2]);
}
