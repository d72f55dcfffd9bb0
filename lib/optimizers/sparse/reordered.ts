/**
 * The formulas whose sparse kernels in TensorFlow round in another order than the dense ones.
 * @module
 */

import {
  abs, add, blend, div, maximum, mul, negate, reciprocal, sign, sqrt, square, sub, type Program,
} from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';

/** ms ← ρ ⊗ ms ⊕ (1 ⊖ ρ) ⊗ ∇J²; mom ← mom ⊗ momentum ⊕ ((1 ⊘ √(ms ⊕ ε)) ⊗ lr) ⊗ ∇J; θ ← θ ⊖ mom */
export const sparseRMSProp: Program = lazyFormula({
  name: 'sparseApplyRMSProp', arrays: ['theta', 'ms', 'mom', 'gradient'],
  scalars: ['learningRate', 'rho', 'momentum', 'epsilon'],
  define: ({ theta, ms, mom, gradient, learningRate, rho, momentum, epsilon }) => {
    const meanSquare = blend(ms, square(gradient), rho);
    const step = add(mul(mom, momentum), mul(mul(reciprocal(sqrt(add(meanSquare, epsilon))), learningRate), gradient));
    return { ms: meanSquare, mom: step, theta: sub(theta, step) };
  },
});

/** The same with (ms ⊕ ε) ⊖ mg² under the root, mg ← ρ ⊗ mg ⊕ (1 ⊖ ρ) ⊗ ∇J. */
export const sparseCenteredRMSProp: Program = lazyFormula({
  name: 'sparseApplyCenteredRMSProp', arrays: ['theta', 'mg', 'ms', 'mom', 'gradient'],
  scalars: ['learningRate', 'rho', 'momentum', 'epsilon'],
  define: ({ theta, mg, ms, mom, gradient, learningRate, rho, momentum, epsilon }) => {
    const meanSquare = blend(ms, square(gradient), rho), mean = blend(mg, gradient, rho);
    const variance = sub(add(meanSquare, epsilon), square(mean));
    const step = add(mul(mom, momentum), mul(mul(reciprocal(sqrt(variance)), learningRate), gradient));
    return { ms: meanSquare, mg: mean, mom: step, theta: sub(theta, step) };
  },
});

/** The dense formula divided through by T ⊗ lr: θ ← −sign(G) ⊗ max(|G| ⊘ T ⊖ l1, 0) ⊘ (l2 ⊕ √S ⊘ (T ⊗ lr)) */
export const sparseAdagradDA: Program = lazyFormula({
  name: 'sparseApplyAdagradDA', arrays: ['theta', 'gradientAccumulator', 'gradientSquaredAccumulator', 'gradient'],
  scalars: ['learningRate', 'l1', 'l2', 'globalStep'],
  define: ({ gradientAccumulator, gradientSquaredAccumulator, gradient, learningRate, l1, l2, globalStep }) => {
    const sum = add(gradientAccumulator, gradient), squares = add(gradientSquaredAccumulator, square(gradient));
    const kept = maximum(sub(div(abs(sum), globalStep), l1), 0);
    const theta = div(mul(negate(sign(sum)), kept), add(l2, div(sqrt(squares), mul(globalStep, learningRate))));
    return { gradientAccumulator: sum, gradientSquaredAccumulator: squares, theta };
  },
});

/** accumulator ← accumulator ⊗ momentum ⊕ ∇J; θ ← θ ⊖ (∇J ⊗ lr ⊕ accumulator ⊗ (momentum ⊗ lr)) */
export const sparseNesterovMomentum: Program = lazyFormula({
  name: 'sparseApplyMomentum', arrays: ['theta', 'accumulator', 'gradient'], scalars: ['learningRate', 'momentum'],
  define: ({ theta, accumulator, gradient, learningRate, momentum }) => {
    const next = add(mul(accumulator, momentum), gradient);
    return {
      accumulator: next, theta: sub(theta, add(mul(gradient, learningRate), mul(next, mul(momentum, learningRate)))),
    };
  },
});
