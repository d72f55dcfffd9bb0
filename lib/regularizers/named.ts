/**
 * The regularizers by name.
 * @module
 */

import { family, isNamedObject, type Family } from '../core/family.ts';
import { l1 } from './l1.ts';
import { l1l2 } from './l1l2.ts';
import { l2 } from './l2.ts';
import type { Regularizer } from './regularizer.ts';

/** The names of the regularizers. */
export type RegularizerName = 'l1' | 'l2' | 'l1l2';

/** What an option may call a regularizer: its name, as Keras spells it too. */
export type RegularizerSpelling = RegularizerName | Uppercase<RegularizerName> | 'l1_l2';

export const regularizerFamily: Family<Regularizer, RegularizerName> = family({
  kind: 'regularizers',
  makers: { l1, l2, l1l2 },
  besides: ['a Regularizer'],
  isOne: (given): given is Regularizer =>
    isNamedObject(given) && 'term' in given && 'gradient' in given,
});

/** All regularizers that can be named, as they are without options: with factors of 0.01. */
export const regularizers: Readonly<Record<RegularizerName, Regularizer>> = regularizerFamily.all();

/** The regularizer that an option names or is, undefined where it is absent. Throws TypeError for anything else. */
export function toRegularizer(who: string, argument: string, given: unknown): Regularizer | undefined {
  return given === undefined ? undefined : regularizerFamily.resolve(who, argument, given);
}
