import { add, div, less, log1p, mul, select, sub, type Expression, type Float } from '../formula/index.ts';
import { lazyMeanLoss, type Loss } from './loss.ts';
import { LOWEST } from './probability.ts';
import { notNegative } from './targets.ts';

const notBelow = (a: Float): Expression<'float'> => select(less(a, LOWEST), LOWEST, a);
const logarithm = (a: Float): Expression<'float'> => log1p(notBelow(a));

/**
 * Mean squared logarithmic error: of an example, Σⱼ (log(1 + aⱼ) − log(1 + yⱼ))² / n, where a and y count as at least
 * 10⁻⁷; no gradient passes where a does.
 *
 * Targets: at least 0.
 *
 * Formula: Σ (t · t) / outputs, where t = log1p(1e-7 if a < 1e-7, else a) − log1p(1e-7 if y < 1e-7, else y)
 * Source: Keras 2.2.4; here by log1p, so that it is exact near 0.
 */
export const meanSquaredLogarithmicError: Loss = lazyMeanLoss({
  name: 'meanSquaredLogarithmicError',
  expectTargets: notNegative('meanSquaredLogarithmicError'),
  term: ({ a, y }) => mul(sub(logarithm(a), logarithm(y)), sub(logarithm(a), logarithm(y))),
  derivative: ({ a, y }) => select(less(a, LOWEST), 0, div(mul(2, sub(logarithm(a), logarithm(y))), add(1, a))),
});
