import { abs, add, div } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';

/**
 * Softsign: a = z/(1 + |z|); dz = da/(1 + |z|)².
 *
 * Formula: z / (1 + |z|)
 * Source: Bergstra et al., "Quadratic polynomials learn better image features", 2009.
 */
export const softsign: Activation = lazyActivation(
  'softsign',
  ({ z }) => div(z, add(1, abs(z))),
  ({ z, da }) => div(div(da, add(1, abs(z))), add(1, abs(z))),
);
