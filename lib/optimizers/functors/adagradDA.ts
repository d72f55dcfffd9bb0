import { abs, add, div, maximum, mul, negate, sign, sqrt, square, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';

/**
 * G ← G ⊕ ∇J; S ← S ⊕ ∇J²; θ ← (−lr ⊗ sign(G)) ⊗ max(|G| ⊖ T ⊗ l1, 0) ⊘ (l2 ⊗ (T ⊗ lr) ⊕ √S). For l1 = 0 the numerator
 * is −(lr ⊗ G), bit for bit.
 */
export const adagradDA: Program = lazyFormula({
  name: 'applyAdagradDA',
  arrays: ['theta', 'gradientAccumulator', 'gradientSquaredAccumulator', 'gradient'],
  scalars: ['learningRate', 'l1', 'l2', 'globalStep'],
  define: ({ gradientAccumulator, gradientSquaredAccumulator, gradient, learningRate, l1, l2, globalStep }) => {
    const sum = add(gradientAccumulator, gradient), squares = add(gradientSquaredAccumulator, square(gradient));
    const kept = maximum(sub(abs(sum), mul(globalStep, l1)), 0);
    const theta =
      div(mul(mul(negate(learningRate), sign(sum)), kept), add(mul(l2, mul(globalStep, learningRate)), sqrt(squares)));
    return { gradientAccumulator: sum, gradientSquaredAccumulator: squares, theta };
  },
});

/**
 * One step of Adagrad with dual averaging (Duchi, Hazan, Singer 2011), in place:
 *
 *     G ← G + gradient;  S ← S + gradient²
 *     theta ← −learningRate · sign(G) · max(|G| − globalStep · l1, 0) / (l2 · globalStep · learningRate + √S)
 *
 * The old theta is not used at all: the first step overwrites first weights. `globalStep` counts from 1.
 * Throws as `applyGradientDescent`. Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyAdagradDA.
 */
export function applyAdagradDA(
  theta: Float32Array, gradientAccumulator: Float32Array, gradientSquaredAccumulator: Float32Array,
  gradient: Float32Array,
  learningRate: number, l1: number, l2: number, globalStep: number,
): void {
  run(
    adagradDA, [theta, gradientAccumulator, gradientSquaredAccumulator, gradient], [learningRate, l1, l2, globalStep],
  );
}
