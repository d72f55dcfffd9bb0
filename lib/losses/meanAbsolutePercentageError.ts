import { abs, div, less, mul, select, sign, sub, type Expression } from '../formula/index.ts';
import { lazyPointwiseLoss, type Loss } from './loss.ts';
import { LOWEST } from './probability.ts';

const size = (y: Expression<'float'>): Expression<'float'> => select(less(abs(y), LOWEST), LOWEST, abs(y));

/**
 * Mean absolute percentage error: of an example, 100·Σⱼ (|aⱼ − yⱼ|/|yⱼ|)/n, where |y| counts as at least 10⁻⁷; ∂/∂aⱼ =
 * (sign(aⱼ − yⱼ)/|yⱼ|)·(100/n).
 *
 * Formula: 100 · (Σ (|a − y| / (1e-7 if |y| < 1e-7, else |y|)) / outputs)
 * Source: Keras 3.
 */
export const meanAbsolutePercentageError: Loss = lazyPointwiseLoss({
  name: 'meanAbsolutePercentageError',
  term: ({ a, y }) => div(abs(sub(a, y)), size(y)),
  finish: ({ total, outputs }) => mul(100, div(total, outputs)),
  derivative: ({ a, y, outputs }) => mul(div(sign(sub(a, y)), size(y)), div(100, outputs)),
  notation: ({ a, y, mean }) => `100 · ${mean}|${a} − ${y}|/|${y}|`,
});
