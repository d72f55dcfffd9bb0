import { exp, mul } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';

/**
 * The exponential: a = eᶻ; dz = da·a.
 *
 * Formula: exp(z)
 * Source: Keras 2.2.4.
 */
export const exponential: Activation = lazyActivation(
  'exponential',
  ({ z }) => exp(z),
  ({ a, da }) => mul(da, a),
);
