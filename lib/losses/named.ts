/**
 * The losses by name.
 * @module
 */

import { madeBy, makingOf } from '../core/madeBy.ts';
import { family, type Family, type Spelling } from '../core/family.ts';
import { binaryCrossentropy } from './binaryCrossentropy.ts';
import { binaryFocalCrossentropy } from './binaryFocalCrossentropy.ts';
import { categoricalCrossentropy } from './categoricalCrossentropy.ts';
import { categoricalFocalCrossentropy } from './categoricalFocalCrossentropy.ts';
import { categoricalHinge } from './categoricalHinge.ts';
import { cosineSimilarity } from './cosineSimilarity.ts';
import { halfSquaredError } from './halfSquaredError.ts';
import { hinge } from './hinge.ts';
import { huber } from './huber.ts';
import { kullbackLeiblerDivergence } from './kullbackLeiblerDivergence.ts';
import { logCosh } from './logCosh.ts';
import { expectLoss, isLoss } from './isLoss.ts';
import { expectReduction, withReduction, type Loss, type Reduction } from './loss.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import { meanAbsolutePercentageError } from './meanAbsolutePercentageError.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import { meanSquaredLogarithmicError } from './meanSquaredLogarithmicError.ts';
import { poisson } from './poisson.ts';
import { sparseCategoricalCrossentropy } from './sparseCategoricalCrossentropy.ts';
import { squaredHinge } from './squaredHinge.ts';

/** The names of the losses. */
export type LossName =
  | 'binaryCrossentropy' | 'binaryFocalCrossentropy' | 'categoricalCrossentropy' | 'categoricalFocalCrossentropy'
  | 'categoricalHinge' | 'cosineSimilarity' | 'halfSquaredError' | 'hinge' | 'huber' | 'kullbackLeiblerDivergence'
  | 'logCosh' | 'meanAbsoluteError' | 'meanAbsolutePercentageError' | 'meanSquaredError' | 'meanSquaredLogarithmicError'
  | 'poisson' | 'sparseCategoricalCrossentropy' | 'squaredHinge';

/** Short names and others of Keras and TensorFlow.js. */
type ShortName =
  'absoluteDifference' | 'bce' | 'cosineProximity' | 'kl_divergence' | 'kld' | 'mae' | 'mape' | 'mse' | 'msle';

const aliases: Readonly<Record<ShortName, LossName>> = {
  absoluteDifference: 'meanAbsoluteError', bce: 'binaryCrossentropy', cosineProximity: 'cosineSimilarity',
  kl_divergence: 'kullbackLeiblerDivergence', kld: 'kullbackLeiblerDivergence', mae: 'meanAbsoluteError',
  mape: 'meanAbsolutePercentageError', mse: 'meanSquaredError', msle: 'meanSquaredLogarithmicError',
};

/** What to write where a word leaves open which cross-entropy is meant. */
export const ANY_CROSSENTROPY =
  "'binaryCrossentropy', 'categoricalCrossentropy' or 'sparseCategoricalCrossentropy'";
const OF_LOGITS = 'categoricalCrossentropy({ fromLogits: true })';

const instead = {
  softmaxCrossEntropy: `${OF_LOGITS}, or sparseCategoricalCrossentropy({ fromLogits: true }) for labels`,
  sigmoidCrossEntropy: 'binaryCrossentropy({ fromLogits: true })',
  crossentropy: ANY_CROSSENTROPY, ce: ANY_CROSSENTROPY, logLoss: ANY_CROSSENTROPY, nll: ANY_CROSSENTROPY,
  crossEntropyLoss: ANY_CROSSENTROPY, cce: "'categoricalCrossentropy'", scce: "'sparseCategoricalCrossentropy'",
  focal: "'binaryFocalCrossentropy' or 'categoricalFocalCrossentropy'", huberLoss: "'huber'",
  l1: "'meanAbsoluteError'", l2: "'meanSquaredError'", squaredError: "'meanSquaredError'",
  rmse: "'meanSquaredError', and the metric 'rootMeanSquaredError'",
  cosineDistance: "'cosineSimilarity', which is it less 1",
};

/** What an option may call a loss: its name, as Keras spells it too, or a short one. */
export type LossSpelling = Spelling<LossName> | ShortName | 'logcosh';

const plain: Family<Loss, LossName> = family({
  kind: 'losses',
  values: {
    categoricalHinge, cosineSimilarity, halfSquaredError, hinge, kullbackLeiblerDivergence, logCosh, meanAbsoluteError,
    meanAbsolutePercentageError, meanSquaredError, meanSquaredLogarithmicError, poisson, squaredHinge,
  },
  makers: {
    binaryCrossentropy, binaryFocalCrossentropy, categoricalCrossentropy, categoricalFocalCrossentropy, huber,
    sparseCategoricalCrossentropy,
  },
  aliases, instead, besides: ['a Loss'], isOne: isLoss,
});

/** The losses. Of each, also of those that are functions of no options, files may say a `reduction`. */
export const lossFamily: Family<Loss, LossName> = {
  ...plain,
  make(name, { reduction, ...options }: { readonly reduction?: Reduction } = {}) {
    const made = plain.make(name, options);
    return made === undefined || reduction === undefined ? made : reduced(made, reduction);
  },
};

/**
 * The loss with another reduction than the mean over rows: see {@link Reduction}.
 *
 *     model.compile({ optimizer: 'adam', loss: reduced('meanSquaredError', 'sum') });
 *
 * Throws TypeError or RangeError for what is no loss or no reduction.
 */
export function reduced(loss: LossSpelling | Loss, reduction: Reduction): Loss {
  const whole = toLoss('reduced', 'loss', loss), name = plain.nameOf(whole);
  expectReduction('reduced', reduction);
  const making = name === undefined ? makingOf(whole) : { maker: `losses/${name}`, options: {} };
  const made = withReduction('reduced', whole, reduction);
  return making === undefined ? made : madeBy(making.maker, { ...making.options, reduction }, made);
}

/** All losses that can be named, as they are without options. */
export const losses: Readonly<Record<LossName, Loss>> = lossFamily.all();

/** The loss that an option names or is. Throws TypeError or RangeError for anything else. */
export function toLoss(who: string, argument: string, given: unknown): Loss {
  return expectLoss(who, argument, lossFamily.resolve(who, argument, given));
}
