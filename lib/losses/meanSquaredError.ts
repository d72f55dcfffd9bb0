import { div, mul, sub } from '../formula/index.ts';
import { lazyPointwiseLoss, type Loss } from './loss.ts';

/**
 * Keras' mean squared error: of an example, (Σⱼ (aⱼ − yⱼ)²) / n over its n outputs; ∂/∂aⱼ = (aⱼ − yⱼ)·(2/n).
 *
 * Formula: Σ ((a − y) · (a − y)) / outputs
 * Source: Keras 2.2.4.
 */
export const meanSquaredError: Loss = lazyPointwiseLoss({
  name: 'meanSquaredError',
  term: ({ a, y }) => mul(sub(a, y), sub(a, y)),
  finish: ({ total, outputs }) => div(total, outputs),
  derivative: ({ a, y, outputs }) => mul(sub(a, y), div(2, outputs)),
  notation: ({ a, y, mean }) => `${mean}(${a} − ${y})²`,
});
