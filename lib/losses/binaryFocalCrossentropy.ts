/**
 * The focal cross-entropy of yes and no.
 * @module
 */

import { expectBoolean, expectFloat32Number, expectKnownOptions, expectNumber } from '../core/errors.ts';
import { madeBy } from '../core/madeBy.ts';
import { add, mul, negate, sigmoid, sub, type Expression, type Float } from '../formula/index.ts';
import { afterSigmoid, ofLogit, ofProbability, smoothedHalf } from './binary.ts';
import type { BinaryCrossentropyOptions } from './binaryCrossentropy.ts';
import { power, powerSlope } from './focal.ts';
import { lazyMeanLoss, withReduction, type Loss } from './loss.ts';
import { expectLastAxis } from './probability.ts';
import { probabilities } from './targets.ts';

/** What {@link binaryFocalCrossentropy} takes. */
export interface BinaryFocalCrossentropyOptions extends BinaryCrossentropyOptions {
  /** Weighs targets of 1 by alpha, those of 0 by 1 − alpha. Default false. */
  readonly applyClassBalancing?: boolean;
  /** From 0 to 1. Default 0.25. */
  readonly alpha?: number;
  /** At least 0; 0 is binary cross-entropy. Default 2. */
  readonly gamma?: number;
}

type Symbol = Expression<'float'>;

/**
 * Binary cross-entropy by which outputs that are almost right count less: of an example, the mean over its n outputs of
 * q^gamma·(−(y·log a + (1 − y)·log(1 − a))), where q = y·(1 − a) + (1 − y)·a is what is missing; with
 * `applyClassBalancing` times y·alpha + (1 − y)·(1 − alpha). After a sigmoid, fromLogits or after anything else as
 * `binaryCrossentropy`, with whose options.
 *
 * Targets: from 0 to 1; anything else is refused with the likely cure.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range.
 *
 * Formula: Σ (t · t · (−(y · log(u) + (1 − y) · log1p(−u)))) / outputs, where t = y · (1 − a) + (1 − y) · a, u = 1e-7
 *          if a < 1e-7, else (0.9999999 if 0.9999999 < a, else a)
 * Default: applyClassBalancing false, alpha 0.25, gamma 2, fromLogits false, labelSmoothing 0
 * Source: Lin et al. 2017; as in Keras 3.
 */
export function binaryFocalCrossentropy(options: BinaryFocalCrossentropyOptions = {}): Loss {
  const name = 'binaryFocalCrossentropy';
  expectKnownOptions(name, options, [
    'applyClassBalancing', 'alpha', 'gamma', 'fromLogits', 'labelSmoothing', 'axis', 'reduction',
  ]);
  const { applyClassBalancing = false, alpha = 0.25, gamma = 2, axis = -1, reduction } = options;
  const { fromLogits = false, labelSmoothing = 0 } = options;
  expectBoolean(name, 'applyClassBalancing', applyClassBalancing);
  expectNumber(name, 'alpha', alpha, 0, 1);
  expectFloat32Number(name, 'gamma', gamma, 0);
  expectBoolean(name, 'fromLogits', fromLogits);
  expectNumber(name, 'labelSmoothing', labelSmoothing, 0, 1);
  expectLastAxis(name, axis);
  const smooth = smoothedHalf(labelSmoothing), expectTargets = probabilities(name);
  const weighted = (value: Symbol, t: Symbol): Symbol =>
    (applyClassBalancing ? mul(add(mul(t, alpha), mul(sub(1, t), 1 - alpha)), value) : value);
  const missing = (t: Symbol, p: Float, rest: Float): Symbol => add(mul(t, rest), mul(sub(1, t), p));
  /** What 1 of p adds to what is missing. */
  const turn = (t: Symbol): Symbol => sub(1, mul(2, t));
  const given = { applyClassBalancing, alpha, gamma, fromLogits, labelSmoothing, reduction };
  const made = (loss: Loss): Loss => madeBy(`losses/${name}`, given, withReduction(name, loss, reduction));
  const onLogits = lazyMeanLoss({
    name, expectTargets,
    decision: { threshold: 0, no: 0 },
    term: ({ a: z, y }) => {
      const t = smooth(y), q = missing(t, sigmoid(z), sigmoid(negate(z)));
      return weighted(mul(power(q, gamma), ofLogit.term(z, t)), t);
    },
    derivative: ({ a: z, y }) => {
      const t = smooth(y), p = sigmoid(z), rest = sigmoid(negate(z)), q = missing(t, p, rest);
      const change = mul(mul(powerSlope(q, gamma), mul(turn(t), mul(p, rest))), ofLogit.term(z, t));
      return weighted(add(mul(power(q, gamma), ofLogit.derivative(z, t)), change), t);
    },
  });
  if (fromLogits) return made(onLogits);
  const onProbabilities = lazyMeanLoss({
    name, expectTargets,
    decision: { threshold: 0.5, no: 0 },
    term: ({ a, y }) => {
      const t = smooth(y), q = missing(t, a, sub(1, a));
      return weighted(mul(power(q, gamma), ofProbability.term(a, t)), t);
    },
    derivative: ({ a, y }) => {
      const t = smooth(y), q = missing(t, a, sub(1, a));
      const change = mul(mul(powerSlope(q, gamma), turn(t)), ofProbability.term(a, t));
      return weighted(add(mul(power(q, gamma), ofProbability.derivative(a, t)), change), t);
    },
  });
  return made({ ...onProbabilities, fused: afterSigmoid(onLogits) });
}
