/**
 * The cross-entropy of classes, targets as labels.
 * @module
 */

import { expectBoolean, expectKnownOptions } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { div, formula, log, select, type Program } from '../formula/index.ts';
import { perExample, type Tensor } from '../kernels/index.ts';
import type { Loss, LossLists, LossNode } from './loss.ts';
import { HIGHEST, LOWEST, clip, isWithin } from './probability.ts';

export interface SparseCategoricalCrossentropyOptions {
  /** The output is z, to which softmax is yet to be applied. Default false. */
  readonly fromLogits?: boolean;
}

/** Logarithms of clipped probabilities; NaN stays NaN. */
const clippedLogarithm: Program = formula({
  name: 'clipped logarithm', arrays: ['a', 'z'],
  define: ({ a }) => ({ z: log(clip(a, LOWEST, HIGHEST)) }),
});

/** From ∂/∂z to ∂/∂a: the derivative of the logarithm, and none through a clipped probability. */
const clippedLogarithmGradient: Program = formula({
  name: 'clipped logarithm gradient', arrays: ['a', 'da'],
  define: ({ a, da }) => ({ da: select(isWithin(a, LOWEST, HIGHEST), div(da, a), 0) }),
});

function bindProbabilities({ k, outputs, prediction, targets, losses, gradient, cache }: LossNode): LossLists {
  const m = perExample(1), size = perExample(outputs), logarithms = cache('logarithms', size);
  const normalised = cache('normalised', size);
  return {
    forward: [
      k.elementwise(clippedLogarithm, size, [prediction, logarithms]),
      k.softmaxCrossentropy(m, outputs, logarithms, targets, normalised, losses),
    ],
    backward: [
      k.softmaxCrossentropyGradient(m, outputs, normalised, targets, 'scale', gradient),
      k.elementwise(clippedLogarithmGradient, size, [prediction, gradient]),
    ],
  };
}

/** On logits z; p gets their softmax. */
function bindLogits({ k, outputs, targets, losses, gradient }: LossNode, z: Tensor, p: Tensor): LossLists {
  const m = perExample(1);
  return {
    forward: [k.softmaxCrossentropy(m, outputs, z, targets, p, losses)],
    backward: [k.softmaxCrossentropyGradient(m, outputs, p, targets, 'scale', gradient)],
  };
}

/**
 * Cross-entropy with the number of the right class: of an example, −log p_y.
 *
 * After a softmax, or fromLogits, it works on the logits z: log Σ exp(z − max z) − (z_y − max z), with
 * ∂/∂z = softmax(z) − [j = y], as TensorFlow does; it has no upper bound and learns from a confidently wrong example.
 * After anything else the output is taken for probabilities, clipped to [10⁻⁷, 1 − 10⁻⁷] and divided by their sum,
 * as Keras does; no gradient passes through a clipped one.
 *
 * Targets: one label an example, a whole number from 0 to outputs − 1.
 *
 * Formula: −log(a_y/Σa)
 * Default: fromLogits false
 * Source: TensorFlow after a softmax, else Keras 2.2.4.
 */
export function sparseCategoricalCrossentropy(options: SparseCategoricalCrossentropyOptions = {}): Loss {
  expectKnownOptions('sparseCategoricalCrossentropy', options, ['fromLogits']);
  const { fromLogits = false } = options;
  expectBoolean('sparseCategoricalCrossentropy', 'fromLogits', fromLogits);
  const name = 'sparseCategoricalCrossentropy', target = 'label';
  const notation: Loss['notation'] = ({ a, y, sum }) => `−${sum}${y} log ${a}`;
  return madeBy('losses/sparseCategoricalCrossentropy', { fromLogits }, fromLogits ? {
    name, target, notation,
    decision: { threshold: undefined, no: 0 },
    bind: (node) => bindLogits(node, node.prediction, node.cache('a', perExample(node.outputs))),
  } : {
    name, target, notation,
    bind: bindProbabilities,
    fused: { activation: 'softmax', bind: (node) => bindLogits(node, node.logits, node.prediction) },
  });
}
