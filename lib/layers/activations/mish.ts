import { add, div, exp, less, mul, negate, select, type Expression } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';
import { lift } from './lifted.ts';

/**
 * tanh(log(1 + eᶻ)) is n/d, n = e²ᶻ + 2eᶻ, d = n + 2; for z ≥ 0 both are divided by e²ᶻ, so that nothing overflows.
 * `e` is e^−|z|.
 */
function parts(z: Expression<'float'>) {
  const { lifted, lower } = lift(z), isNegative = less(z, 0);
  const e = exp(select(isNegative, lifted, negate(z))), square = mul(e, e);
  const n = select(isNegative, mul(e, add(e, 2)), add(1, mul(2, e)));
  return { isNegative, lower, e, square, n, d: add(n, select(isNegative, 2, mul(2, square))) };
}

/**
 * Mish: a = z·t, t = tanh(log(1 + eᶻ)); dz = da·(t + z·t′). NaN at −∞, as 0·∞ is.
 *
 * With e = e^−|z| the derivative is 4·e/d·(z·(1 + e)/d + ¼·(e + 2)), d = e² + 2·e + 2, below 0, and above
 * 1 + 4·e²/d·(z·(1 + e)/d − ½), d = 1 + 2·e + 2·e².
 *
 * Formula: z · tanh(log(1 + exp(z)))
 * Source: Misra, "Mish: a self regularized non-monotonic activation function", 2019.
 */
export const mish: Activation = lazyActivation(
  'mish',
  ({ z }) => {
    const { lower, n, d } = parts(z);
    return lower(mul(z, div(n, d)));
  },
  ({ z, da }) => {
    const { isNegative, lower, e, square, d } = parts(z), r = div(1, d);
    const sum = add(mul(z, mul(add(1, e), r)), select(isNegative, mul(0.25, add(e, 2)), -0.5));
    const rest = mul(mul(select(isNegative, e, square), mul(4, r)), sum);
    return mul(da, select(isNegative, lower(rest), add(1, rest)));
  },
);
