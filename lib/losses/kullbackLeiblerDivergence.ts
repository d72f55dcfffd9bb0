import { div, log, mul, negate, select } from '../formula/index.ts';
import { lazyPointwiseLoss, type Loss } from './loss.ts';
import { LOWEST, clip, isWithin } from './probability.ts';
import { probabilities } from './targets.ts';

/**
 * Kullback-Leibler divergence: of an example, Σⱼ yⱼ·log(yⱼ/aⱼ), a and y cut off at 10⁻⁷ and 1; ∂/∂aⱼ = −yⱼ/aⱼ,
 * 0 where a is cut off.
 *
 * Targets: from 0 to 1.
 *
 * Formula: Σ (t · log(t / (1e-7 if a < 1e-7, else (1 if 1 < a, else a)))), where t = 1e-7 if y < 1e-7, else (1 if 1 <
 *          y, else y)
 * Source: Keras 2.2.4.
 */
export const kullbackLeiblerDivergence: Loss = lazyPointwiseLoss({
  name: 'kullbackLeiblerDivergence',
  expectTargets: probabilities('kullbackLeiblerDivergence'),
  term: ({ a, y }) => mul(clip(y, LOWEST, 1), log(div(clip(y, LOWEST, 1), clip(a, LOWEST, 1)))),
  derivative: ({ a, y }) => select(isWithin(a, LOWEST, 1), negate(div(clip(y, LOWEST, 1), a)), 0),
});
