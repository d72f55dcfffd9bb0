import { expectBoolean } from '../../core/errors.ts';
import { add, div, mul, sqrt, square, sub, towards, type Expression, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';

type Value = Expression<'float'>;

/** α = lr ⊗ √(1 ⊖ β₂ᵗ) ⊘ (1 ⊖ β₁ᵗ): it depends on scalars alone and is computed once a run. */
export const adamRate = (learningRate: Value, beta1Power: Value, beta2Power: Value): Value =>
  div(mul(learningRate, sqrt(sub(1, beta2Power))), sub(1, beta1Power));

const shape = {
  arrays: ['theta', 'm', 'v', 'gradient'],
  scalars: ['beta1Power', 'beta2Power', 'learningRate', 'beta1', 'beta2', 'epsilon'],
} as const;

/** m ← m ⊕ (∇J ⊖ m) ⊗ (1 ⊖ β₁); v ← v ⊕ (∇J² ⊖ v) ⊗ (1 ⊖ β₂); θ ← θ ⊖ (m ⊗ α) ⊘ (√v ⊕ ε) */
export const adam: Program = lazyFormula({
  name: 'applyAdam', ...shape,
  define: ({ theta, m, v, gradient, beta1Power, beta2Power, learningRate, beta1, beta2, epsilon }) => {
    const alpha = adamRate(learningRate, beta1Power, beta2Power);
    const first = towards(m, gradient, sub(1, beta1)), second = towards(v, square(gradient), sub(1, beta2));
    return { m: first, v: second, theta: sub(theta, div(mul(first, alpha), add(sqrt(second), epsilon))) };
  },
});

/** The same m and v; θ ← θ ⊖ ((∇J ⊗ (1 ⊖ β₁) ⊕ β₁ ⊗ m) ⊗ α) ⊘ (√v ⊕ ε) */
export const nesterovAdam: Program = lazyFormula({
  name: 'applyAdam', ...shape,
  define: ({ theta, m, v, gradient, beta1Power, beta2Power, learningRate, beta1, beta2, epsilon }) => {
    const alpha = adamRate(learningRate, beta1Power, beta2Power);
    const first = towards(m, gradient, sub(1, beta1)), second = towards(v, square(gradient), sub(1, beta2));
    const ahead = add(mul(gradient, sub(1, beta1)), mul(beta1, first));
    return { m: first, v: second, theta: sub(theta, div(mul(ahead, alpha), add(sqrt(second), epsilon))) };
  },
});

/**
 * One step of Adam (Kingma, Ba 2015), in place; epsilon is the paper's "epsilon hat", outside the root and after
 * bias correction:
 *
 *     alpha = learningRate · √(1 − beta2Power) / (1 − beta1Power)
 *     m ← m + (gradient − m) · (1 − beta1);  v ← v + (gradient² − v) · (1 − beta2)
 *     theta ← theta − m · alpha / (√v + epsilon)
 *     theta ← theta − (gradient · (1 − beta1) + beta1 · m) · alpha / (√v + epsilon)    with useNesterov
 *
 * beta1Power and beta2Power are β₁ᵗ and β₂ᵗ, t from 1. Throws as `applyGradientDescent`.
 * Source: TensorFlow, core/kernels/training_ops.cc, functor ApplyAdam.
 */
export function applyAdam(
  theta: Float32Array, m: Float32Array, v: Float32Array, beta1Power: number, beta2Power: number,
  learningRate: number, beta1: number, beta2: number, epsilon: number, gradient: Float32Array,
  useNesterov: boolean = false,
): void {
  expectBoolean('applyAdam', 'useNesterov', useNesterov);
  run(
    useNesterov ? nesterovAdam : adam, [theta, m, v, gradient],
    [beta1Power, beta2Power, learningRate, beta1, beta2, epsilon],
  );
}
