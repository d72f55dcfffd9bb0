import { mul, sub, tanh as hyperbolicTangent } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';

/**
 * The hyperbolic tangent: a = tanh z; dz = da·(1 − a·a).
 *
 * Formula: tanh(z)
 * Source: Keras 2.2.4.
 */
export const tanh: Activation = lazyActivation(
  'tanh',
  ({ z }) => hyperbolicTangent(z),
  ({ a, da }) => mul(da, sub(1, mul(a, a))),
);
