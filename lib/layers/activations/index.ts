/**
 * The activations, by name.
 * @module
 */

import { elu } from './elu.ts';
import { exponential } from './exponential.ts';
import { gelu } from './gelu.ts';
import { hardSigmoid } from './hardSigmoid.ts';
import { leakyRelu } from './leakyRelu.ts';
import { logSoftmax } from './logSoftmax.ts';
import { mish } from './mish.ts';
import { relu } from './relu.ts';
import { selu } from './selu.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { softmax } from './softmax.ts';
import { softplus } from './softplus.ts';
import { softsign } from './softsign.ts';
import { swish } from './swish.ts';
import { tanh } from './tanh.ts';
import type { Activation } from './activation.ts';

export { elu, exponential, gelu, hardSigmoid, leakyRelu, logSoftmax, mish, relu, selu, sigmoid, silu, softmax, softplus, softsign, swish, tanh };
export { elementwiseActivation, type Activation, type ActivationLists, type ActivationNode } from './activation.ts';
export type { EluOptions } from './elu.ts';
export type { GeluOptions } from './gelu.ts';
export type { LeakyReluOptions } from './leakyRelu.ts';
export { toActivation, type NamedActivations } from './toActivation.ts';

export type ActivationName =
  | 'linear' | 'elu' | 'exponential' | 'gelu' | 'hardSigmoid' | 'leakyRelu' | 'logSoftmax' | 'mish' | 'relu'
  | 'selu' | 'sigmoid' | 'silu' | 'softmax' | 'softplus' | 'softsign' | 'swish' | 'tanh';

/** All activations that can be named, those with options as they are without any; 'linear' is the identity and needs none. */
export const activations: Readonly<Record<Exclude<ActivationName, 'linear'>, Activation | (() => Activation)>> = {
  elu, exponential, gelu, hardSigmoid, leakyRelu, logSoftmax, mish, relu, selu, sigmoid, silu, softmax, softplus, softsign, swish, tanh,
};
