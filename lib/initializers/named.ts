/**
 * The initializers by name.
 * @module
 */

import { family, type Family } from '../core/family.ts';
import { constant } from './constant.ts';
import { glorotNormal } from './glorotNormal.ts';
import { glorotUniform } from './glorotUniform.ts';
import { heNormal } from './heNormal.ts';
import { heUniform } from './heUniform.ts';
import { identity } from './identity.ts';
import { isValues, values, type Initializer } from './initializer.ts';
import { lecunNormal } from './lecunNormal.ts';
import { lecunUniform } from './lecunUniform.ts';
import { ones } from './ones.ts';
import { orthogonal } from './orthogonal.ts';
import { randomNormal } from './randomNormal.ts';
import { randomUniform } from './randomUniform.ts';
import { truncatedNormal } from './truncatedNormal.ts';
import { varianceScaling } from './varianceScaling.ts';
import { zeros } from './zeros.ts';

const makers = {
  constant, glorotNormal, glorotUniform, heNormal, heUniform, identity, lecunNormal, lecunUniform, orthogonal,
  randomNormal, randomUniform, truncatedNormal, varianceScaling,
};

export const initializerFamily: Family<Initializer> = family({
  kind: 'initializers',
  // Keras' short names, which files have too
  values: { zeros, ones, uniform: randomUniform(), normal: randomNormal() },
  makers,
  aliases: { one: 'ones', zero: 'zeros', eye: 'identity' },
  besides: ['a function', 'an array of numbers'],
  isOne: (given): given is Initializer =>
    typeof given === 'function' && !Object.values<unknown>(makers).includes(given),
});

/** All initializers that can be named, as they are without options. */
export const initializers: Readonly<Record<string, Initializer>> = initializerFamily.all();

/** The initializer that an option names, is, or lists the values of. Throws TypeError for anything else. */
export function toInitializer(who: string, argument: string, given: unknown): Initializer {
  return isValues(given) ? values(given) : initializerFamily.resolve(who, argument, given);
}
