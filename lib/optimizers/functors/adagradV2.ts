import { expectBoolean } from '../../core/errors.ts';
import { add, div, mul, sqrt, square, sub, type Expression, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';

type Value = Expression<'float'>;

const shape = { arrays: ['theta', 'accumulator', 'gradient'], scalars: ['learningRate', 'epsilon'] } as const;

/** θ ⊖ (∇J ⊗ lr) ⊘ (√accumulator ⊕ ε) */
const moved = (theta: Value, accumulator: Value, gradient: Value, learningRate: Value, epsilon: Value): Value =>
  sub(theta, div(mul(gradient, learningRate), add(sqrt(accumulator), epsilon)));

/** accumulator ← accumulator ⊕ ∇J²; θ ← θ ⊖ (∇J ⊗ lr) ⊘ (√accumulator ⊕ ε) */
export const adagradV2: Program = lazyFormula({
  name: 'applyAdagradV2', ...shape,
  define: ({ theta, accumulator, gradient, learningRate, epsilon }) => {
    const next = add(accumulator, square(gradient));
    return { accumulator: next, theta: moved(theta, next, gradient, learningRate, epsilon) };
  },
});

/** The same with the accumulator as it is. */
export const adagradV2WithFixedAccumulator: Program = lazyFormula({
  name: 'applyAdagradV2', ...shape,
  define: ({ theta, accumulator, gradient, learningRate, epsilon }) => ({
    theta: moved(theta, accumulator, gradient, learningRate, epsilon),
  }),
});

/**
 * One step of Adagrad with epsilon outside the root, in place:
 *
 *     accumulator ← accumulator + gradient²    unless updateSlots is false
 *     theta ← theta − gradient · learningRate / (√accumulator + epsilon)
 *
 * Also the formula of Keras 2.2.4, whose accumulator starts at 0.
 * Throws as `applyGradientDescent`. Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyAdagradV2
 * (July 2019).
 */
export function applyAdagradV2(
  theta: Float32Array, accumulator: Float32Array, learningRate: number, epsilon: number, gradient: Float32Array,
  updateSlots: boolean = true,
): void {
  expectBoolean('applyAdagradV2', 'updateSlots', updateSlots);
  run(updateSlots ? adagradV2 : adagradV2WithFixedAccumulator, [theta, accumulator, gradient], [learningRate, epsilon]);
}
