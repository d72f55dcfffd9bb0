/**
 * The activations, by name.
 * @module
 */
import type { Activation } from './activation.ts';
import { relu } from './relu.ts';
import { sigmoid } from './sigmoid.ts';
import { softmax } from './softmax.ts';
import { tanh } from './tanh.ts';

export { relu, sigmoid, softmax, tanh };
export { elementwiseActivation, type Activation, type ActivationNode } from './activation.ts';
export { toActivation } from './toActivation.ts';

export type ActivationName = 'linear' | 'relu' | 'sigmoid' | 'softmax' | 'tanh';

/** All activations that can be named; 'linear' is the identity and needs none. */
export const activations: Readonly<Record<Exclude<ActivationName, 'linear'>, Activation>> = { relu, sigmoid, softmax, tanh };
