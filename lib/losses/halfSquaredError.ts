import { mul, sub } from '../formula/index.ts';
import { lazyPointwiseLoss, type Loss } from './loss.ts';

/**
 * The report's loss: of an example, ½ Σⱼ (aⱼ − yⱼ)²; ∂/∂aⱼ = aⱼ − yⱼ.
 *
 * Formula: 0.5 · Σ ((a − y) · (a − y))
 * Source: the report that this library sets out from.
 */
export const halfSquaredError: Loss = lazyPointwiseLoss({
  name: 'halfSquaredError',
  term: ({ a, y }) => mul(sub(a, y), sub(a, y)),
  finish: ({ total }) => mul(0.5, total),
  derivative: ({ a, y }) => sub(a, y),
  notation: ({ a, y, sum }) => `½ ${sum}(${a} − ${y})²`,
});
