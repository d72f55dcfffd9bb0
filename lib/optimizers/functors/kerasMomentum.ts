import { expectBoolean } from '../../core/errors.ts';
import { add, mul, sub, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';

const shape = { arrays: ['theta', 'accumulator', 'gradient'], scalars: ['learningRate', 'momentum'] } as const;

/** accumulator ← accumulator ⊗ momentum ⊖ ∇J ⊗ lr; θ ← θ ⊕ accumulator */
export const kerasMomentum: Program = lazyFormula({
  name: 'applyKerasMomentum', ...shape,
  define: ({ theta, accumulator, gradient, learningRate, momentum }) => {
    const velocity = sub(mul(accumulator, momentum), mul(gradient, learningRate));
    return { accumulator: velocity, theta: add(theta, velocity) };
  },
});

/** The same accumulator; θ ← θ ⊕ (accumulator ⊗ momentum ⊖ ∇J ⊗ lr) */
export const kerasNesterovMomentum: Program = lazyFormula({
  name: 'applyKerasMomentum', ...shape,
  define: ({ theta, accumulator, gradient, learningRate, momentum }) => {
    const velocity = sub(mul(accumulator, momentum), mul(gradient, learningRate));
    return { accumulator: velocity, theta: add(theta, sub(mul(velocity, momentum), mul(gradient, learningRate))) };
  },
});

/** As Keras 2.2.4 rounds it: θ ← (θ ⊕ momentum ⊗ accumulator) ⊖ lr ⊗ ∇J */
export const kerasNesterov: Program = lazyFormula({
  name: 'kerasNesterov', ...shape,
  define: ({ theta, accumulator, gradient, learningRate, momentum }) => {
    const step = mul(gradient, learningRate);
    const velocity = sub(mul(accumulator, momentum), step);
    return { accumulator: velocity, theta: sub(add(theta, mul(velocity, momentum)), step) };
  },
});

/**
 * One step of gradient descent with momentum in velocity form, in place:
 *
 *     accumulator ← accumulator · momentum − gradient · learningRate
 *     theta ← theta + accumulator
 *     theta ← theta + (accumulator · momentum − gradient · learningRate)    with useNesterov
 *
 * The rate enters with its gradient: a later change of rate leaves what the accumulator holds.
 * Throws as `applyGradientDescent`. Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyKerasMomentum.
 */
export function applyKerasMomentum(
  theta: Float32Array, accumulator: Float32Array, learningRate: number, gradient: Float32Array, momentumFactor: number,
  useNesterov: boolean = false,
): void {
  expectBoolean('applyKerasMomentum', 'useNesterov', useNesterov);
  run(
    useNesterov ? kerasNesterovMomentum : kerasMomentum, [theta, accumulator, gradient], [learningRate, momentumFactor],
  );
}
