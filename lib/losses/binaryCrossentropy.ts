/**
 * The cross-entropy of yes and no.
 * @module
 */

import { expectBoolean, expectKnownOptions, expectNumber } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { afterSigmoid, ofLogit, ofProbability, smoothedHalf } from './binary.ts';
import { lazyMeanLoss, withReduction, type Loss, type LossOptions } from './loss.ts';
import { expectLastAxis } from './probability.ts';
import { probabilities } from './targets.ts';

/** What {@link binaryCrossentropy} takes. */
export interface BinaryCrossentropyOptions extends LossOptions {
  /** The output is z, to which sigmoid is yet to be applied. Default false. */
  readonly fromLogits?: boolean;
  /** Moves targets towards ½ by this share, from 0 to 1. Default 0. */
  readonly labelSmoothing?: number;
  /** Only −1, the last. Default −1. */
  readonly axis?: -1;
}

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
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: Σ (−(y · log(t) + (1 − y) · log1p(−t))) / outputs, where t = 1e-7 if a < 1e-7, else (0.9999999 if 0.9999999
 *          < a, else a)
 * Default: fromLogits false, labelSmoothing 0
 * Source: Keras 2.2.4. Some releases of TensorFlow 2 added 10⁻⁷ within the logarithms; Keras 3 does not.
 */
export function binaryCrossentropy(options: BinaryCrossentropyOptions = {}): Loss {
  expectKnownOptions('binaryCrossentropy', options, ['fromLogits', 'labelSmoothing', 'axis', 'reduction']);
  const { fromLogits = false, labelSmoothing = 0, axis = -1, reduction } = options;
  expectBoolean('binaryCrossentropy', 'fromLogits', fromLogits);
  expectNumber('binaryCrossentropy', 'labelSmoothing', labelSmoothing, 0, 1);
  expectLastAxis('binaryCrossentropy', axis);
  const smooth = smoothedHalf(labelSmoothing), name = 'binaryCrossentropy', expectTargets = probabilities(name);
  const given = { fromLogits, labelSmoothing, reduction };
  const made = (loss: Loss): Loss => madeBy('losses/binaryCrossentropy', given, withReduction(name, loss, reduction));
  const onLogits = lazyMeanLoss({
    name, expectTargets,
    decision: { threshold: 0, no: 0 },
    term: ({ a: z, y }) => ofLogit.term(z, smooth(y)),
    derivative: ({ a: z, y }) => ofLogit.derivative(z, smooth(y)),
  });
  if (fromLogits) return made(onLogits);
  const onProbabilities = lazyMeanLoss({
    name, expectTargets,
    decision: { threshold: 0.5, no: 0 },
    term: ({ a, y }) => ofProbability.term(a, smooth(y)),
    derivative: ({ a, y }) => ofProbability.derivative(a, smooth(y)),
  });
  return made({ ...onProbabilities, fused: afterSigmoid(onLogits) });
}
