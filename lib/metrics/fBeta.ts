import { expectFloat32Positive, expectPlainObject } from '../core/errors.ts';
import { averagedMetric, ratio, type AverageOptions, type Score } from './decisions.ts';
import type { Metric } from './metric.ts';

/** What {@link fBeta} takes. */
export interface FBetaOptions extends AverageOptions {
  /** How many times as much recall counts as precision. Above 0. Default 1. */
  readonly beta?: number;
}

/** The score of that beta. */
export function fScore(beta: number): Score {
  const square = beta * beta;
  return (tp, fp, fn) => ratio((1 + square) * tp, (1 + square) * tp + square * fn + fp);
}

/**
 * The weighted harmonic mean of precision and recall; 0 where there is nothing to count. All outputs count alike,
 * labels as one-hot vectors, unless `average`, `classId` or `topK` say otherwise; `threshold: null` is Keras' default,
 * by which the largest output says yes (Keras: all of equals, unless they are 0).
 *
 * Where yes begins the loss says, see {@link AverageOptions}; a target above ½ (for hinge losses: above 0) counts
 * as 1. NaN once an output is NaN.
 *
 * Throws TypeError for options that are misspelt or of the wrong kind, RangeError for values out of range. Where it is
 * used, throws TypeError for a loss whose outputs can only be compared, unless options say which outputs mean yes.
 *
 * Formula: (1 + beta²)·TP/((1 + beta²)·TP + beta²·FN + FP)
 * Default: beta 1, threshold as the loss has it, 0 or 0.5, targetThreshold likewise, average 'micro'
 * Source: Keras 3 (FBetaScore), whose default of average is None.
 */
export function fBeta(options: FBetaOptions = {}): Metric {
  expectPlainObject('fBeta', 'options', options);
  const { beta = 1 } = options;
  expectFloat32Positive('fBeta', 'beta', beta);
  return averagedMetric({ kind: 'fBeta', better: 'higher', score: fScore(beta) }, options, { beta });
}
