/**
 * The activations by name.
 * @module
 */

import { show, typeError } from '../../core/errors.ts';
import { family, isNamedObject, type Family, type Spelling } from '../../core/family.ts';
import { plainOf } from '../../core/nearest.ts';
import type { Activation } from './activation.ts';
import { celu } from './celu.ts';
import { elu } from './elu.ts';
import { exponential } from './exponential.ts';
import { gelu } from './gelu.ts';
import { hardSigmoid } from './hardSigmoid.ts';
import { hardSwish } from './hardSwish.ts';
import { leakyRelu } from './leakyRelu.ts';
import { logSoftmax } from './logSoftmax.ts';
import { mish } from './mish.ts';
import { relu, relu6 } from './relu.ts';
import { selu } from './selu.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { softmax } from './softmax.ts';
import { softplus } from './softplus.ts';
import { softsign } from './softsign.ts';
import { swish } from './swish.ts';
import { tanh } from './tanh.ts';

/** The names of the activations. */
export type ActivationName =
  | 'linear' | 'celu' | 'elu' | 'exponential' | 'gelu' | 'hardSigmoid' | 'hardSwish' | 'leakyRelu' | 'logSoftmax'
  | 'mish' | 'relu' | 'relu6' | 'selu' | 'sigmoid' | 'silu' | 'softmax' | 'softplus' | 'softsign' | 'swish' | 'tanh';

/** What an option may call an activation: its name, as Keras spells it too. */
export type ActivationSpelling = Spelling<ActivationName>;

export const activationFamily: Family<Activation, Exclude<ActivationName, 'linear'>> = family({
  kind: 'activations',
  values: {
    exponential, hardSigmoid, hardSwish, logSoftmax, mish, relu6, selu, sigmoid, silu, softplus, softsign, swish,
    tanh,
  },
  makers: { celu, elu, gelu, leakyRelu, relu, softmax },
  aliases: { hardSilu: 'hardSwish' },
  besides: ["'linear'", 'an Activation'], isOne: isActivation,
});

/** All activations that can be named, as they are without options; 'linear' is the identity and needs none. */
export const activations: Readonly<Record<Exclude<ActivationName, 'linear'>, Activation>> = activationFamily.all();

/** The activation that an option names or is; undefined for 'linear'. Throws TypeError for anything else. */
export function toActivation(who: string, argument: string, given: unknown): Activation | undefined {
  if (typeof given === 'string' && plainOf(given) === 'linear') return undefined;
  const activation = activationFamily.resolve(who, argument, given), { name } = activation;
  // so that a loss may know an activation by its name
  if ((activationFamily.make(name) ?? activation) === activation) return activation;
  throw typeError(`${who}: ${argument} must have a name of its own, got one of the library's, ${show(name)}`);
}

function isActivation(given: unknown): given is Activation {
  return isNamedObject(given) && 'bind' in given && typeof given.bind === 'function';
}
