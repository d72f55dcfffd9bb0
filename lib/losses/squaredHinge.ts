import { less, mul, select, sub, type Expression } from '../formula/index.ts';
import { lazyMeanLoss, type Loss } from './loss.ts';
import { signs } from './targets.ts';

type Symbol = Expression<'float'>;

const shortfall = (a: Symbol, y: Symbol): Symbol => select(less(sub(1, mul(y, a)), 0), 0, sub(1, mul(y, a)));

/**
 * Squared hinge: of an example, Σⱼ max(1 − yⱼ·aⱼ, 0)² / n, targets −1 or 1; ∂/∂aⱼ = −2yⱼ·max(1 − yⱼ·aⱼ, 0)/n.
 *
 * Formula: Σ (u · u) / outputs, where t = 1 − y · a, u = 0 if t < 0, else t
 * Source: Keras 2.2.4; targets as in hinge.
 */
export const squaredHinge: Loss = lazyMeanLoss({
  name: 'squaredHinge',
  decision: { threshold: 0, no: -1 },
  expectTargets: signs('squaredHinge'),
  term: ({ a, y }) => mul(shortfall(a, y), shortfall(a, y)),
  derivative: ({ a, y }) => mul(mul(-2, y), shortfall(a, y)),
});
