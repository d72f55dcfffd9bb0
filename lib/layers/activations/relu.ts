import { less, select } from '../../formula/index.ts';
import { elementwiseActivation, type Activation } from './activation.ts';

/**
 * ReLU: a = 0 if z < 0, else z, so that NaN stays NaN; dz = da where a > 0, else 0, also at z = 0.
 *
 * Source: Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines", ICML 2010.
 */
export const relu: Activation = {
  ...elementwiseActivation(
    'relu',
    ({ z }) => select(less(z, 0), 0, z),
    ({ a, da }) => select(less(0, a), da, 0),
  ),
  symbol: 'ReLU',
};
