/**
 * Yes and no, as a loss has them in outputs and targets.
 * @module
 */

import { expectFloat32Number, expectKnownOptions, typeError } from '../core/errors.ts';
import type { Decision, Loss } from '../losses/index.ts';
import type { MetricOptions } from './metric.ts';
import { expectName } from './name.ts';

/** What {@link binaryAccuracy} takes. */
export interface ThresholdOptions extends MetricOptions {
  /** Above it an output says yes. Default 0 for hinge losses and binary cross-entropy of logits, else 0.5. */
  readonly threshold?: number;
  /**
   * Above it a target means yes. Default 0 for hinge losses, else 0.5; `binaryAccuracy` has no default, and wants
   * exactly yes or no.
   */
  readonly targetThreshold?: number;
}

/** The options, checked; thresholds as binary32, as outputs and targets are: 0.3 is not above 0.3. */
export interface Thresholds {
  readonly threshold: number | undefined;
  readonly targetThreshold: number | undefined;
  readonly name: string;
}

/** The options, checked, of a metric of that kind. */
export function expectThresholds(kind: string, options: ThresholdOptions): Thresholds {
  expectKnownOptions(kind, options, ['threshold', 'targetThreshold', 'name']);
  const { threshold, targetThreshold, name = kind } = options;
  if (threshold !== undefined) expectFloat32Number(kind, 'threshold', threshold);
  if (targetThreshold !== undefined) expectFloat32Number(kind, 'targetThreshold', targetThreshold);
  expectName(kind, name);
  return { threshold: rounded(threshold), targetThreshold: rounded(targetThreshold), name };
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.fround(value);
}

/** Of a loss that says nothing. */
const PLAIN: Decision = { threshold: 0.5, no: 0 };

/** Above what an output says yes. Throws TypeError, as metric `name`, where outputs can only be compared. */
export function outputThreshold(name: string, { decision = PLAIN, name: loss }: Loss): number {
  if (decision.threshold !== undefined) return Math.fround(decision.threshold);
  const advice = 'accuracy compares them, as threshold null does, and a softmax makes probabilities of them';
  throw typeError(
    `${name}: threshold must be given where outputs can only be compared, as here for loss ${loss}, got none; `
      + `${advice}`,
  );
}

/** Above what a target means yes: halfway between the loss's no and 1. */
export function targetThreshold({ decision = PLAIN }: Loss): number {
  return (decision.no + 1) / 2;
}

/** Whether an output says what its target, exactly yes or no, does. NaN says neither. */
export function isRightBy({ decision = PLAIN }: Loss, threshold: number): (a: number, y: number) => boolean {
  const { no } = decision;
  return (a, y) => (a > threshold ? y === 1 : a <= threshold && y === no);
}
