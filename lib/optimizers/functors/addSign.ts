import { add, blend, mul, sign, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';

/** m ← β ⊗ m ⊕ (1 ⊖ β) ⊗ ∇J; θ ← θ ⊖ (lr ⊗ (α ⊕ signDecay ⊗ (sign(∇J) ⊗ sign(m)))) ⊗ ∇J */
export const addSign: Program = lazyFormula({
  name: 'applyAddSign',
  arrays: ['theta', 'm', 'gradient'],
  scalars: ['learningRate', 'alpha', 'signDecay', 'beta'],
  define: ({ theta, m, gradient, learningRate, alpha, signDecay, beta }) => {
    const next = blend(m, gradient, beta);
    const agreement = mul(sign(gradient), sign(next));
    return { m: next, theta: sub(theta, mul(mul(learningRate, add(alpha, mul(signDecay, agreement))), gradient)) };
  },
});

/**
 * One step of AddSign (Bello et al. 2017), in place: longer where gradient and running mean agree in sign.
 *
 *     m ← m · beta + gradient · (1 − beta)
 *     theta ← theta − learningRate · (alpha + signDecay · sign(gradient) · sign(m)) · gradient
 *
 * Throws as `applyGradientDescent`. Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyAddSign.
 */
export function applyAddSign(
  theta: Float32Array, m: Float32Array, learningRate: number, alpha: number, signDecay: number, beta: number,
  gradient: Float32Array,
): void {
  run(addSign, [theta, m, gradient], [learningRate, alpha, signDecay, beta]);
}
