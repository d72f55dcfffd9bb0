import { expectBoolean } from '../../core/errors.ts';
import { add, mul, reciprocal, sqrt, square, sub, type Expression, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';

type Value = Expression<'float'>;

const shape = { arrays: ['theta', 'accumulator', 'gradient'], scalars: ['learningRate'] } as const;

/** θ ⊖ (∇J ⊗ lr) ⊗ (1 ⊘ √accumulator) */
const moved = (theta: Value, accumulator: Value, gradient: Value, learningRate: Value): Value =>
  sub(theta, mul(mul(gradient, learningRate), reciprocal(sqrt(accumulator))));

/** accumulator ← accumulator ⊕ ∇J²; θ ← θ ⊖ (∇J ⊗ lr) ⊗ (1 ⊘ √accumulator) */
export const adagrad: Program = lazyFormula({
  name: 'applyAdagrad', ...shape,
  define: ({ theta, accumulator, gradient, learningRate }) => {
    const next = add(accumulator, square(gradient));
    return { accumulator: next, theta: moved(theta, next, gradient, learningRate) };
  },
});

/** The same with the accumulator as it is. */
export const adagradWithFixedAccumulator: Program = lazyFormula({
  name: 'applyAdagrad', ...shape,
  define: ({ theta, accumulator, gradient, learningRate }) => ({
    theta: moved(theta, accumulator, gradient, learningRate),
  }),
});

/**
 * One step of Adagrad (Duchi, Hazan, Singer 2011), in place:
 *
 *     accumulator ← accumulator + gradient²    unless updateSlots is false
 *     theta ← theta − gradient · learningRate · (1 / √accumulator)
 *
 * There is no epsilon: an accumulator that starts at 0 gives NaN where the gradient is 0. It starts at 0.1 in
 * TensorFlow. TensorFlow's bits on short buffers. On long ones its packet code has a reciprocal root that is not 1 ⊘ √,
 * and differs by up to 4 ulp of the larger θ before and after (seen in 40,000 elements, TensorFlow 2.21 on x86-64).
 * Throws as `applyGradientDescent`. Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyAdagrad.
 */
export function applyAdagrad(
  theta: Float32Array, accumulator: Float32Array, learningRate: number, gradient: Float32Array,
  updateSlots: boolean = true,
): void {
  expectBoolean('applyAdagrad', 'updateSlots', updateSlots);
  run(updateSlots ? adagrad : adagradWithFixedAccumulator, [theta, accumulator, gradient], [learningRate]);
}
