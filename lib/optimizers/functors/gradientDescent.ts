import { mul, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';

/** θ ← θ ⊖ (∇J ⊗ lr) */
export const gradientDescent: Program = lazyFormula({
  name: 'applyGradientDescent',
  arrays: ['theta', 'gradient'],
  scalars: ['learningRate'],
  define: ({ theta, gradient, learningRate }) => ({ theta: sub(theta, mul(gradient, learningRate)) }),
});

/**
 * One step of gradient descent, in place: theta ← theta − gradient · learningRate.
 *
 * Throws TypeError, ShapeError or RangeError for operands that are not Float32Arrays of one length or overlap in
 * memory, and for a rate that is not finite. An array that is written may be the gradient itself; two that are written
 * share no memory.
 * Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyGradientDescent.
 */
export function applyGradientDescent(theta: Float32Array, learningRate: number, gradient: Float32Array): void {
  run(gradientDescent, [theta, gradient], [learningRate]);
}
