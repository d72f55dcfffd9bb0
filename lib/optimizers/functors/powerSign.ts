import { blend, exp, mul, sign, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';

/** m ← β ⊗ m ⊕ (1 ⊖ β) ⊗ ∇J; θ ← θ ⊖ (lr ⊗ exp((logBase ⊗ signDecay) ⊗ (sign(∇J) ⊗ sign(m)))) ⊗ ∇J */
export const powerSign: Program = lazyFormula({
  name: 'applyPowerSign',
  arrays: ['theta', 'm', 'gradient'],
  scalars: ['learningRate', 'logBase', 'signDecay', 'beta'],
  define: ({ theta, m, gradient, learningRate, logBase, signDecay, beta }) => {
    const next = blend(m, gradient, beta);
    const scale = exp(mul(mul(logBase, signDecay), mul(sign(gradient), sign(next))));
    return { m: next, theta: sub(theta, mul(mul(learningRate, scale), gradient)) };
  },
});

/**
 * One step of PowerSign (Bello et al. 2017), in place: base^(±1) times as long where gradient and running mean agree
 * or not.
 *
 *     m ← m · beta + gradient · (1 − beta)
 *     theta ← theta − learningRate · exp(logBase · signDecay · sign(gradient) · sign(m)) · gradient
 *
 * exp is bitgrad's: within 2 ulp of TensorFlow's. Throws as `applyGradientDescent`.
 * Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyPowerSign.
 */
export function applyPowerSign(
  theta: Float32Array, m: Float32Array, learningRate: number, logBase: number, signDecay: number, beta: number,
  gradient: Float32Array,
): void {
  run(powerSign, [theta, m, gradient], [learningRate, logBase, signDecay, beta]);
}
