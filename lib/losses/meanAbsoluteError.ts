import { abs, sign, sub } from '../formula/index.ts';
import { lazyMeanLoss, type Loss } from './loss.ts';

/**
 * Mean absolute error: of an example, Σⱼ |aⱼ − yⱼ| / n over its n outputs; ∂/∂aⱼ = sign(aⱼ − yⱼ)/n, 0 where they
 * are equal.
 *
 * Formula: Σ (|a − y|) / outputs
 * Source: Keras 2.2.4.
 */
export const meanAbsoluteError: Loss = lazyMeanLoss({
  name: 'meanAbsoluteError',
  term: ({ a, y }) => abs(sub(a, y)),
  derivative: ({ a, y }) => sign(sub(a, y)),
  notation: ({ a, y, mean }) => `${mean}|${a} − ${y}|`,
});
