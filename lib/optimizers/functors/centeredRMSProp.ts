import { add, div, mul, sqrt, square, sub, towards, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';

/** ms and mg as running means of ∇J² and ∇J; mom ← mom ⊗ momentum ⊕ (∇J ⊗ lr) ⊘ √((ms ⊖ mg²) ⊕ ε); θ ← θ ⊖ mom */
export const centeredRMSProp: Program = lazyFormula({
  name: 'applyCenteredRMSProp',
  arrays: ['theta', 'mg', 'ms', 'mom', 'gradient'],
  scalars: ['learningRate', 'rho', 'momentum', 'epsilon'],
  define: ({ theta, mg, ms, mom, gradient, learningRate, rho, momentum, epsilon }) => {
    const meanSquare = towards(ms, square(gradient), sub(1, rho)), mean = towards(mg, gradient, sub(1, rho));
    const variance = add(sub(meanSquare, square(mean)), epsilon);
    const step = add(mul(mom, momentum), div(mul(gradient, learningRate), sqrt(variance)));
    return { ms: meanSquare, mg: mean, mom: step, theta: sub(theta, step) };
  },
});

/**
 * One step of centered RMSProp (Graves 2013), in place; epsilon inside the root:
 *
 *     ms ← ms + (gradient² − ms) · (1 − rho);  mg ← mg + (gradient − mg) · (1 − rho)
 *     mom ← mom · momentum + gradient · learningRate / √(ms − mg² + epsilon)
 *     theta ← theta − mom
 *
 * NaN, as in TensorFlow, where rounding brings ms − mg² + epsilon below 0, as it may where the gradient hardly changes.
 * Throws as `applyGradientDescent`. Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyCenteredRMSProp.
 */
export function applyCenteredRMSProp(
  theta: Float32Array, mg: Float32Array, ms: Float32Array, mom: Float32Array,
  learningRate: number, rho: number, momentum: number, epsilon: number, gradient: Float32Array,
): void {
  run(centeredRMSProp, [theta, mg, ms, mom, gradient], [learningRate, rho, momentum, epsilon]);
}
