import { mul, sigmoid as logistic, sub } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';

/**
 * The logistic function: a = 1/(1 + e⁻ᶻ); dz = da·(a·(1 − a)).
 *
 * Formula: sigmoid(z)
 * Source: Verhulst 1845; Keras 2.2.4.
 */
export const sigmoid: Activation = lazyActivation(
  'sigmoid',
  ({ z }) => logistic(z),
  ({ a, da }) => mul(da, mul(a, sub(1, a))),
);
