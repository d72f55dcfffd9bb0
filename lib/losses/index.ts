/**
 * The losses, by name.
 * @module
 */
import { halfSquaredError } from './halfSquaredError.ts';
import type { Loss } from './loss.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import { sparseCategoricalCrossentropy } from './sparseCategoricalCrossentropy.ts';

export { halfSquaredError, meanSquaredError, sparseCategoricalCrossentropy };
export { pointwiseLoss, type Loss, type LossNode, type LossPass, type PointwiseLoss } from './loss.ts';
export { toLoss } from './toLoss.ts';

export type LossName = 'halfSquaredError' | 'meanSquaredError' | 'sparseCategoricalCrossentropy';

/** All losses that can be named. */
export const losses: Readonly<Record<LossName, Loss>> = { halfSquaredError, meanSquaredError, sparseCategoricalCrossentropy };
