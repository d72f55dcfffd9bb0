/**
 * The activations.
 * @module
 */

export { elementwiseActivation, type Activation, type ActivationLists, type ActivationNode } from './activation.ts';
export { celu, type CeluOptions } from './celu.ts';
export { elu, type EluOptions } from './elu.ts';
export { exponential } from './exponential.ts';
export { gelu, type GeluOptions } from './gelu.ts';
export { hardSigmoid } from './hardSigmoid.ts';
export { hardSwish } from './hardSwish.ts';
export { leakyRelu, type LeakyReluOptions } from './leakyRelu.ts';
export { logSoftmax } from './logSoftmax.ts';
export { mish } from './mish.ts';
export { activations, toActivation, type ActivationName, type ActivationSpelling } from './named.ts';
export { relu, relu6, type ReluOptions } from './relu.ts';
export { selu } from './selu.ts';
export { sigmoid } from './sigmoid.ts';
export { silu } from './silu.ts';
export { softmax, type SoftmaxOptions } from './softmax.ts';
export { softplus } from './softplus.ts';
export { softsign } from './softsign.ts';
export { swish } from './swish.ts';
export { tanh } from './tanh.ts';
