import { abs, add, less, lessOrEqual, mul, select } from '../../formula/index.ts';
import { lazyActivation, type Activation } from './activation.ts';

/**
 * The hard sigmoid of Keras 2.2.4: a = 0.2·z + 0.5 cut off at 0 and 1; dz = 0.2·da where nothing is cut off, else 0.
 *
 * As 0.2·(z + 2.5), whose sum is exact where a is small.
 *
 * Keras 3 and PyTorch have z/6 + 0.5 instead.
 *
 * Formula: 0 if t < 0, else (1 if 1 < t, else t), where t = 0.2 · (z + 2.5)
 * Source: Courbariaux, Bengio and David, "BinaryConnect", 2015; Keras 2.2.4.
 */
export const hardSigmoid: Activation = lazyActivation(
  'hardSigmoid',
  ({ z }) => {
    const line = mul(0.2, add(z, 2.5));
    return select(less(line, 0), 0, select(less(1, line), 1, line));
  },
  ({ z, da }) => select(lessOrEqual(abs(z), 2.5), mul(0.2, da), 0),
);
