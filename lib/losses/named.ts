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

/** Keras' short names, and names of its that are spelt otherwise. */
type ShortName = 'bce' | 'kl_divergence' | 'kld' | 'logcosh' | 'mae' | 'mse' | 'msle';

const aliases: Readonly<Record<ShortName, LossName>> = {
  bce: 'binaryCrossentropy', kl_divergence: 'kullbackLeiblerDivergence', kld: 'kullbackLeiblerDivergence',
  logcosh: 'logCosh', mae: 'meanAbsoluteError', mse: 'meanSquaredError', msle: 'meanSquaredLogarithmicError',
};

/** What an option may call a loss: its name, also in snake_case, or Keras' short one. */
export type LossSpelling = Spelling<LossName> | ShortName;

export const lossFamily: Family<Loss, LossName> = family({
  kind: 'losses',
  values: {
    categoricalHinge, cosineSimilarity, halfSquaredError, hinge, kullbackLeiblerDivergence, logCosh, meanAbsoluteError,
    meanSquaredError, meanSquaredLogarithmicError, poisson, squaredHinge,
  },
  makers: { binaryCrossentropy, categoricalCrossentropy, huber, sparseCategoricalCrossentropy },
  aliases, besides: ['a Loss'], isOne: isLoss,
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

/** Whether it is one, of one's own perhaps. */
export function isLoss(given: unknown): given is Loss {
  if (!isNamedObject(given) || !('target' in given && 'bind' in given)) return false;
  const { target, bind } = given, isTarget = target === 'label' || target === 'vector';
  return isTarget && typeof bind === 'function';
}
