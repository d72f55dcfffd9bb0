import { less, mul, negate, select, sub } from '../formula/index.ts';
import { lazyMeanLoss, type Loss } from './loss.ts';
import { signs } from './targets.ts';

/**
 * Hinge: of an example, Σⱼ max(1 − yⱼ·aⱼ, 0) / n, targets −1 or 1; ∂/∂aⱼ = −yⱼ/n where 1 − yⱼ·aⱼ > 0, else 0.
 *
 * Targets: −1 or 1. 0 and 1 are refused; Keras 3 turns them into −1 and 1, Keras 2.2.4 takes them as they are.
 *
 * Formula: Σ (0 if t < 0, else t) / outputs, where t = 1 − y · a
 * Source: Keras 2.2.4.
 */
export const hinge: Loss = lazyMeanLoss({
  name: 'hinge',
  decision: { threshold: 0, no: -1 },
  expectTargets: signs('hinge'),
  term: ({ a, y }) => select(less(sub(1, mul(y, a)), 0), 0, sub(1, mul(y, a))),
  derivative: ({ a, y }) => select(less(0, sub(1, mul(y, a))), negate(y), 0),
});
