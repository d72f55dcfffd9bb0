import { add, div, log, mul, sub } from '../formula/index.ts';
import { lazyMeanLoss, type Loss } from './loss.ts';
import { LOWEST } from './probability.ts';
import { notNegative } from './targets.ts';

/**
 * Poisson: of an example, Σⱼ (aⱼ − yⱼ·log(aⱼ + 10⁻⁷)) / n; ∂/∂aⱼ = (1 − yⱼ/(aⱼ + 10⁻⁷))/n.
 *
 * Targets: at least 0.
 *
 * Formula: Σ (a − y · log(a + 1e-7)) / outputs
 * Source: Keras 2.2.4.
 */
export const poisson: Loss = lazyMeanLoss({
  name: 'poisson',
  expectTargets: notNegative('poisson'),
  term: ({ a, y }) => sub(a, mul(y, log(add(a, LOWEST)))),
  derivative: ({ a, y }) => sub(1, div(y, add(a, LOWEST))),
});
