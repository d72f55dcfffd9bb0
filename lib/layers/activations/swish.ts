import { add, div, exp, less, mul, negate, select, sigmoid, sub } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';
import { lift } from './lifted.ts';

/**
 * Swish: a = z·σ(z); dz = da·σ(z)·(1 + z·σ(−z)), for z ≥ 0 as 1 − what it is at −z. NaN at −∞, as 0·∞ is.
 *
 * Formula: z · sigmoid(z)
 * Source: Ramachandran, Zoph and Le, "Searching for activation functions", 2017; in tf.keras since 2.2.
 */
export const swish: Activation = lazyActivation(
  'swish',
  ({ z }) => {
    const { lifted, lower } = lift(z);
    return lower(mul(z, sigmoid(lifted)));
  },
  ({ z, da }) => {
    const isNegative = less(z, 0), left = select(isNegative, z, negate(z));
    const { lifted, lower } = lift(left), e = exp(lifted), ofMinus = div(1, add(1, e));
    const slope = lower(mul(mul(e, ofMinus), add(1, mul(left, ofMinus))));
    return mul(da, select(isNegative, slope, sub(1, slope)));
  },
);
