import { abs, add, div, exp, less, mul, negate, select, sigmoid, sub, type Expression } from '../../formula/index.ts';
import { elementwiseActivation, type Activation } from './activation.ts';

/** tanh(log(1 + eᶻ)) = n/(n + 2), n = e²ᶻ + 2eᶻ; for z ≥ 0 both are divided by e²ᶻ, so that nothing overflows. */
function gate(z: Expression<'float'>): Expression<'float'> {
  const e = exp(negate(abs(z)));
  const isNegative = less(z, 0);
  const n = select(isNegative, mul(e, add(e, 2)), add(1, mul(2, e)));
  return div(n, add(n, select(isNegative, 2, mul(2, mul(e, e)))));
}

/**
 * Mish: a = z·tanh(log(1 + eᶻ)); dz = da·(t + z·σ(z)·(1 − t²)), t that tanh. NaN at −∞, as 0·∞ is.
 *
 * Source: Misra, "Mish: a self regularized non-monotonic activation function", 2019.
 */
export const mish: Activation = elementwiseActivation(
  'mish',
  ({ z }) => mul(z, gate(z)),
  ({ z, da }) => mul(da, add(gate(z), mul(mul(z, sigmoid(z)), sub(1, mul(gate(z), gate(z)))))),
);
