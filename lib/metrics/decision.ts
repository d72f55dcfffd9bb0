/**
 * What an output and a target say of yes and no, to a loss.
 * @module
 */
import { expectFloat32Number, expectKnownOptions, typeError } from '../core/errors.ts';
import type { Decision, Loss } from '../losses/index.ts';
import type { MetricOptions } from './metric.ts';
import { expectName } from './name.ts';

export interface ThresholdOptions extends MetricOptions {
  /**
   * Above it an output says yes. Default as the loss says: 0 for hinge losses and binary cross-entropy of logits, else
   * 0.5.
   */
  readonly threshold?: number;
  /**
   * Above it a target means yes. Default 0 for hinge losses, else 0.5; `binaryAccuracy` has none, and wants exactly yes
   * or no.
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

/**
 * Above what an output says yes. Throws TypeError, as metric `name`, where outputs mean something beside others only.
 */
export function outputThreshold(name: string, { decision = PLAIN, name: loss }: Loss): number {
  if (decision.threshold !== undefined) return decision.threshold;
  const why = `outputs for loss ${loss} as it is used mean something beside one another only`;
  const advice = 'accuracy compares them, and a softmax makes them shares';
  throw typeError(`${name}: threshold must be given, since ${why}; ${advice}`);
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
