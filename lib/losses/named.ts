/**
 * The losses by name.
 * @module
 */

import { expectNoMisspelling, show } from '../core/errors.ts';
import { family, isNamedObject, type Family, type Spelling } from '../core/family.ts';
import { binaryCrossentropy } from './binaryCrossentropy.ts';
import { categoricalCrossentropy } from './categoricalCrossentropy.ts';
import { categoricalHinge } from './categoricalHinge.ts';
import { cosineSimilarity } from './cosineSimilarity.ts';
import { halfSquaredError } from './halfSquaredError.ts';
import { hinge } from './hinge.ts';
import { huber } from './huber.ts';
import { kullbackLeiblerDivergence } from './kullbackLeiblerDivergence.ts';
import { logCosh } from './logCosh.ts';
import { expectMeaning, type Loss } from './loss.ts';
import { meanAbsoluteError } from './meanAbsoluteError.ts';
import { meanSquaredError } from './meanSquaredError.ts';
import { meanSquaredLogarithmicError } from './meanSquaredLogarithmicError.ts';
import { poisson } from './poisson.ts';
import { sparseCategoricalCrossentropy } from './sparseCategoricalCrossentropy.ts';
import { squaredHinge } from './squaredHinge.ts';

export type LossName =
  | 'binaryCrossentropy' | 'categoricalCrossentropy' | 'categoricalHinge' | 'cosineSimilarity' | 'halfSquaredError'
  | 'hinge' | 'huber' | 'kullbackLeiblerDivergence' | 'logCosh' | 'meanAbsoluteError' | 'meanSquaredError'
  | 'meanSquaredLogarithmicError' | 'poisson' | 'sparseCategoricalCrossentropy' | 'squaredHinge';

/** Short names and others of Keras and TensorFlow.js. */
type ShortName =
  'absoluteDifference' | 'bce' | 'cosineProximity' | 'kl_divergence' | 'kld' | 'mae' | 'mse' | 'msle';

const aliases: Readonly<Record<ShortName, LossName>> = {
  absoluteDifference: 'meanAbsoluteError', bce: 'binaryCrossentropy', cosineProximity: 'cosineSimilarity',
  kl_divergence: 'kullbackLeiblerDivergence', kld: 'kullbackLeiblerDivergence', mae: 'meanAbsoluteError',
  mse: 'meanSquaredError', msle: 'meanSquaredLogarithmicError',
};

const ANY = "'binaryCrossentropy', 'categoricalCrossentropy' or 'sparseCategoricalCrossentropy'";
const OF_LOGITS = 'categoricalCrossentropy({ fromLogits: true })';

const instead = {
  softmaxCrossEntropy: `${OF_LOGITS}, or sparseCategoricalCrossentropy({ fromLogits: true }) for labels`,
  sigmoidCrossEntropy: 'binaryCrossentropy({ fromLogits: true })',
  crossentropy: ANY, ce: ANY, logLoss: ANY, nll: ANY, cosineDistance: "'cosineSimilarity', which is it less 1",
};

/** What an option may call a loss: its name, as Keras spells it too, or a short one. */
export type LossSpelling = Spelling<LossName> | ShortName | 'logcosh';

export const lossFamily: Family<Loss, LossName> = family({
  kind: 'losses',
  values: {
    categoricalHinge, cosineSimilarity, halfSquaredError, hinge, kullbackLeiblerDivergence, logCosh, meanAbsoluteError,
    meanSquaredError, meanSquaredLogarithmicError, poisson, squaredHinge,
  },
  makers: { binaryCrossentropy, categoricalCrossentropy, huber, sparseCategoricalCrossentropy },
  aliases, instead, besides: ['a Loss'], isOne: isLoss,
});

/** All losses that can be named, as they are without options. */
export const losses: Readonly<Record<LossName, Loss>> = lossFamily.all();

/** What a loss may have. */
const MEMBERS = [
  'name', 'target', 'decision', 'leastOutputs', 'expectTargets', 'formulas', 'notation', 'bind', 'fused',
];

/** The loss that an option names or is. Throws TypeError or RangeError for anything else. */
export function toLoss(who: string, argument: string, given: unknown): Loss {
  const loss = lossFamily.resolve(who, argument, given);
  expectNoMisspelling(who, argument, loss, MEMBERS);
  expectMeaning(who, loss, ` of loss ${show(loss.name)}`);
  return loss;
}

function isLoss(given: unknown): given is Loss {
  if (!isNamedObject(given) || !('target' in given && 'bind' in given)) return false;
  const { target, bind } = given, isTarget = target === 'label' || target === 'vector';
  return isTarget && typeof bind === 'function';
}
