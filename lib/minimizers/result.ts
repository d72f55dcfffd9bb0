/**
 * What every minimizer takes and returns.
 * @module
 */

import { expectFunction, expectInteger, expectNumber } from '../core/errors.ts';
import type { Evaluations } from './objective.ts';

/** Why a minimizer ended. */
export type Reason =
  /** ‖∇f‖₂ ≤ gradientTolerance, at the last point: the best, unless the message says that an earlier one was. */
  | 'gradient'
  /** A step moved x by no more than stepTolerance, or would move it by nothing that binary64 can tell. */
  | 'step'
  /** f fell by no more than valueTolerance in a step. */
  | 'value'
  /** maxIterations steps are done. */
  | 'iterations'
  /**
   * No step found makes f smaller: at a minimum to the last bit, which `converged` tells; else ∇f may be wrong, or f
   * not smooth.
   */
  | 'lineSearch'
  /** H is singular, and the method has no other way. */
  | 'singular'
  /** f or ∇f is not finite at the start, or wherever a step could lead. */
  | 'notFinite';

/** Why a search is over. */
export interface Ending {
  readonly reason: Reason;
  /**
   * Whether it has come to what it sought: to ‖∇f(x)‖₂ ≤ gradientTolerance, to another tolerance that was given, or to
   * where rounding of f and x
   * hides whatever could be gained. False where it gave up: after maxIterations steps, in NaN, or where f does not do
   * as ∇f says.
   */
  readonly converged: boolean;
  /** The reason in words, with the numbers that led to it. */
  readonly message: string;
}

export interface MinimizerResult extends Ending {
  /** The best point seen: f is nowhere smaller that was evaluated. */
  readonly x: Float64Array;
  /** f(x); Infinity where f was finite nowhere. */
  readonly value: number;
  /** ‖∇f(x)‖₂; Infinity where it is not finite. */
  readonly gradientNorm: number;
  /** Steps taken. */
  readonly iterations: number;
  readonly evaluations: Readonly<Evaluations>;
}

/** What a minimizer tells after each step. */
export interface Progress {
  /** From 1. */
  readonly iteration: number;
  /** A copy. */
  readonly x: Float64Array;
  readonly value: number;
  readonly gradientNorm: number;
}

/** The options that all minimizers have. */
export interface MinimizerOptions {
  /**
   * Ends where ‖∇f‖₂ is no larger. Default 1e-6·min(1, largest ‖∇f‖₂ met): small units of f, or large ones of x, are no
   * reason to end.
   */
  readonly gradientTolerance?: number;
  /** Ends where a step's ‖Δx‖₂ is no larger. Default 0: where a step changes nothing. */
  readonly stepTolerance?: number;
  /** Ends where f falls by no more in a step. Default 0: off. */
  readonly valueTolerance?: number;
  /** Most steps. */
  readonly maxIterations?: number;
  /** Called after each step. */
  readonly onIteration?: (progress: Progress) => void;
}

/** The names of these options. */
export const MINIMIZER_OPTIONS: readonly string[] = [
  'gradientTolerance', 'stepTolerance', 'valueTolerance', 'maxIterations', 'onIteration',
];

/** `gradientTolerance` is undefined where the default is wanted, which depends on the start. */
export type CheckedMinimizerOptions =
  Required<Omit<MinimizerOptions, 'onIteration' | 'gradientTolerance'>>
    & Pick<CheckedOptional, 'onIteration' | 'gradientTolerance'>;

type CheckedOptional = { readonly [name in keyof MinimizerOptions]: MinimizerOptions[name] | undefined };

/** Throws RangeError or TypeError for an option that does not fit. */
export function checkMinimizerOptions(who: string, options: MinimizerOptions, most: number): CheckedMinimizerOptions {
  const { gradientTolerance, stepTolerance = 0, valueTolerance = 0, maxIterations = most, onIteration } = options;
  if (gradientTolerance !== undefined) expectNumber(who, 'gradientTolerance', gradientTolerance, 0);
  expectNumber(who, 'stepTolerance', stepTolerance, 0);
  expectNumber(who, 'valueTolerance', valueTolerance, 0);
  expectInteger(who, 'maxIterations', maxIterations);
  if (onIteration !== undefined) expectFunction(who, 'onIteration', onIteration);
  return { gradientTolerance, stepTolerance, valueTolerance, maxIterations, onIteration };
}
