import { add, div, mul, sqrt, square, sub, towards, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';

/** ms ← ms ⊕ (∇J² ⊖ ms) ⊗ (1 ⊖ ρ); mom ← mom ⊗ momentum ⊕ (∇J ⊗ lr) ⊘ √(ms ⊕ ε); θ ← θ ⊖ mom */
export const rmsProp: Program = lazyFormula({
  name: 'applyRMSProp',
  arrays: ['theta', 'ms', 'mom', 'gradient'],
  scalars: ['learningRate', 'rho', 'momentum', 'epsilon'],
  define: ({ theta, ms, mom, gradient, learningRate, rho, momentum, epsilon }) => {
    const meanSquare = towards(ms, square(gradient), sub(1, rho));
    const step = add(mul(mom, momentum), div(mul(gradient, learningRate), sqrt(add(meanSquare, epsilon))));
    return { ms: meanSquare, mom: step, theta: sub(theta, step) };
  },
});

/**
 * One step of RMSProp (Hinton, lecture 6e, 2012), in place; epsilon inside the root:
 *
 *     ms ← ms + (gradient² − ms) · (1 − rho)
 *     mom ← mom · momentum + gradient · learningRate / √(ms + epsilon)
 *     theta ← theta − mom
 *
 * The rate is in `mom`: a later change of rate leaves what it holds. ms starts at 1 in TensorFlow's class.
 * Throws as `applyGradientDescent`. Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyRMSProp.
 */
export function applyRMSProp(
  theta: Float32Array, ms: Float32Array, mom: Float32Array, learningRate: number, rho: number, momentum: number,
  epsilon: number, gradient: Float32Array,
): void {
  run(rmsProp, [theta, ms, mom, gradient], [learningRate, rho, momentum, epsilon]);
}
