/**
 * Initializers by name, those with options at their defaults. `uniform` and `normal` are Keras' short names.
 * @module
 */

import { glorotNormal } from './glorotNormal.ts';
import { glorotUniform } from './glorotUniform.ts';
import { heNormal } from './heNormal.ts';
import { heUniform } from './heUniform.ts';
import { identity } from './identity.ts';
import type { Initializer } from './initializer.ts';
import { lecunNormal } from './lecunNormal.ts';
import { lecunUniform } from './lecunUniform.ts';
import { ones } from './ones.ts';
import { orthogonal } from './orthogonal.ts';
import { randomNormal } from './randomNormal.ts';
import { randomUniform } from './randomUniform.ts';
import { truncatedNormal } from './truncatedNormal.ts';
import { varianceScaling } from './varianceScaling.ts';
import { zeros } from './zeros.ts';

/** Those that an option may name. */
export const initializers: Readonly<Record<string, Initializer>> = {
  glorotUniform, glorotNormal, heUniform, heNormal, lecunUniform, lecunNormal, varianceScaling: varianceScaling(),
  zeros, ones, identity: identity(), orthogonal: orthogonal(),
  randomUniform: randomUniform(), randomNormal: randomNormal(), truncatedNormal: truncatedNormal(), uniform: randomUniform(), normal: randomNormal(),
};
