/**
 * The losses, by name.
 * @module
 */
import { show } from '../core/errors.ts';
import { halfSquaredError } from './halfSquaredError.ts';
import type { Loss } from './loss.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import { sparseCategoricalCrossentropy } from './sparseCategoricalCrossentropy.ts';

export { halfSquaredError, meanSquaredError, sparseCategoricalCrossentropy };
export { pointwiseLoss, type Loss, type LossNode, type LossPass, type PointwiseLoss } from './loss.ts';

export type LossName = 'halfSquaredError' | 'meanSquaredError' | 'sparseCategoricalCrossentropy';

/** All losses that can be named. */
export const losses: Readonly<Record<LossName, Loss>> = { halfSquaredError, meanSquaredError, sparseCategoricalCrossentropy };

/** The loss that an option names or is. Throws TypeError for anything else. */
export function toLoss(who: string, given: unknown): Loss {
  const named = typeof given === 'string' ? Object.values(losses).find(({ name }) => name === given) : undefined;
  if (named !== undefined) return named;
  if (isLoss(given)) return given;
  throw new TypeError(`${who}: loss must be one of ${Object.keys(losses).map(show).join(', ')} or a Loss, got ${show(given)}`);
}

function isLoss(given: unknown): given is Loss {
  return typeof given === 'object' && given !== null && 'target' in given && 'bind' in given && typeof given.bind === 'function';
}
