import { expectBoolean } from '../../core/errors.ts';
import { add, mul, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';

const shape = { arrays: ['theta', 'accumulator', 'gradient'], scalars: ['learningRate', 'momentum'] } as const;

/** accumulator ← accumulator ⊗ momentum ⊕ ∇J; θ ← θ ⊖ (accumulator ⊗ lr) */
export const momentum: Program = lazyFormula({
  name: 'applyMomentum', ...shape,
  define: ({ theta, accumulator, gradient, learningRate, momentum }) => {
    const next = add(mul(accumulator, momentum), gradient);
    return { accumulator: next, theta: sub(theta, mul(next, learningRate)) };
  },
});

/** The same accumulator; θ ← θ ⊖ (∇J ⊗ lr ⊕ (accumulator ⊗ momentum) ⊗ lr) */
export const nesterovMomentum: Program = lazyFormula({
  name: 'applyMomentum', ...shape,
  define: ({ theta, accumulator, gradient, learningRate, momentum }) => {
    const next = add(mul(accumulator, momentum), gradient);
    return {
      accumulator: next, theta: sub(theta, add(mul(gradient, learningRate), mul(mul(next, momentum), learningRate))),
    };
  },
});

/**
 * One step of gradient descent with momentum, in place:
 *
 *     accumulator ← accumulator · momentum + gradient
 *     theta ← theta − accumulator · learningRate
 *     theta ← theta − (gradient · learningRate + accumulator · momentum · learningRate)    with useNesterov
 *
 * The rate multiplies the whole sum: a change of rate acts on all that the accumulator holds
 * (see `applyKerasMomentum`). Throws as `applyGradientDescent`. Source: TensorFlow, core/kernels/training_ops.cc,
 * functor ApplyMomentum.
 */
export function applyMomentum(
  theta: Float32Array, accumulator: Float32Array, learningRate: number, gradient: Float32Array, momentumFactor: number,
  useNesterov: boolean = false,
): void {
  expectBoolean('applyMomentum', 'useNesterov', useNesterov);
  run(useNesterov ? nesterovMomentum : momentum, [theta, accumulator, gradient], [learningRate, momentumFactor]);
}
