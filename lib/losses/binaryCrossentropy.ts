/**
 * The cross-entropy of yes and no.
 * @module
 */

import { expectBoolean, expectKnownOptions, expectNumber } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import {
  abs, add, div, exp, formula, less, log, log1p, mul, negate, select, sigmoid, sub, type Expression,
} from '../formula/index.ts';
import { perExample } from '../kernels/index.ts';
import { meanLoss, type Loss } from './loss.ts';
import { HIGHEST, LOWEST, clip, isWithin } from './probability.ts';
import { probabilities } from './targets.ts';

export interface BinaryCrossentropyOptions {
  /** The output is z, to which sigmoid is yet to be applied. Default false. */
  readonly fromLogits?: boolean;
  /** Moves targets towards ½ by this share, from 0 to 1. Default 0. */
  readonly labelSmoothing?: number;
}

type Symbol = Expression<'float'>;

const logistic = formula({ name: 'logistic', arrays: ['z', 'a'], define: ({ z }) => ({ a: sigmoid(z) }) });

/**
 * Binary cross-entropy: of an example, the mean over its n outputs of −(y·log a + (1 − y)·log(1 − a)), targets from 0
 * to 1.
 *
 * After a sigmoid, or fromLogits, it works on the logits z: max(z, 0) − z·y + log(1 + e^−|z|), ∂/∂zⱼ = (σ(zⱼ) − yⱼ)/n.
 * After anything else the output is taken for probabilities, clipped to [10⁻⁷, 1 − 10⁻⁷]; no gradient passes through
 * a clipped one.
 *
 * Targets: from 0 to 1; anything else is refused with the likely cure.
 *
 * Default: fromLogits false, labelSmoothing 0
 * Source: Keras 2.2.4. Some releases of TensorFlow 2 added 10⁻⁷ within the logarithms; Keras 3 does not.
 */
export function binaryCrossentropy(options: BinaryCrossentropyOptions = {}): Loss {
  expectKnownOptions('binaryCrossentropy', options, ['fromLogits', 'labelSmoothing']);
  const { fromLogits = false, labelSmoothing = 0 } = options;
  expectBoolean('binaryCrossentropy', 'fromLogits', fromLogits);
  expectNumber('binaryCrossentropy', 'labelSmoothing', labelSmoothing, 0, 1);
  const smooth = (y: Symbol): Symbol =>
    (labelSmoothing === 0 ? y : add(mul(y, 1 - labelSmoothing), 0.5 * labelSmoothing));
  const name = 'binaryCrossentropy', expectTargets = probabilities(name);
  const onLogits = meanLoss({
    name, expectTargets,
    decision: { threshold: 0, no: 0 },
    term: ({ a: z, y }) => add(sub(select(less(z, 0), 0, z), mul(z, smooth(y))), log1p(exp(negate(abs(z))))),
    derivative: ({ a: z, y }) => sub(sigmoid(z), smooth(y)),
  });
  const made = (loss: Loss): Loss => madeBy('losses/binaryCrossentropy', { fromLogits, labelSmoothing }, loss);
  if (fromLogits) return made(onLogits);
  const onProbabilities = meanLoss({
    name, expectTargets,
    decision: { threshold: 0.5, no: 0 },
    term: ({ a, y }) => {
      const p = clip(a, LOWEST, HIGHEST), t = smooth(y);
      return negate(add(mul(t, log(p)), mul(sub(1, t), log1p(negate(p)))));
    },
    derivative: ({ a, y }) => select(isWithin(a, LOWEST, HIGHEST), div(sub(a, smooth(y)), mul(a, sub(1, a))), 0),
  });
  return made({
    ...onProbabilities,
    fused: {
      activation: 'sigmoid',
      bind(node) {
        const { k, outputs, logits, prediction } = node;
        const { forward, backward } = onLogits.bind({ ...node, prediction: logits });
        return { forward: [k.elementwise(logistic, perExample(outputs), [logits, prediction]), ...forward], backward };
      },
    },
  });
}
