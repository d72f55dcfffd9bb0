/**
 * The losses, by name.
 * @module
 */

import { binaryCrossentropy } from './binaryCrossentropy.ts';
import { categoricalCrossentropy } from './categoricalCrossentropy.ts';
import { categoricalHinge } from './categoricalHinge.ts';
import { cosineSimilarity } from './cosineSimilarity.ts';
import { halfSquaredError } from './halfSquaredError.ts';
import { hinge } from './hinge.ts';
import { huber } from './huber.ts';
import { kullbackLeiblerDivergence } from './kullbackLeiblerDivergence.ts';
import { logCosh } from './logCosh.ts';
import type { Loss } from './loss.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import { meanSquaredLogarithmicError } from './meanSquaredLogarithmicError.ts';
import { poisson } from './poisson.ts';
import { sparseCategoricalCrossentropy } from './sparseCategoricalCrossentropy.ts';
import { squaredHinge } from './squaredHinge.ts';

export {
  binaryCrossentropy, categoricalCrossentropy, categoricalHinge, cosineSimilarity, halfSquaredError, hinge, huber, kullbackLeiblerDivergence, logCosh,
  meanAbsoluteError, meanSquaredError, meanSquaredLogarithmicError, poisson, sparseCategoricalCrossentropy, squaredHinge,
};
export type { BinaryCrossentropyOptions } from './binaryCrossentropy.ts';
export type { CategoricalCrossentropyOptions } from './categoricalCrossentropy.ts';
export type { HuberOptions } from './huber.ts';
export type { SparseCategoricalCrossentropyOptions } from './sparseCategoricalCrossentropy.ts';
export {
  meanLoss, pointwiseLoss, type Decision, type Loss, type LossNode, type LossLists, type PointwiseLoss,
} from './loss.ts';
export { toLoss, type NamedLosses } from './toLoss.ts';

export type LossName =
  | 'binaryCrossentropy' | 'categoricalCrossentropy' | 'categoricalHinge' | 'cosineSimilarity' | 'halfSquaredError' | 'hinge' | 'huber'
  | 'kullbackLeiblerDivergence' | 'logCosh' | 'meanAbsoluteError' | 'meanSquaredError' | 'meanSquaredLogarithmicError' | 'poisson'
  | 'sparseCategoricalCrossentropy' | 'squaredHinge';

/** All losses that can be named, those with options as they are without any. */
export const losses: Readonly<Record<LossName, Loss | (() => Loss)>> = {
  binaryCrossentropy, categoricalCrossentropy, categoricalHinge, cosineSimilarity, halfSquaredError, hinge, huber, kullbackLeiblerDivergence, logCosh,
  meanAbsoluteError, meanSquaredError, meanSquaredLogarithmicError, poisson, sparseCategoricalCrossentropy, squaredHinge,
};
