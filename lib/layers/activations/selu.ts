import { exp, expm1, less, mul, select } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';

/** The paper's λ, and λ·α. */
const SCALE = 1.0507009873554805;
const SCALED_ALPHA = 1.7580993408473766;

/**
 * SELU: a = λα·(eᶻ − 1) if z < 0, else λ·z, λ = 1.05070099, α = 1.67326324; dz = da·λα·eᶻ where z < 0, else λ·da.
 *
 * Formula: 1.7580993 · expm1(z) if z < 0, else 1.050701 · z
 * Source: Klambauer et al., "Self-normalizing neural networks", NIPS 2017.
 */
export const selu: Activation = lazyActivation(
  'selu',
  ({ z }) => select(less(z, 0), mul(SCALED_ALPHA, expm1(z)), mul(SCALE, z)),
  ({ z, da }) => select(less(z, 0), mul(da, mul(SCALED_ALPHA, exp(z))), mul(SCALE, da)),
);
