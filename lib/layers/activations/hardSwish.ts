import { add, div, lessOrEqual, mul, select } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';

/**
 * Hard swish: a = 0 if z ≤ −3, z if z ≥ 3, else z·((z + 3)/6); dz = 0, da or, between, da·((z + 1.5)/3).
 *
 * Keras 3 calls it hard_silu too. Its hard sigmoid (z + 3)/6 is not `hardSigmoid`.
 *
 * Formula: 0 if z ≤ −3, else (z if 3 ≤ z, else z · ((z + 3) / 6))
 * Source: Howard et al., "Searching for MobileNetV3", ICCV 2019; Keras 3 (hard_swish).
 */
export const hardSwish: Activation = lazyActivation(
  'hardSwish',
  ({ z }) => select(lessOrEqual(z, -3), 0, select(lessOrEqual(3, z), z, mul(z, div(add(z, 3), 6)))),
  ({ z, da }) =>
    select(lessOrEqual(z, -3), 0, select(lessOrEqual(3, z), da, mul(da, div(add(z, 1.5), 3)))),
);
