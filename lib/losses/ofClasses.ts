/**
 * Losses of classes, on logits or on probabilities.
 * @module
 */

import { perExample, type Tensor } from '../kernels/index.ts';
import type { Loss, LossLists, LossNode } from './loss.ts';

/** A loss's lists on logits z; p gets their softmax. */
export type BindLogits = (node: LossNode, z: Tensor, p: Tensor) => LossLists;

/** A loss on logits; or on probabilities by `bind`, and right after a softmax on the logits before it. */
export function ofClasses(
  shared: Omit<Loss, 'decision' | 'bind' | 'fused'>, fromLogits: boolean, bind: Loss['bind'], bindLogits: BindLogits,
): Loss {
  return fromLogits ? {
    ...shared,
    decision: { threshold: undefined, no: 0 },
    bind: (node) => bindLogits(node, node.prediction, node.cache('a', perExample(node.outputs))),
  } : {
    ...shared,
    bind,
    fused: { activation: 'softmax', bind: (node) => bindLogits(node, node.logits, node.prediction) },
  };
}
