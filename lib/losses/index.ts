/**
 * The losses.
 * @module
 */

export { binaryCrossentropy, type BinaryCrossentropyOptions } from './binaryCrossentropy.ts';
export { binaryFocalCrossentropy, type BinaryFocalCrossentropyOptions } from './binaryFocalCrossentropy.ts';
export { categoricalCrossentropy, type CategoricalCrossentropyOptions } from './categoricalCrossentropy.ts';
export {
  categoricalFocalCrossentropy, type CategoricalFocalCrossentropyOptions,
} from './categoricalFocalCrossentropy.ts';
export { categoricalHinge } from './categoricalHinge.ts';
export { cosineSimilarity } from './cosineSimilarity.ts';
export { halfSquaredError } from './halfSquaredError.ts';
export { hinge } from './hinge.ts';
export { huber, type HuberOptions } from './huber.ts';
export { kullbackLeiblerDivergence } from './kullbackLeiblerDivergence.ts';
export { logCosh } from './logCosh.ts';
export {
  meanLoss, pointwiseLoss, type Decision, type Loss, type LossNode, type LossLists, type LossOptions, type LossSymbols,
  type PointwiseLoss, type PointwiseSymbols, type Reduction,
} from './loss.ts';
export { meanAbsoluteError } from './meanAbsoluteError.ts';
export { meanAbsolutePercentageError } from './meanAbsolutePercentageError.ts';
export { meanSquaredError } from './meanSquaredError.ts';
export { meanSquaredLogarithmicError } from './meanSquaredLogarithmicError.ts';
export { losses, reduced, toLoss, type LossName, type LossSpelling } from './named.ts';
export { poisson } from './poisson.ts';
export {
  sparseCategoricalCrossentropy, type SparseCategoricalCrossentropyOptions,
} from './sparseCategoricalCrossentropy.ts';
export { squaredHinge } from './squaredHinge.ts';
