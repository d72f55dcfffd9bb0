import { add, blend, div, mul, reciprocal, sqrt, square, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';

/** a ← ρ ⊗ a ⊕ (1 ⊖ ρ) ⊗ ∇J²; u = √(d ⊕ ε) ⊗ (1 ⊘ √(a ⊕ ε)) ⊗ ∇J; θ ← θ ⊖ u ⊗ lr; d ← ρ ⊗ d ⊕ (1 ⊖ ρ) ⊗ u² */
export const adadelta: Program = lazyFormula({
  name: 'applyAdadelta',
  arrays: ['theta', 'accumulator', 'accumulatorUpdate', 'gradient'],
  scalars: ['learningRate', 'rho', 'epsilon'],
  define: ({ theta, accumulator, accumulatorUpdate, gradient, learningRate, rho, epsilon }) => {
    const next = blend(accumulator, square(gradient), rho);
    const update = mul(mul(sqrt(add(accumulatorUpdate, epsilon)), reciprocal(sqrt(add(next, epsilon)))), gradient);
    return {
      accumulator: next, theta: sub(theta, mul(update, learningRate)),
      accumulatorUpdate: blend(accumulatorUpdate, square(update), rho),
    };
  },
});

/** As Keras 2.2.4 rounds it: u = (∇J ⊗ √(d ⊕ ε)) ⊘ √(a ⊕ ε), and 1 − ρ comes rounded from binary64. */
export const kerasAdadelta: Program = lazyFormula({
  name: 'kerasAdadelta',
  arrays: ['theta', 'accumulator', 'deltaAccumulator', 'gradient'],
  scalars: ['learningRate', 'rho', 'oneMinusRho', 'epsilon'],
  define: ({ theta, accumulator, deltaAccumulator, gradient, learningRate, rho, oneMinusRho, epsilon }) => {
    const next = add(mul(rho, accumulator), mul(oneMinusRho, square(gradient)));
    const update = div(mul(gradient, sqrt(add(deltaAccumulator, epsilon))), sqrt(add(next, epsilon)));
    const updates = add(mul(rho, deltaAccumulator), mul(oneMinusRho, square(update)));
    return { accumulator: next, theta: sub(theta, mul(learningRate, update)), deltaAccumulator: updates };
  },
});

/**
 * One step of Adadelta (Zeiler 2012), in place; epsilon inside both roots, and the rate is not in what is accumulated:
 *
 *     accumulator ← accumulator · rho + gradient² · (1 − rho)
 *     update = √(accumulatorUpdate + epsilon) · (1 / √(accumulator + epsilon)) · gradient
 *     theta ← theta − update · learningRate
 *     accumulatorUpdate ← accumulatorUpdate · rho + update² · (1 − rho)
 *
 * TensorFlow's bits on short buffers. On long ones its packet code has a reciprocal root that is not 1 ⊘ √,
 * and differs by up to 6 ulp of the larger θ before and after (seen in 40,000 elements, TensorFlow 2.21 on x86-64).
 * Throws as `applyGradientDescent`. Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyAdadelta.
 */
export function applyAdadelta(
  theta: Float32Array, accumulator: Float32Array, accumulatorUpdate: Float32Array, learningRate: number, rho: number,
  epsilon: number, gradient: Float32Array,
): void {
  run(adadelta, [theta, accumulator, accumulatorUpdate, gradient], [learningRate, rho, epsilon]);
}
