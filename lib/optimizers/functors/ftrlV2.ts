import { expectFloat32Number } from '../../core/errors.ts';
import { add, mul, power, sqrt, type Expression, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import { run } from '../../kernels/index.ts';
import { followTheLeader } from './ftrl.ts';
import { expectRegularized } from './regularized.ts';

type Value = Expression<'float'>;

/** ∇J ⊕ (2 ⊗ l2Shrinkage) ⊗ θ */
const shrunk =
  ({ theta, gradient, l2Shrinkage }: Readonly<Record<'theta' | 'gradient' | 'l2Shrinkage', Value>>): Value =>
    add(gradient, mul(mul(2, l2Shrinkage), theta));

/** FTRL with ∇J ⊕ (2 ⊗ l2Shrinkage) ⊗ θ in place of ∇J in z, and there only. */
export const ftrlV2: Program = lazyFormula({
  name: 'applyFtrlV2',
  arrays: ['theta', 'accumulator', 'linear', 'gradient'],
  scalars: ['learningRate', 'l1', 'l2', 'l2Shrinkage'],
  define: (s) => followTheLeader(s, sqrt, shrunk(s)),
});

/** The same with the power −learningRatePower of n in place of the root. */
export const ftrlV2WithPower: Program = lazyFormula({
  name: 'applyFtrlV2',
  arrays: ['theta', 'accumulator', 'linear', 'gradient'],
  scalars: ['learningRate', 'l1', 'l2', 'l2Shrinkage', 'learningRatePower'],
  define: (s) => followTheLeader(s, (n) => power(n, mul(-1, s.learningRatePower)), shrunk(s)),
});

/**
 * One step of FTRL, in place, as {@link applyFtrl} but with gradient + 2 · l2Shrinkage · theta in place of the gradient
 * in `linear`. The accumulator takes the plain gradient's square.
 *
 * Throws as `applyFtrl`, and RangeError for l2Shrinkage below 0. Source: TensorFlow, core/kernels/training_ops.cc,
 * functor ApplyFtrlV2 (since August 2018).
 */
export function applyFtrlV2(
  theta: Float32Array, accumulator: Float32Array, linear: Float32Array, gradient: Float32Array,
  learningRate: number, l1: number, l2: number, l2Shrinkage: number, learningRatePower: number = -0.5,
): void {
  expectRegularized('applyFtrlV2', learningRate, { l1, l2, l2Shrinkage });
  expectFloat32Number('applyFtrlV2', 'learningRatePower', learningRatePower, -Infinity, 0);
  if (learningRatePower === -0.5) run(
    ftrlV2, [theta, accumulator, linear, gradient], [learningRate, l1, l2, l2Shrinkage],
  );
  else run(
    ftrlV2WithPower, [theta, accumulator, linear, gradient], [learningRate, l1, l2, l2Shrinkage, learningRatePower],
  );
}
