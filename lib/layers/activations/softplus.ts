import { abs, add, exp, less, log1p, mul, negate, select, sigmoid } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';

/**
 * Softplus: a = log(1 + eᶻ), as max(z, 0) + log(1 + e^−|z|), which neither overflows nor loses what is small;
 * dz = da·σ(z).
 *
 * Formula: (0 if z < 0, else z) + log1p(exp(−|z|))
 * Source: Dugas et al., "Incorporating second-order functional knowledge", NIPS 2000.
 */
export const softplus: Activation = lazyActivation(
  'softplus',
  ({ z }) => add(select(less(z, 0), 0, z), log1p(exp(negate(abs(z))))),
  ({ z, da }) => mul(da, sigmoid(z)),
);
