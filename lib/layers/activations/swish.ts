import { add, mul, sigmoid, sub } from '../../formula/index.ts';
import { elementwiseActivation, type Activation } from './activation.ts';

/**
 * Swish: a = z·σ(z); dz = da·σ(z)·(1 + z·(1 − σ(z))). NaN at −∞, as 0·∞ is.
 *
 * Source: Ramachandran, Zoph and Le, "Searching for activation functions", 2017; in tf.keras since 2.2.
 */
export const swish: Activation = elementwiseActivation(
  'swish',
  ({ z }) => mul(z, sigmoid(z)),
  ({ z, da }) => mul(da, mul(sigmoid(z), add(1, mul(z, sub(1, sigmoid(z)))))),
);
